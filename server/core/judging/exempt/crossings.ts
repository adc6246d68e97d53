/**
 * Crossings: cells of a component that lie far from it, among the cells of other components, and are too many for
 * errors. Such a component has a part of its own in this column, for which the rows do not warrant a further component.
 */
import { MOST_WRONG_SHARE } from '../../contamination/errorChannel';
import type { Cells } from '../../data/matrix';
import type { Suspects } from '../falseDiscovery';
import type { JudgingMixture } from '../judgingMixture';
import { logWeightsOf } from '../standing';

/** Share of a component's cells that lie among those of other components, by component; 0 where none do. */
export interface Crossing {
  readonly shares: Float64Array;
}

/** Minimum number of such cells of a component; their minimum share is the largest share of errors. */
const LEAST_CELLS = 5;
/** Tail probability in the whole column from which a cell lies among the others. */
const LEAST_COLUMN_TAIL = 0.05;

/**
 * Finds the crossings of each column of numbers.
 *
 * @param posterior row n, component k at n × K + k
 */
export function findCrossings(
  { rows, columns }: Pick<Suspects, 'rows' | 'columns'>,
  judging: JudgingMixture,
  matrix: Cells,
  posterior: Float64Array,
): readonly (Crossing | undefined)[] {
  const {
    mixture: {
      shape: { k, columns: marginals },
    },
  } = judging;
  return marginals.map(({ marginal }, d) => {
    if (!marginal.continuous || k < 2) return undefined;
    const counts = new Float64Array(k);
    const { values } = matrix.columns[d];
    rows.forEach((row, i) => {
      if (columns[i] === d && isAmongOthers(judging, d, values[row])) counts[likeliest(posterior, row, k)]++;
    });
    const shares = counts.map((count, j) => {
      const share = count / (count + judging.rows[d * k + j]);
      return count >= LEAST_CELLS && share > MOST_WRONG_SHARE ? share : 0;
    });
    return shares.some((share) => share > 0) ? { shares } : undefined;
  });
}

function likeliest(posterior: Float64Array, row: number, k: number): number {
  let best = 0;
  for (let j = 1; j < k; j++) if (posterior[row * k + j] > posterior[row * k + best]) best = j;
  return best;
}

/** Whether a number is ordinary in the whole column, under all common components. */
function isAmongOthers({ mixture, rows, standings }: JudgingMixture, d: number, value: number): boolean {
  const {
    shape: { k, columns },
    theta,
  } = mixture;
  const { marginal, parameters } = columns[d];
  const weights = logWeightsOf(theta, k, (j) => standings[j] === 'common').map(Math.exp);
  return marginal.tail(theta, parameters, weights, value, rows.subarray(d * k, (d + 1) * k)) >= LEAST_COLUMN_TAIL;
}

/**
 * Returns the tail probability of a crossing cell of a row.
 *
 * @param weights p(k | the row's other cells)
 */
export function crossingTail(
  { shares }: Crossing,
  judging: JudgingMixture,
  d: number,
  value: number,
  weights: Float64Array,
): number {
  const share = shares.reduce((sum, own, j) => sum + own * weights[j], 0);
  return share > 0 && isAmongOthers(judging, d, value) ? share : 0;
}
