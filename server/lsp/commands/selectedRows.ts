/** Rows of an open document: a selection, and ordinary rows similar to one. */
import type { Range } from 'vscode-languageserver';
import { placeOfRow, rowsAfter } from '../../core/csv/table/patched';
import { similarRows } from '../../core/description/similar';
import { cellsOfRow, guiltyIn } from '../../core/judging/judgeTable';
import { encodeRow } from '../../core/schema/encoding/encode';
import type { OpenDocument } from '../../files/open/openDocument';
import { rowSpan, standingRow } from '../../files/open/standingRows';
import type { FitOptions } from '../../protocol';
import { inSteps } from '../../threads/steps';
import { shown } from '../../words/values';
import { malformed } from '../requests/refusals';
import { isRange } from '../requests/requestGuards';
import type { CommandArgument } from './commandArguments';

/** Maximum number of ordinary rows that are shown for one. */
const MOST_SIMILAR = 10;

/** Ranges of rows, ascending and disjoint. @throws ResponseError for invalid ranges */
export function rowsIn(document: OpenDocument, { ranges }: CommandArgument): NonNullable<FitOptions['rows']> {
  if (!Array.isArray(ranges) || !ranges.every(isRange))
    throw malformed(`ranges must be a list of ranges of the text, not ${shown(ranges)}`);
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

/** Text ranges of the ordinary rows most similar to a row. */
export async function similarTo(document: OpenDocument, row: number): Promise<readonly Range[]> {
  const model = document.model();
  const patched = document.patched();
  const { version } = document;
  const ordinary = await inSteps(document.ordinary(), () => document.version === version);
  if (model === undefined || ordinary === undefined || row >= patched.rowCount) return [];
  const { table, row: own } = placeOfRow(patched, row);
  const matrix = encodeRow(table, model.schema, model.facts, own);
  const guilty = new Set(guiltyIn(model, matrix, document.guilty.of(version, row)).map(({ column }) => column));
  const after = rowsAfter(patched);
  const similar = similarRows(model, ordinary, cellsOfRow(matrix, 0), guilty, MOST_SIMILAR).map(after);
  return similar.filter((at) => at >= 0).map((at) => standingRow(document.text, patched, at).range);
}
