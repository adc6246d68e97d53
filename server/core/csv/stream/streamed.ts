// What is asked of a text that is read in pieces, and what is left of it.

import type { TypedColumn, Wanted } from '../columns/typedColumn';
import type { StreamProblem } from './faults';

/** A place from which the rows of a text can be read again. */
export interface Mark {
  /** In bytes, where a record begins. */
  readonly offset: number;
  /** The row it is, if it is one. */
  readonly row: number;
  /** Line, from 0. */
  readonly line: number;
}

/** What one pass over a text leaves behind. */
export interface Streamed {
  readonly columns: readonly string[];
  readonly rowCount: number;
  /** By position; undefined where nothing was wanted of the column. */
  readonly typed: readonly (TypedColumn | undefined)[];
  /** Ascending, one for each stretch of the text that was in memory. */
  readonly marks: readonly Mark[];
  /** The problem that a table would have first: one of the scanner, else a ragged row. */
  readonly problem?: StreamProblem;
  readonly problemCount: number;
  /** Lines that are no rows; left out where there are none. */
  readonly passedOver?: PassedLines;
  /** Lines that sum up the rows above them, likewise. */
  readonly totals?: PassedLines;
}

/** How many lines are passed over, and the first of them, blanks at its ends cut off. */
export interface PassedLines {
  readonly count: number;
  /** From 0. */
  readonly line: number;
  readonly text: string;
}

/** The same with one more line. */
export function withLine(lines: PassedLines | undefined, line: number, text: string): PassedLines {
  return lines === undefined ? { count: 1, line, text } : { ...lines, count: lines.count + 1 };
}

/** Says what is wanted of a column; undefined is nothing. */
export type WantedOf = (name: string, index: number) => Wanted | undefined;
