/** Fitted tables, edits of their rows, and the comparison of rejudging the edits with judging the whole table. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { consolidate, patchedTable, type PatchedTable } from '../../../server/core/csv/table/patched';
import type { OffsetEdit } from '../../../server/core/csv/table/rescan';
import { readTable, rowRange, type Table } from '../../../server/core/csv/table/table';
import {
  encodeFor,
  judgeTable,
  withTailsOfRows,
  type FittedModel,
  type Judgement,
} from '../../../server/core/judging/fittedModel';
import { consolidatedJudgement, judgePatch, rejudge } from '../../../server/core/judging/rejudge';
import { complete } from '../../../server/core/numeric/generators';
import { edited } from '../csv/textEdits';
import { judgedText } from './judgedTables';

export interface FittedTable {
  readonly table: Table;
  readonly model: FittedModel;
  readonly judgement: Judgement;
}

/** Fits the penguins with a few impossible masses and bounds. */
export function fittedPenguins(): FittedTable {
  const text = readFileSync('samples/penguins.csv', 'utf8')
    .split('\n')
    .map((line, n) =>
      n % 90 === 11
        ? line.replace(/,(\d{4}),/, ',63000,')
        : n % 40 === 13
          ? line.replace(/,(\d{4}),/, ',<3500,')
          : line,
    )
    .join('\n');
  return judgedText(text, { k: 3, starts: 1 });
}

/** Returns edits that replace whole rows, in the order of the rows. The last text of a row counts. */
export function rowReplacements(table: Table, texts: readonly (readonly [row: number, text: string])[]): OffsetEdit[] {
  const byRow = new Map(texts);
  return [...byRow.keys()]
    .sort((a, b) => a - b)
    .map((row) => ({ ...rowRange(table, row), text: byRow.get(row) ?? '' }));
}

/** Asserts that rejudging the edits equals judging the whole edited text, bit for bit. Returns the judgement. */
export function assertRejudgedInFull(before: FittedTable, edits: readonly OffsetEdit[]): Judgement {
  const after = edited(before.table.scan.text, edits);
  const patched = patchedTable(before.table, edits);
  assert.ok(patched !== undefined);
  const { model, parts } = judgePatches(before.model, patched);
  const table = readTable(after, before.table.dialect);

  const full = complete(judgeTable(before.model, table));
  const rejudged = rejudge(model, patched, before.judgement, parts);
  const consolidatedResult = consolidatedJudgement(model, patched, before.judgement, parts);

  assert.deepEqual(
    [rejudged.unlikely, rejudged.groups, withoutRanges(rejudged.repeated)],
    [full.unlikely, full.groups, withoutRanges(full.repeated)],
  );
  assert.deepEqual([rejudged.badCells, rejudged.badCellCount], [full.badCells, full.badCellCount]);
  assert.deepEqual(
    { ...consolidatedResult, repeated: withoutRanges(consolidatedResult.repeated) },
    { ...full, repeated: withoutRanges(full.repeated) },
  );
  assert.deepEqual(consolidate(patched, after).rowRecord, table.rowRecord);
  // The model has the patterns of missing cells of the full table.
  const informed = complete(withTailsOfRows(before.model, encodeFor(before.model, table).matrix));
  for (const [pattern, tails] of informed.surprise) assert.deepEqual(model.surprise.get(pattern), tails);
  return full;
}

/** Judges the patches in order, each with the model that has the patterns of the previous patches. */
function judgePatches(model: FittedModel, patched: PatchedTable): { model: FittedModel; parts: readonly Judgement[] } {
  let informed = model;
  const parts = patched.patches.map((patch) => {
    const judged = complete(judgePatch(informed, patch));
    informed = judged.model;
    return judged.judgement;
  });
  return { model: informed, parts };
}

/** Returns repeated values without the range of the other numbers, which edits do not update. */
function withoutRanges(repeated: Judgement['repeated']): object[] {
  return repeated.map(({ column, value, rows }) => ({ column, value, rows }));
}
