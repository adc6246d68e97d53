/** What was meant by a cell, behind what it says: the same on the command line, in the panel and in reports. */
import type { CellFinding } from './report';

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
