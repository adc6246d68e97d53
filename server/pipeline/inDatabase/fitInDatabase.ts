/**
 * Fits a mixture to a table that stays in its database: a sample decides kinds, levels, the number of components and
 * the start, and EM by passes in the database decides the parameters. The caller runs the statements.
 */
import type { Engine } from '../../core/mixture/engine';
import { holdWithEngineOf } from '../../core/mixture/engine';
import type { FittedModel } from '../../core/judging/fittedModel';
import type { ColumnFacts, Estimate } from '../../core/families/family';
import { criteria } from '../../core/selection/criteria';
import { DEFAULT_FIT_OPTIONS, type Fit, type FitStep } from '../../core/selection/fitMixture';
import { settleParameters } from '../../core/selection/finish';
import type { Matrix } from '../../core/data/matrix';
import { lastStep, type EmStep } from '../../core/mixture/em';
import { logPrior, sortedByWeight } from '../../core/mixture/model';
import { usedColumns } from '../../core/schema/encoding/usedColumns';
import { factsSelect } from '../../formats/sql/factsSelect';
import { passSelect, type PassResult, type PassSums } from '../../formats/sql/passSelect';
import type { SqlModel, SqlSource } from '../../formats/sql/sqlRows';
import type { Input } from '../../formats/table/readTable';
import { unreadLevels } from '../../formats/sql/unreadLevels';
import type { FitOptions, FitReport } from '../../protocol';
import { plural } from '../../words/findingClauses';
import { FitProblem } from '../../words/fitProblem';
import { printable } from '../../words/printable';
import { reportOf } from '../fitReport';
import { fitRequested, judgeAllRows, readMatrix, requireFit } from '../fitTable';
import { emInDatabase, type DatabaseRun, type PassRequest } from './emInDatabase';

/** Options of a fit in a database; `robust` is not among its estimates. */
export interface DatabaseFitOptions extends FitOptions {
  readonly estimate: Estimate;
}

/** Result of a fit in a database. */
export interface DatabaseFit {
  readonly report: FitReport;
  readonly model: FittedModel;
}

/** Surroundings of a fit: the clock in seconds, and the engine for the sample. */
export interface FitSurroundings {
  readonly clock: () => number;
  readonly engine?: Engine | undefined;
}

/**
 * Plain steps from the optimum of a sample: the first moves the parameters to the other rows, and the fall of the
 * second says nothing about the slow directions, so that two steps would seem to converge.
 */
const NO_PLAIN_STEPS = 0;

type Results = readonly PassResult[] | undefined;
type Steps<T> = Generator<PassRequest | FitStep | undefined, T, Results>;

/**
 * Fits a mixture. Yields the statements to run, steps, and undefined now and then.
 *
 * @param sample of the table's rows
 * @throws FitProblem
 */
export function* fitInDatabase(
  sample: Input,
  source: SqlSource,
  options: DatabaseFitOptions,
  { clock, engine }: FitSurroundings,
): Steps<DatabaseFit> {
  const began = clock();
  const { reading, schema, encoded, scanned } = yield* readMatrix(sample, options, clock, engine);
  requireFit(encoded.matrix, schema, options, { reading, encoded });
  const ready = clock();
  const { fit: start } = yield* fitRequested(encoded.matrix, options, false);
  const model: SqlModel = {
    schema,
    facts: encoded.matrix.columns.map(({ facts }) => facts),
    k: start.k,
    theta: start.mixture.theta,
  };
  const { rows, facts, unread } = yield* factsOfAll(model, source);
  const run = yield* runOfAll({ ...model, facts }, source, rows, options);
  const matrix = withFacts(encoded.matrix, facts);
  const fit = yield* fitOf(start, run, { model: { ...model, facts }, source, matrix, rows });
  const done = clock();
  const parameters = { fit, keptCells: matrix };
  const judged = yield* judgeAllRows(parameters, matrix, { schema, encoded: { ...encoded, matrix } }, options);
  const whole = { ...judged.model, schema: withMissing(judged.model, schema) };
  const seconds = { read: 0, scan: scanned - began, encode: ready - scanned, fit: done - ready, score: clock() - done };
  const report = reportOf({ matrix, part: matrix, options }, whole, parameters, [], seconds);
  const { certificate } = report;
  const warnings = [...certificate.warnings, ...unread, ...unjudged(rows, matrix.rows)];
  return {
    report: {
      ...report,
      rows,
      totalWeight: rows,
      certificate: { ...certificate, warnings, ...(matrix.rows < rows && { rowsSearched: matrix.rows }) },
    },
    model: whole,
  };
}

