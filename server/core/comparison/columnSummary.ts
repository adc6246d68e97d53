/** Summaries of a column of two tables, for readers. */
import { families } from '../families/registry';
import { quantile, robustSpread } from '../numeric/robust';
import { levelCounts, rankedValue, rowsOf, SIDES, type PooledRow, type Side, type TablePair } from './tablePair';

/** A column of numbers in each table, in the data's units; NaN where it has no cell. */
export interface NumberSummary {
  readonly mean: readonly [number, number];
  readonly sd: readonly [number, number];
  /** Quartiles of each table. */
  readonly quartiles: readonly [readonly number[], readonly number[]];
}

/** Distance from the median of both tables beyond which a number counts as wild, in robust standard deviations. */
const WILD = 10;
/** Values below which a quarter, half and three quarters of the others lie. */
const QUARTERS = [0.25, 0.5, 0.75];

/** Summarises the numbers of a column, without those far from all others, which would determine the means. */
export function summariseNumbers(pair: TablePair, member: number, reference: readonly PooledRow[]): NumberSummary {
  const inUnits = inDataUnits(pair, member);
  const sorted = (rows: readonly PooledRow[]): Float64Array =>
    Float64Array.from(rows, ({ side, row }) => rankedValue(pair.matrices[side].columns[member], row))
      .filter((value) => value === value)
      .sort();
  const limits = limitsOf(sorted(reference));
  const [first, second] = SIDES.map((side) => {
    const values = sorted(reference.filter((row) => row.side === side));
    const quartiles = QUARTERS.map((share) => (values.length === 0 ? NaN : inUnits(quantile(values, share))));
    return { ...momentsOn(pair, member, side, limits, inUnits), quartiles };
  });
  return { mean: [first.mean, second.mean], sd: [first.sd, second.sd], quartiles: [first.quartiles, second.quartiles] };
}

/** Returns the limits beyond which a number counts as wild. @param sorted ascending */
function limitsOf(sorted: Float64Array): readonly [number, number] {
  if (sorted.length === 0) return [-Infinity, Infinity];
  const { median, quartileSd } = robustSpread(sorted);
  return quartileSd > 0 ? [median - WILD * quartileSd, median + WILD * quartileSd] : [-Infinity, Infinity];
}

/** Returns the function from values of the matrix to the data's units. */
export function inDataUnits(pair: TablePair, member: number): (value: number) => number {
  return isOnLogScale(pair, member) ? Math.exp : (value) => value;
}

/** Whether the matrix holds the logarithms of a column's numbers. */
export function isOnLogScale(pair: TablePair, member: number): boolean {
  return families[pair.matrices[0].columns[member].family].logJacobian !== undefined;
}

function momentsOn(
  pair: TablePair,
  member: number,
  side: Side,
  [low, high]: readonly [number, number],
  inUnits: (value: number) => number,
): { readonly mean: number; readonly sd: number } {
  const column = pair.matrices[side].columns[member];
  let [count, mean, squares] = [0, 0, 0];
  for (let row = 0; row < rowsOf(pair, side); row++) {
    const value = rankedValue(column, row);
    if (!(value >= low && value <= high)) continue;
    // Welford (1962): no large sums that cancel.
    const distance = inUnits(value) - mean;
    count++;
    mean += distance / count;
    squares += distance * (inUnits(value) - mean);
  }
  return count === 0 ? { mean: NaN, sd: NaN } : { mean, sd: Math.sqrt(squares / count) };
}

/** Shares of the levels among the observed cells of each table; NaN without cells. */
export function levelShares(pair: TablePair, member: number): readonly (readonly [number, number])[] {
  const [first, second] = SIDES.map((side) => {
    const counts = levelCounts(pair.matrices[side].columns[member]);
    const total = counts.reduce((sum, count) => sum + count, 0);
    return counts.map((count) => count / total);
  });
  return Array.from(first, (share, level) => [share, second[level]]);
}
