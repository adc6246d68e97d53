/**
 * Rows judged by the others: log densities and cell surprises under the model without the row itself.
 *
 * A wild row that is part of the fit gets a component of its own, under which it looks quite usual. So a
 * row must not testify for itself: its share is taken out of the expected sufficient statistics, and one
 * M step gives the model of the others (the deletion of case-deletion diagnostics, Cook 1977, "Detection
 * of influential observation in linear regression", Technometrics 19; for EM: Zhu, Lee, Wei & Zhou 2001,
 * "Case-deletion measures for models with incomplete data", Biometrika 88).
 */
import { logSumExp } from '../families/special';
import { expectationOfRow, type RowExpectation, type Scores } from '../mixture/expectation';
import type { Cells } from '../matrix';
import { logPredictive, logPredictiveWeights, maximise, type Mixture } from '../mixture/model';
import { nextUpTo } from '../sorting';
import type { RowTails } from './surprise';

/** Components with more rows than this hardly change by the loss of one, unless the row is unusual… */
const SMALL_COMPONENT = 100;
/** …which it is below this tail probability. */
const UNUSUAL_BELOW = 0.05;
/** In a component of at least so many rows one counts for so little that its tail changes by less than a hundredth of itself… */
const LARGE_COMPONENT = 10_000;
/** …unless the row is as unusual as this. */
const UNUSUAL_OF_MANY = 0.002;
/** A row is of each component of which it may be with at least this probability. */
const LEAST_POSTERIOR = 0.01;

/** Rows whose tails are looked up without a pause. */
const ROWS_PER_PAUSE = 2 ** 14;
/** Rows that are judged together, and fewer of many columns and components: so many cells are judged without a pause. */
const ROWS_TOGETHER = 1024;
const CELLS_TOGETHER = 2 ** 16;
/** A component that holds less than this much of the other rows is the row's own, and goes with it. */
const LEAST_ROWS = 1;

/**
 * The statistics of the others. A component of the row's own loses its share of the prior too, and so all its weight.
 * Levels and counts keep the row's share: see `Marginal.addLogPredictive`.
 */
function statisticsWithout({ shape }: Mixture, statistics: Float64Array, own: RowExpectation): Float64Array {
  const rest = statistics.slice();
  for (const { marginal, statistics: at } of shape.columns) {
    if (!marginal.continuous) continue;
    for (let i = at; i < at + shape.k * marginal.statisticCount; i++) rest[i] -= own.statistics[i];
  }
  own.posterior.forEach((posterior, k) => {
    if (isOwn(statistics[k], posterior)) rest[k] = -1 / shape.k;
  });
  return rest;
}

/** Whether a component of so many rows holds a row of this posterior and hardly anything else. */
function isOwn(rows: number, posterior: number): boolean {
  return posterior > 0.5 && rows - posterior < LEAST_ROWS;
}

/** A component of fewer rows is one row's own. */
const ROWS_OF_ITS_OWN = 1.5;

/** Whether a component is one row's own. @param statistics of the fit: they begin with the number of rows in each component */
export function isOfOneRow(statistics: Float64Array, component: number): boolean {
  return statistics[component] < ROWS_OF_ITS_OWN;
}

/**
 * The mixture for rows that are not part of the statistics: a component of one row's own says nothing of others. One wild row
 * would else make a wild cell beside it look usual, such as itself after an edit.
 */
export function mixtureForOthers({ shape, theta }: Mixture, statistics: Float64Array): Mixture {
  const shared = Array.from({ length: shape.k }, (_, j) => j).filter((j) => !isOfOneRow(statistics, j));
  if (shared.length === 0 || shared.length === shape.k) return { shape, theta };
  const own = theta.slice();
  const total = logSumExp(Float64Array.from(shared, (j) => theta[j]), 0, shared.length);
  for (let j = 0; j < shape.k; j++) own[j] = isOfOneRow(statistics, j) ? -Infinity : theta[j] - total;
  return { shape, theta: own };
}

/**
 * The mixture without one of its rows. The M step is that of `map` even for a model fitted by `ml`:
 * a component of which few rows are left needs the prior.
 *
 * @param row as it is part of the statistics
 */
