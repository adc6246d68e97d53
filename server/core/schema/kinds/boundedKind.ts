/**
 * Which family numbers have of which some are known by a bound alone: what lies beyond a limit of detection is a part
 * of their distribution.
 */
import type { CellBounds } from '../../csv/cells/cellSorts';
import type { Bound, Marginal } from '../../families/family';
import { families, type FamilyName } from '../../families/registry';
import { boundsIn } from '../encoding/columnBounds';
import { factsOf } from '../encoding/facts';

/** Fewer bounds do not change how numbers are distributed. */
const LEAST_SHARE = 0.05;
const MOST_STEPS = 200;
/** Nats for each cell by which a further step must raise the likelihood. */
const LEAST_GAIN = 1e-7;

/** Bounds that are told apart, and how many cells have each, as many as there would be beside a sample. */
interface Weighted {
  readonly bound: Bound;
  readonly weight: number;
}

/** Whether so many cells hold bounds that they tell of the distribution. */
export function areManyBounds(bounded: number, numbers: number): boolean {
  return bounded >= LEAST_SHARE * (bounded + numbers);
}

export interface BoundedFit {
  /** −2 log likelihood + parameters × log n; infinite where the family cannot hold all. */
  readonly bic: number;
  /** The parameters that it has there. */
  readonly theta: Float64Array;
}

/**
 * A family at the maximum of the likelihood of numbers and bounds, by EM (Dempster, Laird & Rubin 1977).
 *
 * @param x numbers in the data's units
 * @param share of all numbers that these are
 */
export function fitWithBounds(name: FamilyName, x: Float64Array, bounds?: CellBounds, share = 1): BoundedFit {
  const family = families[name];
  const values = x.map(family.encode);
  const { bounds: held, impossible } = boundsIn(family, bounds);
  const weighted =
    held === undefined
      ? []
      : held.distinct.map((bound, b) => ({ bound, weight: share * held.kinds.filter((kind) => kind === b).length }));
  if (impossible.length > 0 || values.some(Number.isNaN)) return { bic: Infinity, theta: new Float64Array() };
  const marginal = family.bind(factsOf(values, 0), 1);
  const theta = new Float64Array(marginal.parameterCount);
  marginal.initialise(theta, 0);
  const cells = x.length + weighted.reduce((sum, { weight }) => sum + weight, 0);
  let logLikelihood = -Infinity;
  for (let step = 0; step < MOST_STEPS; step++) {
    const now = logLikelihoodOf(marginal, theta, values, weighted);
    if (!(now - logLikelihood > LEAST_GAIN * cells)) break;
    logLikelihood = now;
    maximise(marginal, theta, values, weighted);
  }
  return { bic: -2 * logLikelihood + marginal.freeParameters * Math.log(cells), theta };
}

function logLikelihoodOf(
  marginal: Marginal,
  theta: Float64Array,
  values: Float64Array,
  bounds: readonly Weighted[],
): number {
  const logDensity = new Float64Array(values.length);
  marginal.addLogDensity(theta, 0, values, 0, values.length, logDensity, 0);
  const ofBounds = bounds.reduce(
    (sum, { bound, weight }) => sum + weight * (marginal.bounded?.logProbability(theta, 0, bound) ?? -Infinity),
    0,
  );
  return logDensity.reduce((sum, log) => sum + log, 0) + ofBounds;
}

function maximise(marginal: Marginal, theta: Float64Array, values: Float64Array, bounds: readonly Weighted[]): void {
  const statistics = new Float64Array(marginal.statisticCount);
  marginal.accumulate(theta, 0, values, 0, values.length, new Float64Array(values.length).fill(1), 0, statistics, 0);
  for (const { bound, weight } of bounds) marginal.bounded?.accumulate(theta, 0, bound, weight, statistics, 0);
  marginal.maximise(statistics, 0, theta, 0, 'ml');
}
