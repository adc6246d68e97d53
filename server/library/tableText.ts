/**
 * Values as the source of a table. Every stage of a fit reads bytes, and findings quote cells; so values are written as
 * CSV, each number with the shortest digits that read back as the same double, and nothing is rounded.
 */
import type { Input } from '../formats/table/readTable';
import { FitProblem } from '../words/fitProblem';
import { skipFirst } from '../core/csv/stream/source';
import { kindOf, type ValueTable } from './givenTable';

/** Length of a piece in UTF-16 units from which it is encoded. */
const PIECE_LENGTH = 1 << 16;
/** Number of rows between two steps. */
const ROWS_PER_STEP = 1024;
/** Texts that need quotation marks. */
const SPECIAL = /[",;\r\n]/;
const MILLISECONDS_PER_DAY = 86_400_000;

/** Marks of a text that is written from values. */
export interface Marks {
  readonly delimiter: ',' | ';';
  readonly decimal: '.' | ',';
}

/** Returns the marks under which no number needs quotation marks. */
export function marksFor(decimal: '.' | ',' = '.'): Marks {
  return { decimal, delimiter: decimal === ',' ? ';' : ',' };
}

/**
 * Writes a table as UTF-8, with a header. Yields now and then.
 *
 * @throws TypeError for a value that is no cell, FitProblem for a table without cells
 */
export function* inputOfValues(table: ValueTable, { delimiter, decimal }: Marks): Generator<undefined, Input> {
  if (table.names.length === 0) throw new FitProblem('The table has no columns; give it at least one, and two rows.');
  if (table.rows === 0) throw new FitProblem('The table has no rows; give it at least two.');
  const encoder = new TextEncoder();
  const pieces: Uint8Array[] = [];
  let text = `${table.names.map(quoteText).join(delimiter)}\n`;
  const writers: ((row: number) => string)[] = [];
  for (const column of table.names.keys()) writers.push(yield* cellWriter(table, column, decimal));
  for (let row = 0; row < table.rows; row++) {
    text += writers[0]?.(row) ?? '';
    for (let column = 1; column < writers.length; column++) text += delimiter + writers[column](row);
    text += '\n';
    if (text.length >= PIECE_LENGTH) {
      pieces.push(encoder.encode(text));
      text = '';
    }
    if (row % ROWS_PER_STEP === ROWS_PER_STEP - 1) yield undefined;
  }
  pieces.push(encoder.encode(text));
  return inputOfPieces(pieces);
}

/** Returns a function that writes the cells of a column. */
function* cellWriter(
  { rows, cellAt, placeOf, names }: ValueTable,
  column: number,
  decimal: '.' | ',',
): Generator<undefined, (row: number) => string> {
  const hasTime = yield* findTime(rows, (row) => cellAt(row, column));
  // A line that is empty would be no row.
  const missing = names.length === 1 ? '""' : '';
  return (row) => {
    const cell = cellAt(row, column);
    switch (typeof cell) {
      case 'number':
        if (cell !== cell) return missing;
        return decimal === ',' ? String(cell).replace('.', ',') : String(cell);
      case 'string':
        return cell === '' ? missing : quoteText(cell);
      case 'undefined':
        return missing;
      case 'boolean':
      case 'bigint':
        return String(cell);
    }
    if (cell === null) return missing;
    if (cell instanceof Date) return dateText(cell, hasTime) ?? missing;
    throw new TypeError(
      `${placeOf(row, column)} is ${kindOf(cell)}. Pass a number, a string, a boolean, a Date, or null for missing.`,
    );
  };
}

/** Tests whether any date of a column has a time of day other than midnight, in UTC. */
function* findTime(rows: number, cellAt: (row: number) => unknown): Generator<undefined, boolean> {
  for (let row = 0; row < rows; row++) {
    const cell = cellAt(row);
    if (cell instanceof Date && cell.getTime() % MILLISECONDS_PER_DAY !== 0 && !isInvalid(cell)) return true;
    if (row % ROWS_PER_STEP === ROWS_PER_STEP - 1) yield undefined;
  }
  return false;
}

/** Returns a date in UTC, in the form of ISO 8601; undefined if it is invalid. */
function dateText(date: Date, hasTime: boolean): string | undefined {
  if (isInvalid(date)) return undefined;
  const text = date.toISOString();
  return hasTime ? text : text.slice(0, text.indexOf('T'));
}

function isInvalid(date: Date): boolean {
  return Number.isNaN(date.getTime());
}

function quoteText(text: string): string {
  return SPECIAL.test(text) || text.trim() === '' ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Makes an input of bytes in pieces. */
function inputOfPieces(pieces: readonly Uint8Array[]): Input {
  const starts: number[] = [];
  let size = 0;
  for (const { length } of pieces) {
    starts.push(size);
    size += length;
  }
  const from = (offset: number): ReturnType<Input['from']> => {
    let at = Math.max(
      0,
      starts.findLastIndex((start) => start <= offset),
    );
    let within = 0;
    const read = (into: Uint8Array, to: number): number => {
      while (at < pieces.length && within === pieces[at].length) [at, within] = [at + 1, 0];
      if (at === pieces.length) return 0;
      const part = pieces[at].subarray(within, within + into.length - to);
      into.set(part, to);
      within += part.length;
      return part.length;
    };
    return skipFirst(read, offset - starts[at]);
  };
  return { size, from, read: (work) => work() };
}
