/**
 * The interfaces of families of marginal distributions p(x | θ). Everything that depends on the family of a column is
 * behind `Family` and `Marginal`; nothing outside `families/` asks for a family's name.
 *
 * Data are columns of numbers as they stand in the matrix: each is a cell encoded by `encode`, with levels as their
 * indices; NaN is a missing cell. Parameters θ of all components and columns lie in one flat vector, on the
 * unconstrained scale on which they are optimised (log weights, log standard deviations, log probabilities): a marginal
 * reads and writes the `parameterCount` numbers that start at `at`. The expected sufficient statistics S = Σ_n r_n
 * T(x_n) have the same layout, and add up over blocks, shards and machines.
 */
import type { Random } from '../numeric/random';
import type { FamilyName } from './registry';

/** The estimate: maximum likelihood, or the maximum of the posterior under the conjugate priors. */
export type Estimate = 'ml' | 'map';

/** Facts about a column that a family's prior and numerics need; computed once, over the observed cells. */
export interface ColumnFacts {
  readonly observed: number;
  readonly missing: number;
  /** Mean of the observed values as they stand in the matrix (meaningless for levels). */
  readonly mean: number;
  /** Population standard deviation of these values. */
  readonly sd: number;
  /** Number of levels; 0 for a column of numbers. */
  readonly levels: number;
  /**
   * Step δ > 0 to which the column's numbers are written, in the data's units; left out where the model ignores
   * rounding.
   */
  readonly step?: number;
}

/**
 * A component's marginal in readable terms: the parameters of the wire. For numbers these are mean and sd in the data's
 * units, and the family's own parameters where they differ.
 */
export type Summary =
  | { readonly mean: number; readonly sd: number; readonly [parameter: string]: number }
  | { readonly probabilities: Readonly<Record<string, number>> };

/** Reads a number from a summary, which may be any JSON; NaN if it has none. */
export function numberIn(given: object, name: string): number {
  const value: unknown = Object.hasOwn(given, name) ? (given as Readonly<Record<string, unknown>>)[name] : undefined;
  return typeof value === 'number' ? value : NaN;
}

/** Name and constants of a prior at strength 1; for numbers as they stand in the matrix. */
export interface PriorDescription {
  readonly name: string;
  readonly [constant: string]: string | number;
}

/** A column's distribution given a row's other cells: a mixture of the components' marginals. */
export type Prediction =
  | {
      readonly of: 'number';
      readonly mean: number;
      readonly sd: number;
      /** Central 95 % interval: the 0.025 and 0.975 quantiles of the mixture. */
      readonly interval: readonly [number, number];
    }
  | {
      readonly of: 'level';
      /** Probabilities by level index. */
      readonly probabilities: Float64Array;
    };

/** Distribution of a column's wrong cells, estimated from its sound ones: values of the matrix. */
export interface WrongSpread {
  /** Median of the numbers. */
  readonly centre: number;
  /** Half-width, above 0, of the range that holds half of all wrong numbers. */
  readonly scale: number;
  /** Number of levels. */
  readonly levels: number;
}

/**
 * A bound that a cell holds instead of a number: the value of the matrix is at most the limit (side −1) or at least
 * (side 1). The limit is included, which only matters for counts.
 */
export interface Bound {
  readonly side: -1 | 1;
  readonly limit: number;
}

