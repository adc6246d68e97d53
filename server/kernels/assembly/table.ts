/**
 * Columns whose values are indices into a table of log probabilities, one table per component. Statistics: Σ r for each
 * entry. A missing cell, NaN, adds nothing.
 *
 * The loop runs over rows, and over all components in each row: a sum need not wait for the sum of the row before,
 * which often belongs to the same entry.
 */

/**
 * joint += table[v] for all components; the last three arguments are in bytes, from one component to the next or to the
 * end.
 */
export function density(x: usize, rows: i32, table: usize, joint: usize, tableBytes: usize, stride: usize, jointBytes: usize): void {
  for (const end = joint + (<usize>rows << 3); joint < end; x += 8, joint += 8) {
    const v = load<f64>(x);
    if (v != v) continue;
    let entry = table + (<usize>(<i32>v) << 3);
    for (let at = joint, last = joint + jointBytes; at < last; at += stride, entry += tableBytes) store<f64>(at, load<f64>(at) + load<f64>(entry));
  }
}

/** statistics[v] += r for all components; the last three arguments as in `density`. */
export function accumulate(x: usize, rows: i32, statistics: usize, posterior: usize, statisticBytes: usize, stride: usize, posteriorBytes: usize): void {
  for (const end = posterior + (<usize>rows << 3); posterior < end; x += 8, posterior += 8) {
    const v = load<f64>(x);
    if (v != v) continue;
    let sum = statistics + (<usize>(<i32>v) << 3);
    for (let at = posterior, last = posterior + posteriorBytes; at < last; at += stride, sum += statisticBytes) store<f64>(sum, load<f64>(sum) + load<f64>(at));
  }
}
