/** Merges diagnostics with one cause into one, at the first place, with links to the others. */
import type { Diagnostic } from 'vscode-languageserver';
import { counted } from '../../words/numbers';

export interface Caused {
  readonly diagnostic: Diagnostic & { readonly message: string };
  /** Key of the cause, equal for equal causes; left out where each place has a fix of its own. */
  readonly cause?: string;
  /** Description of the place in comparison with the first. */
  readonly like?: string;
}

/** Minimum number of places for merging; fewer are reported separately. */
export const LEAST_ALIKE = 5;
const MOST_RELATED = 50;

/**
 * Merged diagnostics in the order of the first place of each cause.
 *
 * @param noun for the merged places
 * @param isCut whether there are more than these
 */
export function oneForEachCause(
  uri: string,
  found: readonly Caused[],
  noun: 'row' | 'cell',
  isCut: boolean,
): Diagnostic[] {
  const byCause = new Map<string, Caused[]>();
  for (const each of found) {
    if (each.cause === undefined) continue;
    const alike = byCause.get(each.cause);
    if (alike === undefined) byCause.set(each.cause, [each]);
    else alike.push(each);
  }
  return found.flatMap((each) => {
    const alike = each.cause === undefined ? [] : (byCause.get(each.cause) ?? []);
    if (alike.length < LEAST_ALIKE) return [each.diagnostic];
    return each === alike[0] ? [summedUp(uri, alike.toSorted(byPlace), noun, isCut)] : [];
  });
}

function summedUp(
  uri: string,
  [{ diagnostic }, ...others]: readonly Caused[],
  noun: string,
  isCut: boolean,
): Diagnostic {
  const many = counted(others.length, `more ${noun}`);
  return {
    ...diagnostic,
    message:
      `${diagnostic.message} ${isCut ? `At least ${many}` : many} ` + `${others.length === 1 ? 'is' : 'are'} like it.`,
    relatedInformation: others
      .slice(0, MOST_RELATED)
      .map(({ diagnostic: { range }, like = 'Here, too.' }) => ({ location: { uri, range }, message: like })),
  };
}

function byPlace(
  {
    diagnostic: {
      range: { start: a },
    },
  }: Caused,
  {
    diagnostic: {
      range: { start: b },
    },
  }: Caused,
): number {
  return a.line - b.line || a.character - b.character;
}
