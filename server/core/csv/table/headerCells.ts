// Cells of a header and the columns that they name: a prefix, row names and surplus names shift them.

import type { Frame } from '../dialect/tableFrame';

/**
 * Whether the comment prefix of the line that names the columns is a separate cell that names no column: "# id height"
 * between blanks.
 */
export function hasSignAlone(first: string, { comment, names }: Frame): boolean {
  return names !== undefined && comment !== '' && first === comment;
}

/** Returns the index of the header's cell that names a column. @param unnamed see `unnamedBefore` */
export function headerCell(column: number, unnamed: number, frame: Frame | undefined): number {
  return column - unnamed + (column >= (frame?.surplusName ?? Infinity) ? 1 : 0);
}

/**
 * Counts the cells that rows have before those named by the header; -1 where a prefix stands before the names.
 *
 * @param first source text of the header's first cell
 */
export function unnamedBefore(first: string, frame: Frame | undefined): number {
  if (frame === undefined) return 0;
  if (hasSignAlone(first, frame)) return -1;
  return frame.hasRowNames === true ? 1 : 0;
}
