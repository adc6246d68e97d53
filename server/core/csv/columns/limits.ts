/** So many cells that a column cannot read are told. */
export const BAD_CELL_LIMIT = 1000;
