/**
 * The certificate of a fit, for and against its result: the search behind it, the gradient of the objective at the
 * optimum, and degenerate components.
 */
import { listed, say } from '../../../language/language';
import type { Estimate } from '../families/family';
import type { Matrix } from '../data/matrix';
import { degeneracies } from './degenerate';
import { lastStep } from '../mixture/em';
import { gradientOf, scalesOf, type Mixture } from '../mixture/model';
import { startsAmong } from '../mixture/exploration/courses';
import { type Search } from '../mixture/search';

export interface SearchCertificate {
  /** Number of starts that ran to an optimum. */
  readonly starts: number;
  /** Number of starts that came within 10⁻⁴ nats per row of the best optimum found. */
  readonly reached: number;
  /** Number of moves of single components tried without gain since the best optimum was found. */
  readonly moves: number;
  /** Number of rows searched, each as often as it counts, if the search used a sample; left out if it used all rows. */
  readonly rowsSearched?: number;
  /**
   * Euclidean norm of the gradient over the unconstrained parameters, in nats; means in standard deviations of their
   * columns.
   */
  readonly gradientNorm: number;
  /** Sentences on components without rows, on one point, or on tied values. */
  readonly warnings: readonly string[];
}

const REACHED_DIFFERENCE = 1e-4;

/**
 * Certifies a fit.
 *
 * @param statistics S about the mixture's θ
 */
export function certify(
  mixture: Mixture,
  statistics: Float64Array,
  search: Search | undefined,
  matrix: Matrix,
  estimate: Estimate,
): SearchCertificate {
  const gradient = new Float64Array(mixture.theta.length);
  gradientOf(mixture, statistics, estimate, gradient);
  const scales = scalesOf(mixture.shape);
  const gradientNorm = Math.sqrt(gradient.reduce((sum, slope, i) => sum + (slope * scales[i]) ** 2, 0));
  const warnings = degeneracies(mixture, statistics, estimate).map(({ component, kind, columns, rows }) => {
    const cluster = String(component + 1);
    const names = columns.map((d) => `"${matrix.columns[d].name}"`);
    const count = Number(rows.toFixed(1)); // sums of posteriors are seldom whole
    if (kind === 'empty') return say('Cluster {cluster} has no rows; fewer components would do.', { cluster });
    return kind === 'point'
      ? say(
          'Cluster {cluster} sits on one point ({count, plural, one {# row} other {# rows}} with the same numbers).',
          { cluster, count },
        )
      : say('Cluster {cluster} sits on tied values of {names} ({count, plural, one {# row} other {# rows}}).', {
          cluster,
          names: listed(names),
          count,
        });
  });
  return { ...searchFigures(search), gradientNorm, warnings };
}

function searchFigures(
  search: Search | undefined,
): Pick<SearchCertificate, 'starts' | 'reached' | 'moves' | 'rowsSearched'> {
  if (search === undefined) return { starts: 1, reached: 1, moves: 0 };
  const { courses, movesSinceBest, onAllRows, rowsSearched } = search;
  const starts = startsAmong(courses);
  const least = Math.min(...courses.map(({ run }) => lastStep(run).objective));
  const reached = starts.filter(
    ({ run }) => lastStep(run).objective <= least + REACHED_DIFFERENCE * rowsSearched,
  ).length;
  return { starts: starts.length, reached, moves: movesSinceBest, ...(!onAllRows && { rowsSearched }) };
}
