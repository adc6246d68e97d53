/** A mixture with everything needed to judge rows by it, and the definition of nearness to a component. */
import type { Channel } from '../contamination/errorChannel';
import type { Mixture } from '../mixture/model';
import type { Correlation } from './exempt/correlations';
import type { Crossing } from './exempt/crossings';
import type { Heap } from './exempt/heaps';
import type { HeavyTail } from './exempt/heavyTails';
import type { Skew } from './exempt/skew';
import type { Standing } from './standing';

/** A mixture with everything needed to judge rows by it. */
export interface JudgingMixture {
  readonly mixture: Mixture;
  readonly channels: readonly Channel[];
  readonly standings: readonly Standing[];
  /** Number of rows behind the parameters of column d and component k, at d × K + k. */
  readonly rows: Float64Array;
  /** Heavy tail by column; undefined where a column has none. */
  readonly heavyTails: readonly (HeavyTail | undefined)[];
  /** Skew by column; undefined where a column is not skewed within its components. */
  readonly skews: readonly (Skew | undefined)[];
  /** Heaps by column; undefined where a column has none. */
  readonly heaps: readonly (readonly Heap[] | undefined)[];
  /** Closest correlation within components by column; undefined where a column has none. */
  readonly correlations: readonly (Correlation | undefined)[];
  /** Crossings by column; undefined where a column has none. */
  readonly crossings: readonly (Crossing | undefined)[];
}

/**
 * A pair of weight and distance: a component of at least this weight, within this ½z² of a cell, makes the cell's tail
 * large enough.
 */
export interface NearnessCriterion {
  readonly weight: number;
  readonly logWeight: number;
  readonly halfSquare: number;
}

export const NEVER_NEAR: NearnessCriterion = { weight: 1, logWeight: 0, halfSquare: -1 };
