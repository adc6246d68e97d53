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

  it('A few numbers with a unit are levels', () => {
    assert.equal(kindOf('12 oz', '16 oz', '24 oz'), 'categorical');
    assert.equal(kindOf('12.0 oz', '16.0 oz.', '16.9 oz', '8.4 OZ', '32.0 oz', '24.0 oz'), 'categorical');
  });
});
