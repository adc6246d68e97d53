/** Exemplars: the most typical rows of each component. */
import type { Matrix } from '../data/matrix';
import { likeliestComponents } from './certainty';
import type { Judgement } from '../judging/fittedModel';

/** Maximum number of exemplars per component: more than are shown, since rows may be deleted after the fit. */
const MOST_EXEMPLARS = 20;
const ROWS_PER_STEP = 2 ** 14;

interface Candidate {
  readonly row: number;
  readonly missing: number;
  readonly logDensity: number;
}

/**
 * Finds for each component the rows of which it is the likeliest, by its own log density log p(x | k) = log p(x) + log
 * p(k | x) − log π_k, the most typical first. Densities of rows with different cells missing are not comparable: rows
 * with fewer gaps come first. Yields now and then.
 *
 * @param matrix of the judged rows; rows of weight zero are skipped
 */
export function* typicalRows(
  { columns, rowWeights }: Pick<Matrix, 'columns' | 'rowWeights'>,
  judgement: Pick<Judgement, 'rows' | 'k' | 'posterior' | 'logDensity'>,
): Generator<undefined, readonly (readonly number[])[]> {
  const { rows, k, logDensity } = judgement;
  const best = Array.from({ length: k }, (): Candidate[] => []);
  for (let row = 0; row < rows; row++) {
    if (rowWeights?.[row] === 0) continue;
    const { first, posterior } = likeliestComponents(judgement, row);
    const candidate = {
      row,
      missing: columns.reduce((count, { values }) => (values[row] === values[row] ? count : count + 1), 0),
      logDensity: logDensity[row] + Math.log(posterior),
    };
    const candidates = best[first];
    if (candidates.length < MOST_EXEMPLARS || isBefore(candidate, candidates[candidates.length - 1])) {
      candidates.splice(candidates.findIndex((other) => isBefore(candidate, other)) >>> 0, 0, candidate);
      if (candidates.length > MOST_EXEMPLARS) candidates.pop();
    }
    if (row % ROWS_PER_STEP === 0) yield undefined;
  }
  return best.map((candidates) => candidates.map(({ row }) => row));
}

function isBefore(a: Candidate, b: Candidate): boolean {
  return a.missing !== b.missing ? a.missing < b.missing : a.logDensity > b.logDensity;
}
