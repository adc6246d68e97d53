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
  for (let row = 0; row < values.length; row++) {
    const x = values[row];
    const weight = rowWeights === undefined ? 1 : rowWeights[row];
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
  let sum = 0;
  for (let row = 0; row < values.length; row++) {
    const weight = rowWeights === undefined ? 1 : rowWeights[row];
    if (values[row] === values[row] && weight > 0) sum += weight * (values[row] * scale - centre);
  }
  return sum;
}

/** Σ w ((x/unit − mean)/spread)². */
function squaresOf(values: Float64Array, unit: number, mean: number, spread: number, rowWeights?: Float64Array): number {
  const scale = 1 / unit;
  let squares = 0;
  for (let row = 0; row < values.length; row++) {
    const weight = rowWeights === undefined ? 1 : rowWeights[row];
    const distance = (values[row] * scale - mean) / spread;
    if (values[row] === values[row] && weight > 0) squares += weight * (distance * distance);
  }
  return squares;
}
