// Tests the levels and texts of columns that are read in pieces.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MOST_LEVELS } from '../../../server/core/csv/columns/column';
import type { TypedColumn } from '../../../server/core/csv/columns/typedColumn';
import { beginningOf } from '../../../server/core/csv/stream/beginning';
import { readColumns } from '../../../server/core/csv/stream/stream';
import { readTable } from '../../../server/core/csv/table/table';
import { readColumn } from '../../../server/core/csv/table/tableColumn';
import {
  anyText,
  sourceInPieces,
  withPlainLists,
  overrides,
  pieces,
  plainColumn,
  RUNS,
  MISSING_WORD,
} from './streamSupport';

/** The text of each row of a column, empty for words that may mean "missing". */
function textsByRow(column: TypedColumn | undefined): unknown {
  const text = (place: number): string => column?.values[place - 1] ?? '';
  // Among numbers such a word means "missing", which a column of texts does not know.
  return column?.places && Array.from(column.places, text).map((own) => (MISSING_WORD.test(own) ? '' : own));
}

describe('levels and texts of a streamed column', function () {
  this.timeout(60_000);

  /** Column `a` read as numbers, column `b` with the levels y and 2. */
  const numbersAndLevels = (): readonly TypedColumn[] => {
    const source = sourceInPieces('a,b\n1,x\n?,y\n x ,2\n-5,\n', 3);
    const streamed = readColumns(source, beginningOf(source), (name) => (name === 'a' ? 'numbers' : ['y', '2']));
    return streamed.typed as TypedColumn[];
  };

  it('A column read as numbers alone has no values or places', () => {
    const [a] = numbersAndLevels();

    assert.deepEqual(
      [[...a.numbers], a.missing, a.unreadableRows, a.values, a.places],
      [[1, NaN, NaN, -5], 1, [2], [], undefined],
    );
  });

  it('A column read with known levels has their places', () => {
    const [, b] = numbersAndLevels();

    assert.deepEqual(
      [[...(b.places ?? [])], b.missing, b.unreadableRows, b.values],
      [[0, 1, 2, 0], 1, [0], ['y', '2']],
    );
  });

  it('A column read as texts has the places of the whole column, whatever the text', () => {
    fc.assert(
      fc.property(anyText, overrides, pieces, (text, known, length) => {
        const source = sourceInPieces(text, length);
        const beginning = beginningOf(source, known);
        const all = readColumns(source, beginning, () => 'all').typed;
        const texts = readColumns(source, beginning, () => 'texts').typed;

        all.forEach((column, i) => assert.deepEqual(textsByRow(texts[i]), textsByRow(column)));
      }),
      RUNS,
    );
  });

  const rows = 3 * MOST_LEVELS;

  /** Columns of a long file, of few or many words or numbers, read as a whole and as texts. */
  const longColumns = (): Readonly<Record<'all' | 'texts', readonly (TypedColumn | undefined)[]>> => {
    const line = (row: number): string =>
      [row, `t${row}`, row % 50, `t${row % 50}`, row < 5000 ? 7 : `t${row % 3}`, row % 2 === 0 ? '' : 'NA'].join(',');
    const source = sourceInPieces(
      `a,b,c,d,e,f\n${Array.from({ length: rows }, (_, row) => line(row)).join('\n')}\n`,
      1 << 16,
    );
    const beginning = beginningOf(source);
    const room = {
      allocate: (length: number) => new Float64Array(length),
      records: { end: 0, canFill: () => false, load: () => undefined, read: () => 0 },
    };

    return {
      all: readColumns(source, beginning, () => 'all').typed,
      texts: readColumns(source, beginning, () => 'texts', room).typed,
    };
  };

  it('A column read as texts has the places of the whole column in long files', () => {
    const { all, texts } = longColumns();

    all.forEach((column, i) => assert.deepEqual(textsByRow(texts[i]), textsByRow(column)));
    assert.deepEqual(
      texts.map((column) => column?.places?.length),
      [undefined, undefined, rows, rows, rows, rows],
    );
  });

  it('A column of words read as texts allocates no numbers', () => {
    const { texts } = longColumns();

    assert.deepEqual(
      texts.map((column) => column?.numbers.length),
      [rows, 0, rows, 0, rows, rows],
    );
  });

  it('A known level that is a missing value is read as missing', () => {
    const source = sourceInPieces('a,b\n1,NA\n2,y\n', 3);
    const [, b] = readColumns(source, beginningOf(source, { hasHeader: true }), () => ['NA', 'y'])
      .typed as TypedColumn[];

    assert.deepEqual([[...(b.places ?? [])], b.missing], [[0, 2], 1]);
  });

  it('A column of more values than levels has numbers and no places', () => {
    const cells = Array.from({ length: MOST_LEVELS + 500 }, (_, i) => (i % 7 === 3 ? `t${i}` : `${i / 8}`));
    const text = `v,w\n${cells.map((cell, i) => `${cell},${i % 10}.0`).join('\n')}\n`;
    const source = sourceInPieces(text, 1000);
    const { typed } = readColumns(source, beginningOf(source), () => 'all');
    const table = readTable(text);

    table.columns.forEach((_, column) => {
      const { gathered, oddTexts, ...own } = typed[column] as TypedColumn;

      assert.deepEqual(withPlainLists(own), withPlainLists(plainColumn(table, column)));
      assert.deepEqual(
        [...(oddTexts ?? [])],
        column === 0 ? cells.flatMap((cell, row) => (cell.startsWith('t') ? [[row, cell]] : [])) : [],
      );
      assert.deepEqual(gathered, readColumn(table, column, 'all').gathered);
    });

    // The gathered texts show how the values are spelt.
    assert.deepEqual([typed[0]?.gathered?.places.length, typed[1]?.gathered], [cells.length, undefined]);
    assert.equal(typed[0]?.places, undefined);
    assert.equal(typed[0]?.values.length, MOST_LEVELS + 1);
  });
});
