/** Checks a table: fits it or judges it by a model, and returns all findings with their places. */
import type { Engine } from '../../core/mixture/engine';
import { HEADER_ROW, placesOf, type RowPlaces } from '../../core/csv/stream/cellPlaces';
import type { FitStep } from '../../core/selection/fitMixture';
import { followingColumns } from '../../core/schema/relations/redundant';
import { relationWords } from '../../core/schema/relations/relation';
import type { ModelFile } from '../../formats/model/readModel';
import type { ExpectedRows } from '../../formats/sidecar';
import type { Input, Reading, RowNumbers } from '../../formats/table/readTable';
import type { FitOptions, UncheckedColumn } from '../../protocol';
import { wholeColumns } from '../../protocol/report/checked';
import type { CheckedFile, CheckFinding, Region } from '../../protocol/report/checkReport';
import { printable } from '../../words/printable';
import { uncheckedIn } from '../fitReport';
import { runPipeline } from '../fitTable';
import { countsOf, keyOf, lineNotes } from '../faultLines';
import { runScoring } from '../scoreTable';
import { draftsOf, type CheckedRows, type Draft, type Spot } from './drafts';
import { fingerprintOf, isOfCellAlone, rowContent } from './identity';
import { regionInTable, regionOf } from './regions';
import { structureDrafts } from './structureDrafts';

export interface CheckRequest {
  /** Model that judges the rows; without one the table is fitted. */
  readonly model?: ModelFile | undefined;
  /** Options of the fit; with a model, only those that determine how the text is read are used. */
  readonly options: FitOptions;
  /** Rows whose unlikely cells are not reported. */
  readonly expected: ExpectedRows;
  /** Names of columns whose texts identify a row in its findings. */
  readonly keys?: readonly string[] | undefined;
}

/** Result of a check, before a baseline is applied. */
export type CheckedTable = Omit<CheckedFile, 'file' | 'known'>;

/**
 * Checks a table in the passes of a fit or a scoring, and reads the rows of findings again.
 *
 * @param clock seconds since any moment
 * @param engine passes over the rows; the plain code when left out
 * @throws FitProblem
 */
export function* checkTable(
  input: Input,
  { model, options, expected, keys }: CheckRequest,
  clock: () => number,
  engine?: Engine,
): Generator<FitStep | undefined, CheckedTable> {
  const requested = { findings: Infinity, expected, keys };
  const output =
    model === undefined
      ? yield* runPipeline(input, options, clock, engine, { ...requested, model: false })
      : yield* runScoring(input, model, { ...options, ...requested }, clock, engine);
  const { report } = output;
  const { expectedRows } = report;
  return {
    rows: report.rows,
    ...countsOf(output.reading),
    findings: findingsIn(output, keys),
    ...(expectedRows !== undefined && { expectedRows }),
    ...coverage(output),
    notes: [...lineNotes(output.reading), ...followsNotes(output)],
  };
}

function findingsIn(checked: CheckedRows, keys: readonly string[] = []): readonly CheckFinding[] {
  const { reading } = checked;
  const { drafts, mixedRows } = structureDrafts(reading);
  const all = [...drafts, ...draftsOf(checked).filter((draft) => !isInRow(draft, mixedRows))];
  if (all.length === 0) return [];
  const spots = all.flatMap(({ spot, related = [] }) => [spot, ...related.map((other) => other.spot)]);
  const named = spots.some((spot) => 'name' in spot)
    ? [0, ...(reading.beginning.dialect.hasHeader ? [HEADER_ROW] : [])]
    : [];
  const rows = [...named, ...spots.flatMap((spot) => ('row' in spot ? [spot.row] : []))];
  const places = reading.input.read(() => placesOf(reading.input, reading.beginning, reading.table, rows));
  return all
    .map((draft) => ({ ...finished(draft, places, reading), ...keyAt(draft, places, reading, keys) }))
    .sort(byPlace);
}

/** Whether a draft is about a cell of one of these rows. */
function isInRow({ spot }: Draft, rows: ReadonlySet<number>): boolean {
  return 'row' in spot && spot.column !== undefined && rows.has(spot.row);
}

/** Returns the key of the row of a draft; nothing for a draft about no single row. */
function keyAt(
  { spot }: Draft,
  places: RowPlaces,
  reading: Reading,
  keys: readonly string[],
): Pick<CheckFinding, 'key'> {
  return 'row' in spot ? keyOf(reading, places, spot.row, keys) : {};
}

function finished(draft: Draft, places: RowPlaces, { table: { columns }, input }: Reading): CheckFinding {
  const { code, severity, message, spot, column, value, related = [], content } = draft;
  const name = column === undefined ? '' : (columns[column] ?? '');
  const row = 'row' in spot ? places.cellsOf(spot.row) : [];
  return {
    code,
    severity,
    message,
    region: regionAt(spot, places, input.places),
    ...(column !== undefined && { column: name }),
    ...(value !== undefined && { value }),
    related: related.map((other) => ({ region: regionAt(other.spot, places, input.places), message: other.message })),
    fingerprint: fingerprintOf({
      code,
      column: name,
      content: content ?? (isOfCellAlone(code) ? [(value ?? '').trim()] : rowContent(columns, row)),
    }),
  };
}

function regionAt(spot: Spot, places: RowPlaces, numbers: RowNumbers | undefined): Region {
  if ('region' in spot) return spot.region;
  if (numbers !== undefined) return regionInTable(spot, numbers);
  if ('name' in spot) return regionOf(places.placeOfColumn(spot.name));
  return regionOf(spot.column === undefined ? places.placeOfRow(spot.row) : places.placeOfCell(spot.row, spot.column));
}

function byPlace(a: CheckFinding, b: CheckFinding): number {
  return (
    a.region.startLine - b.region.startLine ||
    a.region.startColumn - b.region.startColumn ||
    (a.code < b.code ? -1 : a.code > b.code ? 1 : 0)
  );
}

/** Counts the checked columns: those that the model does not know are not among them. */
function coverage({ reading, model, matrix }: CheckedRows): Pick<CheckedFile, 'columns' | 'checked' | 'unchecked'> {
  const known = new Map(model.schema.map((column) => [column.index, column]));
  const names = reading.table.columns;
  const unknown = names.flatMap((column, index): UncheckedColumn[] =>
    known.has(index) ? [] : [{ column, reason: 'the model does not have it' }],
  );
  const unchecked = [...uncheckedIn(model.schema, matrix), ...unknown];
  const weights = model.schema.filter(({ weighsRows }) => weighsRows === true).length;
  const columns = names.length - weights;
  return { columns, checked: columns - wholeColumns(unchecked), unchecked };
}

function followsNotes({ model: { schema } }: CheckedRows): readonly string[] {
  return followingColumns(schema).map(
    ({ name, relation }) =>
      `${printable(name)} is ${printable(relationWords(relation), 200)}: left out of the fit, and checked by this formula`,
  );
}
