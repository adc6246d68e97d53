// Statistics of measured times. Means are of no use here: what disturbs a run only makes it longer.

/**
 * The middle of the sorted values; the mean of the two middle ones where their number is even.
 * @param {readonly number[]} values at least one
 */
export function median(values) {
  if (values.length === 0) throw new RangeError('there is no median of no values');
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Median, least and greatest of at least one value. */
export function spread(values) {
  return { median: median(values), least: Math.min(...values), greatest: Math.max(...values) };
}

/** Pair by pair one over the other: what disturbs both runs of a pair alike drops out. */
export function ratios(numerators, denominators) {
  if (numerators.length !== denominators.length)
    throw new RangeError(`${numerators.length} values cannot be paired with ${denominators.length}`);
  return numerators.map((value, i) => value / denominators[i]);
}

/**
 * The power with which y grows with x: least squares of log y on log x.
 * @returns the slope and its standard error, which two points do not tell (NaN)
 */
export function growth(x, y) {
  if (x.length !== y.length || new Set(x).size < 2)
    throw new RangeError('a slope needs as many y as x, and two different x');
  const [u, v] = [x.map(Math.log), y.map(Math.log)];
  const [meanU, meanV] = [mean(u), mean(v)];
  const square = sum(u.map((value) => (value - meanU) ** 2));
  const slope = sum(u.map((value, i) => (value - meanU) * (v[i] - meanV))) / square;
  const residual = sum(u.map((value, i) => (v[i] - meanV - slope * (value - meanU)) ** 2));
  return { slope, error: u.length > 2 ? Math.sqrt(residual / (u.length - 2) / square) : NaN };
}

const sum = (values) => values.reduce((total, value) => total + value, 0);
const mean = (values) => sum(values) / values.length;
