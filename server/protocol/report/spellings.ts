/** Levels with several spellings, in words. */
import { clauses } from '../../../language/joins';
import { listed, say } from '../../../language/language';
import type { VariantsFinding } from './report';

/** Maximum number of named spellings. */
const MOST_SPELLINGS = 6;

/**
 * Describes the spellings of a column.
 *
 * @param quote prepares texts of the file for display
 * @example '12 cells of answer are spelt otherwise than most: "yes" (10) and "YES" (2) for "Yes". They count as the
 * same.'
 */
export function variantWords(
  { column, count, spellings }: Pick<VariantsFinding, 'column' | 'count' | 'spellings'>,
  quote: (text: string) => string = (text) => text,
): string {
  const shown = spellings.slice(0, MOST_SPELLINGS);
  const levels = [...new Set(shown.map(({ meant }) => meant))];
  const groups = levels.map((level) => {
    const variants = shown
      .filter(({ meant }) => meant === level)
      .map(({ text, count: cells }) => spellingWords(quote(text), cells, unseenWords(text, level)));
    return say('{variants} for "{level}"', { variants: listed(variants), level: quote(level) });
  });
  const named = clauses(groups);
  const further = spellings.length - shown.length;
  return say(
    '{count, plural, one {# cell of {column} is spelt otherwise than most: {spellings}. It counts as the same.} other {# cells of {column} are spelt otherwise than most: {spellings}. They count as the same.}}',
    {
      count,
      column: quote(column),
      spellings:
        further > 0
          ? say('{spellings}; and {count, plural, one {# more} other {# more}}', { spellings: named, count: further })
          : named,
    },
  );
}

/** Returns a spelling with the number of its cells, if there are several, and what cannot be seen in it. */
function spellingWords(text: string, count: number, reason: string | undefined): string {
  if (reason === undefined) return count > 1 ? say('"{text}" ({count, number})', { text, count }) : `"${text}"`;
  return count > 1
    ? say('"{text}" ({count, number}, {reason})', { text, count, reason })
    : say('"{text}" ({reason})', { text, reason });
}

const UNSEEN = /\p{Cf}/u;
const BLANK = /\s/u;
const OTHER_SCRIPTS: readonly (readonly [string, RegExp])[] = [
  ['cyrillic', /\p{Script=Cyrillic}/u],
  ['greek', /\p{Script=Greek}/u],
  ['latin', /\p{Script=Latin}/u],
];

/**
 * Returns the reason why two texts that look alike differ: the first character that is invisible, or that looks like
 * another one.
 */
export function unseenWords(text: string, meant: string): string | undefined {
  if (text.normalize('NFC') === meant.normalize('NFC')) return say('in another form of Unicode');
  for (const character of text) {
    if (meant.includes(character)) continue;
    const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
    if (UNSEEN.test(character)) return say('with {code}, which nobody sees', { code });
    if (BLANK.test(character) && character !== ' ') return say('with {code} as a blank', { code });
    const script = OTHER_SCRIPTS.find(([, pattern]) => pattern.test(character) && !pattern.test(meant));
    if (script !== undefined)
      return say(
        'with {script, select, cyrillic {a Cyrillic letter} greek {a Greek letter} other {a Latin letter}}, {code}',
        { script: script[0], code },
      );
  }
  return undefined;
}
