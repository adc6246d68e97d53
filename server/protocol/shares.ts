/** Shares as percentages: one rule for all texts, so that a share above zero is never written as 0 %. */
import { say } from '../../language/language';

/**
 * Formats a share as a percentage. A share too close to 0 or 1 for its decimals is written as below or above the
 * nearest number that is neither.
 *
 * @param decimals number of digits after the decimal point; none for exactly 0 and 1
 * @param blank separator of number and sign
 * @example percentage(0.934) === '93 %', percentage(0.0003, 1) === '<0.1 %', percentage(0.9999) === '>99 %'
 */
export function percentage(share: number, decimals = 0, blank = ' '): string {
  const step = 10 ** (-decimals - 2);
  const written = (value: number, sign = ''): string =>
    say('{number} %', { number: `${sign}${(100 * value).toFixed(decimals)}` }).replace(' ', blank);
  if (share === 0 || share === 1) return say('{number} %', { number: 100 * share }).replace(' ', blank);
  const narrow = blank === ' ' ? '' : blank;
  if (share > 0 && share < step) return written(step, `<${narrow}`);
  if (share < 1 && share > 1 - step) return written(1 - step, `>${narrow}`);
  return written(share);
}
