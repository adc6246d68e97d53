// Tests the columns of a schema that are parts of dates.
import assert from 'node:assert/strict';
import { readTable } from '../../../server/core/csv/table/table';
import { encode, encodeRow } from '../../../server/core/schema/encoding/encode';
import { usedColumns } from '../../../server/core/schema/encoding/usedColumns';
import { inferSchema, type SchemaOverrides } from '../../../server/core/schema/infer';
import { fit, orders } from './dateSupport';

const ROBUST: SchemaOverrides = { isRobust: true };
const text = orders();
const table = readTable(text, { hasHeader: true });

describe('date columns of a schema', () => {
  it('A date column becomes a column for each informative part', () => {
    const schema = inferSchema(table, ROBUST);

    assert.deepEqual(
      usedColumns(schema).map(({ name, index, kind }) => `${name} ${index} ${kind}`),
      ['ordered 0 normal', 'ordered (hour) 0 normal', 'price 1 normal', 'shop 2 bernoulli'],
    );
    assert.equal(schema[0].reason, 'dates, YYYY-MM-DD hh:mm');
    assert.equal(schema.length, 3, 'a column of the table is one of the schema');
  });

  const used = (overrides: SchemaOverrides): string =>
    usedColumns(inferSchema(table, overrides))
      .map(({ name }) => name)
      .join();

  it('Plain estimates use no part of a date', () => {
    assert.equal(used({}), 'price,shop', 'no part of the plain estimates');
  });

  it('Ignored dates and ignored parts are left out', () => {
    assert.equal(used({ ...ROBUST, ignore: ['ordered'] }), 'price,shop');
    assert.equal(used({ ...ROBUST, ignore: ['ordered (hour)'] }), 'ordered,price,shop');
    assert.equal(used({ ...ROBUST, kinds: { 'ordered (hour)': 'ignored' } }), 'ordered,price,shop');
  });

  it('Chosen kinds bring dates and their parts in', () => {
    assert.equal(
      used({ kinds: { ordered: 'normal', 'ordered (weekday)': 'categorical' } }),
      'ordered,ordered (weekday),price,shop',
    );
  });

  it('A column with the name of a part replaces that part', () => {
    const twin = readTable(text.replace('price', 'ordered (hour)'), { hasHeader: true });

    assert.deepEqual(
      usedColumns(inferSchema(twin, ROBUST)).map(({ name, index }) => `${name} ${index}`),
      ['ordered 0', 'ordered (hour) 1', 'shop 2'],
      'a name stands once',
    );
  });
});

describe('encoding of date columns', () => {
  const schema = inferSchema(table, ROBUST);
  const { matrix, badCells } = encode(table, schema);

  it('Wrong and far dates are bad cells', () => {
    assert.deepEqual(
      badCells.map(({ row, code }) => `${row} ${code}`),
      ['201 cell.far-date', '300 cell.bad-date'],
    );
  });

  it('encodeRow gives the parts that encode gives', () => {
    for (let row = 0; row < table.rowCount; row++) {
      const alone = encodeRow(
        table,
        schema,
        matrix.columns.map(({ facts }) => facts),
        row,
      );
      assert.deepEqual(
        alone.columns.map(({ values }) => values[0]),
        matrix.columns.map(({ values }) => values[row]),
        `row ${row}`,
      );
    }
  });

  it('A far date has an hour and no day, a bad date has neither', () => {
    const [day, hour] = matrix.columns.map(({ values }) => [201, 300].map((row) => !Number.isNaN(values[row])));

    assert.deepEqual(
      [day, hour],
      [
        [false, false],
        [true, false],
      ],
      'of a far date the hour is known',
    );
  });
});

describe('options for parts of dates', () => {
  it('A kind that does not suit a date part is refused', () => {
    assert.throws(
      () => fit(text, { kinds: { 'ordered (hour)': 'lognormal' } }),
      /"ordered \(hour\)" cannot be lognormal; its kinds are normal and ignored\./,
    );
  });

  it('A date part of a column without dates is refused', () => {
    assert.throws(
      () => fit(text, { ignore: ['price (hour)'] }),
      /There is no column "price \(hour\)": "price" has no dates\./,
    );
  });

  it('A date part of an unknown column is refused', () => {
    assert.throws(() => fit(text, { ignore: ['paid (hour)'] }), /There is no column "paid \(hour\)"; the columns are/);
  });
});