/** Facts of all rows, with notes on cells whose levels the sample lacks. */
function* factsOfAll(
  model: SqlModel,
  source: SqlSource,
): Steps<{ readonly rows: number; readonly facts: readonly ColumnFacts[]; readonly unread: readonly string[] }> {
  const select = factsSelect(model, source);
  const levels = unreadLevels(model.schema, source);
  const statements = [select.statement, ...(levels === undefined ? [] : [levels.statement])];
  const [first = [], second = []] = (yield { statements }) ?? [];
  const { rows, facts } = select.read(first);
  const empty = facts.findIndex(({ observed }) => observed === 0);
  if (empty >= 0)
    throw new FitProblem(
      `Column "${printable(usedColumns(model.schema)[empty].name, 60)}": no cell can be read in SQL.`,
    );
  const texts = levels?.read(second) ?? new Map<number, number>();
  const unread = usedColumns(model.schema).flatMap(({ name }, d) => {
    const count = (texts.get(d) ?? 0) - facts[d].observed;
    return count > 0
      ? [`Column "${name}": ${plural(count, 'cell')} of no level of the sample; missing in the fit.`]
      : [];
  });
  return { rows, facts, unread };
}

/** Runs EM over all rows from the optimum of the sample. */
function* runOfAll(model: SqlModel, source: SqlSource, rows: number, options: DatabaseFitOptions): Steps<DatabaseRun> {
  const { estimate } = options;
  const {
    maxIterations = DEFAULT_FIT_OPTIONS.maxIterations,
    tolerance = DEFAULT_FIT_OPTIONS.tolerance,
    priorStrength = DEFAULT_FIT_OPTIONS.priorStrength,
  } = options;
  const gapless = { ...source, isGapless: (d: number) => model.facts[d].missing === 0 };
  const run = emInDatabase(model, gapless, {
    estimate,
    maxIterations,
    tolerance,
    priorStrength,
    rows,
    plainSteps: NO_PLAIN_STEPS,
  });
  for (let next = run.next(); ;) {
    if (next.done === true) return next.value;
    if ('statements' in next.value) next = run.next(yield next.value);
    else {
      yield { ...next.value, k: model.k, start: 0 };
      next = run.next();
    }
  }
}

/** Table and model of a run. */
interface RunPlace {
  readonly model: SqlModel;
  readonly source: SqlSource;
  readonly matrix: Matrix;
  readonly rows: number;
}

/** Returns the fit of a run, with the sums of a last pass under the parameters as they are published. */
function* fitOf(start: Fit, run: DatabaseRun, { model, source, matrix, rows }: RunPlace): Steps<Fit> {
  const mixture = sortedByWeight(settleParameters(run.mixture, matrix));
  const pass = passSelect({ ...model, theta: mixture.theta }, source);
  const sums: PassSums = pass.read((yield { statements: pass.statements }) ?? []);
  const last: EmStep = {
    iteration: lastStep(run).iteration,
    nlml: sums.nlml,
    objective: sums.nlml - logPrior(mixture, start.estimate),
  };
  return {
    ...start,
    ...last,
    ...criteria(mixture.shape, sums, { ...matrix, rows, rowWeights: undefined }),
    reason: run.reason,
    mixture,
    trace: run.trace,
    statistics: sums.statistics,
    scores: undefined,
  };
}

/** Returns the sample with the facts of all rows, on which priors and shapes depend. */
function withFacts(sample: Matrix, facts: readonly ColumnFacts[]): Matrix {
  return holdWithEngineOf(sample, {
    ...sample,
    columns: sample.columns.map((column, d) => ({ ...column, facts: facts[d] })),
  });
}

/** Returns the schema with the numbers of missing cells of all rows, where they are known. */
function withMissing({ facts }: FittedModel, schema: FittedModel['schema']): FittedModel['schema'] {
  const missing = new Map(usedColumns(schema).map(({ name }, d) => [name, facts[d].missing]));
  return schema.map((column) => ({ ...column, missing: missing.get(column.name) ?? column.missing }));
}

/** Notes on the limits of a fit in a database. */
function unjudged(rows: number, sampled: number): readonly string[] {
  return [
    ...(sampled < rows
      ? [`Kinds, levels and the number of clusters come from a sample of ${plural(sampled, 'row')}.`]
      : []),
    'Cells and rows were not judged; "score --in-database" with this model lists unlikely rows.',
  ];
}
