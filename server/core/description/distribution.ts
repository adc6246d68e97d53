/**
 * The distribution of one column, observed and modelled: the data of a histogram with the components' shares over it.
 */
import { weightOfBounds } from '../data/cellBounds';
import { families } from '../families/registry';
import type { MatrixColumn } from '../data/matrix';
import type { Mixture, ModelColumn } from '../mixture/model';
import { binsOf, countByBin, type Bins } from './bins';

export interface NumberDistribution {
  readonly of: 'number';
  /** Whether bins and grid are in natural logarithms of the data. */
  readonly isLogarithm: boolean;
  readonly bins: Bins;
  readonly counts: Float64Array;
  readonly below: number;
  readonly above: number;
  /** Positions at which the model's counts are given. */
  readonly grid: Float64Array;
  /** Expected number of cells in a bin around each position of the grid, by component. */
  readonly expected: readonly Float64Array[];
}

export interface LevelDistribution {
  readonly of: 'level';
  readonly levels: readonly {
    readonly level: string;
    /** Number of cells by component: each row counts for each component in proportion to its posterior. */
    readonly counts: Float64Array;
  }[];
}

export type Distribution = NumberDistribution | LevelDistribution;

const GRID_INTERVALS = 120;
/**
 * Maximum number of whole numbers summed in one bin; above it, the middle one's probability is multiplied by their
 * number.
 */
const MOST_SUMMED_NUMBERS = 200;

/**
 * Computes the distribution of a column; undefined where no cell is observed.
 *
 * @param at the column's index in the model
 * @param posterior row n, component k at n × K + k
 */
export function distributionOf(
  mixture: Mixture,
  at: number,
  column: MatrixColumn,
  posterior: Float64Array,
  rowWeights?: Float64Array,
): Distribution | undefined {
  if (column.levels.length > 0) return levelDistribution(mixture.shape.k, column, posterior, rowWeights);
  const bins = binsOf(column.values);
  if (bins === undefined) return undefined;
  const { inside: counts, below, above } = countByBin(bins, column.values, rowWeights);
  // Cells with bounds lie somewhere, though no bar can hold them.
  const bounded = column.bounds === undefined ? 0 : weightOfBounds(column.bounds, rowWeights);
  const total = bounded + below + above + counts.reduce((sum, count) => sum + count, 0);
  const modelColumn = mixture.shape.columns[at];
  const grid = modelColumn.marginal.continuous ? evenGrid(bins) : binMiddles(bins);
  const expected = Array.from({ length: mixture.shape.k }, (_, k) =>
    expectedCounts(mixture, modelColumn, k, column, { bins, grid, total }),
  );
  return {
    of: 'number',
    isLogarithm: families[column.family].logJacobian !== undefined,
    bins,
    counts,
    below,
    above,
    grid,
    expected,
  };
}

function expectedCounts(
  { theta }: Mixture,
  { marginal, parameters }: ModelColumn,
  k: number,
  column: MatrixColumn,
  { bins, grid, total }: { readonly bins: Bins; readonly grid: Float64Array; readonly total: number },
): Float64Array {
  const place = parameters + k * marginal.parameterCount;
  const scale = total * Math.exp(theta[k]);
  if (!marginal.continuous) return grid.map((middle) => scale * massIn(marginal, theta, place, middle, bins.width));
  const { logJacobian } = families[column.family];
  const logDensity = new Float64Array(grid.length);
  marginal.addLogDensity(theta, place, grid, 0, grid.length, logDensity, 0);
  return logDensity.map((log, i) => scale * bins.width * Math.exp(log + (logJacobian?.(grid[i]) ?? 0)));
}

/** Computes the probability of the whole numbers in a bin. */
function massIn(
  marginal: ModelColumn['marginal'],
  theta: Float64Array,
  place: number,
  middle: number,
  width: number,
): number {
  const from = Math.max(0, Math.ceil(middle - width / 2));
  const to = Math.ceil(middle + width / 2);
  const step = Math.max(1, Math.ceil((to - from) / MOST_SUMMED_NUMBERS));
  const values = Float64Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, i) => from + i * step);
  const logMass = new Float64Array(values.length);
  marginal.addLogDensity(theta, place, values, 0, values.length, logMass, 0);
  return step * logMass.reduce((sum, log) => sum + Math.exp(log), 0);
}

function evenGrid({ first, width, count }: Bins): Float64Array {
  return Float64Array.from({ length: GRID_INTERVALS + 1 }, (_, i) => first + (i / GRID_INTERVALS) * width * count);
}

function binMiddles({ first, width, count }: Bins): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => first + (i + 0.5) * width);
}

function levelDistribution(
  k: number,
  { levels, values }: MatrixColumn,
  posterior: Float64Array,
  rowWeights?: Float64Array,
): LevelDistribution | undefined {
  const counts = levels.map(() => new Float64Array(k));
  for (let row = 0; row < values.length; row++) {
    const levelCounts = counts[values[row]];
    if (levelCounts === undefined) continue;
    const weight = rowWeights === undefined ? 1 : rowWeights[row];
    for (let j = 0; j < k; j++) levelCounts[j] += weight * posterior[row * k + j];
  }
  const total = (levelCounts: Float64Array): number => levelCounts.reduce((sum, count) => sum + count, 0);
  const observedLevels = levels
    .map((level, i) => ({ level, counts: counts[i] }))
    .filter((each) => total(each.counts) > 0);
  return observedLevels.length === 0
    ? undefined
    : { of: 'level', levels: observedLevels.sort((a, b) => total(b.counts) - total(a.counts)) };
}
