import assert from 'node:assert/strict';
import { readTable } from '../../../server/core/csv/table/table';
import { isGapless } from '../../../server/core/data/matrix';
import { encode, encodeRow } from '../../../server/core/schema/encoding/encode';
import { inferSchema, type SchemaOverrides } from '../../../server/core/schema/infer';

function encoded(text: string, overrides: SchemaOverrides = {}): ReturnType<typeof encode> {
  const table = readTable(text);
  return encode(table, inferSchema(table, overrides));
}

describe('encode', () => {
  it('encode makes numbers, level indices, and NaN of missing cells', () => {
    const { matrix } = encoded('a,b\n1.5,x\nNA,y\n-2e3,x\n4,?\n');

    assert.deepEqual(
      matrix.columns.map(({ name, family }) => [name, family]),
      [
        ['a', 'normal'],
        ['b', 'bernoulli'],
      ],
    );
    assert.deepEqual([...matrix.columns[0].values], [1.5, NaN, -2000, 4]);
    assert.deepEqual([...matrix.columns[1].values], [0, 1, 0, NaN]);
    assert.deepEqual(matrix.columns[1].levels, ['x', 'y']);
  });

  it('Cells that are no numbers are bad cells and count as missing', () => {
    const rows = Array.from({ length: 30 }, (_, i) => `${i * 1.5}`);
    rows[7] = '12,5x';
    rows[9] = '1e400';

    const { matrix, badCells, badCellCount } = encoded(
      `v;w\n${rows.map((v, i) => `${v};${i % 3 === 0 ? 'a' : 'b'}`).join('\n')}\n`,
    );

    assert.deepEqual(
      badCells.map(({ code, row, column }) => [code, row, column]),
      [
        ['cell.bad-number', 7, 0],
        ['cell.bad-number', 9, 0],
      ],
    );
    assert.equal(badCellCount, 2);
    assert.ok(Number.isNaN(matrix.columns[0].values[7]) && Number.isNaN(matrix.columns[0].values[9]));
    assert.equal(matrix.columns[0].facts.missing, 2);
  });

  it('Levels that the schema does not know are bad cells and count as missing', () => {
    const schema = inferSchema(readTable('a\nx\ny\nx\n'));
    const { matrix, badCells } = encode(readTable('a\nx\nz\n'), schema);

    assert.deepEqual([...matrix.columns[0].values], [0, NaN]);
    assert.deepEqual(
      badCells.map(({ code, row }) => [code, row]),
      [['cell.unknown-level', 1]],
    );
  });

  it('Numbers that their family cannot hold are bad cells and count as missing', () => {
    const table = readTable('c,l\n3,1\n-3,0\n2.5,-2\n7,x\n4,2.718281828459045\n');
    const schema = inferSchema(table, { kinds: { c: 'poisson', l: 'lognormal' } });

    const { matrix, badCells } = encode(table, schema);

    assert.deepEqual(
      matrix.columns.map(({ values }) => [...values]),
      [
        [3, NaN, NaN, 7, 4],
        [0, NaN, NaN, NaN, 1],
      ],
    );
    assert.deepEqual(
      badCells.map(({ code, row, column }) => `${code} ${row} ${column}`),
      [
        'cell.unsuitable-number 1 0',
        'cell.unsuitable-number 2 0',
        'cell.unsuitable-number 1 1',
        'cell.unsuitable-number 2 1',
        'cell.bad-number 3 1',
      ],
    );

    const [counts, logs] = matrix.columns;
    assert.deepEqual([counts.facts.observed, counts.facts.missing, logs.facts.mean, logs.facts.sd], [3, 2, 0.5, 0.5]);

    const row = encodeRow(
      table,
      schema,
      matrix.columns.map((column) => column.facts),
      1,
    );
    assert.deepEqual(
      row.columns.map(({ values }) => values[0]),
      [NaN, NaN],
    );
  });

  it('isGapless holds for the encoded columns without missing cells', () => {
    const rows = Array.from(
      { length: 30 },
      (_, i) =>
        `${i * 1.5},${i === 3 ? 'NA' : i * 2.5},${i === 4 ? -1 : i + 0.5},${i % 3 === 0 ? 'a' : 'b'},${i === 5 ? '?' : i % 2 === 0 ? 'a' : 'b'}`,
    );

    const { matrix } = encoded(`whole,gap,unfit,levels,gaplevels\n${rows.join('\n')}\n`, {
      kinds: { unfit: 'lognormal' },
    });

    assert.deepEqual(matrix.columns.map(isGapless), [true, false, false, true, false]);
    for (const column of matrix.columns) {
      assert.equal(
        isGapless(column),
        column.values.every((value) => value === value),
      );
      assert.equal(isGapless({ ...column, values: column.values.slice() }), false, 'other cells are not known');
    }
  });

  const facts = (cells: readonly number[]): { mean: number; sd: number } =>
    encoded(`a\n${cells.join('\n')}\n`, { kinds: { a: 'normal' } }).matrix.columns[0].facts;

  it('Mean and sd are precise far from zero', () => {
    const { mean, sd } = facts([1e9 - 1e-3, 1e9, 1e9 + 1e-3, 1e9 + 2e-3]);

    assert.ok(Math.abs(mean - (1e9 + 5e-4)) < 2e-7, String(mean));
    assert.ok(Math.abs(sd / 1.118033988749895e-3 - 1) < 1e-3, String(sd));
  });

  it('Mean and sd are precise at the ends of the range of doubles', () => {
    const large = facts([1e300, 3e300, 2e300, 2e300]);

    assert.ok(
      Math.abs(large.mean / 2e300 - 1) < 1e-14 && Math.abs(large.sd / (Math.SQRT1_2 * 1e300) - 1) < 1e-14,
      JSON.stringify(large),
    );

    const small = facts([1e-300, 3e-300, 2e-300, 2e-300]);

    assert.ok(
      Math.abs(small.mean / 2e-300 - 1) < 1e-14 && Math.abs(small.sd / (Math.SQRT1_2 * 1e-300) - 1) < 1e-14,
      JSON.stringify(small),
    );
  });
});
