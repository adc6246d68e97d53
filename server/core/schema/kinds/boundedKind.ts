/**
 * Chooses the family of numbers some of which are known only by a bound: values beyond a limit of detection are part of
 * the distribution.
 */
import type { CellBounds } from '../../csv/cells/cellSorts';
import type { Bound, Marginal } from '../../families/family';
import { families, type FamilyName } from '../../families/registry';
import { encodeBounds } from '../encoding/columnBounds';
import { factsOf } from '../encoding/facts';

/** Minimum share of bounds that affects the choice of a distribution. */
const LEAST_SHARE = 0.05;
const MOST_STEPS = 200;
/** Gain in log likelihood per cell, in nats, below which iteration stops. */
const LEAST_GAIN = 1e-7;

/** Distinct bounds with their numbers of cells, scaled to the sample. */
interface WeightedBound {
  readonly bound: Bound;
  readonly weight: number;
}

/** Whether there are enough bounds to inform the choice of a distribution. */
export function areBoundsInformative(bounded: number, numbers: number): boolean {
  return bounded >= LEAST_SHARE * (bounded + numbers);
}

export interface BoundedFit {
  /** −2 log likelihood + parameters × log n; infinite where the family cannot hold all cells. */
  readonly bic: number;
  /** Parameters at the maximum of the likelihood. */
  readonly theta: Float64Array;
}

/**
 * Fits a family to numbers and bounds by maximum likelihood, with EM (Dempster, Laird & Rubin 1977).
 *
 * @param x numbers in the data's units
 * @param share of all numbers that are in `x`
 */
export function fitWithBounds(name: FamilyName, x: Float64Array, bounds?: CellBounds, share = 1): BoundedFit {
  const family = families[name];
  const values = x.map(family.encode);
  const { bounds: encodedBounds, impossible } = encodeBounds(family, bounds);
  const weighted =
    encodedBounds === undefined
      ? []
      : encodedBounds.distinct.map((bound, b) => ({
          bound,
          weight: share * encodedBounds.kinds.filter((kind) => kind === b).length,
        }));
  if (impossible.length > 0 || values.some(Number.isNaN)) return { bic: Infinity, theta: new Float64Array() };
  const marginal = family.bind(factsOf(values, 0), 1);
  const theta = new Float64Array(marginal.parameterCount);
  marginal.initialise(theta, 0);
  const cells = x.length + weighted.reduce((sum, { weight }) => sum + weight, 0);
  let logLikelihood = -Infinity;
  for (let step = 0; step < MOST_STEPS; step++) {
    const current = logLikelihoodOf(marginal, theta, values, weighted);
    if (!(current - logLikelihood > LEAST_GAIN * cells)) break;
    logLikelihood = current;
    maximise(marginal, theta, values, weighted);
  }
  return { bic: -2 * logLikelihood + marginal.freeParameters * Math.log(cells), theta };
}

function logLikelihoodOf(
  marginal: Marginal,
  theta: Float64Array,
  values: Float64Array,
  bounds: readonly WeightedBound[],
): number {
  const logDensity = new Float64Array(values.length);
  marginal.addLogDensity(theta, 0, values, 0, values.length, logDensity, 0);
  const boundSum = bounds.reduce(
    (sum, { bound, weight }) => sum + weight * (marginal.bounded?.logProbability(theta, 0, bound) ?? -Infinity),
    0,
  );
  return logDensity.reduce((sum, log) => sum + log, 0) + boundSum;
}

function maximise(
  marginal: Marginal,
  theta: Float64Array,
  values: Float64Array,
  bounds: readonly WeightedBound[],
): void {
  const statistics = new Float64Array(marginal.statisticCount);
  marginal.accumulate(theta, 0, values, 0, values.length, new Float64Array(values.length).fill(1), 0, statistics, 0);
  for (const { bound, weight } of bounds) marginal.bounded?.accumulate(theta, 0, bound, weight, statistics, 0);
  marginal.maximise(statistics, 0, theta, 0, 'ml');
}
