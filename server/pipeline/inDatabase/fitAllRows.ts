/** Fits all rows of a table in its database, from the fit of a sample. */
import { withoutCells } from '../../core/contamination/asideCells';
import { cellsSetAside } from '../../core/contamination/asidePass';
import {
  channelPrior,
  channelsAfter,
  cleanChannels,
  MOST_SPREAD_CELLS,
  type Channel,
} from '../../core/contamination/errorChannel';
import { withChannelCost } from '../../core/contamination/robustFit';
import type { Matrix } from '../../core/data/matrix';
import { rowPatterns } from '../../core/data/missingPatterns';
import type { ColumnFacts } from '../../core/families/family';
import type { FittedParameters } from '../../core/judging/fittedModel';
import { lastStep, type EmStep } from '../../core/mixture/em';
import { holdWithEngineOf } from '../../core/mixture/engine';
import { score } from '../../core/mixture/expectation';
import { logPrior, sortedByWeight, type Mixture } from '../../core/mixture/model';
import { criteria } from '../../core/selection/criteria';
import { DEFAULT_FIT_OPTIONS, type Fit, type FitStep } from '../../core/selection/fitMixture';
import { settleParameters } from '../../core/selection/finish';
import type { TableFacts } from '../../formats/sql/factsSelect';
import type { SqlModel } from '../../formats/sql/sqlRows';
import type { FitOptions } from '../../protocol';
import type { CellCounts } from '../fitReport';
import {
  costOf,
  emInDatabase,
  type DatabaseRunOptions,
  type PassAnswer,
  type PassRequest,
  type TablePasses,
} from './emInDatabase';
import { settleInDatabase, type SettledRun } from './robustInDatabase';

/** Generator of a fit in a database: yields statements to run, steps, and undefined now and then. */
export type DatabaseSteps<T> = Generator<PassRequest | FitStep | undefined, T, PassAnswer>;

/** Parameters of a fit, and the number of cells that it sets aside, by column. */
export type CountedParameters = FittedParameters & { readonly aside?: CellCounts };

/** A table with the model of its sample. */
export interface SampledTable {
  /** Its facts are those of the kept cells of the sample. */
  readonly model: SqlModel;
  readonly passes: TablePasses;
  readonly sample: Matrix;
  /** Facts of all cells. */
  readonly all: TableFacts;
}

/**
 * Plain steps from the optimum of a sample: the first moves the parameters to the other rows, and the fall of the
 * second says nothing about the slow directions, so that two steps would seem to converge.
 */
const NO_PLAIN_STEPS = 0;

/** Fits all rows. @param start fit of the sample */
export function* fitAllRows(
  start: FittedParameters,
  { model, passes: allPasses, sample, all }: SampledTable,
  options: FitOptions,
): DatabaseSteps<CountedParameters> {
  const { rowWeights } = options;
  // A row that counts for nothing may have gaps of no weight.
  const passes = rowWeights === undefined ? allPasses.withGapless((d) => all.facts[d].missing === 0) : allPasses;
  const table = { ...withFacts(sample, all.facts), rows: all.totalWeight, rowWeights: undefined };
  const clean = cleanChannels(spacedRows(passes, table) ?? sample);
  const from =
    start.channels === undefined
      ? { ...model, facts: all.facts }
      : { ...model, channels: startChannels(start.channels, clean, table) };
  const runOptions = runOptionsOf(options, all);
  const settled = yield* stepsOf(
    start.channels === undefined
      ? plainRun(from, passes, runOptions)
      : settleInDatabase(from, passes, { table, clean }, runOptions),
    model.k,
  );
  return yield* fitOf(start.fit, settled, { passes, table, clean, sample });
}

function runOptionsOf(options: FitOptions, all: TableFacts): DatabaseRunOptions {
  const {
    maxIterations = DEFAULT_FIT_OPTIONS.maxIterations,
    tolerance = DEFAULT_FIT_OPTIONS.tolerance,
    priorStrength = DEFAULT_FIT_OPTIONS.priorStrength,
  } = options;
  return {
    estimate: options.estimate === 'ml' ? 'ml' : 'map',
    maxIterations,
    tolerance,
    priorStrength,
    rows: all.totalWeight,
    observed: all.facts.map(({ observed }) => observed),
    isCertain: true,
    plainSteps: NO_PLAIN_STEPS,
  };
}

