/**
 * Finds rows that are equal, or nearly so, without comparing all pairs: two rows that differ in two cells agree in one
 * of three groups of columns (blocking; Fellegi & Sunter 1969). The table itself shows what chance produces: where
 * other equally near rows differ in ordinary ways, as in panels, repeated measures or columns of few levels, near rows
 * mean nothing.
 */
import { BAD_CELL_LIMIT } from '../csv/columns/limits';
import { slipOf } from '../spelling/texts/slipChannel';
import { folded } from '../spelling/texts/folding';
import { columnGroups, rowGroups, type BlockedColumn, type RowGroups } from './blocking';

/** A column whose cells are compared. */
export interface ComparedColumn extends BlockedColumn {
  /** Position in the table. */
  readonly index: number;
  readonly isMissing: (cell: number) => boolean;
  /** Text of a cell; undefined where it is a number. */
  readonly textAt: (row: number) => string | undefined;
}

/** A row that equals an earlier one, except for some cells. */
export interface AlikeRow {
  readonly code: 'row.duplicate' | 'row.near-duplicate';
  readonly row: number;
  readonly first: number;
  /** Positions of the columns in which they differ. */
  readonly columns: readonly number[];
  /** Further equal rows, each with the row that it repeats; given for the first of all equal rows. */
  readonly more?: readonly (readonly [row: number, first: number])[];
}

const MOST_DIFFERING_CELLS = 2;
const LEAST_ROWS = 20;
const LEAST_COLUMNS = 4;
/** Minimum log odds against any pair of rows being as near by chance, natural logarithm. */
const LEAST_LOG_ODDS = Math.log(100);
/** Evidence of two cells that differ by a slip, in nats: different texts are hardly ever so similar by chance. */
const SLIP_EVIDENCE = 4;
/**
 * Maximum number of pairs that differ in ordinary ways, as a share of the reported pairs; and maximum share of rows
 * that repeat others.
 */
const MOST_ORDINARY_SHARE = 0.2;
const MOST_ALIKE_SHARE = 0.1;
/** Share of empty cells above which an empty cell is ordinary in a column. */
const MOST_EMPTY_SHARE = 0.05;
const LEAST_LETTERS = 4;

interface Pair {
  readonly first: number;
  readonly row: number;
  /** Indices among the compared columns. */
  readonly differing: readonly number[];
}

/** Finds the rows that repeat earlier ones, by row; empty where such rows are usual. */
export function alikeRows(columns: readonly ComparedColumn[], rows: number): readonly AlikeRow[] {
  if (rows < LEAST_ROWS || columns.length < LEAST_COLUMNS) return [];
  const leastEvidence = LEAST_LOG_ODDS + Math.log((rows * (rows - 1)) / 2);
  const emptyShares = columns.map(({ cells, isMissing }) => countCells(cells, rows, isMissing) / rows);
  const matters = mattersFunction(columns, rows, emptyShares, leastEvidence);
  const pairs = pairsInGroups(columns, rows, matters);
  if (pairs.length === 0) return [];
  const informationOf = informationFunction(columns, rows, pairs);
  const reported: Pair[] = [];
  let ordinaryCount = 0;
  for (const pair of pairs) {
    const information = informationOf(pair);
    const evidence = pair.differing.map((column) =>
      differenceEvidence(columns[column], pair, emptyShares[column], rows),
    );
    if (evidence.some((cellEvidence) => cellEvidence === undefined)) {
      if (information >= leastEvidence || pair.differing.length < MOST_DIFFERING_CELLS) ordinaryCount++;
    } else if (evidence.reduce((sum: number, cellEvidence = 0) => sum + cellEvidence, information) >= leastEvidence)
      reported.push(pair);
  }
  const pairByRow = new Map<number, Pair>();
  for (const pair of reported) {
    const previous = pairByRow.get(pair.row);
    if (
      previous === undefined ||
      pair.differing.length < previous.differing.length ||
      (pair.differing.length === previous.differing.length && pair.first < previous.first)
    )
      pairByRow.set(pair.row, pair);
  }
  if (ordinaryCount > MOST_ORDINARY_SHARE * reported.length || pairByRow.size > MOST_ALIKE_SHARE * rows) return [];
  return toAlikeRows(
    [...pairByRow.values()].sort((a, b) => a.row - b.row),
    columns,
  );
}

