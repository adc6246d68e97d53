/**
 * Which of the suspicious cells and rows are findings. A cell is a hypothesis, and so is a row: all cells of a table
 * are tested together at the false discovery rate, and all rows (Benjamini & Hochberg 1995, "Controlling the false
 * discovery rate", JRSS B 57).
 */

/** Cells and rows that may be found, the least likely first; those of equal tails by row and column. */
export interface Suspects {
  readonly rows: Uint32Array;
  /** Of the cell, among the model's; `WHOLE_ROW` for a row as a whole. */
  readonly columns: Int32Array;
  readonly tails: Float64Array;
  /** How many standard deviations a cell lies from its component; NaN for rows, levels and counts. */
  readonly distances: Float64Array;
}

export const WHOLE_ROW = -1;

/**
 * Where more than this share of the cells is wrong, those that are hardly odd are not found any more: the tests are
 * stricter than they need be.
 */
const MOST_CELLS = 0.01;

/** Cells up to this tail probability may be found: few rows need to be looked at for them. */
export function cellBound(falseDiscoveryRate: number): number {
  return MOST_CELLS * falseDiscoveryRate;
}

/** A row in which something is wrong. */
export interface UnlikelyRow {
  readonly row: number;
  /** The smallest tail probability of its guilty cells; the row's where there is none. */
  readonly tail: number;
  /** The guilty cells by their columns among the model's, the guiltiest first; empty where it is the row as a whole. */
  readonly columns: readonly number[];
}

/** Collects suspects row by row. */
export class SuspectList {
  private readonly rows: number[] = [];
  private readonly columns: number[] = [];
  private readonly tails: number[] = [];
  private readonly distances: number[] = [];

  add(row: number, column: number, tail: number, distance = NaN): void {
    this.rows.push(row);
    this.columns.push(column);
    this.tails.push(tail);
    this.distances.push(distance);
  }

  sorted(): Suspects {
    const { rows, columns, tails, distances } = this;
    const order = Uint32Array.from(tails.keys()).sort(
      (a, b) => tails[a] - tails[b] || rows[a] - rows[b] || columns[a] - columns[b],
    );
    return {
      rows: Uint32Array.from(order, (i) => rows[i]),
      columns: Int32Array.from(order, (i) => columns[i]),
      tails: Float64Array.from(order, (i) => tails[i]),
      distances: Float64Array.from(order, (i) => distances[i]),
    };
  }
}

/** The suspects of two tables as those of one, each in its order. */
export function merged(a: Suspects, b: Suspects): Suspects {
  const count = a.rows.length + b.rows.length;
  const out = {
    rows: new Uint32Array(count),
    columns: new Int32Array(count),
    tails: new Float64Array(count),
    distances: new Float64Array(count),
  };
  const isBefore = (i: number, j: number): boolean =>
    (a.tails[i] - b.tails[j] || a.rows[i] - b.rows[j] || a.columns[i] - b.columns[j]) < 0;
  for (let at = 0, i = 0, j = 0; at < count; at++) {
    const isFromA = j === b.rows.length || (i < a.rows.length && isBefore(i, j));
    const source = isFromA ? a : b;
    const from = isFromA ? i++ : j++;
    out.rows[at] = source.rows[from];
    out.columns[at] = source.columns[from];
    out.tails[at] = source.tails[from];
    out.distances[at] = source.distances[from];
  }
  return out;
}

/** How much is tested. */
export interface Tests {
  readonly rows: number;
  readonly columns: number;
}

/**
 * The rows in which a cell is found, or that are found as a whole, the least likely first. Rows with a guilty cell are
 * no evidence that others are odd as a whole. Missing cells count among the tests: they are never found, so that the
 * rate holds all the same.
 */
export function unlikelyRows(
  { rows, columns, tails }: Suspects,
  tests: Tests,
  falseDiscoveryRate: number,
): readonly UnlikelyRow[] {
  const isCell = (i: number): boolean => columns[i] !== WHOLE_ROW;
  const cellsUpTo = largestFound(tails, isCell, falseDiscoveryRate / Math.max(1, tests.rows * tests.columns));
  const guilty = new Set<number>();
  for (let i = 0; i < tails.length && tails[i] <= cellsUpTo; i++) if (isCell(i)) guilty.add(rows[i]);
  const isOther = (i: number): boolean => !isCell(i) && !guilty.has(rows[i]);
  const rowsUpTo = largestFound(tails, isOther, falseDiscoveryRate / Math.max(1, tests.rows));
  const found = new Map<number, { row: number; tail: number; columns: number[] }>();
  for (let i = 0; i < tails.length && tails[i] <= Math.max(cellsUpTo, rowsUpTo); i++) {
    if (isCell(i) ? tails[i] > cellsUpTo : tails[i] > rowsUpTo || !isOther(i)) continue;
    let own = found.get(rows[i]);
    if (own === undefined) found.set(rows[i], (own = { row: rows[i], tail: tails[i], columns: [] }));
    if (isCell(i)) own.columns.push(columns[i]);
  }
  return [...found.values()];
}

/**
 * The largest t with t ≤ rate × (the number of tails up to t), among some of the tails; −1 where there is none. @param
 * tails ascending
 */
function largestFound(tails: Float64Array, isAmong: (i: number) => boolean, rate: number): number {
  let [count, largest] = [0, -1];
  for (let i = 0; i < tails.length; i++) if (isAmong(i) && tails[i] <= rate * ++count) largest = tails[i];
  return largest;
}
