/**
 * Columns whose values are indices into a table of log probabilities, one table for each component. Statistics:
 * Σ r for each entry. A missing cell, which is NaN, counts for nothing.
 */

/** joint += table[v] for one component. */
export function density(x: usize, table: usize, joint: usize, rows: i32): void {
  for (let i: i32 = 0; i < rows; i++) {
    const v = load<f64>(x + (<usize>i << 3));
    if (v != v) continue;
    const at = joint + (<usize>i << 3);
    store<f64>(at, load<f64>(at) + load<f64>(table + (<usize>(<i32>v) << 3)));
  }
}

/** statistics[v] += r for one component. */
export function accumulate(x: usize, statistics: usize, posterior: usize, rows: i32): void {
  for (let i: i32 = 0; i < rows; i++) {
    const v = load<f64>(x + (<usize>i << 3));
    if (v != v) continue;
    const at = statistics + (<usize>(<i32>v) << 3);
    store<f64>(at, load<f64>(at) + load<f64>(posterior + (<usize>i << 3)));
  }
}
