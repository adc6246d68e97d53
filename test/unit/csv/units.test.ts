import assert from 'node:assert/strict';
import { readTable } from '../../../server/core/csv/table/table';
import { isUsualUnit, unitKey } from '../../../server/core/csv/cells/unitNames';
import { encode } from '../../../server/core/schema/encoding/encode';
import { inferSchema, type ColumnSchema } from '../../../server/core/schema/infer';

describe('units', () => {
  it('are the same in other words, capitals and with a point', () => {
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

  it('are others where capitals tell them apart', () => {
    for (const [a, b] of [
      ['mW', 'MW'],
      ['kg', 'g'],
      ['K', 'k'],
      ['Mm', 'mm'],
      ['%', '‰'],
    ])
      assert.notEqual(unitKey(a), unitKey(b), `${a} ${b}`);
  });

  it('are usual where numbers have them, and single letters are none, since codes have these', () => {
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

/** A column `x` of 200 cells, of which each is one of these in turn, with a number before it. */
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

describe('columns of numbers in several units', () => {
  it('are of the unit that most have, however it is spelt; the others are told', () => {
    const { column, bad } = columnOf(' oz.', ' oz', ' OZ', ' ounces', ' lb');
    assert.deepEqual([column.kind === 'ignored', column.unit, bad], [false, 'oz.', 40]);
  });

  it('are plain numbers where most have none', () => {
    const { column, bad } = columnOf('', '', '', '%');
    assert.deepEqual([column.kind === 'ignored', column.unit ?? '', bad], [false, '', 50]);
  });

  it('are none where letters may be part of a code, or no unit is that of the half', () => {
    assert.equal(columnOf('', '', '', 'A').column.kind, 'ignored');
    assert.equal(columnOf(' kg', ' g', ' lb').column.kind, 'ignored');
  });
});
