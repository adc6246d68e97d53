/** From text and model to findings: judges the rows of any file by an existing model. */
import { beginningOf } from '../core/csv/stream/beginning';
import type { TypedColumn } from '../core/csv/columns/typedColumn';
import type { DialectOverrides } from '../core/csv/dialect/dialect';
import type { WantedOf } from '../core/csv/stream/stream';
import { nlmlPerRow } from '../core/description/divergence';
import {
  alignModel,
  encodeTyped,
  judgedBy,
  missingColumns,
  wantedBy,
  type FittedModel,
  type Judgement,
} from '../core/judging/fittedModel';
import { totalWeight, type Matrix } from '../core/data/matrix';
import type { Engine } from '../core/mixture/engine';
import type { Encoded } from '../core/schema/encoding/encode';
import { takesPart } from '../core/schema/encoding/usedColumns';
import type { FitOptions, ScoreReport } from '../protocol';
import { areGiven } from '../formats/clusterNames';
import type { Labels } from './judgedRows';
import { notesOn, tableLinesOf, unreadableIn } from './notes';
import { dialectOverrides, heldBy, list } from './fitTable';
import { FitProblem } from '../words/fitProblem';
import type { ModelFile } from '../formats/model/readModel';
import { inputOf, readTyped, requireRows, type Input, type Reading } from '../formats/table/readTable';
import { findingsOf, finite, hiddenRows, type WantedFindings } from './tableFindings';
import { uncheckedOf } from './fitReport';

export interface ScoreOutput {
  readonly report: ScoreReport;
  readonly reading: Reading;
  /** The model, aligned to the columns of the text. */
  readonly model: FittedModel;
  readonly matrix: Matrix;
  readonly judgement: Judgement;
}

/** The rows of a text as a model judges them. */
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

/**
 * Reads and judges a text.
 *
 * @param overrides of the dialect
 * @param wantedOf returns what to read of each column: at least what the model needs
 * @throws FitProblem
 */
export function* judgeText(
  input: Input,
  model: FittedModel,
  overrides: Parameters<typeof readTyped>[1],
  wantedOf: WantedOf,
  clock: () => number,
  engine?: Engine,
): Generator<undefined, JudgedReading> {
  const { reading, aligned, encoded, labels, times } = encodeText(input, model, overrides, wantedOf, clock, engine);
  return { reading, encoded, labels, times, ...(yield* judgedBy(aligned, encoded)) };
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
  overrides: Parameters<typeof readTyped>[1],
  wantedOf: WantedOf,
  clock: () => number,
  engine?: Engine,
): Omit<JudgedReading, 'model' | 'judgement'> & { readonly aligned: FittedModel } {
  const { typed, ...reading } = readTyped(input, overrides, wantedOf, engine?.room);
  const { columns } = reading.table;
  requireRows(reading, 'one row is');
  const aligned = alignModel(model, columns);
  if (aligned === undefined) throw new FitProblem(absence(missingColumns(model, columns), columns));
  const scanned = clock();
  const encoded = heldBy(
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

/**
 * Scores a text by a model.
 *
 * @param options only those that determine how the text is read are used
 * @param clock seconds since any moment
 * @param engine passes over the rows; the plain code when left out
 * @throws FitProblem
 */
export function* runScoring(
  input: string | Input,
  file: ModelFile,
  options: FitOptions,
  clock: () => number,
  engine?: Engine,
  wanted: WantedFindings = { findings: Infinity },
): Generator<undefined, ScoreOutput> {
  const begun = clock();
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
    (from) => overridesFor(file.model, from, options),
    wantedBy(file.model),
    clock,
    engine,
  );
  const { problem } = tableLinesOf(reading);
  const findings = yield* findingsOf({ reading, matrix: encoded.matrix, model, judgement }, wanted);
  const seconds = { read: 0, scan: scanned - begun, encode: ready - scanned, score: clock() - ready };
  return {
    report: {
      ...reportOf(file, judgement, encoded.matrix),
      seconds,
      findings,
      checked: model.schema.filter(takesPart).length,
      unchecked: uncheckedOf(model.schema),
      ...hiddenRows(judgement, findings),
      ...(problem !== undefined && { problem }),
      ...unreadableIn(reading, model.schema, encoded),
      notes: notesOn(reading, model.schema, encoded),
    },
    reading,
    model,
    matrix: encoded.matrix,
    judgement,
  };
}

/**
 * Overrides of the dialect: in a few rows of text a first line of names can look like a row; if it names the model's
 * columns, it is a header.
 */
function overridesFor(model: FittedModel, input: Input, options: FitOptions): DialectOverrides {
  const plain = dialectOverrides(options);
  const { dialect, columns } = beginningOf(input, plain);
  if (options.header !== undefined || dialect.hasHeader || missingColumns(model, columns).length === 0) return plain;
  const named = { ...plain, hasHeader: true };
  return missingColumns(model, beginningOf(input, named).columns).length === 0 ? named : plain;
}

function absence(missing: readonly string[], columns: readonly string[]): string {
  const what = missing.length === 1 ? 'a column' : 'columns';
  return `The model needs ${what} ${list(missing)}; the file has ${list(columns)}.`;
}

function reportOf(
  { model, looks, engine, rows, totalWeight: fitted, estimate, nlml }: ModelFile,
  { logDensity }: Judgement,
  matrix: Matrix,
): Pick<ScoreReport, 'rows' | 'totalWeight' | 'model' | 'nlml' | 'nlmlPerRowError'> {
  const { rowWeights } = matrix;
  const perRow = nlmlPerRow(logDensity);
  const counted = rowWeights?.reduce((sum, weight, n) => (weight > 0 ? sum - weight * logDensity[n] : sum), 0);
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
      ...(areGiven(looks) && { clusters: looks }),
    },
    nlml: finite(counted ?? perRow.value * logDensity.length),
    // The dependence between rows that count more than once is unknown, so there is no standard error.
    ...(logDensity.length > 1 && counted === undefined && { nlmlPerRowError: finite(perRow.standardError) }),
  };
}
