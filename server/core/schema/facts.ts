import type { ColumnFacts } from '../families/family';

/**
 * The facts of a column: mean and sd by two passes, the values scaled by a power of two so that no square leaves the range of a double.
 *
 * @param rowWeights how often each row counts, where not once
 */
export function factsOf(values: Float64Array, levels: number, rowWeights?: Float64Array): ColumnFacts {
  const { observed, missing, least, greatest } = countOf(values, rowWeights);
  if (levels > 0 || observed === 0) return { observed, missing, levels, mean: 0, sd: 1 };
  const unit = 2 ** Math.max(-1000, Math.min(1000, Math.ceil(Math.log2(Math.max(Math.abs(least), Math.abs(greatest)) || 1))));
  const rough = sumOf(values, unit, 0, rowWeights) / observed;
  // A second sum of what is left takes the first one's rounding out.
  const mean = rough + sumOf(values, unit, rough, rowWeights) / observed;
  // Rounding is monotone: the largest distance from the mean is that of one of the ends.
  const spread = Math.max(Math.abs(least / unit - mean), Math.abs(greatest / unit - mean));
  const squares = squaresOf(values, unit, mean, spread, rowWeights);
  return { observed, missing, levels, mean: mean * unit, sd: spread * Math.sqrt(squares / observed) * unit };
}

function countOf(values: Float64Array, rowWeights?: Float64Array): { observed: number; missing: number; least: number; greatest: number } {
  let observed = 0;
  let missing = 0;
  let least = Infinity;
  let greatest = -Infinity;
  if (rowWeights === undefined) {
    for (let row = 0; row < values.length; row++) {
      const x = values[row];
      if (x < least) least = x;
      if (x > greatest) greatest = x;
      if (x !== x) missing++;
    }
    return { observed: values.length - missing, missing, least, greatest };
  }
  for (let row = 0; row < values.length; row++) {
    const x = values[row];
    const weight = rowWeights[row];
    if (x !== x) missing += weight;
    else if (weight > 0) {
      observed += weight;
      if (x < least) least = x;
      if (x > greatest) greatest = x;
    }
  }
  return { observed, missing, least, greatest };
}

/** Σ w (x/unit − centre). */
function sumOf(values: Float64Array, unit: number, centre: number, rowWeights?: Float64Array): number {
  const scale = 1 / unit; // a power of two, as the unit is
  // Sums of every other row, which need not wait for each other.
  let even = 0;
  let odd = 0;
  if (rowWeights === undefined) {
    for (let row = 0; row + 1 < values.length; row += 2) {
      const x = values[row] * scale - centre;
      const y = values[row + 1] * scale - centre;
      if (x === x) even += x;
      if (y === y) odd += y;
    }
    const last = values.length % 2 === 1 ? values[values.length - 1] * scale - centre : NaN;
    return even + odd + (last === last ? last : 0);
  }
  for (let row = 0; row < values.length; row++) {
    if (values[row] === values[row] && rowWeights[row] > 0) even += rowWeights[row] * (values[row] * scale - centre);
  }
  return even;
}

/** Σ w ((x/unit − mean)/spread)². */
function squaresOf(values: Float64Array, unit: number, mean: number, spread: number, rowWeights?: Float64Array): number {
  const scale = 1 / unit;
  let even = 0;
  let odd = 0;
  if (rowWeights === undefined) {
    for (let row = 0; row + 1 < values.length; row += 2) {
      const x = (values[row] * scale - mean) / spread;
      const y = (values[row + 1] * scale - mean) / spread;
      if (x === x) even += x * x;
      if (y === y) odd += y * y;
    }
    const last = values.length % 2 === 1 ? (values[values.length - 1] * scale - mean) / spread : NaN;
    return even + odd + (last === last ? last * last : 0);
  }
  for (let row = 0; row < values.length; row++) {
    const distance = (values[row] * scale - mean) / spread;
    if (values[row] === values[row] && rowWeights[row] > 0) even += rowWeights[row] * (distance * distance);
  }
  return even;
}
