/** Finds the hover at a position in a document, by calling the responsible feature. */
import { MarkupKind, type Hover, type Position } from 'vscode-languageserver';
import { say } from '../../../language/language';
import { locateIn, placeOfRow, type PatchedTable } from '../../core/csv/table/patched';
import { cellRange, cellText, headerRange, rowRange } from '../../core/csv/table/table';
import { withTailsOfRows, type FittedModel } from '../../core/judging/fittedModel';
import { judgeRow } from '../../core/judging/rowJudgement';
import { outlineOf } from '../../core/description/outline';
import { complete } from '../../core/numeric/generators';
import { encodeRow } from '../../core/schema/encoding/encode';
import { describedColumns } from '../../core/schema/encoding/usedColumns';
import type { OpenDocument } from '../../files/open/openDocument';
import { headerHover } from '../features/hovers/headerHover';
import { rowHover } from '../features/hovers/rowHover';
import { isWithin, toRange } from '../../files/open/positions';
import { runInSteps } from '../../threads/steps';
import { paragraph, toMarkdown, toPlainText, type Block, type MarkdownStyle } from '../../words/markup';

interface CellPlace {
  readonly row: number;
  readonly column: number;
}

/**
 * Returns the hover at a position; null where there is no content, or when the text changed meanwhile.
 *
 * @param style style of the client's Markdown; undefined where it shows only plain text
 * @param hasDiagnostics whether the client shows the diagnostics at the position with the hover
 */
export async function hoverAt(
  document: OpenDocument,
  position: Position,
  style: MarkdownStyle | undefined,
  hasDiagnostics = false,
): Promise<Hover | null> {
  if (document.view.hovers === 'off') return null;
  const patched = document.patched();
  const place = locateIn(patched, document.text.offsetAt(position));
  if (place === undefined) return null;
  const at = place.row < 0 ? undefined : placeOfRow(patched, place.row);
  const source = at === undefined ? headerRange(patched.base, place.column) : cellRange(at.table, at.row, place.column);
  if (source === undefined) return null;
  const range = toRange(document.text, source, at?.offset);
  const blocks =
    at === undefined
      ? await columnBlocks(document, patched, place.column)
      : rowBlocks(document, patched, place, hasDiagnostics && isReportedAt(document, place.row, position));
  if (blocks === undefined) return null;
  const contents =
    style === undefined
      ? { kind: MarkupKind.PlainText, value: toPlainText(blocks) }
      : { kind: MarkupKind.Markdown, value: toMarkdown(blocks, style) };
  return { contents, range };
}

async function columnBlocks(
  document: OpenDocument,
  { base, rowCount }: PatchedTable,
  column: number,
): Promise<readonly Block[] | undefined> {
  const fitted = document.model()?.schema.find(({ index }) => index === column);
  const { version } = document;
  const described =
    fitted ??
    (await runInSteps(document.schema(), () => document.version === version))?.find(({ index }) => index === column);
  if (described === undefined) return undefined;
  const report = fitted === undefined ? undefined : document.report;
  const components = report?.components;
  const columns = describedColumns([described]);
  const columnReport = report?.columns.find(({ name }) => name === described.name);
  return headerHover({
    uri: document.uri,
    columns,
    rows: rowCount,
    components,
    columnReport,
    outline: outlineOf(base, columns[0]),
    stale: fitted !== undefined && document.stale,
    isCompact: document.view.hovers === 'compact',
  });
}

/** Whether a finding that names the guilty cells is marked at the position. */
function isReportedAt({ findings, view }: OpenDocument, at: number, position: Position): boolean {
  return findings.some(
    ({ code, row, range, column }) =>
      row === at && column !== undefined && view.severities[code] !== 'off' && isWithin(position, range),
  );
}

function rowBlocks(
  document: OpenDocument,
  patched: PatchedTable,
  place: CellPlace,
  isReported: boolean,
): readonly Block[] | undefined {
  const model = document.model();
  if (model !== undefined) return judgedRowBlocks(document, patched, model, place, isReported);
  if (document.report === undefined) return undefined;
  return [paragraph([say('The columns are no longer those of the fit, so it cannot judge this row. Fit again.')])];
}

/** Judges only this row; a pattern of missing cells is simulated once, not for every hover. */
function judgedRowBlocks(
  document: OpenDocument,
  patched: PatchedTable,
  model: FittedModel,
  { row: at, column }: CellPlace,
  isReported: boolean,
): readonly Block[] {
  const { table, row, offset } = placeOfRow(patched, at);
  const matrix = encodeRow(table, model.schema, model.facts, row);
  const informed = complete(withTailsOfRows(model, matrix));
  document.learn(informed);
  return rowHover({
    table,
    model: informed,
    judgement: judgeRow(informed, matrix, 0),
    row,
    line: toRange(document.text, rowRange(table, row), offset).start.line + 1,
    column,
    stale: document.stale,
    isReported,
    isCompact: document.view.hovers === 'compact',
    looks: document.report?.components ?? [],
    expected: document.expected.reasonFor(table.columns, (cell) => cellText(table, row, cell)),
  });
}
