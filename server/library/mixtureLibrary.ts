/** The functions of the library over a platform: each takes a table, and returns plain values. */
import { describeText } from '../pipeline/describeTable';
import { runComparison } from '../pipeline/comparing/compareTables';
import { runPipeline } from '../pipeline/fitTable';
import { runScoring } from '../pipeline/scoreTable';
import { modelJson } from '../formats/model/writeModel';
import type { Input } from '../formats/table/readTable';
import type { Engine } from '../core/mixture/engine';
import type { ComparisonReport, FitReport, ScoreReport, TableReport } from '../protocol';
import { runAbortable, throwIfAborted } from './abortableRun';
import { inputOfTable, inputsOf, namingTables, requireCompared, type ComparedTables } from './comparedTables';
import { requireTable, type Table, type ValueTable } from './givenTable';
import {
  requireAllOptions,
  requireOptions,
  type CheckedOptions,
  type CompareOptions,
  type DescribeOptions,
  type LibraryFitOptions,
  type Progress,
  type ScoreOptions,
} from './libraryOptions';
import type { Platform } from './platform';
import { rowScores, type RowScores } from './rowScores';
import { modelColumns, modelOfFit, requireModel, type Model } from './savedModel';

/** Result of `fit`. */
export interface FitResult {
  /** The object that `mixture-lens fit --json` prints. */
  readonly report: FitReport;
  /** Faults of the table itself, one line for each sort. */
  readonly notes: readonly string[];
  readonly model: Model;
  readonly scores: RowScores;
}

/** Result of `score`. */
export interface ScoreResult {
  /** The object that `mixture-lens score --json` prints. */
  readonly report: ScoreReport;
  readonly scores: RowScores;
}

/** The functions that need a platform. They take no `this`. */
export interface MixtureLibrary {
  readonly fit: (table: Table, options?: LibraryFitOptions) => Promise<FitResult>;
  readonly score: (table: Table, model: Model, options?: ScoreOptions) => Promise<ScoreResult>;
  readonly describe: (table: Table, options?: DescribeOptions) => Promise<TableReport>;
  readonly compare: (a: Table | Model, b: Table, options?: CompareOptions) => Promise<ComparisonReport>;
}

/** The means of a call: passes over rows, a clock in seconds, and a check of memory for its inputs. */
interface Means {
  readonly engine: Engine | undefined;
  readonly seconds: () => number;
  readonly withMemoryCheck: (input: Input) => Input;
}

/** The means of a call on one table. */
interface Call extends Omit<Means, 'withMemoryCheck'> {
  readonly input: Input;
}

const ALL = { model: true, findings: Infinity };

/** Result of work, and lines about how the platform did it. */
interface Ran<T> {
  readonly result: T;
  readonly lines: readonly string[];
}

/** Returns a function that runs work on a platform. */
function runnerOn(
  platform: Platform,
): <T>(options: CheckedOptions, work: (means: Means) => Generator<Progress | undefined, T>) => Promise<Ran<T>> {
  const means = {
    seconds: (): number => platform.milliseconds() / 1000,
    withMemoryCheck: (input: Input): Input => ({ ...input, requireMemory: () => platform.requireMemory() }),
  };
  return async ({ fit, signal, onProgress }, work) => {
    throwIfAborted(signal);
    const lines: string[] = [];
    const { engine, end } = await platform.lease(fit.threads, (line) => lines.push(line));
    try {
      throwIfAborted(signal);
      return { result: await runAbortable(work({ ...means, engine }), { signal, onProgress }, platform), lines };
    } finally {
      end();
    }
  };
}

/** Makes the functions for a platform. @param version of the program, for model files */
export function libraryOn(platform: Platform, version: string): MixtureLibrary {
  const run = runnerOn(platform);
  return {
    fit: async (table, options) => {
      const given = requireTable(table);
      const checked = requireOptions('fit', options, given);
      const { result, lines } = await run(
        checked,
        onInput(given, checked, (call) => fitSteps(call, checked, version)),
      );
      return { ...result, notes: [...lines, ...result.notes] };
    },
    score: async (table, model, options) => {
      const given = requireTable(table);
      const { file } = requireModel('score', model);
      const checked = requireOptions('score', options, given);
      const { result, lines } = await run(
        checked,
        onInput(given, checked, (call) => scoreSteps(call, file, checked)),
      );
      return { ...result, report: { ...result.report, notes: [...lines, ...result.report.notes] } };
    },
    describe: async (table, options) => {
      const given = requireTable(table);
      const checked = requireOptions('describe', options, given);
      const { result } = await run(
        checked,
        onInput(given, checked, ({ input, engine }) => describeText(input, checked.fit, engine)),
      );
      return result;
    },
    compare: async (a, b, options) => {
      const given = requireCompared(a, b);
      const tables = 'table' in given.a ? [given.a.table, given.b] : [given.b];
      const [ofFirst, ofSecond = ofFirst] = requireAllOptions('compare', options, tables);
      const { result, lines } = await run(ofFirst, (means) => compareSteps(means, given, ofFirst, ofSecond));
      return { ...result, notes: [...lines, ...result.notes] };
    },
  };
}

/** Returns work that makes the input of a table first. */
function onInput<T>(
  table: string | ValueTable,
  { fit }: CheckedOptions,
  work: (call: Call) => Generator<Progress | undefined, T>,
): (means: Means) => Generator<Progress | undefined, T> {
  return function* ({ withMemoryCheck, ...means }) {
    return yield* work({ ...means, input: withMemoryCheck(yield* inputOfTable(table, fit.decimal)) });
  };
}

function* fitSteps(
  { input, engine, seconds }: Call,
  { fit }: CheckedOptions,
  version: string,
): Generator<Progress | undefined, FitResult> {
  const { report, model, matrix, judgement, notes } = yield* runPipeline(input, fit, seconds, engine, ALL);
  const scores = yield* rowScores(model, matrix, judgement);
  const { k, estimate, rows } = report;
  const saved = modelOfFit({ k, estimate, rows, columns: modelColumns(model) }, () =>
    modelJson(report, model, version),
  );
  return { report, notes, model: saved, scores };
}

function* scoreSteps(
  { input, engine, seconds }: Call,
  file: Parameters<typeof runScoring>[1],
  { fit }: CheckedOptions,
): Generator<Progress | undefined, ScoreResult> {
  const { report, model, matrix, judgement } = yield* runScoring(input, file, fit, seconds, engine);
  return { report, scores: yield* rowScores(model, matrix, judgement) };
}

function* compareSteps(
  { engine, seconds, withMemoryCheck }: Means,
  tables: ComparedTables,
  ofFirst: CheckedOptions,
  ofSecond: CheckedOptions,
): Generator<Progress | undefined, ComparisonReport> {
  const { first, second } = yield* inputsOf(tables, ofFirst.fit.decimal);
  return yield* namingTables(
    runComparison(
      'input' in first ? { input: withMemoryCheck(first.input) } : first,
      withMemoryCheck(second),
      { ...ofFirst.fit, readingOfSecond: ofSecond.fit },
      seconds,
      engine,
    ),
  );
}
