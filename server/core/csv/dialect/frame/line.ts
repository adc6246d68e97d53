// Lines and facts about the table for the search for its frame.

import { commonestEntry } from '../../stream/records';
import type { Delimiter } from '../../stream/walk';

/** A line in the search for the frame. */
export interface FrameLine {
  readonly text: string;
  /** Decoded cells, trimmed. */
  readonly cells: readonly string[];
  /** Whether a blank line, or one of empty cells, precedes it. */
  readonly followsBlank?: boolean;
}

/** Facts about the table for the search. */
export interface TableFacts {
  readonly isNumber: (cell: string) => boolean;
  /** Returns the number of a cell; NaN for other texts. */
  readonly numberOf: (cell: string) => number;
  readonly isMissing: (cell: string) => boolean;
  /** Divides a line into cells, by the table's delimiter or another. */
  readonly cellsOf: (text: string, delimiter?: Delimiter) => readonly string[];
  /** Delimiters that are not the table's. */
  readonly otherDelimiters: readonly Delimiter[];
  /** Whether the first of some records names the columns. */
  readonly hasHeader: (records: readonly (readonly string[])[]) => boolean;
  /**
   * The user's choices: lines at the beginning that are not part of the table, the comment prefix, rows of units below
   * the header, rows that name the columns.
   */
  readonly skip?: number | undefined;
  readonly comment?: string | undefined;
  readonly unitsRows?: number | undefined;
  readonly headerRows?: number | undefined;
  /** Whether the text has more lines than the sample. */
  readonly isCut?: boolean;
}

/**
 * Minimum number, and share, of rows that must be alike before a line above or below them counts as something other
 * than a row.
 */
export const LEAST_ALIKE_ROWS = 3;
export const ALIKE_SHARE = 0.8;
/** A line that consists of strokes only. */
export const RULE_LINE = /^(?=.*[-=_─━═]{3})[\s|+\-=:_─━═┼│├┤┌┐└┘┬┴╪,;]+$/u;

export function commonestCellCount(lines: readonly FrameLine[]): number {
  const counts = new Map<number, number>();
  for (const { cells } of lines) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  return commonestEntry(counts)[0];
}

export function filledCount({ cells }: FrameLine): number {
  return cells.filter((cell) => cell !== '').length;
}

/** Whether almost all lines are rows of this width. */
export function areRows(lines: readonly FrameLine[], width: number): boolean {
  const alike = lines.filter(({ cells }) => cells.length === width).length;
  return alike >= LEAST_ALIKE_ROWS && alike >= ALIKE_SHARE * lines.length;
}

export function areEqualCells(cells: readonly string[], others: readonly string[]): boolean {
  return cells.length === others.length && cells.every((cell, d) => cell === others[d]);
}

/** Returns the cells without trailing empty ones. */
export function withoutTrailing(cells: readonly string[]): readonly string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1);
}
