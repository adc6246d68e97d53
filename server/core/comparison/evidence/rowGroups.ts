/**
 * Sums of features over groups of rows. Each table's rows are dealt at random to groups of one size. If the rows of
 * both tables are exchangeable, so are the groups; and to exchange groups is cheaper than to exchange rows, at the same
 * statistic over all rows.
 */
import type { Random } from '../../numeric/random';
import { rowsOf, shuffledRows, SIDES, type Side, type TablePair } from '../tablePair';
import type { Features } from './columnFeatures';

/** Groups of the rows of both tables. */
export interface RowGroups {
  /** Rows per group. */
  readonly size: number;
  /** Number of groups of each table. */
  readonly counts: readonly [number, number];
  /** Group by row of each table, those of the second after those of the first; −1 for a row left out. */
  readonly groupOf: readonly [Int32Array, Int32Array];
}

/** Maximum number of groups of the smaller table, and of sums of all groups. */
const MOST_SMALLER = 5000;
const MOST_SUMS = 2 ** 25;
/** Maximum number of additions of all permutations, and minimum number of groups whatever they cost. */
const MOST_ADDITIONS = 3e9;
const FEWEST_GROUPS = 100;
/** Number of groups of the larger table per group of the smaller one; more would hardly add to the precision. */
const MOST_RATIO = 20;

/** Deals the rows to groups. @param width number of features */
export function dealGroups(pair: TablePair, width: number, permutations: number, random: Random): RowGroups {
  const rows = [rowsOf(pair, 0), rowsOf(pair, 1)] as const;
  const fewer = Math.min(...rows);
  const affordable = Math.min(MOST_SMALLER, Math.max(FEWEST_GROUPS, Math.floor(MOST_ADDITIONS / permutations / width)));
  const size = Math.max(1, Math.ceil(fewer / affordable));
  const smaller = Math.floor(fewer / size);
  const larger = Math.max(smaller, Math.min(MOST_RATIO * Math.max(smaller, FEWEST_GROUPS), MOST_SUMS / width));
  const counts = [countOf(rows[0]), countOf(rows[1])] as const;
  function countOf(count: number): number {
    return Math.min(Math.floor(count / size), Math.floor(larger));
  }
  return {
    size,
    counts,
    groupOf: [deal(rows[0], size, counts[0], 0, random), deal(rows[1], size, counts[1], counts[0], random)],
  };
}

function deal(rows: number, size: number, count: number, first: number, random: Random): Int32Array {
  if (size === 1 && count === rows) return Int32Array.from({ length: rows }, (_, row) => first + row);
  const groupOf = new Int32Array(rows).fill(-1);
  shuffledRows(rows, size * count, random).forEach((row, i) => (groupOf[row] = first + Math.floor(i / size)));
  return groupOf;
}

/** Sums of features by group: feature f of group g is at g × stride + f. */
export interface GroupSums {
  readonly sums: Float64Array;
  readonly stride: number;
  readonly groups: number;
}

/** Sums the features of all rows by group, one set of features after the other. Yields after each. */
export function* sumFeatures(
  { counts, groupOf }: RowGroups,
  features: readonly Features[],
): Generator<undefined, GroupSums> {
  const stride = features.reduce((sum, { names }) => sum + names.length, 0);
  const groups = counts[0] + counts[1];
  const sums = new Float64Array(groups * stride);
  let at = 0;
  for (const { names, addRow } of features) {
    for (const side of SIDES) addRows(side, at, addRow);
    at += names.length;
    yield undefined;
  }
  function addRows(side: Side, from: number, addRow: Features['addRow']): void {
    const groupOfRow = groupOf[side];
    for (let row = 0; row < groupOfRow.length; row++) {
      if (groupOfRow[row] >= 0) addRow(side, row, sums, groupOfRow[row] * stride + from);
    }
  }
  return { sums, stride, groups };
}
