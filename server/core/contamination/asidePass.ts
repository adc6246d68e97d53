/** The pass over all rows of a matrix that sets cells aside. */
import type { Matrix } from '../data/matrix';
import { families } from '../families/registry';
import type { Scores } from '../mixture/engine';
import type { Mixture } from '../mixture/model';
import type { RowPatterns } from '../data/missingPatterns';
import type { Aside } from './asideCells';
import type { Channel } from './errorChannel';
import { RowTerms } from './rowTerms';
import { Screen } from './screen';
import { RowAssessor } from './asideOfRow';

const ROWS_PER_PAUSE = 2 ** 12;
/**
 * Number of rows below which a component is evaluated without the row itself: the row would make its own wrong cells
 * look likely.
 */
const FEW_ROWS = 200;
const LEAST_POSTERIOR = 0.01;

/** A fitted mixture; its statistics include every cell that is not set aside. */
export interface Fitted {
  readonly mixture: Mixture;
  readonly statistics: Float64Array;
  readonly aside: Aside;
}

/** A matrix with the patterns of missing cells in its rows. */
export interface PatternedMatrix {
  readonly matrix: Matrix;
  readonly patterns: RowPatterns;
}

/**
 * Finds the cells that a mixture sets aside. Yields now and then.
 *
 * @param scores of all rows with all their cells, under the mixture
 * @param fitted needed to evaluate components of few rows without the row itself
 */
export function* cellsSetAside(
  mixture: Mixture,
  { matrix, patterns }: PatternedMatrix,
  channels: readonly Channel[],
  scores: Scores,
  fitted?: Fitted,
): Generator<undefined, Aside> {
  const { k } = mixture.shape;
  const rowsByColumn: number[][] = matrix.columns.map(() => []);
  const terms = new RowTerms(mixture, matrix.columns);
  const assessor = new RowAssessor(terms, mixture.theta.subarray(0, k), mixture, channels);
  const screen = new Screen(mixture, wrongCellBounds(matrix, channels), matrix.columns, patterns);
  const caseDeletion = fitted && new CaseDeletion(fitted, matrix, terms);
  for (let from = 0; from < matrix.rows; from += ROWS_PER_PAUSE) {
    const end = Math.min(matrix.rows, from + ROWS_PER_PAUSE);
    for (let n = from; n < end; n++) {
      const isSmall = caseDeletion?.isInSmallComponent(scores.posterior, n) === true;
      if (!isSmall && screen.next(scores.logDensity, n, n + 1) > n) continue;
      terms.load(n);
      if (isSmall) caseDeletion?.deleteRow(n, scores.posterior);
      if (assessor.setAside() > 0)
        assessor.isKept.forEach((flag, d) => flag === 0 && terms.observed[d] === 1 && rowsByColumn[d].push(n));
    }
    yield undefined;
  }
  return rowsByColumn.map((rows) => Uint32Array.from(rows));
}

/**
 * Returns the log densities below which cells may be set aside, by column: the threshold of the likeliest wrong cell.
 */
export function wrongCellBounds({ columns }: Matrix, channels: readonly Channel[]): Float64Array {
  return Float64Array.from(
    channels,
    ({ logOdds, spread }, d) => logOdds + families[columns[d].family].logWrong(spread.centre, spread),
  );
}

/** Components of few rows, evaluated without the current row (case deletion: Cook 1977). */
class CaseDeletion {
  private readonly smallComponents: readonly number[];
  private readonly isAside: readonly ReadonlySet<number>[];
  /** Statistics and parameters of one column of one component, its weight and its log density; arrays are reused. */
  private readonly rest: Float64Array;
  private readonly reducedTheta: Float64Array;
  private readonly weight = new Float64Array(1);
  private readonly log = new Float64Array(1);

  constructor(
    private readonly fitted: Fitted,
    private readonly matrix: Matrix,
    private readonly terms: RowTerms,
  ) {
    const { k, columns } = fitted.mixture.shape;
    const longest = (count: 'statisticCount' | 'parameterCount'): number =>
      columns.reduce((length, { marginal }) => Math.max(length, marginal[count]), 0);
    this.rest = new Float64Array(longest('statisticCount'));
    this.reducedTheta = new Float64Array(longest('parameterCount'));
    this.smallComponents = Array.from({ length: k }, (_, j) => j).filter((j) => fitted.statistics[j] < FEW_ROWS);
    this.isAside = fitted.aside.map((rows) => new Set(rows));
  }

  isInSmallComponent(posterior: Float64Array, n: number): boolean {
    const { k } = this.fitted.mixture.shape;
    for (const j of this.smallComponents) if (posterior[n * k + j] > LEAST_POSTERIOR) return true;
    return false;
  }

  /** Replaces the row's terms by its terms under components without the contribution of the row's fitted cells. */
  deleteRow(n: number, posterior: Float64Array): void {
    const {
      fitted: {
        mixture: { shape, theta },
        statistics,
      },
      matrix,
      terms,
      isAside,
      rest,
      reducedTheta,
      weight,
      log,
    } = this;
    const { k } = shape;
    shape.columns.forEach(({ marginal, parameters, statistics: at }, d) => {
      const { values, family } = matrix.columns[d];
      const bound = terms.boundOf(d);
      if (terms.observed[d] === 0 || isAside[d].has(n)) return;
      const jacobian = bound === undefined ? (families[family].logJacobian?.(values[n]) ?? 0) : 0;
      for (const j of this.smallComponents) {
        const r = posterior[n * k + j];
        if (r <= LEAST_POSTERIOR) continue;
        const place = parameters + j * marginal.parameterCount;
        copyInto(rest, statistics, at + j * marginal.statisticCount, marginal.statisticCount);
        weight[0] = -r;
        if (bound === undefined) marginal.accumulate(theta, place, values, n, 1, weight, 0, rest, 0);
        else marginal.bounded?.accumulate(theta, place, bound, -r, rest, 0);
        copyInto(reducedTheta, theta, place, marginal.parameterCount);
        marginal.maximise(rest, 0, reducedTheta, 0, 'map');
        log[0] = 0;
        if (bound === undefined) marginal.addLogDensity(reducedTheta, 0, values, n, 1, log, 0);
        else log[0] = marginal.bounded?.logProbability(reducedTheta, 0, bound) ?? 0;
        terms.terms[d * k + j] = Math.min(terms.terms[d * k + j], log[0] + jacobian);
      }
    });
  }
}

/** Copies `count` numbers from `at` on; a loop takes less time than a view of so few. */
function copyInto(to: Float64Array, from: Float64Array, at: number, count: number): void {
  for (let i = 0; i < count; i++) to[i] = from[at + i];
}
