/** What was meant by a cell, behind what it says: the same on the command line, in the panel and in reports. */
import type { CellFinding } from './report';

/**
 * As a sentence without its stop; undefined where nothing is known of it.
 *
 * @param written how text out of a file is shown
 * @example meantSentence({ meant: '3705', reason: 'a zero too many' }, String) === 'Probably 3705 was meant: a zero too many'
 */
export function meantSentence({ meant, reason, code }: Pick<CellFinding, 'meant' | 'reason' | 'code'>, written: (text: string) => string): string | undefined {
  if (reason === undefined) return undefined;
  if (code === 'cell.sentinel') return `Probably ${written(reason)}`;
  if (meant === undefined) return /^Perhaps /.test(reason) ? written(reason) : `Perhaps ${written(reason)}`;
  return `Probably ${code === undefined ? `"${written(meant)}"` : written(meant)} was meant: ${written(reason)}`;
}

/**
 * In parentheses after a blank; '' where nothing is known of it.
 *
 * @param written how text out of a file is shown
 * @example meantBeside({ meant: '3705', reason: 'a zero too many' }, String) === ' (probably 3705: a zero too many)'
 */
export function meantBeside({ meant, reason }: Pick<CellFinding, 'meant' | 'reason'>, written: (text: string) => string): string {
  if (reason === undefined) return '';
  return meant === undefined || meant === '' ? ` (${written(reason)})` : ` (probably ${written(meant)}: ${written(reason)})`;
}
