/** The best known optima: of `optima.json` under `map`, of `published.json` under `ml`. */
import type { Estimate } from '../../server/core/families/family';
import type { Matrix } from '../../server/core/data/matrix';
import { complete } from '../../server/core/numeric/generators';
import { DEFAULT_FIT_OPTIONS, fit, type Fit } from '../../server/core/selection/fitMixture';
import { namedColumns, optima, published, referenceMatrix } from './reference';

export interface BestKnown {
  readonly data: string;
  readonly k: number;
  readonly estimate: Estimate;
  /** Objective under `map`, NLML under `ml`. */
  readonly objective: number;
  matrix(): Matrix;
}

/** Tolerated distance to the best known objective, in nats: the published ones have four digits. */
export function allowance({ estimate }: BestKnown, matrix: Matrix): number {
  return estimate === 'map' ? 1e-4 * matrix.rows : 5e-4;
}

/** A fit with the default options. */
export function defaultFit({ k, estimate }: BestKnown, matrix: Matrix): Fit {
  return complete(fit(matrix, { ...DEFAULT_FIT_OPTIONS, k, estimate }));
}

export const bestKnown: readonly BestKnown[] = [
  ...Object.entries(optima).flatMap(([data, { numeric, categorical, map }]) =>
    Object.entries(map).map(([k, { objective }]): BestKnown => ({
      data,
      k: Number(k),
      estimate: 'map',
      objective,
      matrix: () => referenceMatrix(`${data}.csv`, numeric, categorical),
    })),
  ),
  ...Object.entries(published).flatMap(([data, { normal, categorical, ml }]) =>
    Object.entries(ml).map(([k, logLikelihood]): BestKnown => ({
      data,
      k: Number(k),
      estimate: 'ml',
      objective: -logLikelihood,
      matrix: () =>
        referenceMatrix(`${data}.csv`, namedColumns(`${data}.csv`, normal), namedColumns(`${data}.csv`, categorical)),
    })),
  ),
];
