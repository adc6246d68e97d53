/** A mixture as rows are judged by it, and how near a cell must be to one of its components. */
import type { Channel } from '../contamination/errorChannel';
import type { Mixture } from '../mixture/model';
import type { Heap } from './exempt/heaps';
import type { HeavyTail } from './exempt/heavyTails';
import type { Skew } from './exempt/skew';
import type { Standing } from './standing';

/** A mixture as rows are judged by it. */
export interface JudgingMixture {
  readonly mixture: Mixture;
  readonly channels: readonly Channel[];
  readonly standings: readonly Standing[];
  /** On how many rows the parameters of column d and component k rest, at d × K + k. */
  readonly rows: Float64Array;
  /** By column; undefined where a column has no heavy tail. */
  readonly heavyTails: readonly (HeavyTail | undefined)[];
  /** By column; undefined where a column is not skewed within its components. */
  readonly skews: readonly (Skew | undefined)[];
  /** By column; undefined where a column has no heaps. */
  readonly heaps: readonly (readonly Heap[] | undefined)[];
}

/** A component of at least this weight gives a cell that is so near to it, ½z², a tail that is large enough. */
export interface Near {
  readonly weight: number;
  readonly logWeight: number;
  readonly halfSquare: number;
}

export const NOWHERE: Near = { weight: 1, logWeight: 0, halfSquare: -1 };
