/**
 * EM over a table that stays in its database: each pass is a SELECT, and everything between the passes (the M step, the
 * acceleration, the tolerance) is that of a fit in memory. The caller runs the statements.
 */
import type { Channel } from '../../core/contamination/errorChannel';
import type { Matrix } from '../../core/data/matrix';
import { em, type EmStep, type Run, type RunOptions, WARM_PLAIN_STEPS } from '../../core/mixture/em';
import type { Engine, Expectation, WithEngine } from '../../core/mixture/engine';
import { shapeOf, type Mixture } from '../../core/mixture/model';
import { usedColumns } from '../../core/schema/encoding/usedColumns';
import { factsSelect, type TableFacts } from '../../formats/sql/factsSelect';
import { MOST_ROUNDS } from '../../formats/sql/keptRows';
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
  /** Summation of the rows of the only statement; absent where the statement itself returns sums. */
  readonly blocks?: RowBlocks;
}

/** Rows that are summed block by block. */
export interface RowBlocks {
  /** Arrays that take the columns of a block; NaN stands for NULL. */
  readonly arrays: readonly Float64Array[];
  /** Adds the first rows of the arrays. Yields now and then. */
  add(rows: number): Generator<undefined, undefined>;
  /** Returns the sums of all blocks as the only row of the statement's result. */
  row(): readonly number[];
}

/** Results of the requested statements, in their order. */
export type PassAnswer = readonly PassResult[] | undefined;

/** Options of a run in a database. */
export interface DatabaseRunOptions extends RunOptions {
  /** Number of rows, each as often as it counts. */
  readonly rows: number;
  /** Weight of the observed cells of each column, whether they are set aside or not. */
  readonly observed: readonly number[];
  readonly priorStrength: number;
  /** Number of plain steps before acceleration begins. */
  readonly plainSteps?: number | undefined;
}

/**
 * Runs EM from a model until the estimated distance to the limit is below the tolerance. Yields the statements of each
 * pass, and each step. If the model has channels, each pass sets cells aside anew, and the NLML includes the cost of
 * these channels.
 *
 * @param model with the facts of all rows, on which the priors depend
 */
export function* emInDatabase(
  model: SqlModel,
  passes: TablePasses,
  options: DatabaseRunOptions,
): Generator<PassRequest | EmStep | undefined, Run, PassAnswer> {
  const columns = usedColumns(model.schema).map(({ name, kind, levels }, d) => ({
    name,
    family: kind,
    levels,
    facts: model.facts[d],
    values: new Float64Array(0),
  }));
  let request: PassRequest | undefined;
  let answer: PassAnswer;
  function* expectation({ theta }: Mixture): Generator<undefined, Expectation> {
    const pass = passes.sums({ ...model, theta });
    for (let next = pass.next(); ; next = pass.next(answer)) {
      if (next.done === true) {
        requireRows(options.rows, next.value.rows);
        return { ...next.value, nlml: next.value.nlml + costOf(model.channels, options.observed, next.value) };
      }
      request = next.value;
      yield undefined;
    }
  }
  const matrix: Matrix & WithEngine = { rows: options.rows, columns, engine: engineOf(expectation) };
  const start = { shape: shapeOf(columns, model.k, options.priorStrength), theta: model.theta };
  const run = em(start, matrix, options, options.plainSteps ?? WARM_PLAIN_STEPS);
  for (;;) {
    const step = run.next();
    if (step.done === true) return step.value;
    if (step.value !== undefined || request === undefined) yield step.value;
    else {
      answer = yield request;
      request = undefined;
    }
  }
}

/** Requires that all passes see the same rows, whose objectives alone can be compared. @throws FitProblem */
function requireRows(before: number, now: number): void {
  if (Math.abs(now - before) > ROUNDING * before)
    throw new FitProblem(
      `the table changed during the fit, from ${before} rows to ${now}; fit a copy, or rows that stay as they are`,
    );
}

/** Passes over all rows of a table. They yield statements to run, and undefined now and then. */
export interface TablePasses {
  /** Sums over the rows, without the cells that the model's channels set aside. */
  sums(model: SqlModel): Generator<PassRequest | undefined, PassSums, PassAnswer>;
  /** Facts of the columns, without the cells that the model's channels set aside. */
  facts(model: SqlModel): Generator<PassRequest | undefined, TableFacts, PassAnswer>;
  /** Returns evenly spaced cells of each column, at most `count`; absent where only a sample has such. */
  spacedCells?(count: number): readonly Float64Array[];
  /** Returns passes over the same rows, which may use that columns have no missing cell. */
  withGapless(isGapless: (d: number) => boolean): TablePasses;
}

/** Passes over the rows of a table in a database. */
export class DatabasePasses implements TablePasses {
  /** Number of cells of a row that are set aside one by one; more only where some row needs them. */
  private rounds = 1;

  /** @param rowWeights name of the column that says how often each row counts */
  constructor(
    private readonly source: SqlSource,
    private readonly rowWeights?: string,
  ) {}

  withGapless(isGapless: (d: number) => boolean): DatabasePasses {
    return new DatabasePasses({ ...this.source, isGapless }, this.rowWeights);
  }

  *sums(model: SqlModel): Generator<PassRequest, PassSums, PassAnswer> {
    return yield* this.settled((options) => passSelect(model, this.source, options), model.theta);
  }

  *facts(model: SqlModel): Generator<PassRequest, TableFacts, PassAnswer> {
    return yield* this.settled((options) => {
      const { statement, read } = factsSelect(model, this.source, options);
      return { statements: [statement], read: ([result]) => read(result) };
    });
  }

  /** Runs statements, again with more rounds while some row has further wrong cells. */
  private *settled<T extends { readonly openRows: number }>(
    select: (options: PassOptions) => {
      readonly statements: readonly string[];
      readonly read: (results: readonly PassResult[]) => T;
    },
    theta?: Float64Array,
  ): Generator<PassRequest, T, PassAnswer> {
    const most = MOST_ROUNDS[this.source.dialect];
    for (;;) {
      const { statements, read } = select({ rowWeights: this.rowWeights, rounds: this.rounds });
      const result = read((yield { statements, ...(theta !== undefined && { theta }) }) ?? []);
      if (result.openRows === 0 || this.rounds >= most) return result;
      this.rounds = Math.min(most, 2 * this.rounds);
    }
  }
}

/**
 * Cost of channels in nats, −Σ log(1 − ε) over the sound cells and −Σ log ε g over those set aside; a column without a
 * rate charges the price of a first wrong cell for each.
 */
export function costOf(
  channels: readonly Channel[] | undefined,
  observed: readonly number[],
  { asideWeights, wrongCost }: Pick<PassSums, 'asideWeights' | 'wrongCost'>,
): number {
  return (channels ?? []).reduce(
    (cost, { rate, logOdds }, d) => cost - observed[d] * Math.log1p(-rate) - asideWeights[d] * logOdds,
    wrongCost,
  );
}

/** An engine whose passes return sums alone. */
function engineOf(expectation: Engine['expectation']): Engine {
  const absent = (): never => {
    throw new Error('a pass in a database returns sums alone');
  };
  return {
    hold: (matrix) => matrix,
    expectation,
    score: absent,
    scoreAndSum: absent,
    logDensities: absent,
    statisticsUnder: absent,
  };
}
