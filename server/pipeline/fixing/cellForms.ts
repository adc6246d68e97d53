/** Writes values into cells in the form of the cell, or of cells near it. */
import type { Dialect } from '../../core/csv/dialect/dialect';
import { isQuoted, quoteCell, USUAL_QUOTING } from '../../core/csv/dialect/quoting';
import { cellRange, cellText, plainText, type Table } from '../../core/csv/table/table';
import { writeInForm, numberInFile, type NumberForm } from '../../core/csv/cells/writtenNumber';

/** Maximum distance of the row in which a form of numbers is sought. */
const MOST_ROWS_AWAY = 20;

/**
 * Writes a number in the form of its column's numbers nearby.
 *
 * @param number with a decimal point
 * @param isWhole whether the number has no decimals
 */
export function numberInColumnForm(
  number: string,
  table: Table,
  row: number,
  column: number,
  isWhole: boolean,
): string {
  const form = formNear(table, row, column);
  if (form === undefined) return number.replace('.', table.dialect.decimal);
  return writeInForm(/e/i.test(number) ? number : Number(number).toFixed(isWhole ? 0 : form.decimals), form);
}

/** Writes a number with all its decimals and at least as many as the cell's, quoted where the cell needs it. */
export function numberInCellForm(number: number, table: Table, row: number, column: number): string {
  const range = cellRange(table, row, column);
  const before = range === undefined ? '' : table.scan.text.slice(range.start, range.end);
  const text = String(number);
  const form = formNear(table, row, column);
  const decimals = text.split('.')[1]?.length ?? 0;
  const written =
    form === undefined
      ? text.replace('.', table.dialect.decimal)
      : writeInForm(/e/i.test(text) ? text : number.toFixed(Math.max(decimals, form.decimals)), form);
  return cellSource(written, before, table.dialect);
}

/** Returns the form of the number in a cell or, if it holds none, in a nearby cell of its column. */
function formNear(table: Table, row: number, column: number): NumberForm | undefined {
  const { decimal, thousands } = table.dialect;
  const formAt = (at: number): NumberForm | undefined =>
    numberInFile(plainText(cellText(table, at, column)), decimal, thousands)?.form;
  for (let distance = 0; distance <= MOST_ROWS_AWAY; distance++) {
    const form = formAt(row + distance) ?? formAt(row - distance);
    if (form !== undefined) return form;
  }
  return undefined;
}

/** Writes a value in the form of the former cell, quoted where necessary. */
export function cellSource(value: string, before: string, { delimiter, quoting = USUAL_QUOTING }: Dialect): string {
  // Columns at fixed places keep their width.
  if (quoting.starts !== undefined)
    return before.startsWith(' ') ? value.padStart(before.length) : value.padEnd(before.length);
  const needsQuotes =
    isQuoted(before, quoting) ||
    value.includes(delimiter) ||
    value.includes(quoting.quote) ||
    /["\r\n]/.test(value) ||
    (quoting.isBare === true && value.includes('\\'));
  return needsQuotes ? quoteCell(value, quoting, delimiter) : value;
}
