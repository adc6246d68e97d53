/** What speaks for and against a result: how it was searched, how flat the objective is there, what is odd about it. */
import type { Estimate } from '../families/family';
import type { Matrix } from '../data/matrix';
import { degeneracies } from './degenerate';
import { lastStep } from '../mixture/em';
import { gradientOf, scalesOf, type Mixture } from '../mixture/model';
import { startsAmong, type Search } from '../mixture/search';

export interface Certificate {
  /** Starts that were run to an optimum. */
  readonly starts: number;
  /** How many of them came within 10⁻⁴ nats per row of the best optimum that the search found. */
  readonly reached: number;
  /** Moves of single components that were tried from the best optima since the best was found, without gain. */
  readonly moves: number;
  /**
   * How many rows were searched, each as often as it counts, where it was a sample of them; left out where it was all.
   */
  readonly rowsSearched?: number;
  /**
   * Euclidean norm of the gradient over the unconstrained parameters, in nats; means in standard deviations of their
   * columns.
   */
  readonly gradientNorm: number;
  /** In sentences: components without rows, on one point, on tied values. */
  readonly warnings: readonly string[];
}

const SAME = 1e-4;

/** @param statistics of the mixture about its θ */
export function certify(
  mixture: Mixture,
  statistics: Float64Array,
  searched: Search | undefined,
  matrix: Matrix,
  estimate: Estimate,
): Certificate {
  const gradient = new Float64Array(mixture.theta.length);
  gradientOf(mixture, statistics, estimate, gradient);
  const scales = scalesOf(mixture.shape);
  const gradientNorm = Math.sqrt(gradient.reduce((sum, slope, i) => sum + (slope * scales[i]) ** 2, 0));
  const warnings = degeneracies(mixture, statistics, estimate).map(({ component, kind, columns, rows }) => {
    const of = `Cluster ${component + 1}`;
    const names = columns.map((d) => `"${matrix.columns[d].name}"`).join(', ');
    if (kind === 'empty') return `${of} has no rows; fewer components would do.`;
    if (kind === 'point') return `${of} sits on one point (${rowsWords(rows)} with the same numbers).`;
    return `${of} sits on tied values of ${names} (${rowsWords(rows)}).`;
  });
  return { ...reachedBy(searched), gradientNorm, warnings };
}

/** Sums of posteriors are seldom whole. */
function rowsWords(rows: number): string {
  const written = rows.toFixed(1).replace(/\.0$/, '');
  return `${written} ${written === '1' ? 'row' : 'rows'}`;
}

function reachedBy(searched: Search | undefined): Pick<Certificate, 'starts' | 'reached' | 'moves' | 'rowsSearched'> {
  if (searched === undefined) return { starts: 1, reached: 1, moves: 0 };
  const { courses, movesSince, onAllRows, rowsSearched } = searched;
  const starts = startsAmong(courses);
  const least = Math.min(...courses.map(({ run }) => lastStep(run).objective));
  const reached = starts.filter(({ run }) => lastStep(run).objective <= least + SAME * rowsSearched).length;
  return { starts: starts.length, reached, moves: movesSince, ...(!onAllRows && { rowsSearched }) };
}
