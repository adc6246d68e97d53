/** The answer about a comparison of two tables, with its schema. Texts are prepared for display. */
import type { ClusterComparison, ColumnComparison, ComparisonReport, LossReport } from '../../protocol';
import { isDifferent } from '../../protocol/report/comparisonReports';
import { smallestTail } from '../../protocol/report/report';
import { differenceWords } from '../../words/comparing/comparisonWords';
import { shown } from './dataText';
import { cellItem, CELL_FIELDS } from './findingItems';
import { COUNT, described, LINE, listOf, NUMBER, objectOf, PROBABILITY, ROW, TEXT, YES_NO } from './schemas';

/** Maximum number of names of a list, of levels of a column, and of columns with such levels. */
const MOST_NAMES = 50;
const MOST_LEVELS = 10;
/** Longest sentence about columns, in characters. */
const LONGEST_WORDS = 600;

const P = described(NUMBER, 'p-value, corrected for all tests of its table');
const SHARES = described(listOf(NUMBER), 'Shares in A and in B');
const NAMES = listOf(TEXT);
const LEVELS = listOf(objectOf({ level: TEXT, count: described(COUNT, 'Number of its cells') }));

const LOSS = objectOf({
  value: described({ type: ['number', 'null'] }, 'null where it is infinite'),
  standardError: NUMBER,
  ifNothingChanged: described(NUMBER, 'Mean loss between tables of one source as large as these'),
});

const COLUMN = objectOf(
  {
    column: TEXT,
    differs: described(YES_NO, 'Whether p is below 0.05'),
    p: P,
    changes: described(NAMES, 'Changes from A to B in words, the clearest first'),
    missing: described(listOf(NUMBER), 'Shares of missing or unreadable cells in A and in B'),
  },
  {
    distance: described(NUMBER, 'Share of cells that would have to change, from 0 to 1'),
    share: described(NUMBER, 'Share in the divergence of all columns'),
  },
);

const CLUSTER = objectOf(
  {
    cluster: described(COUNT, 'Number of the cluster of the rows of both tables together, from 1'),
    change: { enum: ['new', 'gone', 'grown', 'shrunk', 'moved', 'same'] },
    shares: SHARES,
    p: P,
    moves: described(
      listOf(objectOf({ column: TEXT, mean: described(listOf(NUMBER), 'Means in A and in B'), p: P })),
      'Columns in which its rows of A and B have different means',
    ),
  },
  {
    inA: described(COUNT, "Number of the cluster of A's own mixture that holds the same rows, from 1"),
    inB: described(COUNT, "Number of the cluster of B's own mixture that holds the same rows, from 1"),
  },
);

const UNLIKELY = objectOf({
  line: LINE,
  row: ROW,
  p: PROBABILITY,
  cells: listOf(objectOf({ column: TEXT, value: TEXT }, CELL_FIELDS)),
});

/** Properties of `comparisonFacts`. */
export const COMPARISON_FACTS = {
  answer: described(TEXT, 'Whether the tables differ, and in what, in a sentence'),
  differs: described(YES_NO, 'Whether p is below 0.05; columns and levels of one table alone are not counted'),
  p: described(NUMBER, 'p-value of the hypothesis that all rows have one source'),
  permutations: COUNT,
  seed: COUNT,
  estimate: TEXT,
  rows: described(listOf(COUNT), 'Numbers of rows of A and B'),
  k: described(listOf(COUNT), "Numbers of clusters of A's and B's own mixtures"),
  isModel: described(YES_NO, 'Whether A is a model'),
  onlyInA: described(NAMES, 'Columns of A that B lacks, the first ones'),
  onlyInB: described(NAMES, 'Columns of B that A lacks, the first ones'),
  otherSort: described(
    listOf(objectOf({ column: TEXT, a: TEXT, b: TEXT })),
    'Columns with numbers, text or dates in A and another of these in B; not compared further',
  ),
  levels: described(
    listOf(objectOf({ column: TEXT, onlyInA: LEVELS, onlyInB: LEVELS })),
    'Levels that only one table has, the first ones of each column',
  ),
  notCompared: NAMES,
  changedCount: described(COUNT, 'Number of columns that differ'),
  columnCount: described(COUNT, 'Number of compared columns on all pages'),
  columns: described(listOf(COLUMN), 'Compared columns of this page, the clearest difference first'),
  clusters: listOf(CLUSTER),
  losses: {
    ...objectOf({}, { klForward: LOSS, klBackward: LOSS, absolute: LOSS, squared: LOSS }),
    description: 'Losses between the mixtures: KL(A‖B) and KL(B‖A) in nats, absolute (0 to 2), squared',
  },
  unlikelyCount: described(COUNT, 'Number of rows of B that are unlikely under the mixture of A'),
  unlikely: described(listOf(UNLIKELY), 'The least likely of these rows'),
  notes: described(NAMES, 'Faults of B'),
};

