/**
 * What a family of marginal distributions p(x | θ) has to say. Everything that depends on which family
 * a column has is behind these two interfaces; nothing outside `families/` asks for a family's name.
 *
 * Data are columns of numbers as they stand in the matrix: each what `encode` makes of a cell, a level being its
 * index; NaN is a missing cell.
 * Parameters θ of all components and columns lie in one flat vector, on the unconstrained scale on
 * which they are optimised (log weights, log standard deviations, log probabilities): a marginal reads
 * and writes the `parameterCount` numbers that start at `at`. The same holds for the expected
 * sufficient statistics S = Σ_n r_n T(x_n), which add up over blocks, shards and machines.
 */
import type { Random } from '../numeric/random';
import type { FamilyName } from './registry';

/** Maximum likelihood, or the maximum of the posterior under the conjugate priors. */
export type Estimate = 'ml' | 'map';

/** Facts about a column that a family's prior and numerics need; found once, over the observed cells. */
export interface ColumnFacts {
  readonly observed: number;
  readonly missing: number;
  /** Mean of the observed values as they stand in the matrix (of no meaning for levels). */
  readonly mean: number;
  /** Their population standard deviation. */
  readonly sd: number;
  /** Number of levels; 0 for a column of numbers. */
  readonly levels: number;
  /**
   * The step δ > 0 to which the column's numbers are written, in the data's units; left out where rounding is no part
   * of the model.
   */
  readonly step?: number;
}

/**
 * A component's marginal in words a person can read: the parameters of the wire. Of numbers, mean and sd in the data's
 * units always, beside them the family's own parameters where these are others.
 */
export type Summary =
  | { readonly mean: number; readonly sd: number; readonly [own: string]: number }
  | { readonly probabilities: Readonly<Record<string, number>> };

/** A number out of a summary that may be any JSON; NaN where there is none. */
export function numberIn(given: object, name: string): number {
  const value: unknown = Object.hasOwn(given, name) ? (given as Readonly<Record<string, unknown>>)[name] : undefined;
  return typeof value === 'number' ? value : NaN;
}

/** The name of a prior and its constants, at strength 1; of numbers as they stand in the matrix. */
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
      /** By level index. */
      readonly probabilities: Float64Array;
    };

/** Where the wrong cells of a column may lie, by its sound ones: values of the matrix. */
export interface WrongSpread {
  /** Of numbers: the median. */
  readonly centre: number;
  /** Of numbers: the half-width within which half of all wrong cells are expected, above 0. */
  readonly scale: number;
  /** Of levels: how many there are. */
  readonly levels: number;
}

/**
 * What is known of a cell that holds a bound in the place of a number: the value of the matrix is at most the limit
 * (side −1) or at least (side 1). The limit is part of it, which makes a difference among counts alone.
 */
export interface Bound {
  readonly side: -1 | 1;
  readonly limit: number;
}

export interface Family {
  readonly name: FamilyName;
  /** Whether a cell is read as a number or as one of the column's levels. */
  readonly reads: 'number' | 'level';
  /** What a cell must hold, in words: "a positive number". */
  readonly needs: string;
  /** How a number, or a level's index, stands in the matrix; NaN when the family cannot hold it. */
  readonly encode: (read: number) => number;
  /** Whether `encode` gives every number back as it is. */
  readonly isAsRead?: boolean;
  /** log |dx/dv| at a value v of the matrix that stands for x in the data's units; left out where v is x. */
  readonly logJacobian?: (value: number) => number;
  /** Whether numbers are counts. */
  readonly isCount?: true;
  /**
   * How a bound stands in the matrix; undefined where the family holds no number beyond it. Absent of levels.
   * @param limit in the data's units
   * @param isStrict whether the limit itself is out
   */
  readonly bound?: (side: -1 | 1, limit: number, isStrict: boolean) => Bound | undefined;
  /** log of the probability that g gives to all values within a bound. Absent of levels. */
  readonly logWrongWithin?: (bound: Bound, spread: WrongSpread) => number;
  /**
   * log g(v), the density of a wrong cell at a value of the matrix, on the matrix's own scale: one broad density for
   * the whole column, whatever the component. It integrates, or sums, to at most one.
   */
  readonly logWrong: (value: number, spread: WrongSpread) => number;
  /**
   * The family on one column of a model with k components.
   * @param strength by which the log prior of `map` is multiplied, above 0; 1 when left out
   * @throws never: columns without spread are left out by the schema before
   */
  bind(facts: ColumnFacts, k: number, strength?: number): Marginal;
}

/**
 * What vector kernels need to compute a column; they know two forms of log density.
 * - `quadratic`: constant − ((v − centre) × perWidth)², constants in that order; S = n, Σ r t, Σ r t² of t = (v −
 *   centre) × perUnit.
 * - `table`: v is an index into the constants; S = Σ r for each index.
 */
