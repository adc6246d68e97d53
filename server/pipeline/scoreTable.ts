/** Judges the rows of any file by an existing model. */
import { say } from '../../language/language';
import { beginningOf } from '../core/csv/stream/beginning';
import type { TypedColumn } from '../core/csv/columns/typedColumn';
import type { DialectOverrides } from '../core/csv/dialect/dialect';
import type { RequestOf } from '../core/csv/stream/stream';
import { nlmlPerRow } from '../core/description/divergence';
import {
  alignModel,
  encodeTyped,
  judgeEncoded,
  missingColumns,
  requestedColumns,
  type FittedModel,
  type Judgement,
} from '../core/judging/fittedModel';
import { totalWeight, type Matrix } from '../core/data/matrix';
import type { Engine } from '../core/mixture/engine';
import type { Encoded } from '../core/schema/encoding/encode';
import { takesPart } from '../core/schema/encoding/usedColumns';
import type { FitOptions, ScoreReport } from '../protocol';
import { haveLooks } from '../formats/clusterNames';
import type { Labels } from './judgedRows';
import { countsOf, notesOn, requireKeys, tableLinesOf, unreadableCells } from './faultLines';
import { nameList } from './fitRequirements';
import { dialectOverrides, holdMatrix } from './fitTable';
import { FitProblem } from '../words/fitProblem';
import type { ModelFile } from '../formats/model/readModel';
import { inputOf, readTyped, requireRows, type Input, type Reading } from '../formats/table/readTable';
import { findingsOf, finiteNumber, hiddenRows, type RequestedFindings } from './tableFindings';
import { emptyColumnFindings, uncheckedColumns, uncheckedIn } from './fitReport';

export interface ScoreOutput {
  readonly report: ScoreReport;
  readonly reading: Reading;
  /** The model, aligned to the columns of the text. */
  readonly model: FittedModel;
  readonly matrix: Matrix;
  readonly judgement: Judgement;
}

/** The rows of a text, judged by a model. */
export interface JudgedReading {
  readonly reading: Reading;
  /** The model, aligned to these columns, with the tails of their patterns. */
  readonly model: FittedModel;
  readonly encoded: Encoded;
  readonly judgement: Judgement;
  /** Requested columns outside the model, as texts, by their position in the table. */
  readonly labels: ReadonlyMap<number, Labels>;
  /** Times when the text was read, and when its matrix was ready. */
  readonly times: { readonly scanned: number; readonly ready: number };
}

/** Parts of a text to read, and its dialect. */
export interface ReadingRequest {
  /** Overrides of the dialect. */
  readonly overrides: Parameters<typeof readTyped>[1];
  /** Returns what to read of each column: at least what the model needs. */
  readonly requestOf: RequestOf;
}

/**
 * Reads and judges a text.
 *
 * @throws FitProblem
 */
export function* judgeText(
  input: Input,
  model: FittedModel,
  request: ReadingRequest,
  clock: () => number,
  engine?: Engine,
): Generator<undefined, JudgedReading> {
  const { reading, aligned, encoded, labels, times } = encodeText(input, model, request, clock, engine);
  return { reading, encoded, labels, times, ...(yield* judgeEncoded(aligned, encoded)) };
}

/**
 * Encodes the rows of a text for a model. A separate function, so that the columns as read are released before the rows
 * are judged.
 *
 * @throws FitProblem
 */
export function encodeText(
  input: Input,
  model: FittedModel,
  { overrides, requestOf }: ReadingRequest,
  clock: () => number,
  engine?: Engine,
): Omit<JudgedReading, 'model' | 'judgement'> & { readonly aligned: FittedModel } {
  const { typed, ...reading } = readTyped(input, overrides, requestOf, engine?.room);
  const { columns } = reading.table;
  requireRows(reading, 1);
  const aligned = alignModel(model, columns);
  if (aligned === undefined) throw new FitProblem(missingColumnsMessage(missingColumns(model, columns), columns));
  const scanned = clock();
  const encoded = holdMatrix(
    engine,
    encodeTyped(aligned, reading.table.rowCount, typed as readonly TypedColumn[], engine?.sums),
  );
  const used = new Set(aligned.schema.filter(takesPart).map(({ index }) => index));
  const labels = new Map(
    typed.flatMap((column, index): [number, Labels][] => {
      if (column?.places === undefined || used.has(index)) return [];
      const { values, places } = column;
      return [[index, { values, places }]];
    }),
  );
  return { reading, aligned, encoded, labels, times: { scanned, ready: clock() } };
}

