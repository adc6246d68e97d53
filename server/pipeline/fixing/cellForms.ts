/** Values as they are written into cells: in the form that the cell has, or those near it. */
import type { Dialect } from '../../core/csv/dialect/dialect';
import { isQuoted, quotedCell, USUAL } from '../../core/csv/dialect/quoting';
import { cellRange, cellText, plainText, type Table } from '../../core/csv/table/table';
import { inFormOf, numberInFile, type NumberForm } from '../../core/csv/cells/writtenNumber';

/** Rows to either side in which it is looked for how numbers are written. */
const FARTHEST_FORM = 20;

/**
 * A number as the numbers of its column are written there.
 *
 * @param number with a decimal point
 * @param isWhole whether decimals mean nothing
 */
export function inFormNear(number: string, table: Table, row: number, column: number, isWhole: boolean): string {
  const form = formNear(table, row, column);
  if (form === undefined) return number.replace('.', table.dialect.decimal);
  return inFormOf(/e/i.test(number) ? number : Number(number).toFixed(isWhole ? 0 : form.decimals), form);
}

/** The same with all its decimals and no fewer than the cell's, in quotation marks where the cell needs them. */
export function numberAsThere(number: number, table: Table, row: number, column: number): string {
  const range = cellRange(table, row, column);
  const before = range === undefined ? '' : table.scan.text.slice(range.start, range.end);
  const text = String(number);
  const form = formNear(table, row, column);
  const decimals = text.split('.')[1]?.length ?? 0;
  const written =
    form === undefined
      ? text.replace('.', table.dialect.decimal)
      : inFormOf(/e/i.test(text) ? text : number.toFixed(Math.max(decimals, form.decimals)), form);
  return asCell(written, before, table.dialect);
}

/** The form of the number in a cell or, where that is none, in one that stands near in its column. */
function formNear(table: Table, row: number, column: number): NumberForm | undefined {
  const { decimal, thousands } = table.dialect;
  const formAt = (at: number): NumberForm | undefined =>
    numberInFile(plainText(cellText(table, at, column)), decimal, thousands)?.form;
  for (let distance = 0; distance <= FARTHEST_FORM; distance++) {
    const form = formAt(row + distance) ?? formAt(row - distance);
    if (form !== undefined) return form;
  }
  return undefined;
}

/** Written as the cell was, in quotation marks where it needs them. */
export function asCell(value: string, before: string, { delimiter, quoting = USUAL }: Dialect): string {
  const needs =
    isQuoted(before, quoting) || value.includes(delimiter) || value.includes(quoting.quote) || /["\r\n]/.test(value);
  return needs ? quotedCell(value, quoting) : value;
}
