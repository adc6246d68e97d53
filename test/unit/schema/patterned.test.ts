// Tests the patterns of texts in columns that take no part in a fit.
import assert from 'node:assert/strict';
import { beginningOf } from '../../../server/core/csv/stream/beginning';
import type { TypedColumn } from '../../../server/core/csv/columns/typedColumn';
import { sourceOfString } from '../../../server/core/csv/stream/source';
import { readColumns } from '../../../server/core/csv/stream/stream';
import { readTable } from '../../../server/core/csv/table/table';
import { seededRandom } from '../../../server/core/numeric/random';
import { columnRequest } from '../../../server/core/schema/encoding/values/columnRequest';
import { encode, encodeColumns, type Encoded } from '../../../server/core/schema/encoding/encode';
import { inferSchema, schemaOf, type SchemaOverrides } from '../../../server/core/schema/infer';

const ROBUST: SchemaOverrides = { isRobust: true };
/** Wrong cells by row, and their intended texts. */
const WRONG: Readonly<Record<number, string>> = { 17: '4213', 40: '5O123', 90: '12345-', 777: '(11111)' };
const MEANT: Readonly<Record<number, string | undefined>> = { 17: undefined, 40: '50123', 90: '12345', 777: '11111' };

/** A table of a number, zip codes some of which are wrong, and names one of which is damaged. */
function tableText(rows: number): string {
  const random = seededRandom(1);
  const zip = (): string => String(Math.floor(100_000 * random())).padStart(5, '0');
  return (
    'x,zip,name\n' +
    `${Array.from({ length: rows }, (_, n) => `${Math.sin(n).toFixed(3)},${WRONG[n] ?? zip()},${n === 5 ? 'JosÃ© Li' : `Name ${'abcdef'[n % 6].repeat(1 + (n % 5))} ${n}`}`).join('\n')}\n`
  );
}

const cellsIn = ({ badCells }: Pick<Encoded, 'badCells'>): readonly unknown[] =>
  badCells.map(({ code, row, column, meant }) => [code, row, column, meant]);
const EXPECTED = [
  ...Object.keys(WRONG).map((row) => ['cell.pattern', Number(row), 1, MEANT[Number(row)]]),
  ['cell.pattern', 5, 2, 'José Li'],
];

describe('patterns of ignored columns', () => {
  for (const rows of [1000, 20_000]) {
    it(`Cells of another pattern are found in bytes and in a table of ${rows} rows`, () => {
      const table = readTable(tableText(rows));
      const schema = inferSchema(table, ROBUST);

      assert.deepEqual(
        schema.map(({ kind }) => kind),
        ['normal', 'ignored', 'ignored'].map((kind, i) => (i === 0 ? schema[0].kind : kind)),
      );

      const fromTable = encode(table, schema);

      assert.deepEqual(cellsIn(fromTable), EXPECTED);

      const source = sourceOfString(table.scan.text);
      const all = readColumns(source, beginningOf(source), () => 'all');

      assert.deepEqual(schemaOf(all.columns, all.typed as readonly TypedColumn[], ROBUST), schema);
      const again = readColumns(source, beginningOf(source), (_, index) => columnRequest(schema[index]))
        .typed as readonly TypedColumn[];

      for (const typed of [all.typed as readonly TypedColumn[], again])
        assert.deepEqual(cellsIn(encodeColumns(rows, schema, ({ index }) => typed[index])), EXPECTED);
    });
  }

  it('Patterns are checked neither under plain estimates nor in columns left out on request', () => {
    const table = readTable(tableText(1000));
    for (const overrides of [{}, { ...ROBUST, ignore: ['zip', 'name'] }, { ...ROBUST, columns: ['x'] }]) {
      assert.deepEqual(encode(table, inferSchema(table, overrides)).badCells, []);
    }
  });

  it('Patterns do not change the matrix', () => {
    const table = readTable(tableText(1000));
    const schema = inferSchema(table, ROBUST);
    const plain = schema.map(({ patterns, ...column }) => (patterns === undefined ? column : column));
    const [own, other] = [encode(table, schema), encode(table, plain)];

    assert.deepEqual(own.matrix, other.matrix);
    assert.deepEqual(other.badCells, []);
  });

  it('Texts of another table are checked by the patterns of the schema', () => {
    const schema = inferSchema(readTable(tableText(1000)), ROBUST);
    const other = readTable('x,zip,name\n1,00007,a\n2,7700,b\n3,K1A 0B1,CafÃ©\n');

    assert.deepEqual(cellsIn(encode(other, schema)), [
      ['cell.pattern', 1, 1, undefined],
      ['cell.pattern', 2, 1, undefined],
      ['cell.pattern', 2, 2, 'Café'],
    ]);
  });

  it('Levels of another pattern stay in the matrix', () => {
    const codes = Array.from({ length: 2400 }, (_, n) => (n === 70 || n === 71 ? 'Q12Q' : `Q-${10 + (n % 60)}`));
    const table = readTable(`x,code\n${codes.map((code, n) => `${Math.sin(n).toFixed(3)},${code}`).join('\n')}\n`);
    const schema = inferSchema(table, ROBUST);
    const { badCells, matrix } = encode(table, schema);

    const rows = badCells.filter(({ code }) => code === 'cell.pattern').map(({ row }) => row);
    assert.equal(schema[1].kind, 'categorical');
    assert.deepEqual(rows, [70, 71]);
    for (const row of rows) assert.ok(!Number.isNaN(matrix.columns[1].values[row]));
  });
});
