/**
 * The distribution of one column, observed and modelled: the data of a histogram with the components' shares over it.
 */
import { weightOfBounds } from '../data/cellBounds';
import { families } from '../families/registry';
import type { MatrixColumn } from '../data/matrix';
import type { Mixture, ModelColumn } from '../mixture/model';
import { binsOf, countIn, type Bins } from './bins';

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
const MOST_SUMMED = 200;

/**
 * Distribution of a column; undefined where no cell is observed.
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
  const { inside: counts, below, above } = countIn(bins, column.values, rowWeights);
  // Cells with bounds lie somewhere, though no bar can hold them.
  const bounded = column.bounds === undefined ? 0 : weightOfBounds(column.bounds, rowWeights);
  const total = bounded + below + above + counts.reduce((sum, count) => sum + count, 0);
  const own = mixture.shape.columns[at];
  const grid = own.marginal.continuous ? evenly(bins) : middles(bins);
  const expected = Array.from({ length: mixture.shape.k }, (_, k) =>
    expectedCounts(mixture, own, k, column, { bins, grid, total }),
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

/** Probability of the whole numbers in a bin. */
function massIn(
  marginal: ModelColumn['marginal'],
  theta: Float64Array,
  place: number,
  middle: number,
  width: number,
): number {
  const from = Math.max(0, Math.ceil(middle - width / 2));
  const to = Math.ceil(middle + width / 2);
  const every = Math.max(1, Math.ceil((to - from) / MOST_SUMMED));
  const values = Float64Array.from({ length: Math.max(0, Math.ceil((to - from) / every)) }, (_, i) => from + i * every);
  const logMass = new Float64Array(values.length);
  marginal.addLogDensity(theta, place, values, 0, values.length, logMass, 0);
  return every * logMass.reduce((sum, log) => sum + Math.exp(log), 0);
}

function evenly({ first, width, count }: Bins): Float64Array {
  return Float64Array.from({ length: GRID_INTERVALS + 1 }, (_, i) => first + (i / GRID_INTERVALS) * width * count);
}

function middles({ first, width, count }: Bins): Float64Array {
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
    const own = counts[values[row]];
    if (own === undefined) continue;
    const weight = rowWeights === undefined ? 1 : rowWeights[row];
    for (let j = 0; j < k; j++) own[j] += weight * posterior[row * k + j];
  }
  const total = (own: Float64Array): number => own.reduce((sum, count) => sum + count, 0);
  const found = levels.map((level, i) => ({ level, counts: counts[i] })).filter((each) => total(each.counts) > 0);
  return found.length === 0
    ? undefined
    : { of: 'level', levels: found.sort((a, b) => total(b.counts) - total(a.counts)) };
}
