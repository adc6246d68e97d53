/** From a place in a document to its hover: finds what is there and asks the feature that knows it. */
import { MarkupKind, type Hover, type Position } from 'vscode-languageserver';
import { cellRange, headerRange, locate, type Table } from '../core/csv/table';
import { judgeRow, withPatternsOf, type FittedModel } from '../core/insight/fitted';
import { complete } from '../core/mixture/expectation';
import { encodeRow } from '../core/schema/encode';
import type { OpenDocument } from './documents';
import { headerHover } from './features/headerHover';
import { rowHover } from './features/rowHover';
import { toRange } from './positions';
import { paragraph, toMarkdown, toPlainText, type Block } from './text/markup';

export function hoverAt(document: OpenDocument, position: Position, kind: MarkupKind): Hover | null {
  const table = document.table();
  const place = locate(table, document.text.offsetAt(position));
  if (place === undefined) return null;
  const header = place.row < 0;
  const blocks = header ? columnBlocks(document, table, place.column) : rowBlocks(document, table, place.row, place.column);
  const range = header ? headerRange(table, place.column) : cellRange(table, place.row, place.column);
  if (blocks === undefined || range === undefined) return null;
  const value = kind === MarkupKind.Markdown ? toMarkdown(blocks) : toPlainText(blocks);
  return { contents: { kind, value }, range: toRange(document.text, range) };
}

function columnBlocks(document: OpenDocument, table: Table, column: number): readonly Block[] | undefined {
  const fitted = document.model()?.schema.find(({ index }) => index === column);
  const described = fitted ?? document.schema().find(({ index }) => index === column);
  if (described === undefined) return undefined;
  const components = fitted === undefined ? undefined : document.report?.components;
  return headerHover({ column: described, rows: table.rowCount, components, stale: fitted !== undefined && document.stale });
}

function rowBlocks(document: OpenDocument, table: Table, row: number, column: number): readonly Block[] | undefined {
  const model = document.model();
  if (model !== undefined) return judgedRow(document, table, model, row, column);
  if (document.report === undefined) return undefined;
  return [paragraph(['The columns are no longer those of the fit, so it cannot judge this row. Fit again.'])];
}

/** Only this row is read; and a pattern of missing cells is simulated once, not with every hover. */
function judgedRow(document: OpenDocument, table: Table, model: FittedModel, row: number, column: number): readonly Block[] {
  const matrix = encodeRow(table, model.schema, model.facts, row);
  const informed = complete(withPatternsOf(model, matrix));
  if (informed !== model) document.judged(informed);
  return rowHover({ table, model: informed, judgement: judgeRow(informed, matrix, 0), row, column, stale: document.stale });
}
