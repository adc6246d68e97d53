/** The meant value of a cell in words, for the editor, the command line, the panel and reports. */
import { say } from '../../../language/language';
import type { CellFinding } from './report';

export type MeantFinding = Pick<CellFinding, 'meant' | 'reason' | 'code' | 'isSure'>;

/**
 * Returns a sentence about the meant value, without its full stop; undefined where there is no reason.
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
  if (meant === undefined) return say('Perhaps {reason}', { reason: written(reason) });
  if (code === 'cell.sentinel') return say('Probably {reason}', { reason: written(reason) });
  // A label is quoted, since it may have blanks.
  const words = { meant: written(meant), reason: written(reason) };
  return code === undefined
    ? say('Probably "{meant}" was meant: {reason}', words)
    : say('Probably {meant} was meant: {reason}', words);
}

/**
 * Returns an addition to the text of the cell, a blank and parentheses; '' where there is no reason.
 *
 * @param written prepares text from the file for display
 * @example meantAddition({ meant: '3705', reason: 'a zero too many' }, String) === ' (probably 3705: a zero too many)'
 */
export function meantAddition({ meant, reason }: MeantFinding, written: (text: string) => string): string {
  if (reason === undefined) return '';
  if (meant === undefined) return say(' (perhaps {reason})', { reason: written(reason) });
  return meant === ''
    ? say(' ({reason})', { reason: written(reason) })
    : say(' (probably {meant}: {reason})', { meant: written(meant), reason: written(reason) });
}
