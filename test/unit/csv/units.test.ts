import assert from 'node:assert/strict';
import { readTable } from '../../../server/core/csv/table/table';
import { isUsualUnit, unitKey } from '../../../server/core/csv/cells/unitNames';
import { encode } from '../../../server/core/schema/encoding/encode';
import { inferSchema, type ColumnSchema } from '../../../server/core/schema/infer';

describe('unit names', () => {
  it('Spellings of one unit have the same key', () => {
    for (const [a, b] of [
      ['oz.', 'oz'],
      ['OZ', 'ounces'],
      ['Oz.', 'ounce'],
      ['KG', 'kilos'],
      ['%', 'percent'],
      ['Hours', 'hr'],
      ['MG', 'mg'],
    ])
      assert.equal(unitKey(a), unitKey(b), `${a} ${b}`);
  });

  it('Different units have different keys, even where only capitals differ', () => {
    for (const [a, b] of [
      ['mW', 'MW'],
      ['kg', 'g'],
      ['K', 'k'],
      ['Mm', 'mm'],
      ['%', '‰'],
    ])
      assert.notEqual(unitKey(a), unitKey(b), `${a} ${b}`);
  });

  it('isUsualUnit accepts known units and refuses single letters and other words', () => {
    assert.deepEqual(['%', 'kg', '€', 'ounces', 'A', 'm', 'Main', ''].map(isUsualUnit), [
      true,
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

/** Schema and number of bad cells of a column of 200 numbers with these units in turn. */
function columnOf(...units: readonly string[]): { readonly column: ColumnSchema; readonly bad: number } {
  const rows = Array.from(
    { length: 200 },
    (_, n) => `${(5 + Math.sin(n) + n / 100).toFixed(2)}${units[n % units.length]},${n % 7}`,
  );
  const table = readTable(`x,y\n${rows.join('\n')}\n`);
  const schema = inferSchema(table, { isRobust: true });
  return {
    column: schema[0],
    bad: encode(table, schema).badCells.filter(({ code, column }) => code === 'cell.bad-number' && column === 0).length,
  };
}

describe('columns with several units', () => {
  it('A column has its most frequent unit, and cells of another unit are bad', () => {
    const { column, bad } = columnOf(' oz.', ' oz', ' OZ', ' ounces', ' lb');
    assert.deepEqual([column.kind === 'ignored', column.unit, bad], [false, 'oz.', 40]);
  });

  it('A column of numbers that mostly have no unit has none', () => {
    const { column, bad } = columnOf('', '', '', '%');
    assert.deepEqual([column.kind === 'ignored', column.unit ?? '', bad], [false, '', 50]);
  });

  it('A column is ignored where letters may be codes or no unit has a half of the cells', () => {
    assert.equal(columnOf('', '', '', 'A').column.kind, 'ignored');
    assert.equal(columnOf(' kg', ' g', ' lb').column.kind, 'ignored');
  });
});

/** Texts of the cells of a column of these that its column cannot read. */
function unreadableAmong(cells: readonly string[]): readonly string[] {
  const table = readTable(`x;y\n${cells.map((cell, n) => `${cell};${n % 7}`).join('\n')}\n`, { delimiter: ';' });
  return encode(table, inferSchema(table, { isRobust: true }))
    .badCells.filter(({ code, column }) => code === 'cell.bad-number' && column === 0)
    .map(({ row }) => cells[row]);
}

describe('fractions among percents', () => {
  const percents = Array.from({ length: 60 }, (_, n) => `${20 + ((7 * n) % 61)} %`);

  it('A fraction is unreadable among percents, and a small percentage with its sign is not', () => {
    assert.deepEqual(unreadableAmong([...percents, '0.5', '0.45 %']), ['0.5']);
  });

  it('A fraction that is no usual percentage, zero and a bare number are readable', () => {
    assert.deepEqual(unreadableAmong([...percents, '0.1', '0 %', '35']), []);
  });

  it('A fraction is readable among small percents, plain numbers and many fractions', () => {
    assert.deepEqual(unreadableAmong([...percents, '2 %', '0.5']), []);
    assert.deepEqual(unreadableAmong([...percents.map((text) => text.slice(0, -2)), '0.5']), []);
    assert.deepEqual(unreadableAmong([...percents, ...Array.from({ length: 6 }, (_, n) => `0.${n + 3}`)]), []);
  });

  it('A percentage is unreadable among fractions', () => {
    const fractions = percents.map((text) => `0.${text.slice(0, -2)}`);
    assert.deepEqual(unreadableAmong([...fractions, '50 %']), ['50 %']);
  });
});