/** Converts pairs to findings. All equal rows make one finding, at the first of them. */
function toAlikeRows(pairs: readonly Pair[], columns: readonly ComparedColumn[]): readonly AlikeRow[] {
  const [firstDuplicate, ...furtherDuplicates] = pairs.filter(({ differing }) => differing.length === 0);
  const more = furtherDuplicates.slice(0, BAD_CELL_LIMIT).map(({ row, first }) => [row, first] as const);
  return pairs
    .filter((pair) => pair === firstDuplicate || pair.differing.length > 0)
    .slice(0, BAD_CELL_LIMIT)
    .map((pair): AlikeRow => {
      const { row, first, differing } = pair;
      return pair === firstDuplicate
        ? { code: 'row.duplicate', row, first, columns: [], ...(more.length > 0 && { more }) }
        : { code: 'row.near-duplicate', row, first, columns: differing.map((column) => columns[column].index) };
    });
}

function countCells(cells: ComparedColumn['cells'], rows: number, matches: (cell: number) => boolean): number {
  let count = 0;
  for (let row = 0; row < rows; row++) if (matches(cells[row])) count++;
  return count;
}

/** Pairs of rows that differ in few cells, each once; packed, since there may be more pairs than rows. */
class Pairs {
  readonly firsts: number[] = [];
  readonly rows: number[] = [];
  private readonly codes: number[] = [];

  constructor(private readonly columns: number) {}

  add(first: number, row: number, differing: readonly number[]): void {
    this.firsts.push(first);
    this.rows.push(row);
    this.codes.push(differing.reduce((code, column) => code * (this.columns + 1) + column + 1, 0));
  }

  at(index: number): Pair {
    const differing: number[] = [];
    for (let code = this.codes[index]; code > 0; code = Math.floor(code / (this.columns + 1)))
      differing.unshift((code % (this.columns + 1)) - 1);
    return { first: this.firsts[index], row: this.rows[index], differing };
  }

  get length(): number {
    return this.firsts.length;
  }

  *[Symbol.iterator](): Generator<Pair, void> {
    for (let index = 0; index < this.length; index++) yield this.at(index);
  }
}

/** Whether a pair can matter that differs in two columns, by their positions; see `mattersFunction`. */
type Matters = (one: number, other: number) => boolean;

/** Slack for the rounding of sums, in nats. */
const ROUNDING = 1e-6;

/**
 * Returns whether pairs that differ in two columns can be reported, or count as ordinary: by the largest information of
 * equal cells and the largest evidence of different ones.
 */
function mattersFunction(
  columns: readonly ComparedColumn[],
  rows: number,
  emptyShares: readonly number[],
  leastEvidence: number,
): Matters {
  const agreeing = columns.map(({ cells }) => Math.log(rows / leastRepetition(cells, rows)));
  const differing = emptyShares.map((share, column) =>
    Math.max(
      hasTexts(columns[column], rows) ? SLIP_EVIDENCE : 0,
      share > 0 && share <= MOST_EMPTY_SHARE ? -Math.log(Math.max(share, 1 / rows)) : 0,
    ),
  );
  const all = agreeing.reduce((sum, information) => sum + information, 0);
  return (one, other) =>
    all - agreeing[one] - agreeing[other] + differing[one] + differing[other] >= leastEvidence - ROUNDING;
}

function hasTexts({ textAt }: ComparedColumn, rows: number): boolean {
  for (let row = 0; row < rows; row++) if (textAt(row) !== undefined) return true;
  return false;
}

/** Maximum number of distinct cells that are counted one by one. */
const MOST_COUNTED = 1000;

/** Returns a lower bound of the number of rows that share a cell, where two do. */
function leastRepetition(cells: ComparedColumn['cells'], rows: number): number {
  const counts = new Map<number, number>();
  for (let row = 0; row < rows; row++) {
    counts.set(cells[row], (counts.get(cells[row]) ?? 0) + 1);
    if (counts.size > MOST_COUNTED) return 2;
  }
  return Math.max(2, Math.min(...[...counts.values()].filter((count) => count > 1), rows));
}

/** Finds the pairs of rows that agree in a group of columns which few rows share, and that can matter. */
function pairsInGroups(columns: readonly ComparedColumn[], rows: number, matters: Matters): Pairs {
  const pairs = new Pairs(columns.length);
  const groups = columnGroups(columns, rows);
  const ofColumns = groups.map((group) => rowGroups(group, rows));
  const blocks = finerBlocks(columns, groups, matters)?.map((block) => rowGroups(block, rows)) ?? ofColumns;
  blocks.forEach((block, i) => {
    const earlier = blocks.slice(0, i);
    for (let first = 0; first < rows; first++) {
      if (!block.isSmall(first)) continue;
      for (let row = block.next[first]; row > 0; row = block.next[row]) {
        if (areTogetherIn(earlier, first, row) || !areTogetherIn(ofColumns, first, row)) continue;
        const differing = differingColumns(columns, first, row);
        if (differing === undefined || (differing.length === 2 && !matters(differing[0], differing[1]))) continue;
        pairs.add(first, row, differing);
      }
    }
  });
  return pairs;
}