/** Returns the answer with a page of columns. */
export function comparisonFacts(
  report: ComparisonReport,
  columns: readonly ColumnComparison[],
): Readonly<Record<string, unknown>> {
  const { a, b, p, permutations, seed, estimate, structure, notCompared, clusters, losses, unlikely, notes } = report;
  return {
    answer: shown(
      differenceWords(report, (name) => JSON.stringify(shown(name, 40))),
      LONGEST_WORDS,
    ),
    differs: isDifferent(report),
    p,
    permutations,
    seed,
    estimate,
    rows: [a.rows, b.rows],
    k: [a.k, b.k],
    isModel: a.isModel,
    onlyInA: shownNames(structure.onlyInA),
    onlyInB: shownNames(structure.onlyInB),
    otherSort: structure.sorts.slice(0, MOST_NAMES).map((sort) => ({ ...sort, column: shown(sort.column) })),
    levels: structure.levels
      .slice(0, MOST_NAMES)
      .map(({ column, onlyInA, onlyInB }) => ({
        column: shown(column),
        onlyInA: shownLevels(onlyInA),
        onlyInB: shownLevels(onlyInB),
      })),
    notCompared: shownNames(notCompared),
    changedCount: report.columns.filter(isDifferent).length,
    columnCount: report.columns.length,
    columns: columns.map(columnItem),
    clusters: clusters.map(clusterItem),
    losses: losses === undefined ? {} : lossItems(losses),
    unlikelyCount: unlikely.count,
    unlikely: unlikely.findings.map((finding) => ({
      line: finding.line,
      row: finding.row,
      p: smallestTail(finding),
      cells: finding.cells.map(cellItem),
    })),
    notes: notes.map((note) => shown(note, LONGEST_WORDS)),
  };
}

function shownNames(names: readonly string[]): readonly string[] {
  return names.slice(0, MOST_NAMES).map((name) => shown(name));
}

function shownLevels(
  levels: readonly { readonly level: string; readonly count: number }[],
): readonly { readonly level: string; readonly count: number }[] {
  return levels.slice(0, MOST_LEVELS).map(({ level, count }) => ({ level: shown(level), count }));
}

function columnItem(compared: ColumnComparison): Readonly<Record<string, unknown>> {
  const { column, p, changes, missing, absolute, share } = compared;
  return {
    column: shown(column),
    differs: isDifferent(compared),
    p,
    changes: changes.map((change) => shown(change)),
    missing,
    ...(absolute.value !== null && { distance: absolute.value / 2 }),
    ...(share !== null && { share }),
  };
}

function clusterItem(cluster: ClusterComparison, k: number): Readonly<Record<string, unknown>> {
  const { change, shares, p, moves, inA, inB } = cluster;
  return {
    cluster: k + 1,
    change,
    shares,
    p,
    moves: moves.slice(0, MOST_LEVELS).map((move) => ({ ...move, column: shown(move.column) })),
    ...(inA !== null && { inA: inA + 1 }),
    ...(inB !== null && { inB: inB + 1 }),
  };
}

function lossItems(losses: NonNullable<ComparisonReport['losses']>): Readonly<Record<string, unknown>> {
  const { klForward, klBackward, absolute, squared } = losses;
  const item = ({ value, standardError, equal }: LossReport): Readonly<Record<string, unknown>> => ({
    value,
    standardError: Number.isFinite(standardError) ? standardError : 0,
    ifNothingChanged: Number.isFinite(equal.mean) ? equal.mean : 0,
  });
  return { klForward: item(klForward), klBackward: item(klBackward), absolute: item(absolute), squared: item(squared) };
}
