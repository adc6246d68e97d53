/**
 * Matches the clusters of a new fit of a file to those of the previous one. The rows of the previous fit are released,
 * so the file is read once more, for the posteriors alone.
 */
import type { Dialect } from '../core/csv/dialect/dialect';
import { mixtureOf, requestedColumns, type FittedModel } from '../core/judging/fittedModel';
import { successors, type Memberships } from '../core/description/successors';
import type { Engine } from '../core/mixture/engine';
import { score } from '../core/mixture/expectation';
import { FitProblem } from '../words/fitProblem';
import type { Input } from '../formats/table/readTable';
import { encodeText } from './scoreTable';

/** Returns a model reduced to the parts that posteriors need. */
export function modelForPosteriors(model: FittedModel): FittedModel {
  return { ...model, surprise: new Map() };
}

/** Returns posteriors in single precision, which identify the clusters of rows in half the memory; not shared. */
export function memberships({ rows, k, posterior }: Memberships): Memberships {
  return { rows, k, posterior: Float32Array.from(posterior) };
}

/**
 * Finds the successors of the previous clusters; undefined if the file lacks columns of the previous model. See
 * `successors`.
 *
 * @param dialect used to read the file for the new fit
 */
export function* successorsIn(
  input: Input,
  dialect: Dialect,
  before: FittedModel,
  after: Memberships,
  engine?: Engine,
): Generator<undefined, readonly number[] | undefined> {
  try {
    const {
      aligned,
      encoded: { matrix },
    } = encodeText(input, before, { overrides: dialect, requestOf: requestedColumns(before) }, () => 0, engine);
    const { posterior } = yield* score(mixtureOf(aligned), matrix);
    return successors({ rows: matrix.rows, k: before.k, posterior }, after, matrix.rowWeights);
  } catch (error) {
    if (error instanceof FitProblem) return undefined;
    throw error;
  }
}
