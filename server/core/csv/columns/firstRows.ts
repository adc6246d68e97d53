/** The first rows of a column's array, in as little memory as they need. */

/**
 * Number of rows up to which they are copied: a view would keep all of an array, and gives it a buffer of its own
 * outside the heap, which takes more memory than the cells of a few rows.
 */
const MOST_COPIED_ROWS = 1024;

/** Returns the first rows: the array itself where it has no more, else a copy of few or a view of many. */
export function firstRows<T extends Float64Array | Uint16Array>(values: T, rows: number): T {
  if (values.length === rows) return values;
  return (rows <= MOST_COPIED_ROWS ? values.slice(0, rows) : values.subarray(0, rows)) as T;
}
