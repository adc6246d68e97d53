import { weightOfBounds, type Bounds } from '../../data/cellBounds';
import type { ColumnFacts } from '../../families/family';
import type { NumberExtent } from '../../csv/columns/typedColumn';
import { plainSums, type ColumnSums } from './columnSums';

/**
 * Computes the facts of a column: mean and sd by two passes, with the values scaled by a power of two so that no square
 * leaves the range of a double.
 *
 * @param rowWeights how often each row counts; 1 by default
 * @param extent of the values, if known
 */
export function factsOf(
  values: Float64Array,
  levels: number,
  rowWeights?: Float64Array,
  sums: ColumnSums = plainSums,
  extent?: NumberExtent,
): ColumnFacts {
  const { observed, missing, least, greatest } =
    rowWeights === undefined ? countCells(values, extent ?? sums.extent(values)) : sumCellWeights(values, rowWeights);
  if (levels > 0 || observed === 0) return { observed, missing, levels, mean: 0, sd: 1 };
  const unit =
    2 ** Math.max(-1000, Math.min(1000, Math.ceil(Math.log2(Math.max(Math.abs(least), Math.abs(greatest)) || 1))));
  const scale = 1 / unit; // a power of two, like the unit
  const sumAbout = (centre: number): number =>
    rowWeights === undefined ? sums.about(values, scale, centre) : weightedSum(values, scale, centre, rowWeights);
  const rough = sumAbout(0) / observed;
  // A second sum over the remainders removes the rounding of the first.
  const mean = rough + sumAbout(rough) / observed;
  // Rounding is monotone: the largest distance from the mean is at one of the ends.
  const spread = Math.max(Math.abs(least * scale - mean), Math.abs(greatest * scale - mean));
  const squares =
    rowWeights === undefined
      ? sums.squares(values, scale, mean, spread)
      : weightedSquares(values, scale, mean, spread, rowWeights);
  return { observed, missing, levels, mean: mean * unit, sd: spread * Math.sqrt(squares / observed) * unit };
}

/**
 * Counts cells that hold bounds as observed. Mean and sd stay those of the numbers, since they only serve priors and
 * scales.
 */
export function withBounds(facts: ColumnFacts, bounds: Bounds | undefined, rowWeights?: Float64Array): ColumnFacts {
  if (bounds === undefined) return facts;
  const weight = weightOfBounds(bounds, rowWeights);
  return { ...facts, observed: facts.observed + weight, missing: facts.missing - weight };
}

interface WeightedExtent extends NumberExtent {
  readonly observed: number;
}

function countCells(values: Float64Array, extent: NumberExtent): WeightedExtent {
  return { ...extent, observed: values.length - extent.missing };
}

function sumCellWeights(values: Float64Array, rowWeights: Float64Array): WeightedExtent {
  let observed = 0;
  let missing = 0;
  let least = Infinity;
  let greatest = -Infinity;
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

/** Σ w (x × scale − centre). */
function weightedSum(values: Float64Array, scale: number, centre: number, rowWeights: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < values.length; row++) {
    if (values[row] === values[row] && rowWeights[row] > 0) sum += rowWeights[row] * (values[row] * scale - centre);
  }
  return sum;
}

/** Σ w ((x × scale − mean) / spread)². */
function weightedSquares(
  values: Float64Array,
  scale: number,
  mean: number,
  spread: number,
  rowWeights: Float64Array,
): number {
  let sum = 0;
  for (let row = 0; row < values.length; row++) {
    const distance = (values[row] * scale - mean) / spread;
    if (values[row] === values[row] && rowWeights[row] > 0) sum += rowWeights[row] * (distance * distance);
  }
  return sum;
}
