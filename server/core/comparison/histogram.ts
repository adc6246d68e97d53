/** Histograms of a column of numbers in both tables, over the same bins. */
import { binsOf, countByBin, type Bins, type BinCounts } from '../description/bins';
import { isOnLogScale } from './columnSummary';
import { rankedValue, SIDES, type PooledRow, type TablePair } from './tablePair';

export interface ComparedHistogram {
  /** Whether the bins are in natural logarithms of the data. */
  readonly isLogarithm: boolean;
  readonly bins: Bins;
  /** Numbers of cells of each table; cells known only by a bound are left out. */
  readonly counts: readonly [BinCounts, BinCounts];
}

/** Counts the numbers of a column; undefined where no number is observed. @param reference rows that the bins suit */
export function histogramOf(
  pair: TablePair,
  member: number,
  reference: readonly PooledRow[],
): ComparedHistogram | undefined {
  const columns = SIDES.map((side) => pair.matrices[side].columns[member]);
  const bins = binsOf(Float64Array.from(reference, ({ side, row }) => rankedValue(columns[side], row)));
  if (bins === undefined) return undefined;
  const [first, second] = columns.map(({ values }) => countByBin(bins, values));
  return { isLogarithm: isOnLogScale(pair, member), bins, counts: [first, second] };
}
