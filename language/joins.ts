/** Texts joined as the reader's language does it: items with commas, clauses with semicolons, sentences with blanks. */
import { say, sayParts } from './language';

/** Enumerates items, without a last "and". @example enumerated(['a', 'b', 'c']) === 'a, b, c' */
export function enumerated([first = '', ...rest]: readonly string[]): string {
  return rest.reduce((items, next) => say('{items}, {next}', { items, next }), first);
}

/** Enumerates items that hold objects. @example enumeratedParts([['a'], [cell]]) gives ['a', ', ', cell] */
export function enumeratedParts<T extends object>(
  items: readonly (readonly (string | T)[])[],
): readonly (string | T)[] {
  const [first = [], ...rest] = items;
  return rest.reduce((list, next) => sayParts('{items}, {next}', { items: list, next }).flat(), first);
}

/** Enumerates the first items and counts the others. @example enumeratedUpTo(1, ['a', 'b']) === 'a and 1 more' */
export function enumeratedUpTo(most: number, items: readonly string[]): string {
  const shown = enumerated(items.slice(0, most));
  const count = items.length - most;
  return count > 0 ? say('{items} and {count, plural, one {# more} other {# more}}', { items: shown, count }) : shown;
}

/** Joins clauses that stand by themselves. @example clauses(['a', 'b']) === 'a; b' */
export function clauses([first = '', ...rest]: readonly string[]): string {
  return rest.reduce((clause, next) => say('{clause}; {next}', { clause, next }), first);
}

/** Joins whole sentences; empty ones are left out. @example sentences(['A.', '', 'B.']) === 'A. B.' */
export function sentences(texts: readonly string[]): string {
  const [first = '', ...rest] = texts.filter((text) => text !== '');
  return rest.reduce((text, sentence) => say('{text} {sentence}', { text, sentence }), first);
}
