/**
 * The model p(x) = Σ_k π_k Π_d p_d(x_d | θ_dk).
 *
 * All parameters lie in one vector θ: first log π_1 … log π_K, then for each column the parameters of its
 * components in turn. The expected sufficient statistics have the same shape: first N_k = Σ_n r_nk, then
 * for each column its statistics by component.
 */
import type { ColumnFacts, Estimate, Marginal } from '../families/family';
import { families, type FamilyName } from '../families/registry';
import { logSumExp } from '../families/functions/special';

/** A column of the model, with the positions of its numbers in θ and S. */
export interface ModelColumn {
  readonly marginal: Marginal;
  /** θ of component k starts at parameters + k × marginal.parameterCount. */
  readonly parameters: number;
  /** S of component k starts at statistics + k × marginal.statisticCount. */
  readonly statistics: number;
}

/** The form of a model, without its parameters. */
export interface Shape {
  readonly k: number;
  readonly columns: readonly ModelColumn[];
  readonly parameterCount: number;
  readonly statisticCount: number;
  /** Number of free parameters, as BIC counts them. */
  readonly freeParameters: number;
  /** Factor on the log prior of `map`. */
  readonly strength: number;
}

/** A mixture with its parameters. */
export interface Mixture {
  readonly shape: Shape;
  readonly theta: Float64Array;
}

/**
 * Returns the shape of a mixture of k components over these columns.
 * @param strength of the prior, above 0
 */
export function shapeOf(
  columns: readonly { readonly family: FamilyName; readonly facts: ColumnFacts }[],
  k: number,
  strength = 1,
): Shape {
  const modelColumns: ModelColumn[] = [];
  let parameters = k;
  let statistics = k;
  let freeParameters = k - 1;
  for (const column of columns) {
    const marginal = families[column.family].bind(column.facts, k, strength);
    modelColumns.push({ marginal, parameters, statistics });
    parameters += k * marginal.parameterCount;
    statistics += k * marginal.statisticCount;
    freeParameters += k * marginal.freeParameters;
  }
  return { k, columns: modelColumns, parameterCount: parameters, statisticCount: statistics, freeParameters, strength };
}

/**
 * Computes the log prior density of θ times its strength, without the terms that contain no parameter; 0 under `ml`.
 */
export function logPrior({ shape, theta }: Mixture, estimate: Estimate): number {
  if (estimate === 'ml') return 0;
  let sum = 0;
  for (let k = 0; k < shape.k; k++) sum += (shape.strength / shape.k) * theta[k];
  for (const { marginal, parameters } of shape.columns) {
    for (let k = 0; k < shape.k; k++) sum += marginal.logPrior(theta, parameters + k * marginal.parameterCount);
  }
  return sum;
}

/** The M step: θ from S taken about θ. Weights have a Dirichlet(1 + s/K, …) prior of strength s under `map`. */
export function maximise({ shape, theta }: Mixture, statistics: Float64Array, estimate: Estimate): void {
  const { k, columns } = shape;
  const priorCount = estimate === 'map' ? shape.strength / k : 0;
  let total = 0;
  for (let j = 0; j < k; j++) total += Math.max(0, statistics[j] + priorCount);
  for (let j = 0; j < k; j++) theta[j] = Math.log(Math.max(0, statistics[j] + priorCount) / total);
  for (const { marginal, parameters, statistics: at } of columns) {
    for (let j = 0; j < k; j++) {
      marginal.maximise(
        statistics,
        at + j * marginal.statisticCount,
        theta,
        parameters + j * marginal.parameterCount,
        estimate,
      );
    }
  }
}

/** Computes the gradient of the objective over the unconstrained parameters, from S about θ (Fisher's identity). */
export function gradientOf(
  { shape, theta }: Mixture,
  statistics: Float64Array,
  estimate: Estimate,
  gradient: Float64Array,
): void {
  const { k, columns } = shape;
  const priorCount = estimate === 'map' ? shape.strength / k : 0;
  let total = 0;
  for (let j = 0; j < k; j++) total += statistics[j] + priorCount;
  for (let j = 0; j < k; j++) gradient[j] = total * Math.exp(theta[j]) - (statistics[j] + priorCount);
  for (const { marginal, parameters, statistics: at } of columns) {
    for (let j = 0; j < k; j++) {
      const place = parameters + j * marginal.parameterCount;
      marginal.gradient(statistics, at + j * marginal.statisticCount, theta, place, estimate, gradient);
    }
  }
}

/** Brings θ to its normal form after a step on the unconstrained scale. */
export function normalise({ shape, theta }: Mixture, estimate: Estimate): void {
  const total = logSumExp(theta, 0, shape.k);
  for (let k = 0; k < shape.k; k++) theta[k] -= total;
  for (const { marginal, parameters } of shape.columns) {
    for (let k = 0; k < shape.k; k++) marginal.normalise(theta, parameters + k * marginal.parameterCount, estimate);
  }
}

/** Returns the typical step size of each number in θ. */
export function scalesOf(shape: Shape): Float64Array {
  const scales = new Float64Array(shape.parameterCount).fill(1);
  for (const { marginal, parameters } of shape.columns) {
    for (let k = 0; k < shape.k; k++) marginal.scales(scales, parameters + k * marginal.parameterCount);
  }
  return scales;
}

/** Returns a neutral θ, about which statistics can be taken: equal weights, every component fitted to whole columns. */
export function neutralMixture(shape: Shape): Mixture {
  const theta = new Float64Array(shape.parameterCount).fill(-Math.log(shape.k), 0, shape.k);
  for (const { marginal, parameters } of shape.columns) {
    for (let k = 0; k < shape.k; k++) marginal.initialise(theta, parameters + k * marginal.parameterCount);
  }
  return { shape, theta };
}

/** Renumbers the components by weight, the largest first; ties keep their order. */
export function sortedByWeight({ shape, theta }: Mixture): Mixture {
  const order = Array.from({ length: shape.k }, (_, k) => k).sort((a, b) => theta[b] - theta[a] || a - b);
  const sorted = new Float64Array(theta.length);
  order.forEach((from, to) => {
    sorted[to] = theta[from];
    for (const { marginal, parameters } of shape.columns) {
      const count = marginal.parameterCount;
      sorted.set(theta.subarray(parameters + from * count, parameters + (from + 1) * count), parameters + to * count);
    }
  });
  return { shape, theta: sorted };
}
