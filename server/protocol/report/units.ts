/** Numbers with what they count beside them, as English texts have it. */
import type { ColumnReport } from './report';

/** These stand before their number; others may, but need not. */
const CURRENCY_SIGN = /^(?:[\p{Lu}][\p{L}]{0,2})?[$£¥₹₩]$/u;

/** What stands before a number, and behind it; the sign of a negative number comes first. Units come out of a file. */
export function besideNumber(unit = ''): { readonly before: string; readonly behind: string } {
  if (unit === '') return { before: '', behind: '' };
  return CURRENCY_SIGN.test(unit) ? { before: unit, behind: '' } : { before: '', behind: ` ${unit}` };
}

/**
 * @param number as it is written
 * @example inUnit('4.2', 'kg') === '4.2 kg', inUnit('-4.2', '$') === '-$4.2', inUnit('4.2', undefined) === '4.2'
 */
export function inUnit(number: string, unit: string | undefined): string {
  const { before, behind } = besideNumber(unit);
  const sign = /^[-\u2212]?/.exec(number)?.[0] ?? '';
  return `${sign}${before}${number.slice(sign.length)}${behind}`;
}

/** What the columns count that count something, by name. */
export function unitsOf(columns: readonly ColumnReport[]): ReadonlyMap<string, string> {
  return new Map(columns.flatMap(({ name, unit = '' }) => (unit === '' ? [] : [[name, unit] as const])));
}
