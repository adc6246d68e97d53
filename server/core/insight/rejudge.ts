/**
 * A judgement brought up to date after edits: what the frozen model says of a row depends on that row alone, so only the rows
 * of patches are judged; which rows are flagged depends on all tails, but is settled by the small ones.
 */
import { firstRowOf, rowsAfter, type Patch, type PatchedTable } from '../csv/patched';
import { firstThat } from '../csv/rescan';
import { complete } from '../mixture/expectation';
import { badCellsAfter, type BadCells } from '../schema/reencode';
import { encodeFor, judge, withPatternsOf, type FittedModel, type Judgement } from './fitted';

export interface UnlikelyRow {
  readonly row: number;
  readonly tail: number;
}

/** What of a judgement can be told at once. */
export interface PatchedJudgement extends BadCells {
  /** The flagged rows of the patched table, the least likely first. */
  readonly flagged: readonly UnlikelyRow[];
}

/** Whether rows count more or less than once: then one cell may change how often all rows count, and all are judged anew. */
export function weighsRows({ schema }: FittedModel): boolean {
  return schema.some((column) => column.weighsRows === true);
}

/** Judges the rows of a patch. The model that comes back knows their patterns of missing cells as well. */
export function* judgePatch(model: FittedModel, { table }: Patch): Generator<undefined, { model: FittedModel; judgement: Judgement }> {
  const encoded = encodeFor(model, table);
  const informed = yield* withPatternsOf(model, encoded.matrix);
  return { model: informed, judgement: yield* judge(informed, encoded) };
}

/** Rows that may be flagged, the least likely first. */
export interface UnlikelyRows {
  readonly rows: Uint32Array;
  /** Of each of them. */
  readonly tails: Float64Array;
}

/** The rows whose tails are at most the false discovery rate: no other row is ever flagged at it. */
export function unlikelyRows(tail: Float64Array, falseDiscoveryRate: number): UnlikelyRows {
  return complete(unlikelyRowsInSteps(tail, falseDiscoveryRate));
}

const ROWS_PER_STEP = 2 ** 16;

/** The same; yields now and then. */
export function* unlikelyRowsInSteps(tail: Float64Array, falseDiscoveryRate: number): Generator<undefined, UnlikelyRows> {
  const found: number[] = [];
  for (let from = 0; from < tail.length; from += ROWS_PER_STEP) {
    const end = Math.min(tail.length, from + ROWS_PER_STEP);
    for (let row = from; row < end; row++) if (tail[row] <= falseDiscoveryRate) found.push(row);
    yield undefined;
  }
  const rows = Uint32Array.from(found).sort((a, b) => tail[a] - tail[b] || a - b);
  return { rows, tails: Float64Array.from(rows, (row) => tail[row]) };
}

/**
 * The judgement of a patched table, in time that depends on what is unlikely and on the patches alone.
 *
 * @param base of the table before; the rows must all count once
 * @param unlikely `unlikelyRows` of the table before
 * @param parts of each patch
 */
export function rejudge(model: FittedModel, patched: PatchedTable, base: Judgement, unlikely: UnlikelyRows, parts: readonly Judgement[]): PatchedJudgement {
  return { flagged: flaggedAfter(model, patched, base, unlikely, parts), ...badCellsAfter(patched, base, parts, model.schema) };
}

/** Benjamini & Hochberg (1995), as `flaggedRows`: one pass over two sorted lists, the rows that stayed and those of the patches. */
function flaggedAfter({ falseDiscoveryRate }: FittedModel, patched: PatchedTable, base: Judgement, { rows, tails }: UnlikelyRows, parts: readonly Judgement[]): readonly UnlikelyRow[] {
  const put = unlikelyIn(patched, parts, falseDiscoveryRate);
  const gone = replacedIn(patched, rows, base);
  const rowAfter = rowsAfter(patched);
  const order = new Int32Array(rows.length - gone.length + put.length); // what is next: one that stayed, or −1 − one that was put
  let rank = 0, flagged = 0, nextPut = 0, nextGone = 0;
  const append = (place: number, tail: number): void => {
    order[rank++] = place;
    if (tail <= (rank * falseDiscoveryRate) / patched.rowCount) flagged = rank;
  };
  for (let i = 0; i < rows.length; i++) {
    if (gone[nextGone] === i) nextGone++;
    else {
      for (; nextPut < put.length && (put[nextPut].tail < tails[i] || (put[nextPut].tail === tails[i] && put[nextPut].row < rowAfter(rows[i]))); nextPut++) {
        append(-1 - nextPut, put[nextPut].tail);
      }
      append(i, tails[i]);
    }
  }
  for (; nextPut < put.length; nextPut++) append(-1 - nextPut, put[nextPut].tail);
  return Array.from(order.subarray(0, flagged), (place) => (place < 0 ? put[-1 - place] : { row: rowAfter(rows[place]), tail: tails[place] }));
}

function unlikelyIn(patched: PatchedTable, parts: readonly Judgement[], falseDiscoveryRate: number): readonly UnlikelyRow[] {
  const found = parts.flatMap(({ tail }, i) => {
    const first = firstRowOf(patched, i);
    const { rows, tails } = unlikelyRows(tail, falseDiscoveryRate);
    return Array.from(rows, (row, n) => ({ row: first + row, tail: tails[n] }));
  });
  return found.sort((a, b) => a.tail - b.tail || a.row - b.row);
}

/** The places, ascending, of rows that are no more. */
function replacedIn({ patches }: PatchedTable, rows: Uint32Array, { tail }: Pick<Judgement, 'tail'>): readonly number[] {
  const places: number[] = [];
  for (const { from, to } of patches) {
    for (let row = from; row < to; row++) {
      const place = firstThat(rows.length, (i) => tail[rows[i]] > tail[row] || (tail[rows[i]] === tail[row] && rows[i] >= row));
      if (rows[place] === row) places.push(place);
    }
  }
  return places.sort((a, b) => a - b);
}

/** The judgement of `consolidated(patched)`: that of all its rows, at the price of a copy. */
export function consolidatedJudgement(model: FittedModel, patched: PatchedTable, base: Judgement, parts: readonly Judgement[]): Judgement {
  const { k } = model;
  const rows = patched.rowCount;
  const posterior = new Float64Array(rows * k), logDensity = new Float64Array(rows), tail = new Float64Array(rows);
  let at = 0;
  const append = (source: Judgement, from: number, to: number): void => {
    posterior.set(source.posterior.subarray(from * k, to * k), at * k);
    logDensity.set(source.logDensity.subarray(from, to), at);
    tail.set(source.tail.subarray(from, to), at);
    at += to - from;
  };
  let row = 0;
  for (const [i, { from, to }] of patched.patches.entries()) {
    append(base, row, from);
    append(parts[i], 0, parts[i].rows);
    row = to;
  }
  append(base, row, base.rows);
  const flagged = flaggedAfter(model, patched, base, unlikelyRows(base.tail, model.falseDiscoveryRate), parts).map((each) => each.row);
  return { rows, k, posterior, logDensity, tail, flagged, ...badCellsAfter(patched, base, parts, model.schema) };
}
