/** A seeded sample of the rows of a text, as a text of its own. */
import { requestedRows } from '../../core/csv/stream/rowTexts';
import { seededRandom } from '../../core/numeric/random';
import { csvLine } from '../../formats/table/plainCsv';
import type { Reading } from '../../formats/table/readTable';

/** Stream of random numbers of its own. */
const STREAM = 0x5a11;

/**
 * Returns the header and randomly drawn rows in their order as CSV, RFC 4180: all rows where the text has no more. Its
 * cells are those of the text, in the decimal mark of the text.
 *
 * @param count maximum number of rows
 */
export function sampledText(reading: Reading, count: number, seed: number): string {
  const { input, beginning, table } = reading;
  const { columns, rowCount } = table;
  const lines = [csvLine(columns)];
  const rows = drawnRows(rowCount, count, seed);
  for (const row of input.read(() => requestedRows(input, beginning, table, rows))) {
    const cells = row.cells();
    lines.push(csvLine(columns.map((_, index) => cells[index] ?? '')));
  }
  return lines.join('');
}

/** Draws distinct rows: each set of so many is equally likely (Floyd's algorithm: Bentley & Floyd 1987). */
function drawnRows(rows: number, count: number, seed: number): ReadonlySet<number> {
  const random = seededRandom(seed, STREAM);
  const drawn = new Set<number>();
  for (let last = Math.max(0, rows - count); last < rows; last++) {
    const row = Math.floor(random() * (last + 1));
    drawn.add(drawn.has(row) ? last : row);
  }
  return drawn;
}
