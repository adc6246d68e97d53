/**
 * What can be wrong with a cell whatever a model says.
 *
 * No date of its column's form, or no day of the calendar; a date far from all others, or before one that it hardly
 * ever is before; no number at all; a number that the column's family cannot hold; a level that the column does not
 * have, or one of its levels misspelt; a number that does not follow from others of its row, or from which another does
 * not follow; a text that is written in another way than its column; a text that does not go with the rest of its row.
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
