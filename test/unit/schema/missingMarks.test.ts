// Tests marks for a missing value in a cell or two of a column of texts.
import assert from 'node:assert/strict';
import { readTable } from '../../../server/core/csv/table/table';
import { encode } from '../../../server/core/schema/encoding/encode';
import { inferSchema } from '../../../server/core/schema/infer';

/** Reports of 200 rows of a name, a town and a number; `marks` replaces cells, by row and column. */
function marked(marks: Readonly<Record<string, string>>): readonly (readonly unknown[])[] {
  const rows = Array.from({ length: 200 }, (_, row) =>
    [`Person ${String.fromCharCode(65 + (row % 26))}${row}`, ['Berlin', 'Hamburg'][row % 2], (row * 37) % 101].map(
      (cell, column) => marks[`${row} ${column}`] ?? String(cell),
    ),
  );
  const table = readTable(`name,town,n\n${rows.map((row) => row.join(',')).join('\n')}\n`, { hasHeader: true });
  const { badCells } = encode(table, inferSchema(table, { isRobust: true }));
  return badCells
    .filter(({ code }) => code === 'cell.missing-mark')
    .map(({ row, column }) => [row, table.columns[column]]);
}

describe('marks for a missing value', () => {
  for (const mark of ['-', '?', 'n/a'])
    it(`A single ${mark} among names and labels is reported`, () => {
      const found = marked({ '3 0': mark, '9 1': mark });

      assert.deepEqual(found, [
        [9, 'town'],
        [3, 'name'],
      ]);
    });

  it('A mark in many cells of a column is the way in which it writes missing values', () => {
    const found = marked(Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`${7 * i} 1`, '?'])));

    assert.deepEqual(found, []);
  });

  it('A mark that other columns have, too, belongs to the table', () => {
    const found = marked({ '3 0': '?', '5 2': '?', '8 2': '?', '9 2': '?', '12 2': '?' });

    assert.deepEqual(found, []);
  });

  it('A single NA is written by a program', () => {
    const found = marked({ '3 0': 'NA' });

    assert.deepEqual(found, []);
  });

  it('A single mark among numbers is not reported', () => {
    const found = marked({ '3 2': '-' });

    assert.deepEqual(found, []);
  });
});
