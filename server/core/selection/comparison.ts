/** Compares two fits row by row: differences of log densities vary far less than log densities do. */
import type { Matrix } from '../data/matrix';
import type { Run } from '../mixture/em';
import { logDensities } from '../mixture/expectation';

/** Computes the log densities of the sample's rows in nats, each times the weight of its row. */
export function* weightedLogDensity({ mixture }: Run, sample: Matrix): Generator<undefined, Float64Array> {
  const logDensity = yield* logDensities(mixture, sample);
  const { rowWeights } = sample;
  return rowWeights === undefined
    ? logDensity
    : logDensity.map((value, n) => (rowWeights[n] > 0 ? rowWeights[n] * value : 0));
}

/** Returns Σ (a − b) and its standard error. */
export function difference(a: Float64Array, b: Float64Array): { readonly sum: number; readonly error: number } {
  let [sum, squares] = [0, 0];
  for (let n = 0; n < a.length; n++) {
    const d = a[n] - b[n];
    sum += d;
    squares += d * d;
  }
  return { sum, error: Math.sqrt(Math.max(0, squares - (sum * sum) / a.length)) };
}
