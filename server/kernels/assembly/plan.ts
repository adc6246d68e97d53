/**
 * The plan of a pass, as the planner in `layout.ts` writes it: words of 32 bits, all pointers in bytes.
 *
 * Word 0: number of components. 1: bytes from one component's row of the block to the next. 2: pointer to the log
 * weights. 3: pointer to the row weights, or 0. 4: number of columns. From word 8 on, eight words for each column: its
 * form, pointer to its row 0, pointer to its constants (by component), index of its statistics, statistics of one
 * component, size of its table, and 1 if its values are to be subtracted from the rows' log densities.
 */
export const PLAIN_QUADRATIC: i32 = 0;
export const GAPPED_QUADRATIC: i32 = 1;
export const TABLE: i32 = 2;

export function components(plan: usize): i32 {
  return load<i32>(plan);
}

export function stride(plan: usize): usize {
  return load<u32>(plan, 4);
}

export function logWeights(plan: usize): usize {
  return load<u32>(plan, 8);
}

export function rowWeights(plan: usize): usize {
  return load<u32>(plan, 12);
}

export function columns(plan: usize): i32 {
  return load<i32>(plan, 16);
}

/** Pointer to the words of a column. */
export function column(plan: usize, index: i32): usize {
  return plan + 32 + ((<usize>index) << 5);
}

export function form(column: usize): i32 {
  return load<i32>(column);
}

export function values(column: usize): usize {
  return load<u32>(column, 4);
}

export function constants(column: usize): usize {
  return load<u32>(column, 8);
}

/** Pointer to a column's statistics of component 0. */
export function statisticsOf(column: usize, statistics: usize): usize {
  return statistics + ((<usize>load<u32>(column, 12)) << 3);
}

/** Size in bytes of a column's statistics for one component. */
export function statisticBytes(column: usize): usize {
  return (<usize>load<u32>(column, 16)) << 3;
}

/** Whether values are logarithms of the data: their Jacobian is exp(−v) under every component. */
export function isLogarithm(column: usize): bool {
  return load<u32>(column, 24) != 0;
}

/** Number of entries of a column's table for one component. */
export function tableSize(column: usize): usize {
  return load<u32>(column, 20);
}