/** Maximum number of pairs of columns for which rows are grouped by all other columns. */
const MOST_PAIR_BLOCKS = 6;

/**
 * Returns groups of more columns, which far fewer rows share: rows that differ in one cell agree in two of the three
 * groups, and rows that differ in two in all other columns. Undefined where these would be too many.
 */
function finerBlocks(
  columns: readonly ComparedColumn[],
  groups: readonly (readonly ComparedColumn[])[],
  matters: Matters,
): readonly (readonly ComparedColumn[])[] | undefined {
  const mattering = matteringPairs(columns.length, matters);
  if (mattering === undefined) return undefined;
  return [
    ...pairsOf(groups).map((both) => both.flat()),
    ...mattering.map((pair) => columns.filter((_, column) => !pair.includes(column))),
  ];
}

/**
 * Returns the pairs of columns that can matter; undefined beyond MOST_PAIR_BLOCKS of them. Of 5000 columns there are 12
 * million pairs, which are not listed.
 */
function matteringPairs(columns: number, matters: Matters): readonly (readonly number[])[] | undefined {
  const pairs: (readonly number[])[] = [];
  for (let one = 0; one < columns; one++) {
    for (let other = one + 1; other < columns; other++) {
      if (!matters(one, other)) continue;
      if (pairs.length === MOST_PAIR_BLOCKS) return undefined;
      pairs.push([one, other]);
    }
  }
  return pairs;
}

function areTogetherIn(blocks: readonly RowGroups[], first: number, row: number): boolean {
  return blocks.some((block) => block.areTogether(first, row));
}

/** Returns the pairs of elements. */
function pairsOf<T>(elements: readonly T[]): readonly (readonly [T, T])[] {
  return elements.flatMap((one, i) => elements.slice(i + 1).map((other) => [one, other] as const));
}

/** Returns the columns in which two rows differ; undefined where they differ in more than a few cells. */
function differingColumns(
  columns: readonly ComparedColumn[],
  first: number,
  row: number,
): readonly number[] | undefined {
  const differing: number[] = [];
  for (let column = 0; column < columns.length; column++) {
    const { cells } = columns[column];
    if (Object.is(cells[first], cells[row])) continue;
    if (differing.length === MOST_DIFFERING_CELLS) return undefined;
    differing.push(column);
  }
  return differing;
}

/**
 * Returns a function from a pair to the information in the cells in which its rows agree, in nats: −Σ log of the share
 * of rows with the same cell, without empty cells.
 */
function informationFunction(columns: readonly ComparedColumn[], rows: number, pairs: Pairs): (pair: Pair) => number {
  const counts = columns.map(({ cells, isMissing }) => {
    const countByCell = new Map<number, number>();
    for (const first of pairs.firsts) if (!isMissing(cells[first])) countByCell.set(cells[first], 0);
    for (let row = 0; row < rows; row++) {
      const count = countByCell.get(cells[row]);
      if (count !== undefined) countByCell.set(cells[row], count + 1);
    }
    return countByCell;
  });
  return ({ first, differing }) =>
    columns.reduce((sum, { cells }, column) => {
      const count = differing.includes(column) ? undefined : counts[column].get(cells[first]);
      return count === undefined ? sum : sum - Math.log(count / rows);
    }, 0);
}

/**
 * Returns the evidence, in nats, of two cells that differ by a slip, capitals, blanks or accents, or of which one is
 * empty in a column with hardly any empty cells; undefined for other cells.
 */
function differenceEvidence(
  { cells, isMissing, textAt }: ComparedColumn,
  { first, row }: Pair,
  emptyShare: number,
  rows: number,
): number | undefined {
  if (isMissing(cells[first]) || isMissing(cells[row]))
    return emptyShare <= MOST_EMPTY_SHARE ? -Math.log(Math.max(emptyShare, 1 / rows)) : undefined;
  const [a, b] = [textAt(first), textAt(row)];
  if (a === undefined || b === undefined) return undefined;
  const [firstKey, secondKey] = [folded(a), folded(b)];
  if (firstKey === secondKey) return SLIP_EVIDENCE;
  if (Math.min(firstKey.length, secondKey.length) < LEAST_LETTERS) return undefined;
  return slipOf(firstKey, secondKey)?.edits.every(({ meant, typed }) => !/\d/.test(meant + typed)) === true
    ? SLIP_EVIDENCE
    : undefined;
}
