/** Tests columns some of whose cells are bounds instead of numbers. */
import assert from 'node:assert/strict';
import { boundAt } from '../../../server/core/data/cellBounds';
import { readTable, type Table } from '../../../server/core/csv/table/table';
import { sourceOfString } from '../../../server/core/csv/stream/source';
import { beginningOf } from '../../../server/core/csv/stream/beginning';
import { readColumns } from '../../../server/core/csv/stream/stream';
import type { TypedColumn } from '../../../server/core/csv/columns/typedColumn';
import { columnRequest } from '../../../server/core/schema/encoding/values/columnRequest';
import { encode, encodeColumns, encodeRow } from '../../../server/core/schema/encoding/encode';
import { inferSchema, schemaOf, type Kind } from '../../../server/core/schema/infer';

function tableOf(cells: readonly string[], other: (row: number) => string = (row) => String(row * row)): Table {
  return readTable(`x;y\n${cells.map((cell, row) => `${cell};${other(row)}`).join('\n')}\n`, {
    delimiter: ';',
    hasHeader: true,
    decimal: '.',
  });
}

const numbers = Array.from({ length: 40 }, (_, n) => (3 + 2 * Math.sin(3 * n)).toFixed(2));

describe('columns with bounds', () => {
  it('The reason of a numeric column counts its bounds', () => {
    const reasonOf = (cells: readonly string[], kinds?: Record<string, Kind>): string =>
      inferSchema(tableOf(cells), { kinds })[0].reason;

    assert.equal(reasonOf([...numbers, '<0.5']), 'numbers; one cell is a bound (<0.5)');
    assert.equal(
      reasonOf([...numbers, ...Array<string>(300).fill('<0.50'), '≤ 1', '> 9']),
      'numbers; 302 cells are bounds (<0.5, ≤1, …)',
    );
    assert.equal(reasonOf([...numbers, '<0.5', 'oops']), 'numbers, but for 1 cell; one cell is a bound (<0.5)');
    assert.equal(reasonOf([...numbers, '<0.5'], { x: 'lognormal' }), 'chosen by hand; one cell is a bound (<0.5)');
  });

  it('A column of bounds alone is ignored', () => {
    const [all] = inferSchema(tableOf(['<1', '<2', '<3', '<1', '<2']));

    assert.deepEqual([all.kind, all.reason], ['ignored', 'every cell is a bound (<1, <2, …)']);
  });

  it('A column of bounds and one distinct number is ignored', () => {
    const [one] = inferSchema(tableOf(['<1', '7', '<2', '7', '7', '<1']));

    assert.deepEqual([one.kind, one.reason], ['ignored', 'has one distinct number; 3 cells are bounds (<1, <2)']);
  });

  it('A column of two bounds is bernoulli', () => {
    const [two] = inferSchema(tableOf(['<=50K', '>50K', '<=50K', '>50K', '<=50K']));

    assert.deepEqual([two.kind, two.levels], ['bernoulli', ['<=50K', '>50K']]);
  });

  it('Bounds among few ranges are levels without bounds in the matrix', () => {
    const ages = Array.from({ length: 40 }, (_, n) => ['<18', '18-24', '25-64', '≥65'][n % 4]);
    const [age] = inferSchema(tableOf(ages));
    const { matrix } = encode(tableOf(ages), inferSchema(tableOf(ages)));

    assert.deepEqual([age.kind, age.levels], ['categorical', ['18-24', '25-64', '<18', '≥65']]);
    assert.equal(matrix.columns[0].bounds, undefined);
    assert.ok(!matrix.columns[0].values.some(Number.isNaN));
  });

  const NORMAL = { kinds: { x: 'normal' } } as const;
  const mixed = tableOf([...numbers, '<0.5', 'NA', '>9', '<0.5', 'oops']);

  it('A bound is an observed cell of the matrix without a value', () => {
    const {
      matrix: {
        columns: [x],
      },
    } = encode(mixed, inferSchema(mixed, NORMAL));

    assert.deepEqual([x.facts.observed, x.facts.missing], [43, 2]);
    assert.deepEqual([...(x.bounds?.rows ?? [])], [40, 42, 43]);
    assert.deepEqual(
      [40, 41, 42, 43, 44, 0].map((row) => boundAt(x.bounds, row)),
      [{ side: -1, limit: 0.5 }, undefined, { side: 1, limit: 9 }, { side: -1, limit: 0.5 }, undefined, undefined],
    );
    assert.ok([40, 41, 42, 43, 44].every((row) => Number.isNaN(x.values[row])));
  });

  it('A bound is no bad cell', () => {
    const { badCells, badCellCount } = encode(mixed, inferSchema(mixed, NORMAL));

    assert.deepEqual([badCells.map(({ row }) => row), badCellCount], [[44], 1]);
  });

  it('Mean and sd of a column are those of its numbers without the bounds', () => {
    const schema = inferSchema(mixed, NORMAL);
    const {
      matrix: {
        columns: [x],
      },
    } = encode(mixed, schema);
    const {
      matrix: {
        columns: [plain],
      },
    } = encode(tableOf(numbers), schema);

    assert.deepEqual([x.facts.mean, x.facts.sd], [plain.facts.mean, plain.facts.sd]);
  });

  it('A bound that leaves room for no number is reported as unsuitable', () => {
    const table = tableOf([...numbers, '<0', '<-1', '>-1']);
    const schema = inferSchema(table, { kinds: { x: 'lognormal' } });
    const {
      matrix: {
        columns: [x],
      },
      badCells,
    } = encode(table, schema);

    assert.deepEqual(
      badCells.map(({ code, row }) => [code, row]),
      [
        ['cell.unsuitable-number', 40],
        ['cell.unsuitable-number', 41],
      ],
    );
    assert.deepEqual(boundAt(x.bounds, 42), { side: 1, limit: -Infinity });
  });

  it('A bound has the unit of the numbers or none', () => {
    const table = tableOf([
      ...numbers.map((number) => `${number} mg`),
      '<0.5 mg',
      '<0.5',
      '<0.5 g',
      '<0.5 mg',
      '<0.5 mg',
      '<0.5 mg',
      '<0.5 mg',
      '<0.5 mg',
      '<0.5 mg',
      '<0.5 mg',
      '<0.5 mg',
      '<0.5 mg',
      '<0.5 mg',
    ]);

    const schema = inferSchema(table);
    const {
      matrix: {
        columns: [x],
      },
      badCells,
    } = encode(table, schema);

    assert.equal(schema[0].unit, 'mg');
    assert.deepEqual(x.bounds?.rows.length, 12);
    assert.deepEqual(
      badCells.map(({ code, row }) => [code, row]),
      [['cell.bad-number', 42]],
    );
  });

  it('Every reader gives the same bounds, by row and by column, whatever the kind', () => {
    const cells = [
      ...numbers.map((number) => String(Math.round(Number(number) * 4))),
      '<5',
      '≤5',
      '>20',
      '>=20',
      '< 5.5',
      'ND (3)',
      'ND<3',
      '>-1',
      '<0',
      'NA',
    ];

    for (const kind of ['normal', 'lognormal', 'poisson', 'negativeBinomial'] as const) {
      const table = tableOf(cells);
      const schema = inferSchema(table, { kinds: { x: kind } });
      const { matrix, badCells } = encode(table, schema);
      const facts = matrix.columns.map((column) => column.facts);

      const source = sourceOfString(table.scan.text);
      const beginning = beginningOf(source, { delimiter: ';', hasHeader: true, decimal: '.' });
      const all = readColumns(source, beginning, () => 'all').typed as TypedColumn[];

      assert.deepEqual(schemaOf(table.columns, all, { kinds: { x: kind } }), schema);
      const wanted = readColumns(source, beginning, (name) => columnRequest(schema[table.columns.indexOf(name)]))
        .typed as TypedColumn[];

      for (const typed of [all, wanted]) {
        const again = encodeColumns(table.rowCount, schema, ({ index }) => typed[index]);
        assert.deepEqual([again.matrix, again.badCells], [matrix, badCells]);
      }

      for (let row = 0; row < table.rowCount; row++) {
        const [own] = encodeRow(table, schema, facts, row).columns;
        assert.deepEqual(
          [own.values[0], boundAt(own.bounds, 0)],
          [matrix.columns[0].values[row], boundAt(matrix.columns[0].bounds, row)],
          `${kind}: ${cells[row]}`,
        );
      }
    }
  });
});