export interface Family {
  readonly name: FamilyName;
  /** Reading of a cell: as a number, or as one of the column's levels. */
  readonly reads: 'number' | 'level';
  /** Requirement on a cell, in the reader's language: "a positive number". */
  readonly needs: string;
  /** Encodes a number, or a level's index, as a value of the matrix; NaN when the family cannot hold it. */
  readonly encode: (read: number) => number;
  /** Whether `encode` returns every number unchanged. */
  readonly isAsRead?: boolean;
  /** log |dx/dv| at a value v of the matrix that stands for x in the data's units; left out where v is x. */
  readonly logJacobian?: (value: number) => number;
  /** Whether the numbers are counts. */
  readonly isCount?: true;
  /**
   * Encodes a bound as a value of the matrix; undefined where the family holds no number within it. Absent for levels.
   * @param limit in the data's units
   * @param isStrict whether the limit itself is excluded
   */
  readonly bound?: (side: -1 | 1, limit: number, isStrict: boolean) => Bound | undefined;
  /** Log probability of all values within a bound under g. Absent for levels. */
  readonly logWrongWithin?: (bound: Bound, spread: WrongSpread) => number;
  /**
   * log g(v), the density of a wrong cell at a value of the matrix, on the matrix's own scale: one broad density for
   * the whole column, whatever the component. It integrates, or sums, to at most one.
   */
  readonly logWrong: (value: number, spread: WrongSpread) => number;
  /**
   * Binds the family to one column of a model with k components.
   * @param strength factor on the log prior of `map`, above 0; 1 when left out
   * @throws never: the schema leaves out columns without spread
   */
  bind(facts: ColumnFacts, k: number, strength?: number): Marginal;
}

/**
 * Constants that vector kernels need to compute a column. Kernels know two forms of log density.
 * - `quadratic`: constant − ((v − centre) × perWidth)², constants in the order centre, perWidth, constant; S = n, Σ r
 *   t, Σ r t² for t = (v − centre) × perUnit.
 * - `table`: v is an index into the constants; S = Σ r for each index.
 */
export interface KernelForm {
  readonly form: 'quadratic' | 'table';
  /** Number of constants per component. */
  readonly constantCount: number;
  /** Writes one component's constants. */
  constants(theta: Float64Array, at: number, out: Float64Array, outAt: number): void;
  /** Power of two that scales the statistics of `quadratic`. */
  readonly perUnit?: number;
  /** Whether values are logarithms of the data, so that −v is added to a row's log density. */
  readonly isLogarithm?: boolean;
}

/**
 * Cells known only by a bound (Tobin 1958, "Estimation of relationships for limited dependent variables", Econometrica
 * 26): their likelihood is the probability of the bound.
 */
export interface BoundedCells {
  /** log P(X within the bound | θ) of one component: a probability, so no Jacobian is added. */
  logProbability(theta: Float64Array, at: number, bound: Bound): number;

  /**
   * S += weight × E[T(X) | X within the bound, θ], the E step of EM (Dempster, Laird & Rubin 1977, section 4.2). S is
   * about the θ that is passed.
   */
  accumulate(
    theta: Float64Array,
    at: number,
    bound: Bound,
    weight: number,
    statistics: Float64Array,
    statisticsAt: number,
  ): void;

  /**
   * Largest tail that a value within the bound can have under the mixture, as defined by `Marginal.tail`: twice the
   * bound's probability, or 1.
   */
  tail(theta: Float64Array, at: number, weights: Float64Array, bound: Bound, rows?: Float64Array): number;
}

/** A family bound to a column: the marginals of all components of that column. */
export interface Marginal {
  readonly family: FamilyName;
  /** Whether values have densities, so that log densities of drawn rows are never equal. */
  readonly continuous: boolean;
  /** Count of numbers in θ per component. */
  readonly parameterCount: number;
  /** Number of free parameters per component, as BIC counts them. */
  readonly freeParameters: number;
  /** Count of numbers in S per component. */
  readonly statisticCount: number;

  /** Handling of cells that hold a bound, for columns of numbers. */
  readonly bounded?: BoundedCells;

  /**
   * Form in which kernels compute this column; absent where only the plain code can. Both must give the same results.
   */
  readonly kernel?: KernelForm;

  /** out[outAt + i] += log p(values[from + i] | θ) for `count` rows; a missing cell adds nothing. */
  addLogDensity(
    theta: Float64Array,
    at: number,
    values: Float64Array,
    from: number,
    count: number,
    out: Float64Array,
    outAt: number,
  ): void;

  /**
   * For counts: out[outAt + i] += log p(counts[i] | θ), for ascending counts without missing ones; `out` need not be
   * zero before.
   */
  logDensities?(theta: Float64Array, at: number, counts: Float64Array, out: Float64Array, outAt: number): void;

