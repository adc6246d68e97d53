import type { Moved } from '../texts/misplaced';

/**
 * Codes of wrong cells that need no model.
 *
 * A cell that is no date of its column's form, or no day of the calendar; a date far from all others, or before one
 * that it hardly ever precedes; a cell that is no number; a number that the column's family cannot hold; an unknown
 * level, or a misspelt one; a number that does not follow from others of its row, or from which another does not
 * follow; a text that does not follow the pattern of its column, has blanks at its ends, or stands for a missing
 * value; a text that does not fit the rest of its row.
 */
export type BadCellCode =
  | 'cell.bad-date'
  | 'cell.far-date'
  | 'cell.date-order'
  | 'cell.bad-number'
  | 'cell.unsuitable-number'
  | 'cell.unknown-level'
  | 'cell.misspelt'
  | 'cell.broken-relation'
  | 'cell.pattern'
  | 'cell.blanks'
  | 'cell.missing-mark'
  | 'cell.dependency'
  | 'cell.misplaced';

/**
 * A cell that is wrong under any model. Cells that their column cannot read count as missing; readable cells stay.
 */
export interface BadCell {
  readonly code: BadCellCode;
  readonly row: number;
  /** Position of the column in the table. */
  readonly column: number;
  /**
   * The text that was meant, if known: for a misspelt level, a text that breaks its column's pattern, or a text that
   * does not fit its row.
   */
  readonly meant?: string;
  /**
   * Evidence against a cell that does not fit its row: a column that determines it, the text there, and the counts of
   * rows that agree and of all rows with this text; where several cells conflict with this cell, the usual text of the
   * first conflicting column in rows with this text.
   */
  readonly given?: {
    readonly column: number;
    readonly text: string;
    readonly count: number;
    readonly rows: number;
    readonly isOfOthers?: true;
  };
  /**
   * For a cell in the wrong column: what happened to it, the right column, and the right contents of the row's cells.
   */
  readonly moved?: Moved;
  /** For a broken relation: the number that would satisfy it, and the column that follows from others. */
  readonly broken?: { readonly expected: number; readonly follower: number };
}
