// Lines as the frame of a table is sought by them.

import type { Delimiter } from '../../stream/walk';

/** A line as the frame is sought by it. */
export interface Line {
  readonly text: string;
  /** What its cells say, trimmed. */
  readonly cells: readonly string[];
  /** Whether a blank line, or one of empty cells, stands above it. */
  readonly isBehindBlank?: boolean;
}

/** What the search must know of the table. */
export interface Known {
  readonly isNumber: (cell: string) => boolean;
  /** NaN where it is none. */
  readonly numberOf: (cell: string) => number;
  readonly isMissing: (cell: string) => boolean;
  /** Cells of a line, as the table's delimiter divides it, or another. */
  readonly cellsOf: (text: string, delimiter?: Delimiter) => readonly string[];
  /** Delimiters that are not the table's. */
  readonly others: readonly Delimiter[];
  /** Whether the first of some records names the columns. */
  readonly hasHeader: (records: readonly (readonly string[])[]) => boolean;
  /**
   * What a person said: lines at the beginning that are no part of the table, the comment prefix, rows of units below
   * the header, rows that name the columns.
   */
  readonly skip?: number | undefined;
  readonly comment?: string | undefined;
  readonly unitsRows?: number | undefined;
  readonly headerRows?: number | undefined;
  /** Whether there are more lines than those that are looked at. */
  readonly isCut?: boolean;
}

/** Rows, and their share, that must be alike before anything above or below them is taken for no row. */
export const LEAST_ALIKE = 3;
export const ALIKE = 0.8;
/** A line of nothing but strokes. */
export const RULE = /^(?=.*[-=_─━═]{3})[\s|+\-=:_─━═┼│├┤┌┐└┘┬┴╪,;]+$/u;

export function commonestCount(lines: readonly Line[]): number {
  const counts = new Map<number, number>();
  for (const { cells } of lines) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  return [...counts].reduce(
    (best, own) => (own[1] > best[1] || (own[1] === best[1] && own[0] > best[0]) ? own : best),
    [0, 0],
  )[0];
}

export function filled({ cells }: Line): number {
  return cells.filter((cell) => cell !== '').length;
}

/** Whether lines are rows of so many cells, all but a few. */
export function areRows(lines: readonly Line[], width: number): boolean {
  const alike = lines.filter(({ cells }) => cells.length === width).length;
  return alike >= LEAST_ALIKE && alike >= ALIKE * lines.length;
}

export function areSame(cells: readonly string[], others: readonly string[]): boolean {
  return cells.length === others.length && cells.every((cell, d) => cell === others[d]);
}

/** Cells without the empty ones at their end. */
export function withoutEnd(cells: readonly string[]): readonly string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1);
}
