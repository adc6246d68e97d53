// Requests for a text that is read in pieces, and the result of reading it.

import type { TypedColumn, ColumnRequest } from '../columns/typedColumn';
import type { StreamProblem } from './faults';
import type { TextSource } from './source';

/** A position from which the rows of a text can be read again. */
export interface Mark {
  /** Offset in bytes, at the beginning of a record. */
  readonly offset: number;
  /** Row index of the record, if it is a row. */
  readonly row: number;
  /** Line number, from 0. */
  readonly line: number;
}

/** Result of one pass over a text. */
export interface Streamed {
  readonly columns: readonly string[];
  readonly rowCount: number;
  /** Columns by position; undefined where nothing was requested. */
  readonly typed: (TypedColumn | undefined)[];
  /** Marks in ascending order, one for each part of the text that was in memory. */
  readonly marks: readonly Mark[];
  /** First problem of the corresponding table: a scanner problem, else a ragged row. */
  readonly problem?: StreamProblem;
  readonly problemCount: number;
  /** Lines that are not rows; left out without such lines. */
  readonly passedOver?: PassedLines;
  /** Lines that sum up the rows above them; left out without such lines. */
  readonly totals?: PassedLines;
}

/** A text as read, whose columns are handed over one by one. */
export interface StreamedInTurn extends Omit<Streamed, 'typed'> {
  /**
   * Hands over a column, undefined where nothing was requested. Of a table of many short columns, only a block of them
   * is in memory at a time, so that columns are best taken in their order, and each once.
   */
  readonly takeColumn: (index: number) => TypedColumn | undefined;
}

/** Number of skipped lines, and the first of them without surrounding blanks. */
export interface PassedLines {
  readonly count: number;
  /** Line number, from 0. */
  readonly line: number;
  readonly text: string;
}

/** Counts a skipped line. */
export function addLine(lines: PassedLines | undefined, line: number, text: string): PassedLines {
  return lines === undefined ? { count: 1, line, text } : { ...lines, count: lines.count + 1 };
}

/** Returns the request for a column; undefined requests nothing. */
export type RequestOf = (name: string, index: number) => ColumnRequest | undefined;

/** Number of columns that are read at a time where reading them takes more memory than the columns themselves… */
export const BLOCK_COLUMNS = 2048;
/** …which is where a column has at most this many bytes of text. */
const FEW_BYTES = 512;

/** Returns the number of blocks in which columns are read. */
export function blockCount({ size }: TextSource, columns: readonly string[]): number {
  return size <= FEW_BYTES * columns.length ? Math.max(1, Math.ceil(columns.length / BLOCK_COLUMNS)) : 1;
}
