/** From text and model to findings: rows of any file judged by a model that was fitted before. */
import { beginningOf } from '../core/csv/beginning';
import type { TypedColumn } from '../core/csv/column';
import type { DialectOverrides } from '../core/csv/dialect';
import { nlmlPerRow } from '../core/insight/divergence';
import { alignModel, encodeTyped, judge, missingColumns, wantedBy, withPatterns, type FittedModel, type Judgement } from '../core/insight/fitted';
import { rowPatterns } from '../core/insight/patterns';
import { totalWeight, type Matrix } from '../core/matrix';
import type { Engine } from '../core/mixture/engine';
import type { FitOptions, ScoreReport } from '../protocol';
import { notesOn } from './notes';
import { dialectOverrides, heldBy, list } from './pipeline';
import { FitProblem } from './problem';
import type { ModelFile } from './readModel';
import { inputOf, readTyped, requireRows, rowTexts, type Input, type Reading } from './reading';
import { findingsOf, finite, type WantedFindings } from './report';

export interface ScoreOutput {
  readonly report: ScoreReport;
  readonly reading: Reading;
  readonly judgement: Judgement;
}

/**
 * @param options only how the text is to be read counts here
 * @param clock seconds since any moment
 * @param engine who passes over the rows; the plain code when left out
 * @throws FitProblem
 */
export function* runScoring(
  input: string | Input, file: ModelFile, options: FitOptions, clock: () => number, engine?: Engine, wanted: WantedFindings = { findings: Infinity },
): Generator<undefined, ScoreOutput> {
  const begun = clock();
  const source = typeof input === 'string' ? inputOf(input) : input;
  const { typed, ...reading } = readTyped(source, (from) => overridesFor(file.model, from, options), wantedBy(file.model), engine?.room);
  const { columns } = reading.table;
  requireRows(reading, 'one row is');
  const aligned = alignModel(file.model, columns);
  if (aligned === undefined) throw new FitProblem(absence(missingColumns(file.model, columns), columns));
  const scanned = clock();
  const encoded = heldBy(engine, encodeTyped(aligned, reading.table.rowCount, typed as readonly TypedColumn[], engine?.sums));
  const ready = clock();
  const patterns = yield* rowPatterns(encoded.matrix);
  const model = yield* withPatterns(aligned, patterns);
  const judgement = yield* judge(model, encoded, patterns);
  const findings = yield* findingsOf(rowTexts(reading, judgement.flagged), columns, encoded.matrix, model, judgement, wanted);
  const seconds = { read: 0, scan: scanned - begun, encode: ready - scanned, score: clock() - ready };
  const expectedRows = judgement.flagged.length - findings.length;
  return { report: { ...reportOf(file, judgement, encoded.matrix), seconds, findings, ...(expectedRows > 0 && { expectedRows }), notes: notesOn(reading, aligned.schema, encoded) }, reading, judgement };
}

/** Of a few rows of text a first line of names can look like one of them; where it names the model's columns it is none. */
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

function reportOf({ model, engine, rows, totalWeight: fitted, estimate, nlml }: ModelFile, { logDensity }: Judgement, matrix: Matrix): Pick<ScoreReport, 'rows' | 'totalWeight' | 'model' | 'nlml' | 'nlmlPerRowError'> {
  const { rowWeights } = matrix;
  const perRow = nlmlPerRow(logDensity);
  const counted = rowWeights?.reduce((sum, weight, n) => (weight > 0 ? sum - weight * logDensity[n] : sum), 0);
  return {
    rows: logDensity.length,
    totalWeight: totalWeight(matrix),
    model: { engine, rows, totalWeight: fitted, k: model.k, estimate, nlml },
    nlml: finite(counted ?? perRow.value * logDensity.length),
    // How far rows that count more than once depend on each other is not known.
    ...(logDensity.length > 1 && counted === undefined && { nlmlPerRowError: finite(perRow.standardError) }),
  };
}
