/** A column that says how often each row counts: frequency tables are fitted as they stand. */
import type { TypedColumn } from '../../csv/columns/typedColumn';
import type { RowTexts } from '../../csv/stream/rowTexts';
import { cellText, rowLine, type Table } from '../../csv/table/table';
import { readColumn } from '../../csv/table/tableColumn';

/**
 * @param column position in the table
 * @returns how often each row counts, or what is wrong, in words
 */
export function rowWeightsOf(table: Table, column: number): Float64Array | string {
  const texts: RowTexts = { lineOf: (row) => rowLine(table, row), textOf: (row) => cellText(table, row, column) };
  return weightsIn(readColumn(table, column, 'numbers'), table.columns[column], column, () => texts);
}

/**
 * The same of a column that was read already, whose numbers are the weights then.
 *
 * @param textsOf gives a row that is to be told
 */
export function weightsIn(
  { numbers }: TypedColumn,
  name: string,
  column: number,
  textsOf: (row: number) => RowTexts,
): Float64Array | string {
  const wrong = numbers.findIndex((weight) => !(weight >= 0));
  if (wrong >= 0) {
    const texts = textsOf(wrong);
    const text = texts.textOf(wrong, column).trim();
    return (
      `Line ${texts.lineOf(wrong) + 1}: the row weight ${JSON.stringify(text.slice(0, 40))} in "${name}" ` +
      'is not a number of at least 0.'
    );
  }
  const total = numbers.reduce((sum, weight) => sum + weight, 0);
  if (!Number.isFinite(total) || total > MOST)
    return `The row weights in "${name}" sum to ${total}, more than ${MOST}; give them in larger units.`;
  return total > 0 ? numbers : `All row weights in "${name}" are 0; at least two rows must count.`;
}

/** Beyond this, one row more or less is lost in rounding. */
const MOST = 2 ** 53;
