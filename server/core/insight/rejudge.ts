/**
 * A judgement brought up to date after edits: what the frozen model says of a row depends on that row alone, so only the rows
 * of patches are judged; which rows are flagged depends on all tails, but is settled by the small ones.
 */
import { firstRowOf, rowsAfter, type Patch, type PatchedTable } from '../csv/patched';
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

/** The rows whose tails are at most the false discovery rate, the least likely first: no other row is ever flagged at it. */
export function unlikelyRows(tail: Float64Array, falseDiscoveryRate: number): readonly UnlikelyRow[] {
  const unlikely: UnlikelyRow[] = [];
  for (let row = 0; row < tail.length; row++) if (tail[row] <= falseDiscoveryRate) unlikely.push({ row, tail: tail[row] });
  return unlikely.sort(byTail);
}

function byTail(a: UnlikelyRow, b: UnlikelyRow): number {
  return a.tail - b.tail || a.row - b.row;
}

/**
 * The judgement of a patched table, in time that depends on what is unlikely and on the patches alone.
 *
 * @param base of the table before; the rows must all count once
 * @param unlikely `unlikelyRows` of the table before
 * @param parts of each patch
 */
export function rejudge(model: FittedModel, patched: PatchedTable, base: Judgement, unlikely: readonly UnlikelyRow[], parts: readonly Judgement[]): PatchedJudgement {
  return { flagged: flaggedAfter(model, patched, unlikely, parts), ...badCellsAfter(patched, base, parts, model.schema) };
}

function flaggedAfter({ falseDiscoveryRate }: FittedModel, patched: PatchedTable, unlikely: readonly UnlikelyRow[], parts: readonly Judgement[]): readonly UnlikelyRow[] {
  const rowAfter = rowsAfter(patched);
  const put = parts.flatMap(({ tail }, i) => {
    const first = firstRowOf(patched, i);
    return unlikelyRows(tail, falseDiscoveryRate).map((each) => ({ ...each, row: first + each.row }));
  });
  const kept = patched.patches.length === 0 ? unlikely : unlikely.map(({ row, tail }) => ({ row: rowAfter(row), tail })).filter(({ row }) => row >= 0);
  // Two sorted runs and little more: the sort of the language takes them in one pass.
  const order = put.length === 0 ? kept : [...kept, ...put].sort(byTail);
  let flagged = 0;
  order.forEach(({ tail }, rank) => {
    if (tail <= ((rank + 1) * falseDiscoveryRate) / patched.rowCount) flagged = rank + 1;
  });
  return order.slice(0, flagged);
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
  const flagged = flaggedAfter(model, patched, unlikelyRows(base.tail, model.falseDiscoveryRate), parts).map((each) => each.row);
  return { rows, k, posterior, logDensity, tail, flagged, ...badCellsAfter(patched, base, parts, model.schema) };
}
