/** Enumerations without a word before their last item, joined as the reader's language does it. */
import { say } from '../../language/language';

/** @example enumeration(['a', 'b', 'c']) === 'a, b, c' */
export function enumeration([first = '', ...rest]: readonly string[]): string {
  return rest.reduce((items, next) => say('{items}, {next}', { items, next }), first);
}

/** Enumerates the first items and counts the others. @example enumerationUpTo(1, ['a', 'b']) === 'a and 1 more' */
export function enumerationUpTo(most: number, items: readonly string[]): string {
  const shown = enumeration(items.slice(0, most));
  const count = items.length - most;
  return count > 0 ? say('{items} and {count, plural, one {# more} other {# more}}', { items: shown, count }) : shown;
}

/** Joins clauses that stand by themselves. @example clauseList(['a', 'b']) === 'a; b' */
export function clauseList([first = '', ...rest]: readonly string[]): string {
  return rest.reduce((clause, next) => say('{clause}; {next}', { clause, next }), first);
}
