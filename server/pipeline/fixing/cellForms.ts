/** Writes values into cells in the form of the cell, or of cells near it. */
import type { Dialect } from '../../core/csv/dialect/dialect';
import { isQuoted, quotedCell, USUAL } from '../../core/csv/dialect/quoting';
import { cellRange, cellText, plainText, type Table } from '../../core/csv/table/table';
import { inFormOf, numberInFile, type NumberForm } from '../../core/csv/cells/writtenNumber';

/** Number of rows on either side in which a form of numbers is sought. */
const FARTHEST_FORM = 20;

/**
 * Writes a number in the form of its column's numbers nearby.
 *
 * @param number with a decimal point
 * @param isWhole whether the number has no decimals
 */
export function inFormNear(number: string, table: Table, row: number, column: number, isWhole: boolean): string {
  const form = formNear(table, row, column);
  if (form === undefined) return number.replace('.', table.dialect.decimal);
  return inFormOf(/e/i.test(number) ? number : Number(number).toFixed(isWhole ? 0 : form.decimals), form);
}

/** Writes a number with all its decimals and at least as many as the cell's, quoted where the cell needs it. */
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

/** Form of the number in a cell or, if it holds none, in a cell nearby in its column. */
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

/** Writes a value in the form of the former cell, quoted where necessary. */
export function asCell(value: string, before: string, { delimiter, quoting = USUAL }: Dialect): string {
  const needs =
    isQuoted(before, quoting) || value.includes(delimiter) || value.includes(quoting.quote) || /["\r\n]/.test(value);
  return needs ? quotedCell(value, quoting) : value;
}
