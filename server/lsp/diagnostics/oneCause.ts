/** Merges diagnostics with one cause into one, at the first place, with links to the others. */
import type { Diagnostic } from 'vscode-languageserver';
import { say } from '../../../language/language';

export interface CausedDiagnostic {
  readonly diagnostic: Diagnostic & { readonly message: string };
  /** Key of the cause, equal for equal causes; left out where each place needs a separate fix. */
  readonly cause?: string;
  /** Description of the place in comparison with the first. */
  readonly like?: string;
}

/** Minimum number of places for merging; fewer are reported separately. */
export const LEAST_MERGED_PLACES = 5;
/** Maximum number of related places of a diagnostic. */
const MOST_RELATED = 50;

/**
 * Merges diagnostics with the same cause. Returns them in the order of the first place of each cause.
 *
 * @param noun noun for the merged places
 * @param isCut whether there are more places than these
 */
export function mergeByCause(
  uri: string,
  items: readonly CausedDiagnostic[],
  noun: 'row' | 'cell',
  isCut: boolean,
): Diagnostic[] {
  const byCause = new Map<string, CausedDiagnostic[]>();
  for (const item of items) {
    if (item.cause === undefined) continue;
    const alike = byCause.get(item.cause);
    if (alike === undefined) byCause.set(item.cause, [item]);
    else alike.push(item);
  }
  return items.flatMap((item) => {
    const alike = item.cause === undefined ? [] : (byCause.get(item.cause) ?? []);
    if (alike.length < LEAST_MERGED_PLACES) return [item.diagnostic];
    return item === alike[0] ? [mergedDiagnostic(uri, alike.toSorted(comparePlaces), noun, isCut)] : [];
  });
}

function mergedDiagnostic(
  uri: string,
  [{ diagnostic }, ...others]: readonly CausedDiagnostic[],
  noun: 'row' | 'cell',
  isCut: boolean,
): Diagnostic {
  return {
    ...diagnostic,
    message: withMore(diagnostic.message, others.length, noun, isCut),
    relatedInformation: others
      .slice(0, MOST_RELATED)
      .map(({ diagnostic: { range }, like = say('Here, too.') }) => ({ location: { uri, range }, message: like })),
  };
}

function withMore(message: string, count: number, noun: 'row' | 'cell', isCut: boolean): string {
  if (noun === 'row')
    return isCut
      ? say(
          '{message} {count, plural, one {At least # more row is like it.} other {At least # more rows are like it.}}',
          { message, count },
        )
      : say('{message} {count, plural, one {# more row is like it.} other {# more rows are like it.}}', {
          message,
          count,
        });
  return isCut
    ? say(
        '{message} {count, plural, one {At least # more cell is like it.} other {At least # more cells are like it.}}',
        { message, count },
      )
    : say('{message} {count, plural, one {# more cell is like it.} other {# more cells are like it.}}', {
        message,
        count,
      });
}

function comparePlaces(
  {
    diagnostic: {
      range: { start: a },
    },
  }: CausedDiagnostic,
  {
    diagnostic: {
      range: { start: b },
    },
  }: CausedDiagnostic,
): number {
  return a.line - b.line || a.character - b.character;
}