/** Options of scoring a text. Of those of a fit, only those that determine how the text is read are used. */
export type ScoreOptions = FitOptions & Partial<RequestedFindings>;

/**
 * Scores a text by a model.
 *
 * @param options all unlikely rows are judged by cell unless `findings` limits them
 * @param clock seconds since any moment
 * @param engine passes over the rows; the plain code when left out
 * @throws FitProblem
 */
export function* runScoring(
  input: string | Input,
  file: ModelFile,
  { findings: limit = Infinity, expected, keys, ...options }: ScoreOptions,
  clock: () => number,
  engine?: Engine,
): Generator<undefined, ScoreOutput> {
  const startTime = clock();
  const source = typeof input === 'string' ? inputOf(input) : input;
  const {
    reading,
    model,
    encoded,
    judgement,
    times: { scanned, ready },
  } = yield* judgeText(
    source,
    file.model,
    { overrides: (from) => overridesFor(file.model, from, options), requestOf: requestedColumns(file.model) },
    clock,
    engine,
  );
  requireKeys(reading, keys);
  const { problem } = tableLinesOf(reading);
  const unchecked = uncheckedIn(model.schema, encoded.matrix);
  const findings = [
    ...emptyColumnFindings(model, encoded.matrix),
    ...(yield* findingsOf({ reading, matrix: encoded.matrix, model, judgement }, { findings: limit, expected, keys })),
  ];
  const seconds = { read: 0, scan: scanned - startTime, encode: ready - scanned, score: clock() - ready };
  return {
    report: {
      ...scoreReport(file, judgement, encoded.matrix),
      seconds,
      findings,
      checked: model.schema.filter(takesPart).length - (unchecked.length - uncheckedColumns(model.schema).length),
      unchecked,
      ...hiddenRows(judgement, findings),
      ...(problem !== undefined && { problem }),
      ...countsOf(reading),
      ...unreadableCells(reading, model.schema, encoded, keys),
      notes: notesOn(reading, model.schema, encoded),
    },
    reading,
    model,
    matrix: encoded.matrix,
    judgement,
  };
}

/**
 * Returns the overrides of the dialect. In a text of few rows, the header can look like a row; if the first line names
 * the model's columns, it is the header.
 */
function overridesFor(model: FittedModel, input: Input, options: FitOptions): DialectOverrides {
  const overrides = dialectOverrides(options);
  const { dialect, columns } = beginningOf(input, overrides);
  if (options.header !== undefined || dialect.hasHeader || missingColumns(model, columns).length === 0)
    return overrides;
  const withHeader = { ...overrides, hasHeader: true };
  return missingColumns(model, beginningOf(input, withHeader).columns).length === 0 ? withHeader : overrides;
}

function missingColumnsMessage(missing: readonly string[], columns: readonly string[]): string {
  return say(
    '{count, plural, one {The model needs a column {missing}; the file has {columns}.} other {The model needs columns {missing}; the file has {columns}.}}',
    { count: missing.length, missing: nameList(missing), columns: nameList(columns) },
  );
}

function scoreReport(
  { model, looks, engine, rows, totalWeight: fitted, estimate, nlml }: ModelFile,
  { logDensity }: Judgement,
  matrix: Matrix,
): Pick<ScoreReport, 'rows' | 'totalWeight' | 'model' | 'nlml' | 'nlmlPerRowError'> {
  const { rowWeights } = matrix;
  const perRow = nlmlPerRow(logDensity);
  const weightedNlml = rowWeights?.reduce((sum, weight, n) => (weight > 0 ? sum - weight * logDensity[n] : sum), 0);
  return {
    rows: logDensity.length,
    totalWeight: totalWeight(matrix),
    model: {
      engine,
      rows,
      totalWeight: fitted,
      k: model.k,
      estimate,
      nlml,
      ...(haveLooks(looks) && { clusters: looks }),
    },
    nlml: finiteNumber(weightedNlml ?? perRow.value * logDensity.length),
    // The dependence between rows that count more than once is unknown, so there is no standard error.
    ...(logDensity.length > 1 && weightedNlml === undefined && { nlmlPerRowError: finiteNumber(perRow.standardError) }),
  };
}