/** Evenly spaced rows of all, from which a fit in memory takes spreads; undefined where they are unknown. */
function spacedRows(passes: TablePasses, { columns }: Matrix): Matrix | undefined {
  const spaced = passes.spacedCells?.(MOST_SPREAD_CELLS);
  return spaced && { rows: spaced[0].length, columns: columns.map((column, d) => ({ ...column, values: spaced[d] })) };
}

function* plainRun(
  model: SqlModel,
  passes: TablePasses,
  options: DatabaseRunOptions,
): Generator<PassRequest | EmStep | undefined, SettledRun, PassAnswer> {
  return { run: yield* emInDatabase(model, passes, options), model };
}

/** Passes on the statements and steps of a run. */
function* stepsOf<T>(run: Generator<PassRequest | EmStep | undefined, T, PassAnswer>, k: number): DatabaseSteps<T> {
  for (let next = run.next(); ;) {
    if (next.done === true) return next.value;
    if (next.value === undefined || 'statements' in next.value) next = run.next(yield next.value);
    else {
      yield { ...next.value, k, start: 0 };
      next = run.next();
    }
  }
}

/** Channels of a sample, with the price of a first wrong cell among all rows. */
function startChannels(channels: readonly Channel[], clean: readonly Channel[], table: Matrix): readonly Channel[] {
  const prices = channelsAfter(
    clean,
    table,
    clean.map(() => 0),
  );
  return channels.map((channel, d) => (channel.rate > 0 ? channel : prices[d]));
}

/** Rows of a fit: passes over all of them, and the sample. */
interface FittedRows {
  readonly passes: TablePasses;
  /** Columns with the facts of all cells, and the number of rows. */
  readonly table: Matrix;
  readonly clean: readonly Channel[];
  readonly sample: Matrix;
}

/** Returns the fit of a run, with the sums of a last pass under the parameters as they are published. */
function* fitOf(
  start: Fit,
  { run, model }: SettledRun,
  { passes, table, clean, sample }: FittedRows,
): DatabaseSteps<CountedParameters> {
  const mixture = sortedByWeight(settleParameters(run.mixture, sample));
  const sums = yield* passes.sums({ ...model, theta: mixture.theta });
  const channels = model.channels && channelsAfter(clean, table, sums.asideWeights);
  const observed = table.columns.map(({ facts }) => facts.observed);
  const last: EmStep = {
    iteration: lastStep(run).iteration,
    nlml: sums.nlml,
    objective: sums.nlml - logPrior(mixture, start.estimate),
  };
  const plain: Fit = {
    ...start,
    ...last,
    ...criteria(mixture.shape, sums, table),
    reason: run.reason,
    mixture,
    trace: run.trace,
    statistics: sums.statistics,
    scores: undefined,
  };
  if (channels === undefined) return { fit: plain, keptCells: withFacts(sample, model.facts) };
  const cost = { channels, nlml: costOf(channels, observed, sums), rows: table.rows };
  const prior = channelPrior(channels);
  const trace = run.trace.map((step) => ({ ...step, objective: step.objective + prior }));
  return {
    fit: { ...withChannelCost(plain, cost), trace },
    channels,
    keptCells: yield* keptSample(mixture, { channels, facts: model.facts, sample }),
    aside: sums.asideCounts.map((length) => ({ length })),
  };
}

/** The sample without the cells that the fit sets aside, with the facts of all kept cells. */
function* keptSample(
  mixture: Mixture,
  { channels, facts, sample }: Pick<FittedRows, 'sample'> & Required<Pick<SqlModel, 'channels' | 'facts'>>,
): Generator<undefined, Matrix> {
  const patterned = { matrix: sample, patterns: yield* rowPatterns(sample) };
  const aside = yield* cellsSetAside(mixture, patterned, channels, yield* score(mixture, sample));
  return withFacts(withoutCells(sample, aside), facts);
}

/** Returns the rows with other facts, on which priors and shapes depend. */
function withFacts(rows: Matrix, facts: readonly ColumnFacts[]): Matrix {
  return holdWithEngineOf(rows, {
    ...rows,
    columns: rows.columns.map((column, d) => ({ ...column, facts: facts[d] })),
  });
}
