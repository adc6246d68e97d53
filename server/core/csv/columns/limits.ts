/** Number of columns of a table that are looked at; further ones are left out. */
export const MOST_COLUMNS = 100_000;

/** Number of cells of a column that are reported where it cannot read them. */
export const BAD_CELL_LIMIT = 1000;
