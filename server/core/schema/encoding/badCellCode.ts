/**
 * Codes of wrong cells that need no model.
 *
 * A cell that is no date of its column's form, or no day of the calendar; a date far from all others, or before one
 * that it hardly ever precedes; a cell that is no number; a number that the column's family cannot hold; an unknown
 * level, or a misspelt one; a number that does not follow from others of its row, or from which another does not
 * follow; a text that does not follow the pattern of its column; a text that does not fit the rest of its row.
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
  | 'cell.dependency'
  | 'cell.misplaced';
