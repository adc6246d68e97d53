import assert from 'node:assert/strict';
import { readTable } from '../../../server/core/csv/table/table';
import { inferSchema } from '../../../server/core/schema/infer';

/** The kind of a column of 600 cells with these values. */
function kindOf(...cells: readonly string[]): string {
  const rows = Array.from(
    { length: 600 },
    (_, n) => `${cells[(n * 7 + Math.floor(n / 11)) % cells.length]},${(n % 97) / 10}`,
  );
  return inferSchema(readTable(`x,y\n${rows.join('\n')}\n`), { isRobust: true })[0].kind;
}

describe('numbers with few distinct values', () => {
  it('A few sizes that lie far apart are levels', () => {
    assert.equal(kindOf('8.4', '12', '16', '16.9', '19.2', '24', '32'), 'categorical');
  });

  it('A few numbers on a scale are not levels', () => {
    assert.notEqual(kindOf('1.5', '2.0', '2.5', '3.0', '3.5', '4.0'), 'categorical');
    assert.notEqual(kindOf('0.5', '1', '2'), 'categorical');
  });

  it('Integers and short names that are as frequent are levels, such as chromosomes', () => {
    const chromosomes = Array.from({ length: 22 }, (_, i) => String(i + 1));

    assert.equal(kindOf(...chromosomes, 'X', 'Y'), 'categorical');
    assert.equal(kindOf(...chromosomes), 'normal');
    assert.notEqual(kindOf(...chromosomes, ...chromosomes, ...chromosomes, 'X'), 'categorical', 'a rare name');
  });

  it('Slips far out on the plain scale alone make no column lognormal', () => {
    const days = Array.from({ length: 300 }, (_, n) => String(1 + ((n * 7) % 31)));

    const [schema] = inferSchema(
      readTable(`day\n${[...days, '0.5', '133', '226'].join('\n')}\n`, { hasHeader: true }),
      { isRobust: true },
    );

    assert.equal(schema.kind, 'normal');
  });

  it('Whole numbers whose name says that they are codes take no part', () => {
    const kindUnder = (name: string): string => {
      const rows = Array.from({ length: 200 }, (_, n) => `${10_000 + ((n * 7919) % 89_989)},${n % 9}`);
      return inferSchema(readTable(`${name},y\n${rows.join('\n')}\n`, { hasHeader: true }), { isRobust: true })[0].kind;
    };

    for (const name of ['ZipCode', 'phone', 'PhoneNumber', 'postal_code', 'Order Number', 'PLZ'])
      assert.equal(kindUnder(name), 'ignored', name);
    for (const name of ['number', 'amount', 'numbers sold', 'telephones'])
      assert.notEqual(kindUnder(name), 'ignored', name);
  });

  it('A few numbers with a unit are levels', () => {
    assert.equal(kindOf('12 oz', '16 oz', '24 oz'), 'categorical');
    assert.equal(kindOf('12.0 oz', '16.0 oz.', '16.9 oz', '8.4 OZ', '32.0 oz', '24.0 oz'), 'categorical');
  });
});
