/**
 * Oddness: the distance of a row from what is usual, for ranking rows. Unlike the tail it is not a probability: it adds
 * up the evidence from the row as a whole and from its single cells, and so tests neither.
 *
 * With ω_k ∝ π_k² over the common components, so that rows of a rarer cluster are odder, b_d and a_d the largest log
 * f_dk and log ω_k f_dk of all values and components, and log densities ℓ_dk of cells that are at least a_d − 16, so
 * that one wild cell does not hide how odd the others are:
 *
 *   oddness(x) = −log Σ_k ω_k exp Σ_d (ℓ_dk − b_d) + Σ_d m_d^(3/2),   m_d = max(0, −log Σ_k ω_k exp(ℓ_dk − a_d)).
 *
 * A code far from all other numbers of its column counts as a cell at that bound, though it is missing in the fit.
 * m_d is ½z² for one normal: a few odd cells weigh more than many that are a little unusual. The powers and the bound
 * were chosen by how well they rank the anomalies of labelled sets (docs/accuracy.md); the power of the weights is low
 * enough to leave rows of a rarer cluster less odd than rows between clusters.
 */
import { RowTerms } from '../contamination/rowTerms';
import { logSumExp } from '../families/functions/special';
import type { Cells } from '../data/matrix';
import type { RepeatedValue } from '../schema/encoding/encode';
import { boundedExp } from '../numeric/boundedExp';
import { mixtureOf, type FittedModel } from './fittedModel';
import { logWeightsOf } from './standing';

const WEIGHT_POWER = 2;
/** Bound on the depth of a cell in nats; 5.7 standard deviations of a normal. */
const MOST_DEPTH = 16;

/** Oddness of a cell at the bound. */
const CODE_ODDNESS = MOST_DEPTH + MOST_DEPTH ** 1.5;

/**
 * Returns a function for the oddness of each row of a matrix encoded with the model's schema; 0 for a row without
 * cells.
 *
 * @param repeated codes of the rows, which the matrix has as missing cells
 */
export function oddnessByRow(
  model: FittedModel,
  { columns }: Cells,
  repeated: readonly Pick<RepeatedValue, 'rows'>[] = [],
): (row: number) => number {
  const codes = new Map<number, number>();
  for (const { rows } of repeated) for (const row of rows) codes.set(row, (codes.get(row) ?? 0) + 1);
  const mixture = mixtureOf(model);
  const { k, columns: modelColumns } = mixture.shape;
  const logWeights = raiseToPower(logWeightsOf(model.theta, k, (j) => model.standings[j] === 'common'));
  const common = Array.from(logWeights.keys()).filter((j) => logWeights[j] > -Infinity);
  const highest = (share: 0 | 1): readonly number[] =>
    modelColumns.map(({ marginal, parameters }) =>
      Math.max(
        ...common.map(
          (j) => share * logWeights[j] + marginal.peak(mixture.theta, parameters + j * marginal.parameterCount),
        ),
      ),
    );
  const [tops, peaks] = [highest(1), highest(0)];
  // A bound's probability is at most one.
  const boundTop = Math.max(...common.map((j) => logWeights[j]));
  const terms = new RowTerms(mixture, columns);
  const weights = logWeights.map(Math.exp);
  const joint = new Float64Array(k);
  return (row) => {
    terms.load(row);
    joint.set(logWeights);
    let cells = 0;
    for (let d = 0; d < tops.length; d++) {
      if (terms.observed[d] === 0) continue;
      const isBound = terms.row[d] !== terms.row[d];
      const [top, peak] = isBound ? [boundTop, 0] : [tops[d], peaks[d]];
      let density = 0;
      for (let j = 0; j < k; j++) {
        if (weights[j] === 0) continue;
        const difference = terms.terms[d * k + j] - top;
        const log = difference > -MOST_DEPTH ? difference : -MOST_DEPTH;
        joint[j] += log + top - peak;
        density += weights[j] * (log > 0 ? Math.exp(log) : boundedExp(log));
      }
      const depth = density < 1 ? -Math.log(density) : 0;
      cells += depth * Math.sqrt(depth);
    }
    return cells - logSumExp(joint, 0, k) + CODE_ODDNESS * (codes.get(row) ?? 0);
  };
}

function raiseToPower(logWeights: Float64Array): Float64Array {
  const powers = logWeights.map((log) => WEIGHT_POWER * log);
  const total = logSumExp(powers, 0, powers.length);
  return powers.map((log) => log - total);
}