  /**
   * S += Σ_i r_i T(x_i), with r_i = posterior[posteriorAt + i]. Statistics of numbers are taken about the θ that is
   * passed, never about zero, so `maximise` and `gradient` need the same θ.
   */
  accumulate(
    theta: Float64Array,
    at: number,
    values: Float64Array,
    from: number,
    count: number,
    posterior: Float64Array,
    posteriorAt: number,
    statistics: Float64Array,
    statisticsAt: number,
  ): void;

  /** The M step: overwrites θ (about which S was taken) by the maximiser for one component. */
  maximise(statistics: Float64Array, statisticsAt: number, theta: Float64Array, at: number, estimate: Estimate): void;

  /** Log prior density of one component's parameters times the strength, without terms that contain no parameter. */
  logPrior(theta: Float64Array, at: number): number;

  /**
   * Describes the prior of `map` in words and constants, the same for all components: for readers, and to detect files
   * of programs with other priors.
   */
  describePrior?(): PriorDescription;

  /** Writes a neutral θ about which the first statistics can be taken: the whole column as one component. */
  initialise(theta: Float64Array, at: number): void;

  /** gradient[at...] = ∂(objective)/∂θ for one component by Fisher's identity, from S about the same θ. */
  gradient(
    statistics: Float64Array,
    statisticsAt: number,
    theta: Float64Array,
    at: number,
    estimate: Estimate,
    gradient: Float64Array,
  ): void;

  /** Typical step size of each of a component's parameters, for optimisers that know no units. */
  scales(scales: Float64Array, at: number): void;

  /** Brings θ back to its normal form after a step on the unconstrained scale (log probabilities that sum to one). */
  normalise(theta: Float64Array, at: number, estimate: Estimate): void;

  /**
   * Whether the values of one component are all but equal, judged by its statistics, so that its density there would
   * grow without bound. Absent where the family has no densities. The step to which numbers are written bounds a
   * density too; where this bound depends on the component's location, it is taken from θ, or from the column's mean
   * where θ is left out.
   */
  isTied?(statistics: Float64Array, statisticsAt: number, theta?: Float64Array, at?: number): boolean;

  /** Draws a value from one component, as it would stand in the matrix. */
  sample(theta: Float64Array, at: number, random: Random): number;

  /**
   * log ∫ p(x | θ_a) p(x | θ_b) dx in the data's units, a sum for counts and levels; both marginals have this family
   * and the same levels. Absent for a family without a closed form.
   */
  logOverlap?(thetaA: Float64Array, atA: number, thetaB: Float64Array, atB: number): number;

  /**
   * The mixture Σ_k weights[k] p(x | θ_k) of this column, in the data's units; its components lie `parameterCount`
   * apart in θ from `at`.
   */
  predict(theta: Float64Array, at: number, weights: Float64Array): Prediction;

  /**
   * Tail probability of `value` under the mixture of `predict`: 2 min(F, 1 − F), or the sum over all levels that are no
   * more probable.
   *
   * @param rows number of rows behind each component's parameters: few rows promise little, so a normal's tail becomes
   * the tail of a t distribution. Without it, parameters count as known
   */
  tail(theta: Float64Array, at: number, weights: Float64Array, value: number, rows?: Float64Array): number;

  /** Largest log density of any value under one component, on the matrix's own scale. */
  peak(theta: Float64Array, at: number): number;

  /** Describes θ of one component in the terms of the wire. `levels` names the level indices. */
  summarise(theta: Float64Array, at: number, levels: readonly string[]): Summary;

  /**
   * Reads θ from a summary, the reverse of `summarise`, given any JSON object: the family's own parameters suffice.
   * Once θ has gone through a summary, further round trips keep it to the last bit.
   * @returns a description of the error in the summary, or undefined when θ was written
   */
  restore(summary: object, theta: Float64Array, at: number, levels: readonly string[]): string | undefined;
}
