/** Fitted tables, edits of their rows, and the comparison of rejudging them with judging them in full. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { consolidated, patchedTable, type PatchedTable } from '../../../server/core/csv/table/patched';
import type { OffsetEdit } from '../../../server/core/csv/table/rescan';
import { readTable, rowRange, type Table } from '../../../server/core/csv/table/table';
import {
  encodeFor,
  judgeTable,
  withPatternsOf,
  type FittedModel,
  type Judgement,
} from '../../../server/core/judging/fittedModel';
import { consolidatedJudgement, judgePatch, rejudge } from '../../../server/core/judging/rejudge';
import { complete } from '../../../server/core/numeric/generators';
import { edited } from '../csv/textEdits';
import { judgedText } from './judgedTables';

export interface Fitted {
  readonly table: Table;
  readonly model: FittedModel;
  readonly judgement: Judgement;
}

/** The penguins with a few impossible masses and bounds among them, fitted. */
export function fittedPenguins(): Fitted {
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

/** Edits that replace whole rows, in the order of the rows; the last text given for a row counts. */
export function replacedRows(table: Table, texts: readonly (readonly [row: number, text: string])[]): OffsetEdit[] {
  const byRow = new Map(texts);
  return [...byRow.keys()]
    .sort((a, b) => a - b)
    .map((row) => ({ ...rowRange(table, row), text: byRow.get(row) ?? '' }));
}

/** Asserts that rejudging the edits equals judging the edited text in full, bit for bit; returns the judgement. */
export function assertRejudgedInFull(before: Fitted, edits: readonly OffsetEdit[]): Judgement {
  const after = edited(before.table.scan.text, edits);
  const patched = patchedTable(before.table, edits);
  assert.ok(patched !== undefined);
  const { model, parts } = judgedPatches(before.model, patched);
  const table = readTable(after, before.table.dialect);

  const full = complete(judgeTable(before.model, table));
  const quick = rejudge(model, patched, before.judgement, parts);
  const whole = consolidatedJudgement(model, patched, before.judgement, parts);

  assert.deepEqual(
    [quick.unlikely, quick.groups, rangeless(quick.repeated)],
    [full.unlikely, full.groups, rangeless(full.repeated)],
  );
  assert.deepEqual([quick.badCells, quick.badCellCount], [full.badCells, full.badCellCount]);
  assert.deepEqual({ ...whole, repeated: rangeless(whole.repeated) }, { ...full, repeated: rangeless(full.repeated) });
  assert.deepEqual(consolidated(patched, after).rowRecord, table.rowRecord);
  // The model has the patterns of missing cells that it would have from the full table.
  const informed = complete(withPatternsOf(before.model, encodeFor(before.model, table).matrix));
  for (const [pattern, tails] of informed.surprise) assert.deepEqual(model.surprise.get(pattern), tails);
  return full;
}

/** Judges the patches one after the other, each with the model that knows the patterns of those before. */
function judgedPatches(model: FittedModel, patched: PatchedTable): { model: FittedModel; parts: readonly Judgement[] } {
  let informed = model;
  const parts = patched.patches.map((patch) => {
    const judged = complete(judgePatch(informed, patch));
    informed = judged.model;
    return judged.judgement;
  });
  return { model: informed, parts };
}

/** Repeated values without the range of the other numbers, which stays that of the table before the edits. */
function rangeless(repeated: Judgement['repeated']): object[] {
  return repeated.map(({ column, value, rows }) => ({ column, value, rows }));
}
