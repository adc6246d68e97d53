/** Mixtures over more levels than those of their fit, and over fewer columns. */
import type { ColumnFacts } from '../families/family';
import { families, type FamilyName } from '../families/registry';
import { shapeOf, type Mixture } from '../mixture/model';

/** A column of the extended mixture. */
export interface ExtendedColumn {
  /** Position of the column in the fitted mixture. */
  readonly from: number;
  readonly family: FamilyName;
  /** Facts whose levels begin with those of the fit. */
  readonly facts: ColumnFacts;
}

/**
 * Extends a mixture to further levels, and leaves out columns, which marginalises them. Under its prior a component of
 * n rows gives each of L levels that it has not seen the probability (1/L)/(n + 1); the other levels share the rest as
 * before.
 *
 * @param rows number of rows behind the parameters of column d and component k, at d × K + k
 */
export function extendMixture(mixture: Mixture, rows: Float64Array, columns: readonly ExtendedColumn[]): Mixture {
  const { shape, theta } = mixture;
  const extended = shapeOf(columns, shape.k, shape.strength);
  const extendedTheta = new Float64Array(extended.parameterCount);
  extendedTheta.set(theta.subarray(0, shape.k));
  columns.forEach(({ from, family, facts }, d) => {
    const { marginal, parameters } = shape.columns[from];
    const target = extended.columns[d];
    for (let k = 0; k < shape.k; k++) {
      const at = parameters + k * marginal.parameterCount;
      const own = theta.subarray(at, at + marginal.parameterCount);
      const to = target.parameters + k * target.marginal.parameterCount;
      if (families[family].reads === 'level') {
        const further = facts.levels - marginal.parameterCount;
        const share = further / facts.levels / (rows[from * shape.k + k] + 1);
        extendedTheta.set(
          own.map((logShare) => logShare + Math.log1p(-share)),
          to,
        );
        if (further > 0) extendedTheta.fill(Math.log(share / further), to + own.length, to + facts.levels);
      } else extendedTheta.set(own, to);
    }
  });
  return { shape: extended, theta: extendedTheta };
}
