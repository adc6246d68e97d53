import type { ColumnFacts } from '../families/family';

/**
 * The facts of a column: mean and sd by two passes, the values scaled by a power of two so that no square leaves the range of a double.
 *
 * @param rowWeights how often each row counts, where not once
 */
export function factsOf(values: Float64Array, levels: number, rowWeights?: Float64Array): ColumnFacts {
  const weight = (row: number): number => (values[row] !== values[row] ? 0 : (rowWeights?.[row] ?? 1));
  let observed = 0;
  let missing = 0;
  let largest = 0;
  for (let row = 0; row < values.length; row++) {
    observed += weight(row);
    if (values[row] !== values[row]) missing += rowWeights?.[row] ?? 1;
    if (weight(row) > 0) largest = Math.max(largest, Math.abs(values[row]));
  }
  if (levels > 0 || observed === 0) return { observed, missing, levels, mean: 0, sd: 1 };
  const unit = 2 ** Math.max(-1000, Math.min(1000, Math.ceil(Math.log2(largest || 1))));
  let sum = 0;
  for (let row = 0; row < values.length; row++) if (weight(row) > 0) sum += weight(row) * (values[row] / unit);
  // A second sum of what is left takes the first one's rounding out.
  const rough = sum / observed;
  let rest = 0;
  for (let row = 0; row < values.length; row++) if (weight(row) > 0) rest += weight(row) * (values[row] / unit - rough);
  const mean = rough + rest / observed;
  let spread = 0;
  for (let row = 0; row < values.length; row++) if (weight(row) > 0) spread = Math.max(spread, Math.abs(values[row] / unit - mean));
  let squares = 0;
  for (let row = 0; row < values.length; row++) if (weight(row) > 0) squares += weight(row) * ((values[row] / unit - mean) / spread) ** 2;
  return { observed, missing, levels, mean: mean * unit, sd: spread * Math.sqrt(squares / observed) * unit };
}
