/** Criteria by which the number of components is chosen; the lower the better, all in natural units. */
import type { Matrix } from '../matrix';
import { rowsOf, totalWeight } from '../matrix';
import { seededRandom } from '../random';
import { em, FEW_PLAIN_STEPS, type RunOptions } from './em';
import { complete, expectation, type Scores } from './expectation';
import type { Mixture, Shape } from './model';
import { sampleOf } from './search';

export interface Criteria {
  /** 2·NLML + 2p (Akaike 1974). */
  readonly aic: number;
  /** 2·NLML + p·log N (Schwarz 1978). */
  readonly bic: number;
  /** BIC − 2 Σ_n log max_k r_nk (Biernacki, Celeux & Govaert 2000): dearer where rows are unclear. */
  readonly icl: number;
}

export function criteria(shape: Shape, nlml: number, matrix: Matrix, { posterior }: Scores): Criteria {
  const { rows, rowWeights } = matrix;
  const bic = 2 * nlml + shape.freeParameters * Math.log(totalWeight(matrix));
  let unclear = 0;
  for (let n = 0; n < rows; n++) {
    let largest = 0;
    for (let k = 0; k < shape.k; k++) largest = Math.max(largest, posterior[n * shape.k + k]);
    unclear -= (rowWeights?.[n] ?? 1) * Math.log(largest);
  }
  return { aic: 2 * nlml + 2 * shape.freeParameters, bic, icl: bic + 2 * unclear };
}

const FOLDS = 5;
const MOST_ITERATIONS = 20;
const TOLERANCE = 1e-4;

/**
 * NLML per row of rows that took no part: the rows are dealt to 5 seeded folds, and each is judged by the mixture
 * to which EM on the others leads from the fitted one. Large matrices are judged on a sample of their rows.
 *
 * @returns undefined where there are too few rows to leave any out; Infinity where a row left out has density zero
 */
export function* heldOut(mixture: Mixture, matrix: Matrix, options: RunOptions & { readonly seed: number }): Generator<undefined, number | undefined> {
  const sample = sampleOf(matrix, mixture.shape.k, options.seed);
  if (sample.rows < FOLDS) return undefined;
  const random = seededRandom(options.seed, 0xf01d);
  const fold = Uint8Array.from(dealt(sample.rows, random));
  const run: RunOptions = { estimate: options.estimate, maxIterations: Math.min(MOST_ITERATIONS, options.maxIterations), tolerance: TOLERANCE };
  let nlml = 0;
  for (let f = 0; f < FOLDS; f++) {
    const kept = rowsOf(sample, Uint32Array.from(fold.keys()).filter((row) => fold[row] !== f));
    const left = rowsOf(sample, Uint32Array.from(fold.keys()).filter((row) => fold[row] === f));
    const trained = complete(em(mixture, kept, run, FEW_PLAIN_STEPS));
    yield undefined;
    nlml += complete(expectation(trained.mixture, left)).nlml;
  }
  return nlml / totalWeight(sample);
}

/** Folds of equal size, dealt at random (Fisher & Yates). */
function dealt(rows: number, random: () => number): number[] {
  const folds = Array.from({ length: rows }, (_, row) => row % FOLDS);
  for (let i = rows - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [folds[i], folds[j]] = [folds[j], folds[i]];
  }
  return folds;
}
