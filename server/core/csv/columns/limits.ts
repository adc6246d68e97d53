/** Maximum number of columns of a table that are read; further ones are left out. */
export const MOST_COLUMNS = 100_000;

/** Maximum number of a column's unreadable cells that are reported. */
export const BAD_CELL_LIMIT = 1000;
