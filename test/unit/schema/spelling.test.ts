import assert from 'node:assert/strict';
import { beginningOf } from '../../../server/core/csv/stream/beginning';
import type { TypedColumn } from '../../../server/core/csv/columns/typedColumn';
import { sourceOfString } from '../../../server/core/csv/stream/source';
import { readColumns } from '../../../server/core/csv/stream/stream';
import { readTable, type Table } from '../../../server/core/csv/table/table';
import { seededRandom } from '../../../server/core/numeric/random';
import { columnRequest } from '../../../server/core/schema/encoding/values/columnRequest';
import { encode, encodeColumns, encodeRow } from '../../../server/core/schema/encoding/encode';
import { badCellCode } from '../../../server/core/schema/encoding/values/cellReader';
import { usedColumns } from '../../../server/core/schema/encoding/usedColumns';
import { inferSchema, schemaOf, type ColumnSchema, type SchemaOverrides } from '../../../server/core/schema/infer';

const ROBUST: SchemaOverrides = { isRobust: true };
const CITIES = ['Hamburg', 'München', 'Stuttgart', 'Düsseldorf', 'Leipzig'];

/** The text with another letter at an offset. */
function slip(text: string, at: number, letter = 'x'): string {
  return `${text.slice(0, at)}${letter}${text.slice(at + 1)}`;
}

/** Rows of five cities; every 18th is misspelt, some are in capitals or without umlauts. */
function cities(): readonly string[] {
  const random = seededRandom(2);
  return Array.from({ length: 2000 }, (_, n) => {
    const city = CITIES[Math.floor(random() * 5)];
    return n % 18 === 7
      ? slip(city, 1 + Math.floor(random() * (city.length - 1)), 'bjkoqwxyzv'[Math.floor(random() * 10)])
      : n % 100 === 3
        ? city.toUpperCase()
        : n % 250 === 5
          ? city.replace('ü', 'u')
          : city;
  });
}

const textOf = (cells: readonly string[]): string => `id,city\n${cells.map((cell, n) => `a${n},${cell}`).join('\n')}\n`;
const cityIn = (table: Table, overrides = ROBUST): ColumnSchema => inferSchema(table, overrides)[1];

describe('misspelt codes', () => {
  const zips = ['90210', '10001', '60601', '94105', '73301'];
  const rows = Array.from({ length: 250 }, (_, n) => zips[n % 5]);
  rows[40] = '9O210';
  rows[77] = '10001-';

  it('Levels of a column with misspelt numeric codes are the intended codes', () => {
    const numbers = cityIn(readTable(textOf(rows)));

    assert.deepEqual(
      [numbers.levels, numbers.spelling?.misspelt, numbers.spelling?.variants],
      [[...zips].sort(), [['9O210', '90210']], [['10001-', '10001']]],
    );
  });

  it('A misspelt code is a bad cell, another spelling is a variant', () => {
    const { badCells, variants } = encode(readTable(textOf(rows)), inferSchema(readTable(textOf(rows)), ROBUST));

    assert.deepEqual(badCells, [{ code: 'cell.misspelt', row: 40, column: 1, meant: '90210' }]);
    assert.deepEqual(
      variants.map(({ rows: own, meant }) => [...own, meant]),
      [[77, '10001']],
    );
  });

  it('Numeric codes without slips have no spelling', () => {
    assert.equal(
      cityIn(readTable(textOf(rows.map((zip, n) => (n === 40 || n === 77 ? '90210' : zip))))).spelling,
      undefined,
    );
  });
});

