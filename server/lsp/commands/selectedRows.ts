/** Rows of an open document: selected rows, and ordinary rows similar to a row. */
import type { Range } from 'vscode-languageserver';
import { placeOfRow, rowsAfter } from '../../core/csv/table/patched';
import { similarRows } from '../../core/description/similar';
import { cellsOfRow, guiltyCellsOfRow } from '../../core/judging/judgeTable';
import { encodeRow } from '../../core/schema/encoding/encode';
import type { OpenDocument } from '../../files/open/openDocument';
import { rowSpan, positionedRow } from '../../files/open/positionedRows';
import type { FitOptions } from '../../protocol';
import { runInSteps } from '../../threads/steps';
import { shortJson } from '../../words/values';
import { malformedRequest } from '../requests/refusals';
import { isRange } from '../requests/requestGuards';
import type { CommandArgument } from './commandArguments';

/** Maximum number of similar rows that are shown for a row. */
const MOST_SIMILAR_ROWS = 10;

/** Returns the ranges of selected rows, ascending and disjoint. @throws ResponseError for invalid ranges */
export function rowsIn(document: OpenDocument, { ranges }: CommandArgument): NonNullable<FitOptions['rows']> {
  if (!Array.isArray(ranges) || !ranges.every(isRange))
    throw malformedRequest(`ranges must be a list of ranges of the text, not ${shortJson(ranges)}`);
  const spans = ranges
    .map((range) => rowSpan(document.text, document.patched(), range))
    .filter(([from, to]) => from < to)
    .sort(([a], [b]) => a - b);
  const joined: [number, number][] = [];
  for (const [from, to] of spans) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

/** Returns the text ranges of the ordinary rows most similar to a row. */
export async function similarRowRanges(document: OpenDocument, row: number): Promise<readonly Range[]> {
  const model = document.model();
  const patched = document.patched();
  const { version } = document;
  const ordinary = await runInSteps(document.ordinary(), () => document.version === version);
  if (model === undefined || ordinary === undefined || row >= patched.rowCount) return [];
  const { table, row: tableRow } = placeOfRow(patched, row);
  const matrix = encodeRow(table, model.schema, model.facts, tableRow);
  const guilty = new Set(
    guiltyCellsOfRow(model, matrix, document.guilty.columnsOf(version, row)).map(({ column }) => column),
  );
  const rowAfter = rowsAfter(patched);
  const similar = similarRows(model, ordinary, cellsOfRow(matrix, 0), guilty, MOST_SIMILAR_ROWS).map(rowAfter);
  return similar.filter((at) => at >= 0).map((at) => positionedRow(document.text, patched, at).range);
}
