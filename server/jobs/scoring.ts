/** From text and model to findings: rows of any file judged by a model that was fitted before. */
import { readTable, type Table } from '../core/csv/table';
import { nlmlPerRow } from '../core/insight/divergence';
import { alignModel, encodeFor, judge, missingColumns, withPatterns, type FittedModel, type Judgement } from '../core/insight/fitted';
import { rowPatterns } from '../core/insight/patterns';
import { totalWeight, type Matrix } from '../core/matrix';
import type { FitOptions, ScoreReport } from '../protocol';
import { notesOn } from './notes';
import { dialectOverrides, list, requireRows } from './pipeline';
import { FitProblem } from './problem';
import type { ModelFile } from './readModel';
import { findingsOf, finite } from './report';

export interface ScoreOutput {
  readonly report: ScoreReport;
  readonly table: Table;
  readonly judgement: Judgement;
}

/**
 * @param options only how the text is to be read counts here
 * @param most of so many flagged rows, the least likely, the cells are judged
 * @param clock seconds since any moment
 * @throws FitProblem
 */
export function* runScoring(text: string, file: ModelFile, options: FitOptions, clock: () => number, most = Infinity): Generator<undefined, ScoreOutput> {
  const begun = clock();
  const table = tableFor(file.model, text, options);
  requireRows(text, table, 'one row is');
  const aligned = alignModel(file.model, table);
  if (aligned === undefined) throw new FitProblem(absence(missingColumns(file.model, table), table));
  const scanned = clock();
  const encoded = encodeFor(aligned, table);
  const ready = clock();
  const patterns = yield* rowPatterns(encoded.matrix);
  const model = yield* withPatterns(aligned, patterns);
  const judgement = yield* judge(model, encoded, patterns);
  const findings = yield* findingsOf(table, encoded.matrix, model, judgement, most);
  const seconds = { read: 0, scan: scanned - begun, encode: ready - scanned, score: clock() - ready };
  return { report: { ...reportOf(file, judgement, encoded.matrix), seconds, findings, notes: notesOn(table, aligned.schema, encoded) }, table, judgement };
}

/** Of a few rows of text a first line of names can look like one of them; where it names the model's columns it is none. */
function tableFor(model: FittedModel, text: string, options: FitOptions): Table {
  const table = readTable(text, dialectOverrides(options));
  if (options.header !== undefined || table.headerRecord >= 0 || missingColumns(model, table).length === 0) return table;
  const named = readTable(text, { ...dialectOverrides(options), hasHeader: true });
  return missingColumns(model, named).length === 0 ? named : table;
}

function absence(missing: readonly string[], table: Table): string {
  const what = missing.length === 1 ? 'a column' : 'columns';
  return `The model needs ${what} ${list(missing)}; the file has ${list(table.columns)}.`;
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