describe('misspelt words', () => {
  const cells = cities();
  const table = readTable(textOf(cells));
  const column = cityIn(table);

  it('Levels of a column with misspelt words are the intended words', () => {
    assert.ok(new Set(cells).size > 50);
    assert.deepEqual([column.kind, column.levels], ['categorical', [...CITIES].sort()]);
    assert.equal(column.reason, 'text with 5 levels, but for 111 misspelt cells');
    assert.equal(
      column.spelling?.counts.reduce((a, b) => a + b),
      2000 - 111,
    );
  });

  it('Plain estimates do not reduce the levels to the intended words', () => {
    assert.ok(cityIn(table, {}).levels.length !== 5);
  });

  it('Misspelt words are bad cells with the intended word, other spellings are variants', () => {
    const {
      matrix: {
        columns: [{ values }],
      },
      badCells,
      badCellCount,
      variants,
    } = encode(table, inferSchema(table, ROBUST));
    const misspelt = new Map(badCells.map(({ row, meant }) => [row, meant]));
    const spelt = new Map(
      variants.flatMap(({ rows, meant, text }) => Array.from(rows, (row) => [row, [text, meant]] as const)),
    );

    assert.equal(badCellCount, 111);
    for (const { code, row, meant = '' } of badCells) {
      assert.equal(code, 'cell.misspelt');
      assert.ok(CITIES.includes(meant) && Number.isNaN(values[row]));
    }

    cells.forEach((cell, row) => {
      const [text, meant] = spelt.get(row) ?? [cell, cell];
      assert.equal(text, cell);
      assert.equal(CITIES.includes(cell), !misspelt.has(row) && !spelt.has(row), cell);
      if (!misspelt.has(row)) assert.equal(column.levels[values[row]], meant);
    });

    assert.ok(spelt.size > 15);
  });

  it('Bytes, a table and single rows give the same spelling', () => {
    const source = sourceOfString(table.scan.text);
    const { typed, columns } = readColumns(source, beginningOf(source), () => 'all');
    const schema = schemaOf(columns, typed as readonly TypedColumn[], ROBUST);

    assert.deepEqual(schema, inferSchema(table, ROBUST));

    const fromTable = encode(table, schema);
    const fromBytes = encodeColumns(table.rowCount, schema, ({ index }) => (typed as readonly TypedColumn[])[index]);
    const again = readColumns(source, beginningOf(source), (_, index) => columnRequest(schema[index]))
      .typed as readonly TypedColumn[];
    const known = encodeColumns(table.rowCount, schema, ({ index }) => again[index]);

    for (const other of [fromBytes, known]) {
      assert.deepEqual(
        [other.badCells, other.badCellCount, other.variants],
        [fromTable.badCells, fromTable.badCellCount, fromTable.variants],
      );
      assert.deepEqual(
        other.matrix.columns.map(({ values, facts }) => [values, facts]),
        fromTable.matrix.columns.map(({ values, facts }) => [values, facts]),
      );
    }

    const facts = fromTable.matrix.columns.map((own) => own.facts);
    for (let row = 0; row < 200; row++)
      assert.equal(encodeRow(table, schema, facts, row).columns[0].values[0], fromTable.matrix.columns[0].values[row]);
  });

  const other = readTable(textOf(['Hamburrg', 'hamburg', 'Bremen', 'Leizpig', 'Hamburg']));

  it('Words of another table are spelt by the levels of the schema', () => {
    const schema = inferSchema(table, ROBUST);
    const {
      matrix: {
        columns: [{ values }],
      },
      badCells,
      variants,
    } = encode(other, schema);

    assert.deepEqual(
      badCells.map(({ code, row, meant }) => [code, row, meant]),
      [
        ['cell.misspelt', 0, 'Hamburg'],
        ['cell.unknown-level', 2, undefined],
        ['cell.misspelt', 3, 'Leipzig'],
      ],
    );
    assert.deepEqual(
      [
        variants.map(({ text, meant, rows }) => [text, meant, ...rows]),
        Array.from(values, (value) => column.levels[value]),
      ],
      [[['hamburg', 'Hamburg', 1]], [undefined, 'Hamburg', undefined, undefined, 'Hamburg']],
    );
  });

  it('badCellCode separates misspelt words from unknown levels', () => {
    const [used] = usedColumns(inferSchema(table, ROBUST));

    assert.deepEqual(
      ['Hamburrg', 'Bremen'].map((text) => badCellCode(other, used, text)),
      ['cell.misspelt', 'cell.unknown-level'],
    );
  });

  it('Spelling is checked neither for a chosen kind nor under plain estimates', () => {
    for (const overrides of [{ ...ROBUST, kinds: { city: 'categorical' as const } }, { isRobust: false }]) {
      const own = cityIn(table, overrides);
      assert.equal(own.spelling, undefined);
      assert.ok(own.kind === 'ignored' || own.levels.length > 50);
    }
    assert.deepEqual(encode(table, inferSchema(table, { kinds: { city: 'categorical' } })).badCells, []);
  });

  it('Columns of distinct texts and of sound numbers have no spelling', () => {
    const texts = readTable(
      textOf(Array.from({ length: 600 }, (_, n) => `some text ${((n * 7919) % 6007).toString(36)} of its own`)),
    );
    const numbers = readTable(textOf(Array.from({ length: 600 }, (_, n) => `${n % 5}`)));

    for (const own of [texts, numbers]) assert.equal(cityIn(own).spelling, undefined);
    assert.equal(cityIn(texts).kind, 'ignored');
  });

  it('A column of two words and a misspelling is bernoulli', () => {
    const own = cityIn(
      readTable(textOf(Array.from({ length: 300 }, (_, n) => (n === 17 ? 'femle' : n % 2 === 0 ? 'female' : 'male')))),
    );

    assert.deepEqual(
      [own.kind, own.levels, own.reason],
      ['bernoulli', ['female', 'male'], 'two values, "female" and "male", but for 1 misspelt cell'],
    );
  });
});

describe('misspelt constants', () => {
  const tableOf = (text: (n: number) => string): Table =>
    readTable(textOf(Array.from({ length: 400 }, (_, n) => text(n))));

  const hospitals = tableOf((n) =>
    n % 100 === 7 ? 'acuxe care hospixal' : n === 9 ? 'acute care hospitl' : 'acute care hospital',
  );

  it('A constant column with slips is ignored', () => {
    const schema = inferSchema(hospitals, ROBUST);

    assert.deepEqual(
      [schema[1].kind, schema[1].levels, schema[1].reason],
      ['ignored', ['acute care hospital'], 'has one distinct value, "acute care hospital", but for 5 misspelt cells'],
    );
  });

  it('Slips of a constant column are bad cells', () => {
    const { matrix, badCells } = encode(hospitals, inferSchema(hospitals, ROBUST));

    assert.equal(matrix.columns.length, 0);
    assert.deepEqual(
      badCells.map(({ code, row, column, meant }) => [code, row, column, meant]),
      [7, 9, 107, 207, 307].map((row) => ['cell.misspelt', row, 1, 'acute care hospital']),
    );
  });

  it('Slips of another table are found by the constant of the schema', () => {
    const schema = inferSchema(hospitals, ROBUST);
    const other = readTable(textOf(['acute care hospital', 'acute car hospital', 'clinic']));

    assert.deepEqual(
      encode(other, schema).badCells.map(({ code, row }) => [code, row]),
      [['cell.misspelt', 1]],
    );
  });

  it('Rare values that may be correct are not reported', () => {
    for (const rare of ['UK', 'United States Minor Outlying Islands', 'Australia']) {
      const common = rare === 'UK' ? 'US' : rare === 'Australia' ? 'Austria' : 'United States';
      const table = tableOf((n) => (n % 50 === 7 ? rare : common));

      assert.deepEqual(encode(table, inferSchema(table, ROBUST)).badCells, [], rare);
    }
  });
});
