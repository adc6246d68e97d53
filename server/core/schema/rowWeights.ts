/** A column that says how often each row counts: frequency tables are fitted as they stand. */
import { cellText, rowLine, type Table } from '../csv/table';
import { readNumber } from './survey';

/**
 * @param column position in the table
 * @returns how often each row counts, or what is wrong, in words
 */
export function rowWeightsOf(table: Table, column: number): Float64Array | string {
  const weights = new Float64Array(table.rowCount);
  let total = 0;
  for (let row = 0; row < table.rowCount; row++) {
    const text = cellText(table, row, column).trim();
    const weight = readNumber(text, table.dialect.decimal);
    if (!(weight >= 0)) return `Line ${rowLine(table, row) + 1}: the row weight ${JSON.stringify(text.slice(0, 40))} in "${table.columns[column]}" is not a number of at least 0.`;
    total += weights[row] = weight;
  }
  if (!Number.isFinite(total) || total > MOST) return `The row weights in "${table.columns[column]}" sum to ${total}, more than ${MOST}; give them in larger units.`;
  return total > 0 ? weights : `All row weights in "${table.columns[column]}" are 0; at least two rows must count.`;
}

/** Beyond this, one row more or less is lost in rounding. */
const MOST = 2 ** 53;
