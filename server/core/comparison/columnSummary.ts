/** Summaries of a column of two tables, for readers. */
import { families } from '../families/registry';
import { rankedValue, rowsOf, SIDES, type PooledRow, type Side, type TablePair } from './tablePair';
import { MidRanks } from './evidence/midRanks';

/** A column of numbers in each table, in the data's units; NaN where it has no cell. */
export interface NumberSummary {
  readonly mean: readonly [number, number];
  readonly sd: readonly [number, number];
  /** Quartiles of each table. */
  readonly quartiles: readonly [readonly number[], readonly number[]];
}

/** Distance from the median of both tables beyond which a number counts as wild, in robust standard deviations. */
const WILD = 10;
/** Interquartile range of the standard normal. */
const NORMAL_QUARTILES = 1.349;

/** Summarises the numbers of a column, without those far from all others, which would determine the means. */
export function summariseNumbers(pair: TablePair, member: number, reference: readonly PooledRow[]): NumberSummary {
  const valuesOn = (side: Side): readonly PooledRow[] => reference.filter((row) => row.side === side);
  const ranked = (rows: readonly PooledRow[]): MidRanks =>
    new MidRanks(Float64Array.from(rows, ({ side, row }) => rankedValue(pair.matrices[side].columns[member], row)));
  const pool = ranked(reference);
  const spread = (pool.quantile(0.75) - pool.quantile(0.25)) / NORMAL_QUARTILES;
  const [low, high] =
    spread > 0 ? [pool.quantile(0.5) - WILD * spread, pool.quantile(0.5) + WILD * spread] : [-Infinity, Infinity];
  const inUnits = inDataUnits(pair, member);
  const [first, second] = SIDES.map((side) => momentsOn(pair, member, side, [low, high], inUnits));
  const quartilesOn = (side: Side): readonly number[] =>
    [0.25, 0.5, 0.75].map((share) => inUnits(ranked(valuesOn(side)).quantile(share)));
  return { mean: [first.mean, second.mean], sd: [first.sd, second.sd], quartiles: [quartilesOn(0), quartilesOn(1)] };
}

/** Returns the function from values of the matrix to the data's units. */
export function inDataUnits(pair: TablePair, member: number): (value: number) => number {
  return families[pair.matrices[0].columns[member].family].logJacobian === undefined ? (value) => value : Math.exp;
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
    const { values, levels } = pair.matrices[side].columns[member];
    const counts = new Float64Array(levels.length);
    for (const value of values) if (value === value) counts[value]++;
    const total = counts.reduce((sum, count) => sum + count, 0);
    return counts.map((count) => count / total);
  });
  return Array.from(first, (share, level) => [share, second[level]]);
}
