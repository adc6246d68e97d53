/** The functions of the library over a platform: each takes a table, and returns plain values. */
import { describeText } from '../pipeline/describeTable';
import { runPipeline } from '../pipeline/fitTable';
import { runScoring } from '../pipeline/scoreTable';
import { modelJson } from '../formats/model/writeModel';
import { inputOf, type Input } from '../formats/table/readTable';
import type { Engine } from '../core/mixture/engine';
import type { FitReport, ScoreReport, TableReport } from '../protocol';
import { runAbortable, throwIfAborted } from './abortableRun';
import { requireTable, type Table, type ValueTable } from './givenTable';
import {
  requireOptions,
  type CheckedOptions,
  type DescribeOptions,
  type LibraryFitOptions,
  type Progress,
  type ScoreOptions,
} from './libraryOptions';
import type { Platform } from './platform';
import { rowScores, type RowScores } from './rowScores';
import { modelColumns, modelOfFit, requireModel, type Model } from './savedModel';
import { inputOfValues, marksFor } from './tableText';

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
}

/** The means of a call: passes over rows, a clock in seconds, and the input. */
interface Call {
  readonly input: Input;
  readonly engine: Engine | undefined;
  readonly seconds: () => number;
}

const ALL = { model: true, findings: Infinity };

/** Makes the functions for a platform. @param version of the program, for model files */
export function libraryOn(platform: Platform, version: string): MixtureLibrary {
  const seconds = (): number => platform.milliseconds() / 1000;

  const run = async <T>(
    table: string | ValueTable,
    { fit, signal, onProgress }: CheckedOptions,
    work: (call: Call) => Generator<Progress | undefined, T>,
  ): Promise<{ readonly result: T; readonly lines: readonly string[] }> => {
    throwIfAborted(signal);
    const lines: string[] = [];
    const { engine, end } = await platform.lease(fit.threads, (line) => lines.push(line));
    try {
      throwIfAborted(signal);
      const steps = withInput(table, fit.decimal, (input) =>
        work({ input: { ...input, requireMemory: () => platform.requireMemory() }, engine, seconds }),
      );
      return { result: await runAbortable(steps, { signal, onProgress }, platform), lines };
    } finally {
      end();
    }
  };

  return {
    fit: async (table, options) => {
      const given = requireTable(table);
      const checked = requireOptions('fit', options, given);
      const { result, lines } = await run(given, checked, (call) => fitSteps(call, checked, version));
      return { ...result, notes: [...lines, ...result.notes] };
    },
    score: async (table, model, options) => {
      const given = requireTable(table);
      const { file } = requireModel('score', model);
      const checked = requireOptions('score', options, given);
      const { result, lines } = await run(given, checked, (call) => scoreSteps(call, file, checked));
      return { ...result, report: { ...result.report, notes: [...lines, ...result.report.notes] } };
    },
    describe: async (table, options) => {
      const given = requireTable(table);
      const checked = requireOptions('describe', options, given);
      const { result } = await run(given, checked, ({ input, engine }) => describeText(input, checked.fit, engine));
      return result;
    },
  };
}

function* withInput<T>(
  table: string | ValueTable,
  decimal: '.' | ',' | undefined,
  work: (input: Input) => Generator<Progress | undefined, T>,
): Generator<Progress | undefined, T> {
  return yield* work(typeof table === 'string' ? inputOf(table) : yield* inputOfValues(table, marksFor(decimal)));
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
