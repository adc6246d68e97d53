/**
 * Decides which suspicious cells and rows are findings. Each cell is a hypothesis, and so is each row: all cells of a
 * table are tested together at the false discovery rate, and so are all rows (Benjamini & Hochberg 1995, "Controlling
 * the false discovery rate", JRSS B 57).
 */

/** Candidates for findings: cells and rows, the least likely first; equal tails by row and column. */
export interface Suspects {
  readonly rows: Uint32Array;
  /** Column of the cell among the model's; `WHOLE_ROW` for a row as a whole. */
  readonly columns: Int32Array;
  readonly tails: Float64Array;
  /** Distance of a cell from its component, in standard deviations; NaN for rows, levels and counts. */
  readonly distances: Float64Array;
}

export const WHOLE_ROW = -1;

/**
 * Share of wrong cells above which slightly odd cells are missed: the tests are then stricter than necessary. With many
 * wrong cells the threshold would rise to the most extreme sound ones, since real tails are heavier than the model's.
 */
const WRONG_CELL_SHARE = 0.002;

/** Returns the largest tail probability at which a cell may be a finding, so that few rows are examined by cell. */
export function cellBound(falseDiscoveryRate: number): number {
  return WRONG_CELL_SHARE * falseDiscoveryRate;
}

/** A row in which something is wrong. */
export interface UnlikelyRow {
  readonly row: number;
  /** Smallest tail probability of its guilty cells; the row's own where no cell is guilty. */
  readonly tail: number;
  /** Guilty cells by their columns among the model's, the guiltiest first; empty where the row is odd as a whole. */
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

/** Merges the suspects of two tables, each in its order. */
export function mergeSuspects(a: Suspects, b: Suspects): Suspects {
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

/** Number of tests. */
export interface Tests {
  readonly rows: number;
  readonly columns: number;
}

/**
 * Returns the rows that are findings, by a cell or as a whole, the least likely first. Rows with a guilty cell are no
 * evidence that others are odd as a whole. Missing cells count among the tests: they are never findings, so the rate
 * still holds.
 */
export function unlikelyRows(
  { rows, columns, tails }: Suspects,
  tests: Tests,
  falseDiscoveryRate: number,
): readonly UnlikelyRow[] {
  const isCell = (i: number): boolean => columns[i] !== WHOLE_ROW;
  const cellThreshold = discoveryThreshold(tails, isCell, falseDiscoveryRate / Math.max(1, tests.rows * tests.columns));
  const guilty = new Set<number>();
  for (let i = 0; i < tails.length && tails[i] <= cellThreshold; i++) if (isCell(i)) guilty.add(rows[i]);
  const isRowTest = (i: number): boolean => !isCell(i) && !guilty.has(rows[i]);
  const rowThreshold = discoveryThreshold(tails, isRowTest, falseDiscoveryRate / Math.max(1, tests.rows));
  const findings = new Map<number, { row: number; tail: number; columns: number[] }>();
  for (let i = 0; i < tails.length && tails[i] <= Math.max(cellThreshold, rowThreshold); i++) {
    if (isCell(i) ? tails[i] > cellThreshold : tails[i] > rowThreshold || !isRowTest(i)) continue;
    let finding = findings.get(rows[i]);
    if (finding === undefined) findings.set(rows[i], (finding = { row: rows[i], tail: tails[i], columns: [] }));
    if (isCell(i)) finding.columns.push(columns[i]);
  }
  return [...findings.values()];
}

/**
 * Returns the largest t with t ≤ rate × (number of tails up to t), among the tails that `isTested` accepts; −1 if no t
 * qualifies.
 * @param tails ascending
 */
function discoveryThreshold(tails: Float64Array, isTested: (i: number) => boolean, rate: number): number {
  let [count, largest] = [0, -1];
  for (let i = 0; i < tails.length; i++) if (isTested(i) && tails[i] <= rate * ++count) largest = tails[i];
  return largest;
}
