/** A table read for a fit or for scoring: its columns as numbers and levels, and the way back to its rows. */
import { beginningOf, type Beginning } from '../../core/csv/stream/beginning';
import { CellTooLong, LONGEST_CELL, MOST_COLUMNS } from '../../core/csv/columns/limits';
import type { NumberRoom } from '../../core/csv/columns/numberRoom';
import type { DialectOverrides } from '../../core/csv/dialect/dialect';
import { textsOf, type RowTexts } from '../../core/csv/stream/rowTexts';
import { sourceOfString, type TextSource } from '../../core/csv/stream/source';
import { readColumns, type Streamed, type WantedOf } from '../../core/csv/stream/stream';
import { FitProblem } from '../../words/fitProblem';

/** Text that can be read more than once. */
export interface Input extends TextSource {
  /**
   * Does something with the text; from the start again where it turns out on the way that it is written in another
   * encoding.
   */
  read<T>(work: () => T): T;
}

/** Tells whether a file is what it was: its size in bytes, and when it was last written. */
export interface FileStamp {
  readonly size: number;
  /** Milliseconds of the clock. */
  readonly written: number;
}

/** What was read, without the columns. */
export interface Reading {
  readonly input: Input;
  readonly beginning: Beginning;
  readonly table: Omit<Streamed, 'typed'>;
}

/** Why a text is no table. */
export const NOT_TEXT = 'This is not a text file (it holds NUL characters); open a CSV file.';

/** @throws FitProblem */
export function inputOf(text: string): Input {
  if (text.includes('\0')) throw new FitProblem(NOT_TEXT);
  return { ...sourceOfString(text), read: (work) => work() };
}

/**
 * @param wantedOf is asked about the columns once their names are known
 * @param room for the numbers of a large text
 * @throws FitProblem
 */
export function readTyped(
  input: Input,
  overrides: DialectOverrides | ((input: Input) => DialectOverrides),
  wantedOf: WantedOf,
  room?: NumberRoom,
): Reading & { readonly typed: Streamed['typed'] } {
  return input.read(() => {
    const beginning = beginningOf(input, typeof overrides === 'function' ? overrides(input) : overrides);
    requireFewColumns(beginning);
    const { typed, ...table } = columnsOf(input, beginning, wantedOf, room);
    return { input, beginning, table, typed };
  });
}

function columnsOf(...[input, beginning, wantedOf, room]: Parameters<typeof readColumns>): Streamed {
  try {
    return readColumns(input, beginning, wantedOf, room);
  } catch (error) {
    if (!(error instanceof CellTooLong)) throw error;
    throw new FitProblem(
      `The row on line ${error.line + 1} has a cell of more than ${LONGEST_CELL >> 20} MB: most likely a quotation ` +
        'mark there is never closed. Close or remove it.',
    );
  }
}

function requireFewColumns({ columns }: Beginning): void {
  if (columns.length > MOST_COLUMNS)
    throw new FitProblem(
      `There are ${columns.length} columns, and a table has at most ${MOST_COLUMNS}; check the delimiter, or ` +
        'exchange rows and columns.',
    );
}

/** A string holds no more, in UTF-16 units. */
const LONGEST_TEXT = 2 ** 29 - 2 ** 16;
const PIECE = 1 << 20;

/**
 * All of a text, in whatever encoding it is written.
 * @throws FitProblem
 */
export function wholeText(input: Input): string {
  if (input.size > LONGEST_TEXT)
    throw new FitProblem('It is larger than 512 MB, too large to be drawn; take a part of it.');
  return input.read(() => {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    const read = input.from(0);
    const piece = new Uint8Array(PIECE);
    for (let text = ''; ;) {
      const length = read(piece, 0);
      if (length === 0) return text + decoder.decode();
      text += decoder.decode(piece.subarray(0, length), { stream: true });
    }
  });
}

/** The texts of some rows. */
export function rowTexts({ input, beginning, table }: Reading, rows: Iterable<number>): RowTexts {
  return input.read(() => textsOf(input, beginning, table, rows));
}

/**
 * @param least as the subject of a sentence: "two rows are"
 * @throws FitProblem
 */
export function requireRows(reading: Reading, least: string): void {
  const { beginning, table } = reading;
  if (beginning.isEmpty) throw new FitProblem(`The file is empty; a header and at least ${least} needed.`);
  if (table.rowCount === 0)
    throw new FitProblem(`There is a header but no row below it; at least ${least} needed.${possibleCause(reading)}`);
}

/**
 * What is wrong with how the text is written, as a sentence for whoever misses rows or columns: a quote may have taken
 * all of them.
 */
export function possibleCause({ table: { problem } }: Pick<Reading, 'table'>): string {
  return problem === undefined ? '' : ` Line ${problem.line + 1}: ${problem.message}`;
}
