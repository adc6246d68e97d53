/** Rows that the user may want to see: the least certain ones, and those that are typical of a cluster. */
import { firstRowOf, rowsAfter } from '../../core/csv/table/patched';
import { likeliestComponents } from '../../core/description/certainty';
import { typicalRows } from '../../core/description/exemplars';
import { lookOf } from '../../formats/clusterNames';
import { weightsOf } from '../../pipeline/judgedRows';
import { componentsOf } from '../../pipeline/fitReport';
import type { LeastCertainRow, TypicalRow } from '../../protocol/places';
import type { OpenDocument } from '../../files/open/openDocument';
import { encodeSteps } from '../../core/schema/encoding/encode';
import { positionedRow } from '../../files/open/positionedRows';
import { runInSteps } from '../../threads/steps';

const ROWS_PER_STEP = 2 ** 15;

/** The likeliest component of a row of the current text. */
interface Membership {
  readonly row: number;
  readonly first: number;
  readonly posterior: number;
  /** Weight of the row. */
  readonly weight: number;
}

/**
 * Returns the row that follows the row `after` in ascending order of the largest posterior; the first row without
 * `after`, and after the last one. Null where rows are not judged, or the text changed meanwhile.
 */
export async function leastCertainRow(
  document: OpenDocument,
  after: number | undefined,
): Promise<LeastCertainRow | null> {
  const next = await withJudgement(document, () => nextLeastCertain(document, after));
  if (next === undefined) return null;
  const { row, first, posterior } = next;
  const name = document.report?.components[first]?.name;
  return { row, line: lineOf(document, row), cluster: first, ...(name !== undefined && { name }), posterior };
}

/**
 * Returns the typical rows of each cluster, the largest cluster first. None where rows are not judged, or the text
 * changed meanwhile.
 */
export async function typicalRowsOf(document: OpenDocument): Promise<readonly TypicalRow[]> {
  return (await withJudgement(document, () => currentTypicalRows(document))) ?? [];
}

async function withJudgement<T>(
  document: OpenDocument,
  work: () => Generator<undefined, T | undefined>,
): Promise<T | undefined> {
  const { version } = document;
  const isCurrent = (): boolean => document.version === version;
  return document.model() === undefined || (await runInSteps(document.judge(), isCurrent)) === undefined
    ? undefined
    : runInSteps(work(), isCurrent);
}

/** Yields every row of positive weight, at its current position; and undefined after every `ROWS_PER_STEP` rows. */
function* memberships(document: OpenDocument): Generator<Membership | undefined> {
  const patched = document.patched();
  const rowAfter = rowsAfter(patched);
  const judgedBase = yield* document.judgedBase();
  if (judgedBase === undefined) return;
  const { judgement } = judgedBase;
  const weights = weightsOf(judgedBase);
  for (let row = 0; row < judgement.rows; row++) {
    const at = rowAfter(row);
    const weight = weights?.[row] ?? 1;
    if (at >= 0 && weight > 0) yield { row: at, ...likeliestComponents(judgement, row), weight };
    if (row % ROWS_PER_STEP === 0) yield undefined;
  }
  for (const [i, { table }] of patched.patches.entries()) {
    const first = firstRowOf(patched, i);
    for (let row = first; row < first + table.rowCount; row++) {
      const posterior = document.posteriorOf(row);
      if (posterior !== undefined)
        yield { row, ...likeliestComponents({ k: posterior.length, posterior }, 0), weight: 1 };
    }
  }
}

function* nextLeastCertain(
  document: OpenDocument,
  after: number | undefined,
): Generator<undefined, Membership | undefined> {
  const posterior = after === undefined ? undefined : document.posteriorOf(after);
  const last = posterior && {
    row: after ?? 0,
    ...likeliestComponents({ k: posterior.length, posterior }, 0),
    weight: 1,
  };
  let first: Membership | undefined;
  let next: Membership | undefined;
  for (const membership of memberships(document)) {
    if (membership === undefined) yield undefined;
    else {
      if (first === undefined || isBefore(membership, first)) first = membership;
      if (last !== undefined && isBefore(last, membership) && (next === undefined || isBefore(membership, next)))
        next = membership;
    }
  }
  return next ?? first;
}

function isBefore(a: Membership, b: Membership): boolean {
  return a.posterior !== b.posterior ? a.posterior < b.posterior : a.row < b.row;
}

function* currentTypicalRows(document: OpenDocument): Generator<undefined, readonly TypicalRow[] | undefined> {
  const judgedBase = yield* document.judgedBase();
  if (judgedBase === undefined) return undefined;
  const { model, table, judgement } = judgedBase;
  const { matrix } = yield* encodeSteps(table, model.schema, model.facts);
  const typical = yield* typicalRows({ ...matrix, rowWeights: weightsOf(judgedBase) }, judgement);
  const rows = new Float64Array(model.k);
  for (const membership of memberships(document)) {
    if (membership === undefined) yield undefined;
    else rows[membership.first] += membership.weight;
  }
  const rowAfter = rowsAfter(document.patched());
  const looks = document.report?.components ?? [];
  return componentsOf(model).map(({ weight }, cluster) => {
    const row = typical[cluster].map(rowAfter).find((at) => at >= 0);
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
  return positionedRow(document.text, document.patched(), row).range.start.line;
}
