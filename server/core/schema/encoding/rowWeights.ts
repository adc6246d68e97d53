/** Row weights: a column that says how often each row counts, so that frequency tables can be fitted directly. */
import { say } from '../../../../language/language';
import type { TypedColumn } from '../../csv/columns/typedColumn';
import type { RowTexts } from '../../csv/stream/rowTexts';
import { cellText, rowLine, type Table } from '../../csv/table/table';
import { readColumn } from '../../csv/table/tableColumn';

/**
 * Reads the row weights of a table.
 *
 * @param column position in the table
 * @returns how often each row counts, or a description of the first error
 */
export function rowWeightsOf(table: Table, column: number): Float64Array | string {
  const texts: RowTexts = { lineOf: (row) => rowLine(table, row), textOf: (row) => cellText(table, row, column) };
  return checkedWeights(readColumn(table, column, 'numbers'), table.columns[column], column, () => texts);
}

/**
 * Checks the row weights of a column that was already read; its numbers are the weights.
 *
 * @param textsOf reads a row for an error message
 */
export function checkedWeights(
  { numbers }: TypedColumn,
  name: string,
  column: number,
  textsOf: (row: number) => RowTexts,
): Float64Array | string {
  const wrongRow = numbers.findIndex((weight) => !(weight >= 0));
  if (wrongRow >= 0) {
    const texts = textsOf(wrongRow);
    const text = texts.textOf(wrongRow, column).trim();
    return say(
      '{place, select, row {Row {number}: the row weight {weight} in "{column}" is not a number of at least 0.} other {Line {number}: the row weight {weight} in "{column}" is not a number of at least 0.}}',
      {
        place: texts.noun ?? 'line',
        number: String(texts.lineOf(wrongRow) + 1),
        weight: JSON.stringify(text.slice(0, 40)),
        column: name,
      },
    );
  }
  const total = numbers.reduce((sum, weight) => sum + weight, 0);
  if (!Number.isFinite(total) || total > MOST_TOTAL_WEIGHT)
    return say('The row weights in "{column}" sum to {total}, more than {most}; give them in larger units.', {
      column: name,
      total: String(total),
      most: String(MOST_TOTAL_WEIGHT),
    });
  return total > 0
    ? numbers
    : say('All row weights in "{column}" are 0; at least two rows must count.', { column: name });
}

/** Largest sum of weights: beyond it, a single row is lost in rounding. */
const MOST_TOTAL_WEIGHT = 2 ** 53;
