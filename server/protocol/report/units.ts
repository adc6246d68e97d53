/** Numbers with their units, in the form of English texts. */
import type { ColumnReport } from './report';

/** Signs that are written before their number; all other units are written after it. */
const CURRENCY_SIGN = /^(?:[\p{Lu}][\p{L}]{0,2})?[$£¥₹₩]$/u;

/** Returns the texts before and after a number; the sign of a negative number comes first. Units come from a file. */
export function unitAffixes(unit = ''): { readonly before: string; readonly behind: string } {
  if (unit === '') return { before: '', behind: '' };
  return CURRENCY_SIGN.test(unit) ? { before: unit, behind: '' } : { before: '', behind: ` ${unit}` };
}

/**
 * Adds the unit to a number.
 *
 * @param number the number as text
 * @example inUnit('4.2', 'kg') === '4.2 kg', inUnit('-4.2', '$') === '-$4.2', inUnit('4.2', undefined) === '4.2'
 */
export function inUnit(number: string, unit: string | undefined): string {
  const { before, behind } = unitAffixes(unit);
  const sign = /^[-\u2212]?/.exec(number)?.[0] ?? '';
  return `${sign}${before}${number.slice(sign.length)}${behind}`;
}

/** Returns the units of the columns that have one, by name. */
export function unitsOf(columns: readonly ColumnReport[]): ReadonlyMap<string, string> {
  return new Map(columns.flatMap(({ name, unit = '' }) => (unit === '' ? [] : [[name, unit] as const])));
}
