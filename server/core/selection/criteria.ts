/** Criteria for the number of components; lower is better. All use natural logarithms. */
import type { Matrix } from '../data/matrix';
import { pickRows, totalWeight } from '../data/matrix';
import { seededRandom } from '../numeric/random';
import { em, FEW_PLAIN_STEPS, type RunOptions } from '../mixture/em';
import { complete } from '../numeric/generators';
import { expectation, type Expectation } from '../mixture/expectation';
import type { Mixture, Shape } from '../mixture/model';

export interface Criteria {
  /** 2·NLML + 2p (Akaike 1974). */
  readonly aic: number;
  /** 2·NLML + p·log N (Schwarz 1978). */
  readonly bic: number;
  /**
   * BIC − 2 Σ_n log max_k r_nk (Biernacki, Celeux & Govaert 2000): penalises rows that belong to no component clearly.
   */
  readonly icl: number;
}

/** Computes the criteria of a mixture of this shape, from the result of a pass over the rows. */
export function criteria(
  { freeParameters }: Shape,
  { nlml, uncertainty }: Pick<Expectation, 'nlml' | 'uncertainty'>,
  matrix: Matrix,
): Criteria {
  const bic = 2 * nlml + freeParameters * Math.log(totalWeight(matrix));
  return { aic: 2 * nlml + 2 * freeParameters, bic, icl: bic + 2 * uncertainty };
}

const FOLDS = 5;
const MOST_ITERATIONS = 20;
const TOLERANCE = 1e-4;

/**
 * Computes the NLML per row of held-out rows: the rows are dealt to 5 seeded folds, and each fold is judged by the
 * mixture that EM on the other folds reaches from the fitted one. For a large matrix a sample suffices.
 *
 * @returns nats per row; undefined where too few rows remain to leave any out; Infinity where a held-out row has
 * density zero
 */
export function* crossValidatedNlml(
  mixture: Mixture,
  matrix: Matrix,
  options: RunOptions & { readonly seed: number },
): Generator<undefined, number | undefined> {
  if (matrix.rows < FOLDS) return undefined;
  const run: RunOptions = {
    estimate: options.estimate,
    maxIterations: Math.min(MOST_ITERATIONS, options.maxIterations),
    tolerance: TOLERANCE,
  };
  let nlml = 0;
  for (const { trainingRows, leftOutRows } of foldsOf(matrix, options.seed)) {
    const trained = complete(em(mixture, trainingRows, run, FEW_PLAIN_STEPS));
    yield undefined;
    nlml += complete(expectation(trained.mixture, leftOutRows)).nlml;
  }
  return nlml / totalWeight(matrix);
}

/** Computes the NLML per row of rows that took no part in the mixture's fit, in nats. */
export function* heldOutNlml(mixture: Mixture, heldOutRows: Matrix): Generator<undefined, number> {
  const { nlml } = yield* expectation(mixture, heldOutRows);
  return nlml / totalWeight(heldOutRows);
}

interface Fold {
  readonly trainingRows: Matrix;
  readonly leftOutRows: Matrix;
}

/** The folds of the latest matrices: a sweep compares all numbers of components on the same ones. */
const foldsByMatrix = new WeakMap<Matrix, { readonly seed: number; readonly folds: readonly Fold[] }>();

function foldsOf(matrix: Matrix, seed: number): readonly Fold[] {
  const known = foldsByMatrix.get(matrix);
  if (known?.seed === seed) return known.folds;
  const fold = dealFolds(matrix.rows, seededRandom(seed, 0xf01d));
  const rowsWhere = (isTaken: (row: number) => boolean): Matrix =>
    pickRows(matrix, Uint32Array.from(fold.keys()).filter(isTaken));
  const folds = Array.from({ length: FOLDS }, (_, f) => ({
    trainingRows: rowsWhere((row) => fold[row] !== f),
    leftOutRows: rowsWhere((row) => fold[row] === f),
  }));
  foldsByMatrix.set(matrix, { seed, folds });
  return folds;
}

/** Deals rows to folds of equal size at random (Fisher & Yates). @returns fold of each row */
function dealFolds(rows: number, random: () => number): Uint8Array {
  const folds = Uint8Array.from({ length: rows }, (_, row) => row % FOLDS);
  for (let i = rows - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const other = folds[j];
    folds[j] = folds[i];
    folds[i] = other;
  }
  return folds;
}
