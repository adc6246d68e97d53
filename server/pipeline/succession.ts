/**
 * Which clusters of a new fit of a file are which of the one before. Of the rows nothing was kept but what the new fit
 * makes of them, so that the file is read once more, for the posteriors alone.
 */
import type { Dialect } from '../core/csv/dialect/dialect';
import { mixtureOf, wantedBy, type FittedModel } from '../core/judging/fittedModel';
import { successors, type Memberships } from '../core/description/successors';
import type { Engine } from '../core/mixture/engine';
import { score } from '../core/mixture/expectation';
import { FitProblem } from '../words/problem';
import type { Input } from '../formats/table/readTable';
import { encodeText } from './scoreTable';

/** What the posteriors need of a model. */
export function forPosteriors(model: FittedModel): FittedModel {
  return { ...model, surprise: new Map() };
}

/** As much of the posteriors as tells which cluster a row is of, in half the memory, and in none that others share. */
export function memberships({ rows, k, posterior }: Memberships): Memberships {
  return { rows, k, posterior: Float32Array.from(posterior) };
}

/**
 * As `successors` says; undefined where the file has not the columns of the model before.
 *
 * @param dialect as the file was read for the new fit
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
    } = encodeText(input, before, dialect, wantedBy(before), () => 0, engine);
    const { posterior } = yield* score(mixtureOf(aligned), matrix);
    return successors({ rows: matrix.rows, k: before.k, posterior }, after, matrix.rowWeights);
  } catch (error) {
    if (error instanceof FitProblem) return undefined;
    throw error;
  }
}
