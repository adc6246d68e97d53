/** Completion scripts for shells, written from the usage of the program. */
import { bashScript } from './bashCompletion';
import { fishScript } from './fishCompletion';
import type { Usage } from './usageTree';
import { zshScript } from './zshCompletion';

/** Script by shell. */
export const COMPLETION_SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } satisfies Record<
  string,
  (usage: Usage) => string
>;

export type Shell = keyof typeof COMPLETION_SCRIPTS;

export const SHELLS = Object.keys(COMPLETION_SCRIPTS) as readonly Shell[];
