/** Reads a table for a fit or for scoring: its columns as numbers and levels, with access to its rows. */
import { say } from '../../../language/language';
import { beginningOf, type Beginning } from '../../core/csv/stream/beginning';
import { CellTooLong, LONGEST_CELL, MOST_COLUMNS } from '../../core/csv/columns/limits';
import type { NumberRoom } from '../../core/csv/columns/numberRoom';
import type { DialectOverrides } from '../../core/csv/dialect/dialect';
import { textsOf, type RowTexts } from '../../core/csv/stream/rowTexts';
import { sourceOfString, type TextSource } from '../../core/csv/stream/source';
import {
  readColumns,
  readColumnsInTurn,
  type RequestOf,
  type Streamed,
  type StreamedInTurn,
} from '../../core/csv/stream/stream';
import type { PlaceNoun } from '../../protocol/places';
import { FitProblem } from '../../words/fitProblem';

/** Numbers of the rows of a table whose text was written from another form. */
export interface RowNumbers {
  readonly noun: PlaceNoun;
  /** Number of a row by its index, from 1. */
  numberOf(row: number): number;
}

/** A text that can be read more than once. */
export interface Input extends TextSource {
  /** Numbers by which findings name rows; the lines of the text if left out. */
  readonly places?: RowNumbers | undefined;
  /**
   * Runs work that reads the text; runs it again from the start if the encoding turns out to be another one.
   */
  read<T>(work: () => T): T;
}

/** Stamp by which a changed file is recognised. */
export interface FileStamp {
  /** Size in bytes. */
  readonly size: number;
  /** Time of the last modification, in milliseconds since 1970. */
  readonly written: number;
}

/** A table as read, without the columns. */
export interface Reading {
  readonly input: Input;
  readonly beginning: Beginning;
  readonly table: Omit<Streamed, 'typed'>;
}

/** Returns the message for a file that is not text. */
export function notText(): string {
  return say('This is not a text file (it holds NUL characters); open a CSV file.');
}

/** Makes an input of a string. @throws FitProblem if it is not text */
export function inputOf(text: string): Input {
  if (text.includes('\0')) throw new FitProblem(notText());
  return { ...sourceOfString(text), read: (work) => work() };
}

/**
 * Reads the requested columns of a text.
 *
 * @param requestOf returns what to read of each column; called when the names are known
 * @param room memory for the numbers of a large text
 * @throws FitProblem
 */
export function readTyped(
  input: Input,
  overrides: DialectOverrides | ((input: Input) => DialectOverrides),
  requestOf: RequestOf,
  room?: NumberRoom,
): Reading & { readonly typed: Streamed['typed'] } {
  return readWith(input, overrides, (beginning) => {
    const { typed, ...table } = readColumns(input, beginning, requestOf, room);
    return { table, typed };
  });
}

/** Reads the requested columns of a text for callers that need one after the other. @throws FitProblem */
export function readTypedInTurn(
  ...[input, overrides, requestOf, room]: Parameters<typeof readTyped>
): Reading & Pick<StreamedInTurn, 'takeColumn'> {
  return readWith(input, overrides, (beginning) => {
    const { takeColumn, ...table } = readColumnsInTurn(input, beginning, requestOf, room);
    return { table, takeColumn };
  });
}

function readWith<T extends Pick<Reading, 'table'>>(
  input: Input,
  overrides: Parameters<typeof readTyped>[1],
  read: (beginning: Beginning) => T,
): T & Reading {
  return input.read(() => {
    const beginning = beginningOf(input, typeof overrides === 'function' ? overrides(input) : overrides);
    requireColumnCount(beginning);
    return { input, beginning, ...withShortCells(() => read(beginning)) };
  });
}

/** Runs work that reads cells. @throws FitProblem at a cell that is too long */
function withShortCells<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CellTooLong)) throw error;
    throw new FitProblem(
      say(
        'The row on line {line} has a cell of more than {size} MB: most likely a quotation mark there is never closed. Close or remove it.',
        { line: String(error.line + 1), size: LONGEST_CELL >> 20 },
      ),
    );
  }
}

function requireColumnCount({ columns }: Beginning): void {
  if (columns.length > MOST_COLUMNS)
    throw new FitProblem(
      say(
        'There are {count, plural, one {# column} other {# columns}}, and a table has at most {most, number}; check the delimiter, or exchange rows and columns.',
        { count: columns.length, most: MOST_COLUMNS },
      ),
    );
}

/** Maximum length of a string, in UTF-16 units. */
const LONGEST_TEXT = 2 ** 29 - 2 ** 16;
const PIECE_BYTES = 1 << 20;

/**
 * Returns the whole text, decoded.
 * @throws FitProblem if it is too long
 */
export function wholeText(input: Input): string {
  if (input.size > LONGEST_TEXT)
    throw new FitProblem(say('It is larger than 512 MB, too large to be drawn; take a part of it.'));
  return input.read(() => {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    const read = input.from(0);
    const piece = new Uint8Array(PIECE_BYTES);
    for (let text = ''; ;) {
      const length = read(piece, 0);
      if (length === 0) return text + decoder.decode();
      text += decoder.decode(piece.subarray(0, length), { stream: true });
    }
  });
}

/** Reads the texts of some rows. */
export function rowTexts({ input, beginning, table }: Reading, rows: Iterable<number>): RowTexts {
  const texts = input.read(() => textsOf(input, beginning, table, rows));
  const { places } = input;
  return places === undefined ? texts : { ...texts, noun: places.noun, lineOf: (row) => places.numberOf(row) - 1 };
}

/**
 * Checks that a table has rows.
 *
 * @param minimum number of rows
 * @throws FitProblem
 */
export function requireRows(reading: Reading, minimum: 1 | 2): void {
  const { beginning, table } = reading;
  requireText(beginning, minimum);
  if (table.rowCount === 0)
    throw new FitProblem(
      withPossibleCause(
        minimum === 1
          ? say('There is a header but no row below it; at least one row is needed.')
          : say('There is a header but no row below it; at least two rows are needed.'),
        reading,
      ),
    );
}

/** Requires that a file is not empty. @throws FitProblem @param minimum as of `requireRows` */
export function requireText({ isEmpty }: { readonly isEmpty: boolean }, minimum: 1 | 2): void {
  if (isEmpty)
    throw new FitProblem(
      minimum === 1
        ? say('The file is empty; a header and at least one row is needed.')
        : say('The file is empty; a header and at least two rows are needed.'),
    );
}

/**
 * Adds a problem of the table's text to a sentence, since it may explain missing rows or columns: an unclosed quote can
 * swallow them.
 */
export function withPossibleCause(sentence: string, { table: { problem } }: Pick<Reading, 'table'>): string {
  return problem === undefined
    ? sentence
    : say('{sentence} Line {line}: {fault}', { sentence, line: String(problem.line + 1), fault: problem.message });
}