export function withoutRow(mixture: Mixture, statistics: Float64Array, row: Float64Array): Mixture {
  const others: Mixture = { shape: mixture.shape, theta: mixture.theta.slice() };
  maximise(others, statisticsWithout(mixture, statistics, expectationOfRow(mixture, row)), 'map');
  return others;
}

/**
 * Log predictive density of a row under the others. The parameters are integrated out, since a normal
 * with the mean and sd of a handful of rows would call every further row a surprise; of many rows it is
 * the plain log density. Set against log densities drawn from the model it is calibrated even for few
 * rows: for a t statistic of ν degrees of freedom, −2 × the log of its relative density is close to the
 * square of a standard normal (Wallace 1959, "Bounds on normal approximations to Student's and the
 * chi-square distributions", Ann. Math. Statist. 30).
 *
 * @param fitted the row as it is part of the statistics: cells that have no part in them are missing
 */
export function deletedLogDensity(mixture: Mixture, statistics: Float64Array, row: Float64Array, fitted: Float64Array): number {
  const { shape } = mixture;
  const own = expectationOfRow(mixture, fitted);
  const hasNumbers = shape.columns.some(({ marginal }, d) => marginal.continuous && !Number.isNaN(row[d]));
  // Of levels alone nothing is taken out, and ties with drawn rows must stay ties.
  if (!hasNumbers && !own.posterior.some((posterior, k) => isOwn(statistics[k], posterior))) return own.logDensity;
  return logPredictive(mixture, statisticsWithout(mixture, statistics, own), row);
}

/**
 * Makes of a row's cells those that are part of the statistics, the others missing. Returns false for a row that is no part
 * of them: another one cannot be taken out of them.
 */
export type AsFitted = (row: Float64Array) => boolean;

/** What rows are judged by. */
export interface Judge {
  readonly mixture: Mixture;
  readonly statistics: Float64Array;
  readonly tails: RowTails;
  readonly asFitted: AsFitted;
}

/**
 * The rows' tail probabilities, each judged without the row itself where that can make a difference: where it is unusual
 * under the model with all rows, or of a component of few. Yields now and then.
 *
 * @param scores of the rows under the judge's mixture
 */
export function* tailsByOthers(judge: Judge, matrix: Cells, { posterior, logDensity }: Scores): Generator<undefined, Float64Array> {
  const { mixture, mixture: { shape: { k } }, statistics, tails } = judge;
  const ofFewer = (rows: number): readonly number[] => Array.from({ length: k }, (_, j) => j).filter((j) => statistics[j] < rows);
  const [small, middling] = [ofFewer(SMALL_COMPONENT), ofFewer(LARGE_COMPONENT)];
  const isOf = (some: readonly number[], row: number): boolean => some.some((j) => posterior[row * k + j] > LEAST_POSTERIOR);
  // Of most models' rows it is plain by their tails alone that they are not judged.
  const ordinaryFrom = small.length > 0 ? Infinity : middling.length > 0 ? UNUSUAL_BELOW : UNUSUAL_OF_MANY;
  const isJudged = (row: number): boolean => tail[row] < UNUSUAL_OF_MANY || (tail[row] < UNUSUAL_BELOW && isOf(middling, row)) || isOf(small, row);
  const group = groupOf(judge, matrix);
  const others = mixtureForOthers(mixture, statistics);
  const tail = new Float64Array(matrix.rows);
  for (let from = 0; from < matrix.rows; from += ROWS_PER_PAUSE) {
    const end = Math.min(matrix.rows, from + ROWS_PER_PAUSE);
    tails.fill(logDensity, from, end, tail);
    for (let n = nextUpTo(tail, from, end, ordinaryFrom); n < end; n = nextUpTo(tail, n + 1, end, ordinaryFrom)) {
      if (!isJudged(n)) continue;
      take(judge, others, matrix, posterior, n, group, tail);
      if (group.count < group.rows.length) continue;
      judgeGroup(judge, group, tail);
      yield undefined;
    }
    yield undefined;
  }
  judgeGroup(judge, group, tail);
  return tail;
}

