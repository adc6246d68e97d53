/** The meant value of a cell in words, for the editor, the command line, the panel and reports. */
import type { CellFinding } from './report';

export type MeantFinding = Pick<CellFinding, 'meant' | 'reason' | 'code' | 'isSure'>;

/**
 * Sentence without its full stop; undefined where nothing is known.
 *
 * @param written prepares text from the file for display
 * @example meantSentence({ meant: '3705', reason: 'a zero too many', code: 'cell.slip' }, String) === 'Probably 3705
 * was meant: a zero too many'
 */
export function meantSentence(
  { meant, reason, code }: MeantFinding,
  written: (text: string) => string,
): string | undefined {
  if (reason === undefined) return undefined;
  if (meant === undefined) return `Perhaps ${written(reason)}`;
  if (code === 'cell.sentinel') return `Probably ${written(reason)}`;
  // A label is no number, and may have blanks.
  return `Probably ${code === undefined ? `"${written(meant)}"` : written(meant)} was meant: ${written(reason)}`;
}

/**
 * Addition after the text of the cell, in parentheses after a blank; '' where nothing is known.
 *
 * @param written prepares text from the file for display
 * @example meantBeside({ meant: '3705', reason: 'a zero too many' }, String) === ' (probably 3705: a zero too many)'
 */
export function meantBeside({ meant, reason }: MeantFinding, written: (text: string) => string): string {
  if (reason === undefined) return '';
  if (meant === undefined) return ` (perhaps ${written(reason)})`;
  return meant === '' ? ` (${written(reason)})` : ` (probably ${written(meant)}: ${written(reason)})`;
}
