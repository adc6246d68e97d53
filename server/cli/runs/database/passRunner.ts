/** Runs a fit whose passes are statements of a database; takes those of an earlier run from its record. */
import { complete } from '../../../core/numeric/generators';
import { requireHeap } from '../../../disk/heapLimit';
import type { PassRequest } from '../../../pipeline/inDatabase/emInDatabase';
import type { DatabaseFit, fitInDatabase } from '../../../pipeline/inDatabase/fitInDatabase';
import { PassRecord } from '../../../pipeline/inDatabase/passRecord';
import type { SqlSession, SqlValue } from '../../../sources/sqlSession';
import type { StateFile } from './stateFile';

/** Time in milliseconds between two chances for an interruption to be heard. */
const PAUSE = 50;

type Results = readonly (readonly (readonly SqlValue[])[])[];

/** Runs a fit and its statements; an interruption is heard between two steps. */
export async function runPasses(
  fit: ReturnType<typeof fitInDatabase>,
  session: SqlSession,
  state: StateFile,
  signal: AbortSignal,
): Promise<DatabaseFit> {
  const record = new PassRecord(state.earlier);
  let [iteration, theta]: [number, readonly number[]] = [-1, []];
  let isSaved = true;
  let paused = performance.now();
  for (let next = fit.next(); ;) {
    if (next.done === true) return next.value;
    requireHeap();
    if (performance.now() - paused > PAUSE) {
      await new Promise((resolve) => setImmediate(resolve));
      paused = performance.now();
    }
    signal.throwIfAborted();
    const step = next.value;
    if (step !== undefined && !('statements' in step) && theta.length > 0) iteration = step.iteration;
    // The step that follows a pass tells its iteration.
    if (step !== undefined && !isSaved && theta.length > 0) {
      await state.save({ iteration, theta, passes: record.all });
      isSaved = true;
    }
    if (step === undefined || !('statements' in step)) {
      next = fit.next();
      continue;
    }
    const known = record.take(step.statements);
    const results = known ?? (await resultsOf(step, session, signal));
    if (known === undefined) record.add(step.statements, results);
    isSaved = known !== undefined;
    if (step.theta !== undefined) theta = Array.from(step.theta);
    next = fit.next(results);
  }
}

async function resultsOf(
  { statements, blocks }: PassRequest,
  session: SqlSession,
  signal: AbortSignal,
): Promise<Results> {
  if (blocks !== undefined) {
    await session.inBlocks?.(
      statements[0],
      blocks.arrays,
      (rows) => {
        requireHeap();
        complete(blocks.add(rows));
      },
      signal,
    );
    return [[blocks.row()]];
  }
  const place = session.shards ?? session;
  const results = [];
  for (const statement of statements) results.push(await place.query(statement, signal));
  return results;
}
