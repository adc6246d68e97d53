/** The registry of families. A new family is one file and one line here. */
import { bernoulli } from './bernoulli';
import { categorical } from './categorical';
import type { Family } from './family';
import { lognormal } from './lognormal';
import { negativeBinomial } from './negativeBinomial';
import { normal } from './normal';
import { poisson } from './poisson';

export const families = { normal, lognormal, poisson, negativeBinomial, bernoulli, categorical } satisfies Record<
  string,
  Family
>;

export type FamilyName = keyof typeof families;

export const FAMILY_NAMES = Object.keys(families) as readonly FamilyName[];

/** @returns the family with this name, or undefined */
export function familyNamed(name: string): Family | undefined {
  return Object.hasOwn(families, name) ? families[name as FamilyName] : undefined;
}
