/** Criteria by which the number of components is chosen; the lower the better, all in natural units. */
import type { Scores } from './expectation';
import type { Shape } from './model';

export interface Criteria {
  /** 2·NLML + p·log N (Schwarz 1978). */
  readonly bic: number;
  /** BIC − 2 Σ_n log max_k r_nk (Biernacki, Celeux & Govaert 2000): dearer where rows are unclear. */
  readonly icl: number;
}

export function criteria(shape: Shape, nlml: number, rows: number, scores: Scores): Criteria {
  const bic = 2 * nlml + shape.freeParameters * Math.log(rows);
  let unclear = 0;
  for (let n = 0; n < rows; n++) {
    let largest = 0;
    for (let k = 0; k < shape.k; k++) largest = Math.max(largest, scores.posterior[n * shape.k + k]);
    unclear -= Math.log(largest);
  }
  return { bic, icl: bic + 2 * unclear };
}
