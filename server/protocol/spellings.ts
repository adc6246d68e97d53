/** Levels that are spelt in several ways, in words. */
import type { VariantsFinding } from './report';

/** Spellings that are named. */
const MOST_SPELLINGS = 6;

/**
 * @param quote how texts of the file are shown
 * @example '12 cells of answer are spelt otherwise than most: "yes" (10) and "YES" (2) for "Yes". They count as the same.'
 */
export function variantWords({ column, count, spellings }: Pick<VariantsFinding, 'column' | 'count' | 'spellings'>, quote: (text: string) => string = (text) => text): string {
  const shown = spellings.slice(0, MOST_SPELLINGS);
  const levels = [...new Set(shown.map(({ meant }) => meant))];
  const groups = levels.map((level) => {
    const own = shown.filter(({ meant }) => meant === level).map(({ text, count: cells }) => `"${quote(text)}"${cells > 1 ? ` (${cells})` : ''}`);
    return `${own.length > 1 ? `${own.slice(0, -1).join(', ')} and ${own[own.length - 1]}` : own[0]} for "${quote(level)}"`;
  });
  const more = spellings.length > shown.length ? `; and ${spellings.length - shown.length} more` : '';
  return `${count} ${count === 1 ? 'cell' : 'cells'} of ${quote(column)} ${count === 1 ? 'is' : 'are'} spelt otherwise than most: ${groups.join('; ')}${more}. ${count === 1 ? 'It counts' : 'They count'} as the same.`;
}
