/** Separation: the information of each column alone about the component, I(X_d; Z) under the model, in nats. */
import { logSumExp } from '../families/functions/special';
import type { Mixture, ModelColumn } from '../mixture/model';
import { seededRandom } from '../numeric/random';

/** Number of draws from each component, where values cannot be enumerated. */
const DRAWS = 1500;

/**
 * Computes the separation by column of the model, in nats. Exact for levels; for numbers the mean over seeded draws
 * from each component, with a standard error of some hundredths.
 */
export function separations(mixture: Mixture, seed: number): Float64Array {
  return Float64Array.from(mixture.shape.columns, (column, d) => Math.max(0, separation(mixture, column, seed, d)));
}

/** Computes the entropy of the component, H(Z), in nats: the maximum of any separation. */
export function componentEntropy({ shape, theta }: Mixture): number {
  let sum = 0;
  for (let k = 0; k < shape.k; k++) if (theta[k] > -Infinity) sum -= Math.exp(theta[k]) * theta[k];
  return sum;
}

function separation({ shape: { k }, theta }: Mixture, column: ModelColumn, seed: number, stream: number): number {
  const { marginal, parameters } = column;
  const random = seededRandom(seed, stream);
  const levels = levelCount(column, theta, k);
  let sum = 0;
  for (let j = 0; j < k; j++) {
    if (!(Math.exp(theta[j]) > 0)) continue;
    const place = parameters + j * marginal.parameterCount;
    const values = Float64Array.from({ length: levels ?? DRAWS }, (_, i) =>
      levels === undefined ? marginal.sample(theta, place, random) : i,
    );
    const logs = logDensities(column, theta, k, values);
    const joint = new Float64Array(k);
    for (let i = 0; i < values.length; i++) {
      for (let other = 0; other < k; other++) joint[other] = theta[other] + logs[other][i];
      const gain = logs[j][i] - logSumExp(joint, 0, k);
      const share = levels === undefined ? 1 / values.length : Math.exp(logs[j][i]);
      if (share > 0) sum += Math.exp(theta[j]) * share * gain;
    }
  }
  return sum;
}

/** Computes the log densities by component and value. */
function logDensities(
  { marginal, parameters }: ModelColumn,
  theta: Float64Array,
  k: number,
  values: Float64Array,
): readonly Float64Array[] {
  return Array.from({ length: k }, (_, j) => {
    const out = new Float64Array(values.length);
    marginal.addLogDensity(theta, parameters + j * marginal.parameterCount, values, 0, values.length, out, 0);
    return out;
  });
}

/** Returns the number of levels; undefined for a column of numbers. */
function levelCount({ marginal, parameters }: ModelColumn, theta: Float64Array, k: number): number | undefined {
  const prediction = marginal.predict(theta, parameters, new Float64Array(k).fill(1 / k));
  return prediction.of === 'level' ? prediction.probabilities.length : undefined;
}
