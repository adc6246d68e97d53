/** Levels with several spellings, in words. */
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
      .map(({ text, count: cells }) => `"${quote(text)}"${parenthesisWords(cells, unseenWords(text, level))}`);
    return (
      `${variants.length > 1 ? `${variants.slice(0, -1).join(', ')} and ${variants[variants.length - 1]}` : variants[0]} ` +
      `for "${quote(level)}"`
    );
  });
  const more = spellings.length > shown.length ? `; and ${spellings.length - shown.length} more` : '';
  return (
    `${count} ${count === 1 ? 'cell' : 'cells'} of ${quote(column)} ${count === 1 ? 'is' : 'are'} spelt ` +
    `otherwise than most: ${groups.join('; ')}${more}. ` +
    `${count === 1 ? 'It counts' : 'They count'} as the same.`
  );
}

function parenthesisWords(cells: number, why: string | undefined): string {
  const details = [...(cells > 1 ? [String(cells)] : []), ...(why === undefined ? [] : [why])];
  return details.length === 0 ? '' : ` (${details.join(', ')})`;
}

const UNSEEN = /\p{Cf}/u;
const BLANK = /\s/u;
const OTHER_SCRIPTS: readonly (readonly [string, RegExp])[] = [
  ['a Cyrillic', /\p{Script=Cyrillic}/u],
  ['a Greek', /\p{Script=Greek}/u],
  ['a Latin', /\p{Script=Latin}/u],
];

/**
 * Returns the reason why two texts that look alike differ: the first character that is invisible, or that looks like
 * another one.
 */
export function unseenWords(text: string, meant: string): string | undefined {
  if (text.normalize('NFC') === meant.normalize('NFC')) return 'in another form of Unicode';
  for (const character of text) {
    if (meant.includes(character)) continue;
    const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
    if (UNSEEN.test(character)) return `with ${code}, which nobody sees`;
    if (BLANK.test(character) && character !== ' ') return `with ${code} as a blank`;
    const script = OTHER_SCRIPTS.find(([, pattern]) => pattern.test(character) && !pattern.test(meant));
    if (script !== undefined) return `with ${script[0]} letter, ${code}`;
  }
  return undefined;
}
