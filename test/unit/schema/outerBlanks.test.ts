// Tests blanks at the ends of cells: where hardly any cell has them, they are reported.
import assert from 'node:assert/strict';
import { readTable } from '../../../server/core/csv/table/table';
import { encode } from '../../../server/core/schema/encoding/encode';
import { inferSchema } from '../../../server/core/schema/infer';

const towns = ['Berlin', 'Hamburg', 'Leipzig'];
/** Sixty rows of a town, a name that identifies the row, and a number; `change` replaces cells. */
function faults(change: (cell: string, row: number, column: number) => string): readonly (readonly unknown[])[] {
  const rows = Array.from({ length: 60 }, (_, row) =>
    [towns[row % 3], `Person ${String.fromCharCode(65 + (row % 26))}${row}`, (row * 37) % 101].map((cell, column) =>
      change(String(cell), row, column),
    ),
  );
  const table = readTable(`town,name,n\n${rows.map((row) => row.join(',')).join('\n')}\n`, { hasHeader: true });
  const { badCells } = encode(table, inferSchema(table, { isRobust: true }));
  return badCells
    .filter(({ code }) => code === 'cell.blanks')
    .map(({ row, column, meant }) => [row, table.columns[column], meant]);
}

describe('blanks at the ends of cells', () => {
  it('A blank, also a no-break space, at either end of a label is reported with the text that was meant', () => {
    const found = faults((cell, row, column) =>
      column !== 0 ? cell : row === 3 ? ` ${cell}` : row === 7 ? `${cell}\u00a0` : cell,
    );

    assert.deepEqual(found, [
      [3, 'town', 'Berlin'],
      [7, 'town', 'Hamburg'],
    ]);
  });

  it('A blank at the end of a cell of a column that takes no part is reported', () => {
    const found = faults((cell, row, column) => (column === 1 && row === 5 ? `${cell} ` : cell));

    assert.deepEqual(found, [[5, 'name', 'Person F5']]);
  });

  it('Blanks in all cells of a column belong to it', () => {
    const found = faults((cell, _, column) => (column === 0 ? ` ${cell}` : cell));

    assert.deepEqual(found, []);
  });

  it('Blanks beside numbers are not reported', () => {
    const found = faults((cell, row, column) => (column === 2 && row === 5 ? `${cell} ` : cell));

    assert.deepEqual(found, []);
  });
});