/** Rows from all over the matrix that are judged together, so that nothing is allocated for a row. */
interface Group {
  count: number;
  readonly rows: Uint32Array;
  /** Each column's cells of the rows, and these as they are part of the statistics. */
  readonly cells: readonly Float64Array[];
  readonly fitted: readonly Float64Array[];
  /** Posteriors, and log joint densities that begin as log weights: component k's row i at k × rows.length + i. */
  readonly posterior: Float64Array;
  readonly joint: Float64Array;
  readonly logWeights: Float64Array;
  /** Which columns hold numbers. */
  readonly numbers: readonly number[];
  /** One row's cells as they are part of the statistics, and its posteriors or log joint densities. */
  readonly row: Float64Array;
  readonly terms: Float64Array;
}

function groupOf({ mixture: { shape: { k, columns } }, statistics }: Judge, { rows }: Cells): Group {
  const most = Math.max(1, Math.min(rows, ROWS_TOGETHER, Math.floor(CELLS_TOGETHER / (k * columns.length))));
  return {
    count: 0,
    rows: new Uint32Array(most),
    cells: columns.map(() => new Float64Array(most)),
    fitted: columns.map(() => new Float64Array(most)),
    posterior: new Float64Array(k * most),
    joint: new Float64Array(k * most),
    logWeights: logPredictiveWeights(statistics.subarray(0, k)),
    numbers: Array.from(columns.keys()).filter((d) => columns[d].marginal.continuous),
    row: new Float64Array(columns.length),
    terms: new Float64Array(k),
  };
}

/**
 * Takes a row into the group, unless nothing is to be taken out of the statistics for it. One that is no part of them is judged at once.
 *
 * @param others by which such rows are judged
 */
function take({ mixture, statistics, tails, asFitted }: Judge, others: Mixture, matrix: Cells, posterior: Float64Array, n: number, group: Group, tail: Float64Array): void {
  const { count, cells, fitted, row, terms, numbers } = group;
  const { k } = mixture.shape;
  for (let d = 0; d < row.length; d++) cells[d][count] = row[d] = matrix.columns[d].values[n];
  if (!asFitted(row)) {
    for (let d = 0; d < row.length; d++) row[d] = cells[d][count];
    if (others.theta !== mixture.theta) tail[n] = tails.of(n, expectationOfRow(others, row).logDensity);
    return;
  }
  let isWhole = true;
  for (let d = 0; d < row.length; d++) {
    fitted[d][count] = row[d];
    if (row[d] !== row[d] && cells[d][count] === cells[d][count]) isWhole = false;
  }
  if (isWhole) for (let j = 0; j < k; j++) terms[j] = posterior[n * k + j];
  else terms.set(expectationOfRow(mixture, row).posterior);
  let own = -1;
  for (let j = 0; j < k; j++) if (isOwn(statistics[j], terms[j])) own = j;
  // Of levels alone nothing is taken out, and ties with drawn rows must stay ties.
  if (own < 0 && !hasNumber(numbers, cells, count)) return;
  const weights = own < 0 ? group.logWeights : logPredictiveWeights(statistics.subarray(0, k).map((rows, j) => (j === own ? -1 / k : rows)));
  const stride = group.rows.length;
  for (let j = 0; j < k; j++) {
    group.posterior[j * stride + count] = terms[j];
    group.joint[j * stride + count] = weights[j];
  }
  group.rows[count] = n;
  group.count++;
}

function hasNumber(numbers: readonly number[], cells: readonly Float64Array[], i: number): boolean {
  for (const d of numbers) if (cells[d][i] === cells[d][i]) return true;
  return false;
}

/** Writes the tails of the group's rows, and empties it. */
function judgeGroup({ mixture: { shape, theta }, statistics, tails }: Judge, group: Group, tail: Float64Array): void {
  const { count, rows, cells, fitted, posterior, joint, terms } = group;
  shape.columns.forEach(({ marginal, parameters, statistics: at }, d) => {
    for (let j = 0; j < shape.k; j++) {
      const place = parameters + j * marginal.parameterCount;
      const from = j * rows.length;
      marginal.addLogPredictive(statistics, at + j * marginal.statisticCount, theta, place, cells[d], fitted[d], count, posterior, from, joint, from);
    }
  });
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < shape.k; j++) terms[j] = joint[j * rows.length + i];
    tail[rows[i]] = tails.of(rows[i], logSumExp(terms, 0, shape.k));
  }
  group.count = 0;
}
