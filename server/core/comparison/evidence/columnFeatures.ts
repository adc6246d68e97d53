/**
 * Features of a row on which the tables are compared column by column: whether the cell is missing, polynomials of the
 * rank of a number, the indicators of levels. They do not depend on which table a row is from.
 */
import { families } from '../../families/registry';
import {
  isGap,
  levelCounts,
  rankedValue,
  SIDES,
  type ComparedColumn,
  type PooledRow,
  type Side,
  type TablePair,
} from '../tablePair';
import { addLegendre, MidRanks } from './midRanks';

/** Meaning of a feature. */
export type FeatureName =
  | { readonly of: 'missing' }
  /** Polynomial of the rank in a column of the matrices: degree 1 is location, 2 is scale, more are shape. */
  | { readonly of: 'rank'; readonly member: number; readonly degree: number }
  /** Indicator of a level; −1 for all rarer ones together. */
  | { readonly of: 'level'; readonly member: number; readonly level: number };

/** Features of the rows, which are summed over groups of rows. */
export interface Features {
  readonly names: readonly FeatureName[];
  /** Adds the features of a row to the sums from `at` on. */
  readonly addRow: (side: Side, row: number, sums: Float64Array, at: number) => void;
}

/** Settings that depend on the numbers of rows alone. */
export interface FeatureSettings {
  /** Rows of the pool in which numbers are ranked. */
  readonly reference: readonly PooledRow[];
  /** Degrees of the polynomials. */
  readonly degrees: number;
  /** Least number of cells in the pool for a level to have an indicator of its own. */
  readonly leastCells: number;
}

/** Maximum number of levels with indicators of their own. */
const MOST_LEVELS = 30;

/** Returns the features of a column; none where the tables cannot differ in it. */
export function columnFeatures(pair: TablePair, column: ComparedColumn, settings: FeatureSettings): Features {
  const parts = [
    ...missingFeature(pair, column),
    ...column.members.map((member) =>
      families[pair.matrices[0].columns[member].family].reads === 'level'
        ? levelFeatures(pair, member, settings)
        : rankFeatures(pair, member, settings),
    ),
  ];
  return {
    names: parts.flatMap(({ names }) => names),
    addRow: (side, row, sums, at) => {
      let place = at;
      for (const part of parts) {
        part.addRow(side, row, sums, place);
        place += part.names.length;
      }
    },
  };
}

function missingFeature(pair: TablePair, column: ComparedColumn): readonly Features[] {
  if (column.members.length === 0 && column.gaps === undefined) return [];
  return [
    {
      names: [{ of: 'missing' }],
      addRow: (side, row, sums, at) => {
        if (isGap(pair, column, side, row)) sums[at]++;
      },
    },
  ];
}

function rankFeatures(pair: TablePair, member: number, { reference, degrees }: FeatureSettings): Features {
  const columns = SIDES.map((side) => pair.matrices[side].columns[member]);
  const ranks = new MidRanks(Float64Array.from(reference, ({ side, row }) => rankedValue(columns[side], row)));
  return {
    names: Array.from({ length: degrees }, (_, i) => ({ of: 'rank', member, degree: i + 1 })),
    addRow: (side, row, sums, at) => {
      const value = rankedValue(columns[side], row);
      // The polynomials of a missing cell are zero, their mean.
      if (value === value) addLegendre(ranks.rank(value), degrees, sums, at);
    },
  };
}

function levelFeatures(pair: TablePair, member: number, { leastCells }: FeatureSettings): Features {
  const columns = SIDES.map((side) => pair.matrices[side].columns[member]);
  const [first, second] = columns.map(levelCounts);
  const counts = first.map((count, level) => count + second[level]);
  const observed = counts.reduce((sum, count) => sum + count, 0);
  const own = Array.from(counts.keys())
    .filter((level) => counts[level] >= leastCells)
    .sort((a, b) => counts[b] - counts[a] || a - b)
    .slice(0, MOST_LEVELS);
  const others = counts.reduce((sum, count, level) => (own.includes(level) ? sum : sum + count), 0);
  const levels = others > 0 ? [...own, -1] : own;
  const shares = levels.map((level) => (level < 0 ? others : counts[level]) / Math.max(1, observed));
  const placeOf = Int32Array.from(counts, (_, level) => (own.includes(level) ? own.indexOf(level) : own.length));
  return {
    names: levels.map((level) => ({ of: 'level', member, level })),
    addRow: (side, row, sums, at) => {
      const value = columns[side].values[row];
      if (value !== value) return;
      for (let l = 0; l < shares.length; l++) sums[at + l] -= shares[l];
      sums[at + placeOf[value]]++;
    },
  };
}
