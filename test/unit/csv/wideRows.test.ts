import assert from 'node:assert/strict';
import { beginningOf } from '../../../server/core/csv/stream/beginning';
import { sourceOfString } from '../../../server/core/csv/stream/source';
import { readColumns, type Streamed } from '../../../server/core/csv/stream/stream';

/** Far more columns than are read at a time. */
const WIDTH = 5000;

function read(text: string, header = true): Streamed {
  const source = sourceOfString(text);
  return readColumns(source, beginningOf(source, { hasHeader: header }), () => 'all');
}

function line(cell: (column: number) => string): string {
  return Array.from({ length: WIDTH }, (_, column) => cell(column)).join();
}

describe('a table of far more columns than rows', () => {
  it('Every column has its own cells', () => {
    const text = [line((column) => `x${column}`), line(String), line((column) => `${column}.5`)].join('\n');

    const { typed, rowCount } = read(text);

    assert.equal(rowCount, 2);
    for (const [column, { numbers = [], values = [] } = {}] of typed.entries()) {
      assert.deepEqual([...numbers], [column, column + 0.5]);
      assert.deepEqual(values, [String(column), `${column}.5`]);
    }
  });

  it('A short row is reported once, and its last columns lack a cell', () => {
    const text = [line((column) => `x${column}`), line(String), '1,2,3'].join('\n');

    const { typed, problemCount } = read(text);

    assert.equal(problemCount, 1);
    assert.equal(typed[2]?.missing, 0);
    assert.ok(typed.slice(3).every((column) => column?.missing === 1));
  });

  it('Without a header, the whole text gives the number of columns', () => {
    const text = ['1,2', line(String), line(String)].join('\n');

    const { typed } = read(text, false);

    assert.equal(typed.length, WIDTH);
    assert.deepEqual([...(typed[WIDTH - 1]?.numbers ?? [])], [NaN, WIDTH - 1, WIDTH - 1]);
  });

  it('Its columns keep no memory beyond their cells', () => {
    const text = [line((column) => `x${column}`), line(String), line(String)].join('\n');

    const { typed } = read(text);

    assert.ok(typed.every((column) => column?.numbers.buffer.byteLength === 16));
  });
});