export interface KernelForm {
  readonly form: 'quadratic' | 'table';
  /** Constants of one component. */
  readonly constantCount: number;
  /** Writes one component's constants. */
  constants(theta: Float64Array, at: number, out: Float64Array, outAt: number): void;
  /** Of `quadratic`: a power of two. */
  readonly perUnit?: number;
  /** Whether values are logarithms of the data, so that −v comes on top of a row's log density. */
  readonly isLogarithm?: boolean;
}

/**
 * Cells of which a bound is known and no more (Tobin 1958, "Estimation of relationships for limited dependent
 * variables", Econometrica 26): their likelihood is the probability of the bound.
 */
export interface BoundedCells {
  /** log P(X within the bound | θ) of one component: a probability, so that no Jacobian comes on top of it. */
  logProbability(theta: Float64Array, at: number, bound: Bound): number;

  /**
   * S += weight × E[T(X) | X within the bound, θ], as EM has it (Dempster, Laird & Rubin 1977, section 4.2). S is about
   * the θ that is passed.
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
   * The largest tail that a value within the bound can have under the mixture, as of `Marginal.tail`: twice the bound's
   * probability, or 1.
   */
  tail(theta: Float64Array, at: number, weights: Float64Array, bound: Bound, rows?: Float64Array): number;
}

/** A family bound to a column: the marginals of all components of that column. */
export interface Marginal {
  readonly family: FamilyName;
  /** Whether values have densities, so that no two log densities of drawn rows are equal. */
  readonly continuous: boolean;
  /** Numbers in θ for one component. */
  readonly parameterCount: number;
  /** Free parameters of one component, as BIC counts them. */
  readonly freeParameters: number;
  /** Numbers in S for one component. */
  readonly statisticCount: number;

  /** Of numbers: cells that hold a bound. */
  readonly bounded?: BoundedCells;

  /** How kernels compute this column; absent where only the plain code below can. Both must give the same. */
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

  /** Of counts: the same of ascending counts, none missing, into out[outAt…], which need not be empty. */
  logDensities?(theta: Float64Array, at: number, counts: Float64Array, out: Float64Array, outAt: number): void;

  /**
   * S += Σ_i r_i T(x_i), with r_i = posterior[posteriorAt + i]. Statistics of numbers are taken about
   * the θ that is passed, never about zero, so the same θ must be passed to `maximise` and `gradient`.
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

  /** Log prior density of one component's parameters times the strength, without terms that hold no parameter. */
  logPrior(theta: Float64Array, at: number): number;

  /**
   * The prior of `map` in words and constants, the same for all components: for people, and to tell another engine's
   * by.
   */
  describePrior?(): PriorDescription;

  /** A neutral θ from which statistics can be taken before there is any other: the whole column as one component. */
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

  /** The size of a usual step of each of a component's parameters, for optimisers that know no units. */
  scales(scales: Float64Array, at: number): void;

  /** After a step on the unconstrained scale: brings θ back to its normal form (log probabilities that sum to one). */
  normalise(theta: Float64Array, at: number, estimate: Estimate): void;

  /**
   * For densities: whether the values of one component are all but equal, as far as its statistics tell, so that its
   * density there would grow without bound. Absent where that cannot be. The step to which numbers are written bounds a
   * density too; where that bound depends on where the component lies, θ tells, and the column's mean where it is left
   * out.
   */
  isTied?(statistics: Float64Array, statisticsAt: number, theta?: Float64Array, at?: number): boolean;

  /** Draws a value from one component, as it would stand in the matrix. */
  sample(theta: Float64Array, at: number, random: Random): number;

  /**
   * log ∫ p(x | θ_a) p(x | θ_b) dx in the data's units, for counts and levels the sum; both of this family, and of the
   * same levels.
   * A family that knows no closed form leaves it out.
   */
  logOverlap?(thetaA: Float64Array, atA: number, thetaB: Float64Array, atB: number): number;

  /**
   * The mixture Σ_k weights[k] p(x | θ_k) of this column, in the data's units; its components lie `parameterCount`
   * apart in θ from `at`.
   */
  predict(theta: Float64Array, at: number, weights: Float64Array): Prediction;

  /**
   * Tail probability of `value` under the same mixture: 2 min(F, 1 − F), or the sum of all levels no more probable.
   *
   * @param rows on how many rows each component's parameters rest: few rows promise little, so that a normal's tail is
   * then the one of a t distribution; parameters are taken as known where it is left out
   */
  tail(theta: Float64Array, at: number, weights: Float64Array, value: number, rows?: Float64Array): number;

  /** The largest log density, on the matrix's own scale, that any value has under one component. */
  peak(theta: Float64Array, at: number): number;

  /** θ of one component in the terms of the wire. `levels` names the level indices. */
  summarise(theta: Float64Array, at: number, levels: readonly string[]): Summary;

  /**
   * The reverse of `summarise`, from any JSON object: the family's own parameters are enough. Once θ has gone this
   * way, it comes back from its summary the same to the last bit.
   * @returns what is wrong with the summary, in words, or undefined when θ was written
   */
  restore(summary: object, theta: Float64Array, at: number, levels: readonly string[]): string | undefined;
}
