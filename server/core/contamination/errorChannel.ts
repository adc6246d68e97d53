/**
 * The error channel of a column: p_d(x | k) = (1 − ε_d) f_d(x | θ_dk) + ε_d g_d(x). A cell comes from its component or,
 * with the column's error rate ε_d, from anywhere; g_d is one broad density, the same for all components (for normals
 * Zaccaria, García-Escudero, Greselin & Mayo-Íscar 2024, "Cellwise outlier detection in heterogeneous populations"; for
 * mixed tables Eduardo et al. 2020, "Robust variational autoencoders for outlier detection and repair").
 *
 * The source of a cell is a hard latent variable, as in cellMCD (Raymaekers & Rousseeuw 2023, "The cellwise minimum
 * covariance determinant estimator", JASA): a cell set aside has no part in its row's posterior or its column's
 * statistics, exactly like a missing one.
 */
import { families, type FamilyName } from '../families/registry';
import type { Bound, WrongSpread } from '../families/family';
import { totalWeight, type Matrix, type MatrixColumn } from '../data/matrix';
import { robustSpread } from '../numeric/robust';
import { sortWithGuide } from '../numeric/sorting';

/** Error rate and spread of a column's wrong cells. */
export interface Channel {
  /** ε: share of wrong cells; 0 where none are set aside. */
  readonly rate: number;
  /**
   * log ε/(1 − ε), the odds by which cells are set aside. At rate 0, the price of the column's first wrong cell: see
   * `logOddsOf`.
   */
  readonly logOdds: number;
  readonly spread: WrongSpread;
}

/** Maximum share of wrong cells; a larger share is another component rather than errors. */
export const MOST_WRONG_SHARE = 0.05;
/**
 * Minimum number of observed cells. With fewer, a single cell exceeds MOST_WRONG_SHARE, and too few others remain for a
 * comparison.
 */
export const LEAST_OBSERVED_CELLS = 1 / MOST_WRONG_SHARE;
/** Log odds of a column in which no cell can be wrong: finite, since JSON has no infinities. */
const BELIEVED_LOG_ODDS = -1e9;
/** Scale of wrong cells, in robust standard deviations. */
const WRONG_SCALE = 3;
/** Maximum number of evenly spaced cells from which a spread is computed. */
export const MOST_SPREAD_CELLS = 2500;

/** Returns the channels of a matrix in which no cell is set aside yet. */
export function cleanChannels(matrix: Matrix): readonly Channel[] {
  const width = matrix.columns.length;
  return matrix.columns.map((column) => ({
    rate: 0,
    logOdds: logOddsOf(0, column.facts.observed, totalWeight(matrix), width),
    spread: wrongSpread(column),
  }));
}

/** Updates the channels for the weight of the cells set aside in each column. */
export function channelsAfter(
  channels: readonly Channel[],
  matrix: Matrix,
  asideWeights: readonly number[],
): readonly Channel[] {
  return channels.map((channel, d) => {
    const { observed } = matrix.columns[d].facts;
    const rate = Math.min(MOST_WRONG_SHARE, asideWeights[d] / observed);
    return { ...channel, rate, logOdds: logOddsOf(asideWeights[d], observed, totalWeight(matrix), channels.length) };
  });
}

/**
 * Returns the log odds of a column. The existence of wrong cells in a column costs log 2D: half a column of each table
 * is expected to have some. In addition the first cell pays for the rate, which becomes a free parameter (½ log N, as
 * in BIC), and for its selection among n (log n + 1, the least −n log(1 − ε) − log(ε/(1 − ε)) of one wrong cell).
 */
function logOddsOf(asideWeight: number, observed: number, rows: number, width: number): number {
  if (observed < LEAST_OBSERVED_CELLS) return BELIEVED_LOG_ODDS;
  if (asideWeight === 0) return -(Math.log(Math.max(1, observed)) + 1 + Math.log(2 * width) + 0.5 * Math.log(rows));
  const rate = Math.min(MOST_WRONG_SHARE, asideWeight / observed);
  return Math.log(rate) - Math.log1p(-rate);
}

/**
 * Computes the cost that channels add to the NLML of the kept cells: −Σ log(1 − ε) over kept cells and −Σ log ε over
 * the others. It excludes the densities −Σ log g of the cells set aside.
 *
 * @param observed weight of each column's observed cells, kept or not
 */
export function channelCost(
  channels: readonly Channel[],
  observed: readonly number[],
  asideWeights: readonly number[],
): number {
  let cost = 0;
  channels.forEach(({ rate }, d) => {
    if (rate === 0) return;
    cost -= (observed[d] - asideWeights[d]) * Math.log1p(-rate) + asideWeights[d] * Math.log(rate);
  });
  return cost;
}

/** Computes the cost that channels add to the objective: log 2D for each column with wrong cells. */
export function channelPrior(channels: readonly Channel[]): number {
  return channelParameters(channels) * Math.log(2 * channels.length);
}

/** Counts the learned rates, as BIC does. */
export function channelParameters(channels: readonly Channel[]): number {
  return channels.filter(({ rate }) => rate > 0).length;
}

/** Returns the log probability of a bound under the column's wrong cells, in place of log g, in any units. */
export function wrongBoundLogProbability(family: FamilyName, bound: Bound, spread: WrongSpread): number {
  return families[family].logWrongWithin?.(bound, spread) ?? 0;
}

function wrongSpread({ values, family, levels, facts }: MatrixColumn): WrongSpread {
  if (families[family].reads === 'level') return { centre: 0, scale: 1, levels: levels.length };
  const spread = spreadOf(values, MOST_SPREAD_CELLS);
  // Where more than nine tenths of the cells are tied, only the other cells have a spread.
  const sd = spread === undefined || spread.sd === 0 ? facts.sd : spread.sd;
  return { centre: spread?.median ?? facts.mean, scale: WRONG_SCALE * sd, levels: 0 };
}

/** Returns the distance of at most `maxCells` evenly spaced rows. */
export function stepBetween(rows: number, maxCells: number): number {
  return Math.max(1, Math.ceil(rows / maxCells));
}

/**
 * Computes median and robust standard deviation of at most `maxCells` evenly spaced cells; undefined where all of these
 * are missing.
 */
export function spreadOf(values: Float64Array, maxCells: number): ReturnType<typeof robustSpread> | undefined {
  const step = stepBetween(values.length, maxCells);
  const sampled = new Float64Array(Math.ceil(values.length / step));
  let count = 0;
  for (let n = 0; n < values.length; n += step) if (values[n] === values[n]) sampled[count++] = values[n];
  return count === 0 ? undefined : robustSpread(sortWithGuide(sampled.subarray(0, count)).sorted);
}
