/** Rows that the user may want to see: the least certain ones, and those that are typical of a cluster. */
import { firstRowOf, rowsAfter } from '../../core/csv/table/patched';
import { likeliest } from '../../core/description/certainty';
import { typicalRows } from '../../core/description/exemplars';
import { lookOf } from '../../formats/clusterNames';
import { weightsOf } from '../../pipeline/judgedRows';
import { componentsOf } from '../../pipeline/fitReport';
import type { LeastCertainRow, TypicalRow } from '../../protocol/places';
import type { OpenDocument } from '../../files/open/openDocument';
import { encoding } from '../../core/schema/encoding/encode';
import { standingRow } from '../../files/open/standingRows';
import { inSteps } from '../../threads/steps';

const ROWS_PER_STEP = 2 ** 15;

/** The likeliest component of a row of the current text. */
interface Membership {
  readonly row: number;
  readonly first: number;
  readonly posterior: number;
  /** How often the row counts. */
  readonly weight: number;
}

/**
 * The row after `after` in ascending order of the largest posterior; the first row without `after`, and after the last
 * one. Null where rows are not judged, or the text changed meanwhile.
 */
export async function leastCertainRow(
  document: OpenDocument,
  after: number | undefined,
): Promise<LeastCertainRow | null> {
  const found = await judged(document, () => nextLeastCertain(document, after));
  if (found === undefined) return null;
  const { row, first, posterior } = found;
  const name = document.report?.components[first]?.name;
  return { row, line: lineOf(document, row), cluster: first, ...(name !== undefined && { name }), posterior };
}

/**
 * Typical rows of each cluster, the largest cluster first. None where rows are not judged, or the text changed
 * meanwhile.
 */
export async function typicalRowsOf(document: OpenDocument): Promise<readonly TypicalRow[]> {
  return (await judged(document, () => typicalNow(document))) ?? [];
}

async function judged<T>(
  document: OpenDocument,
  work: () => Generator<undefined, T | undefined>,
): Promise<T | undefined> {
  const { version } = document;
  const isWanted = (): boolean => document.version === version;
  return document.model() === undefined || (await inSteps(document.judge(), isWanted)) === undefined
    ? undefined
    : inSteps(work(), isWanted);
}

/** Every row of positive weight, at its current position; yields undefined now and then. */
function* memberships(document: OpenDocument): Generator<Membership | undefined> {
  const patched = document.patched();
  const now = rowsAfter(patched);
  const known = yield* document.judged();
  if (known === undefined) return;
  const { judgement } = known;
  const weights = weightsOf(known);
  for (let row = 0; row < judgement.rows; row++) {
    const at = now(row);
    const weight = weights?.[row] ?? 1;
    if (at >= 0 && weight > 0) yield { row: at, ...likeliest(judgement, row), weight };
    if (row % ROWS_PER_STEP === 0) yield undefined;
  }
  for (const [i, { table }] of patched.patches.entries()) {
    const first = firstRowOf(patched, i);
    for (let row = first; row < first + table.rowCount; row++) {
      const posterior = document.posteriorOf(row);
      if (posterior !== undefined) yield { row, ...likeliest({ k: posterior.length, posterior }, 0), weight: 1 };
    }
  }
}

function* nextLeastCertain(
  document: OpenDocument,
  after: number | undefined,
): Generator<undefined, Membership | undefined> {
  const posterior = after === undefined ? undefined : document.posteriorOf(after);
  const last = posterior && { row: after ?? 0, ...likeliest({ k: posterior.length, posterior }, 0), weight: 1 };
  let first: Membership | undefined;
  let next: Membership | undefined;
  for (const each of memberships(document)) {
    if (each === undefined) yield undefined;
    else {
      if (first === undefined || isBefore(each, first)) first = each;
      if (last !== undefined && isBefore(last, each) && (next === undefined || isBefore(each, next))) next = each;
    }
  }
  return next ?? first;
}

function isBefore(a: Membership, b: Membership): boolean {
  return a.posterior !== b.posterior ? a.posterior < b.posterior : a.row < b.row;
}

function* typicalNow(document: OpenDocument): Generator<undefined, readonly TypicalRow[] | undefined> {
  const known = yield* document.judged();
  if (known === undefined) return undefined;
  const { model, table, judgement } = known;
  const { matrix } = yield* encoding(table, model.schema, model.facts);
  const typical = yield* typicalRows({ ...matrix, rowWeights: weightsOf(known) }, judgement);
  const rows = new Float64Array(model.k);
  for (const each of memberships(document)) {
    if (each === undefined) yield undefined;
    else rows[each.first] += each.weight;
  }
  const now = rowsAfter(document.patched());
  const looks = document.report?.components ?? [];
  return componentsOf(model).map(({ weight }, cluster) => {
    const row = typical[cluster].map(now).find((at) => at >= 0);
    return {
      cluster,
      ...lookOf(looks[cluster] ?? {}),
      weight,
      rows: rows[cluster],
      ...(row !== undefined && { row, line: lineOf(document, row) }),
    };
  });
}

function lineOf(document: OpenDocument, row: number): number {
  return standingRow(document.text, document.patched(), row).range.start.line;
}
