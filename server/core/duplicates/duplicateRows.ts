/**
 * Finds rows that are equal, or nearly so, without comparing all pairs: two rows that differ in two cells agree in one
 * of three groups of columns (blocking; Fellegi & Sunter 1969). The table itself shows what chance produces: where
 * other equally near rows differ in ordinary ways, as in panels, repeated measures or columns of few levels, near rows
 * mean nothing.
 */
import { BAD_CELL_LIMIT } from '../csv/columns/limits';
import { slipOf } from '../spelling/texts/slipChannel';
import { folded } from '../spelling/texts/folding';

/** A column whose cells are compared. */
export interface ComparedColumn {
  /** Position in the table. */
  readonly index: number;
  /** By row, a number that identifies the cell's text; NaN or 0 where it is missing. */
  readonly cells: Float64Array | Uint16Array;
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

const COLUMN_GROUPS = 3;
const MOST_DIFFERING_CELLS = 2;
/** Maximum number of rows that agree in a group of columns; where more agree, the group distinguishes too little. */
const MOST_GROUP_ROWS = 20;
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
  const pairs = pairsInGroups(columns, rows);
  if (pairs.length === 0) return [];
  const informationOf = informationFunction(columns, rows, pairs);
  const leastEvidence = LEAST_LOG_ODDS + Math.log((rows * (rows - 1)) / 2);
  const emptyShares = columns.map(({ cells, isMissing }) => countCells(cells, rows, isMissing) / rows);
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

function pairsInGroups(columns: readonly ComparedColumn[], rows: number): Pairs {
  const pairs = new Pairs(columns.length);
  const earlierGroups: RowGroups[] = [];
  for (const group of columnGroups(columns, rows)) {
    const groups = rowGroups(group, rows);
    for (let first = 0; first < rows; first++) {
      if (!groups.isSmall(first)) continue;
      for (let row = groups.next[first]; row > 0; row = groups.next[row]) {
        if (earlierGroups.some((earlier) => earlier.areTogether(first, row))) continue;
        const differing = differingColumns(columns, first, row);
        if (differing !== undefined) pairs.add(first, row, differing);
      }
    }
    earlierGroups.push(groups);
  }
  return pairs;
}

/** Divides the columns into three groups of similar information, by the number of distinct cells in the first rows. */
function columnGroups(columns: readonly ComparedColumn[], rows: number): readonly (readonly ComparedColumn[])[] {
  const distinct = columns.map(({ cells }) => new Set(cells.subarray(0, Math.min(rows, 2000))).size);
  const order = [...columns.keys()].sort((a, b) => distinct[b] - distinct[a]);
  const groups: ComparedColumn[][] = Array.from({ length: COLUMN_GROUPS }, () => []);
  // The order alternates, so that no group gets the best column of each three.
  order.forEach((column, i) =>
    groups[Math.floor(i / COLUMN_GROUPS) % 2 === 0 ? i % COLUMN_GROUPS : COLUMN_GROUPS - 1 - (i % COLUMN_GROUPS)].push(
      columns[column],
    ),
  );
  return groups;
}

/** Groups of rows with equal cells in some columns. */
class RowGroups {
  /** By row, the next row of its group; 0 at the end. */
  readonly next: Int32Array;

  /**
   * @param firsts by row, the first row of its group
   * @param sizes number of rows of each group, by its first row
   */
  constructor(
    private readonly firsts: Int32Array,
    private readonly sizes: Int32Array,
  ) {
    this.next = new Int32Array(firsts.length);
    const lasts = Int32Array.from(firsts.keys());
    for (const [row, first] of firsts.entries()) {
      if (first === row) continue;
      this.next[lasts[first]] = row;
      lasts[first] = row;
    }
  }

  /** Whether the group of a row is small enough to distinguish rows. */
  isSmall(row: number): boolean {
    return this.sizes[this.firsts[row]] <= MOST_GROUP_ROWS;
  }

  /** Whether two rows are in the same small group. */
  areTogether(one: number, other: number): boolean {
    return this.firsts[one] === this.firsts[other] && this.isSmall(one);
  }
}

function rowGroups(columns: readonly ComparedColumn[], rows: number): RowGroups {
  const hashes = hashesOf(columns, rows);
  // Open addressing (Knuth 1998, section 6.4): slots hold 1 + the first row of each hash.
  const mask = 2 ** Math.ceil(Math.log2(2 * rows)) - 1;
  const places = new Int32Array(mask + 1);
  const firsts = new Int32Array(rows);
  const sizes = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    let place = hashes[2 * row] & mask;
    while (places[place] > 0 && !areSame(hashes, places[place] - 1, row)) place = (place + 1) & mask;
    if (places[place] === 0) places[place] = row + 1;
    firsts[row] = places[place] - 1;
    sizes[firsts[row]]++;
  }
  return new RowGroups(firsts, sizes);
}

function areSame(hashes: Int32Array, one: number, other: number): boolean {
  return hashes[2 * one] === hashes[2 * other] && hashes[2 * one + 1] === hashes[2 * other + 1];
}

/** Two hashes of 32 bits for each row (after Appleby 2011, "MurmurHash3"); a collision only adds a pair to compare. */
function hashesOf(columns: readonly ComparedColumn[], rows: number): Int32Array {
  const hashes = new Int32Array(2 * rows);
  for (const { cells } of columns) {
    const bits = cells instanceof Float64Array ? new Int32Array(cells.buffer, cells.byteOffset, 2 * rows) : undefined;
    for (let row = 0; row < rows; row++) {
      const low = bits === undefined ? cells[row] : bits[2 * row];
      const high = bits === undefined ? 0 : bits[2 * row + 1];
      let a = Math.imul(hashes[2 * row] ^ low, 0x85ebca6b) ^ high;
      a = Math.imul(a ^ (a >>> 15), 0xc2b2ae35);
      hashes[2 * row] = a ^ (a >>> 16);
      const b = Math.imul(hashes[2 * row + 1] ^ high, 0x9e3779b1) + Math.imul(low, 0x27d4eb2f);
      hashes[2 * row + 1] = b ^ (b >>> 13);
    }
  }
  return hashes;
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
