/** Tests that the findings of edited rows are combined with those of all other rows: suspects and bad cells. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { patchedTable } from '../../../server/core/csv/table/patched';
import { readTable, rowRange } from '../../../server/core/csv/table/table';
import type { FittedModel, Judgement } from '../../../server/core/judging/fittedModel';
import { rejudge } from '../../../server/core/judging/rejudge';
import { SuspectList, unlikelyRows, WHOLE_ROW } from '../../../server/core/judging/falseDiscovery';
import { BAD_CELL_LIMIT } from '../../../server/core/csv/columns/limits';
import { encode } from '../../../server/core/schema/encoding/encode';
import { badCellsAfter } from '../../../server/core/schema/encoding/reencode';
import { inferSchema } from '../../../server/core/schema/infer';
import { edited } from '../csv/textEdits';
import { fittedPenguins } from './rejudgeSupport';

describe('rejudge of merged suspects', function () {
  this.timeout(120_000);
  let penguins: FittedModel;
  before(() => (penguins = fittedPenguins().model));

  it('Rejudging finds the same rows as the suspects of all rows together, ties included', () => {
    const tails = fc.constantFrom(1e-9, 1e-6, 1e-4, 2e-4, 0.001, 0.0019);
    const suspect = fc.record({ column: fc.constantFrom(WHOLE_ROW, 0, 1), tail: tails });
    /** The suspects of one row, most often none. */
    const suspectsOfRow = fc.oneof(
      fc.constant([]),
      fc.uniqueArray(suspect, { selector: ({ column }) => column, maxLength: 3 }),
    );
    type RowSuspects = readonly { readonly column: number; readonly tail: number }[];
    const judgementOf = (rows: readonly RowSuspects[]): Judgement => {
      const list = new SuspectList();
      rows.forEach((own, row) => {
        for (const { column, tail } of own) list.add(row, column, tail, row);
      });
      return {
        rows: rows.length,
        k: 0,
        posterior: new Float64Array(),
        logDensity: new Float64Array(rows.length),
        tail: new Float64Array(rows.length),
        suspects: list.sorted(),
        unlikely: [],
        groups: [],
        repeated: [],
        variants: [],
        badCells: [],
        badCellCount: 0,
      };
    };

    const puts = fc.array(fc.tuple(fc.nat(), fc.array(suspectsOfRow, { maxLength: 3 })), { maxLength: 8 });
    fc.assert(
      fc.property(
        fc.array(suspectsOfRow, { minLength: 1, maxLength: 60 }),
        puts,
        fc.constantFrom(0.01, 0.2),
        (before, put, falseDiscoveryRate) => {
          const table = readTable(`a,b\n${before.map((_, n) => `${n},1\n`).join('')}`, {
            hasHeader: true,
            delimiter: ',',
          });
          const places = new Map(put.map(([row, own]) => [row % before.length, own]));
          const rows = [...places.keys()].sort((a, b) => a - b);
          const edits = rows.map((row) => ({
            ...rowRange(table, row),
            text:
              places
                .get(row)
                ?.map(() => 'x,y')
                .join('\n') ?? '',
          }));
          const patched = patchedTable(table, edits);
          fc.pre(patched !== undefined);
          const schema = ['a', 'b'].map((name, index) => ({
            name,
            index,
            kind: 'normal' as const,
            reason: '',
            missing: 0,
            levels: [],
          }));
          const model = { ...penguins, falseDiscoveryRate, schema, k: 0 };
          // Neighbouring rows may share a patch.
          const own = rows.flatMap((row) => places.get(row) ?? []);
          let taken = 0;
          const parts = patched.patches.map((patch) => judgementOf(own.slice(taken, (taken += patch.table.rowCount))));
          const after = before.flatMap((row, n) => places.get(n) ?? [row]);
          const all = judgementOf(after);

          const now = rejudge(model, patched, judgementOf(before), parts);

          assert.deepEqual(
            now.unlikely,
            unlikelyRows(all.suspects, { rows: after.length, columns: 2 }, falseDiscoveryRate),
          );
        },
      ),
      { numRuns: 1500 },
    );
  });
});

describe('badCellsAfter', () => {
  it('badCellsAfter counts all bad cells although only some of them are listed', () => {
    const rows = Array.from({ length: 3 * BAD_CELL_LIMIT }, (_, i) => `${i % 2 === 0 ? i : 'x'},${i}.5`);
    const table = readTable(`a,b\n${rows.join('\n')}\n`);
    const schema = inferSchema(table, { kinds: { a: 'normal', b: 'normal' } });
    const { start, end } = rowRange(table, 1);
    const last = rowRange(table, table.rowCount - 1);
    const edits = [
      { start, end, text: '7,8\ny,z' },
      { start: last.start, end: last.end, text: 'x,x' },
    ];
    const patched = patchedTable(table, edits);
    assert.ok(patched !== undefined);

    const now = badCellsAfter(
      patched,
      encode(table, schema),
      patched.patches.map((patch) => encode(patch.table, schema)),
      schema,
    );
    const full = encode(readTable(edited(table.scan.text, edits), table.dialect), schema);

    assert.equal(now.badCellCount, full.badCellCount);
    assert.deepEqual(now.badCells, full.badCells);
  });
});
