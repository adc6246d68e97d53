import type { ColumnFacts } from '../families/family';

/** The facts of a column: mean and sd by two passes, the values scaled by a power of two so that no square leaves the range of a double. */
export function factsOf(values: Float64Array, levels: number): ColumnFacts {
  let observed = 0;
  let largest = 0;
  for (const x of values) {
    if (x !== x) continue;
    observed++;
    largest = Math.max(largest, Math.abs(x));
  }
  const missing = values.length - observed;
  if (levels > 0 || observed === 0) return { observed, missing, levels, mean: 0, sd: 1 };
  const unit = 2 ** Math.max(-1000, Math.min(1000, Math.ceil(Math.log2(largest || 1))));
  let sum = 0;
  for (const x of values) if (x === x) sum += x / unit;
  // A second sum of what is left takes the first one's rounding out.
  const rough = sum / observed;
  let rest = 0;
  for (const x of values) if (x === x) rest += x / unit - rough;
  const mean = rough + rest / observed;
  let spread = 0;
  for (const x of values) if (x === x) spread = Math.max(spread, Math.abs(x / unit - mean));
  let squares = 0;
  for (const x of values) if (x === x) squares += ((x / unit - mean) / spread) ** 2;
  return { observed, missing, levels, mean: mean * unit, sd: spread * Math.sqrt(squares / observed) * unit };
}
