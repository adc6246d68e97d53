/**
 * EM over a table that stays in its database: each pass is a SELECT, and everything between the passes (the M step, the
 * acceleration, the tolerance) is that of a fit in memory. The caller runs the statements.
 */
import type { Matrix } from '../../core/data/matrix';
import { em, type EmStep, type Run, type RunOptions, WARM_PLAIN_STEPS } from '../../core/mixture/em';
import type { Engine, Expectation, WithEngine } from '../../core/mixture/engine';
import { shapeOf } from '../../core/mixture/model';
import { usedColumns } from '../../core/schema/encoding/usedColumns';
import { passSelect, type PassOptions, type PassResult, type PassSums } from '../../formats/sql/passSelect';
import type { SqlModel, SqlSource } from '../../formats/sql/sqlRows';
import { FitProblem } from '../../words/fitProblem';

/** Relative rounding of a sum of weights. */
const ROUNDING = 1e-10;

/** Statements that the caller runs, in order; it passes their results to `next`. */
export interface PassRequest {
  readonly statements: readonly string[];
  /** Parameters of a pass of EM; absent for other statements. */
  readonly theta?: Float64Array;
}

/** Options of a run in a database. */
export interface DatabaseRunOptions extends RunOptions, PassOptions {
  /** Number of rows, each as often as it counts. */
  readonly rows: number;
  readonly priorStrength: number;
  /** Number of plain steps before acceleration begins. */
  readonly plainSteps?: number | undefined;
}

/** A run with the sums of its last pass. */
export interface DatabaseRun extends Run {
  readonly sums: PassSums;
}

/**
 * Runs EM from a model until the estimated distance to the limit is below the tolerance. Yields the statements of each
 * pass, and each step.
 *
 * @param model with the facts of all rows, on which the priors depend
 */
export function* emInDatabase(
  model: SqlModel,
  source: SqlSource,
  options: DatabaseRunOptions,
): Generator<PassRequest | EmStep, DatabaseRun, readonly PassResult[] | undefined> {
  const passes = new Passes(model, source, options);
  const columns = usedColumns(model.schema).map(({ name, kind, levels }, d) => ({
    name,
    family: kind,
    levels,
    facts: model.facts[d],
    values: new Float64Array(0),
  }));
  const matrix: Matrix & WithEngine = { rows: options.rows, columns, engine: passes.engine };
  const start = { shape: shapeOf(columns, model.k, options.priorStrength), theta: model.theta };
  const run = em(start, matrix, options, options.plainSteps ?? WARM_PLAIN_STEPS);
  for (;;) {
    const step = run.next();
    if (step.done === true) return { ...step.value, sums: passes.sumsOf(step.value.expectation) };
    if (step.value !== undefined) yield step.value;
    else if (passes.request !== undefined) passes.answer((yield passes.request) ?? []);
  }
}

/** Requires that all passes see the same rows, whose objectives alone can be compared. @throws FitProblem */
function requireRows(before: number, now: number): void {
  if (Math.abs(now - before) > ROUNDING * before)
    throw new FitProblem(
      `the table changed during the fit, from ${before} rows to ${now}; fit a copy, or rows that stay as they are`,
    );
}

/** Passes as an engine, whose generator waits until the results of its statements are there. */
class Passes {
  /** Statements that are still to be run. */
  request: PassRequest | undefined;
  private results: readonly PassResult[] = [];
  private readonly sums = new WeakMap<Expectation['statistics'], PassSums>();

  constructor(
    private readonly model: SqlModel,
    private readonly source: SqlSource,
    private readonly options: DatabaseRunOptions,
  ) {}

  get engine(): Engine {
    const absent = (): never => {
      throw new Error('a pass in a database returns sums alone');
    };
    return {
      hold: (matrix) => matrix,
      expectation: (mixture) => this.pass(mixture.theta),
      score: absent,
      scoreAndSum: absent,
      logDensities: absent,
      statisticsUnder: absent,
    };
  }

  answer(results: readonly PassResult[]): void {
    this.results = results;
    this.request = undefined;
  }

  sumsOf({ statistics }: Expectation): PassSums {
    const sums = this.sums.get(statistics);
    if (sums === undefined) throw new Error('these statistics are of no pass');
    return sums;
  }

  private *pass(theta: Float64Array): Generator<undefined, Expectation> {
    const { statements, read } = passSelect({ ...this.model, theta }, this.source, this.options);
    this.request = { statements, theta };
    while (this.isOpen()) yield undefined;
    const sums = read(this.results);
    requireRows(this.options.rows, sums.rows);
    this.sums.set(sums.statistics, sums);
    return sums;
  }

  private isOpen(): boolean {
    return this.request !== undefined;
  }
}
