import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readTable } from '../../../server/core/csv/table';
import { inferSchema, type ColumnSchema, type SchemaOverrides } from '../../../server/core/schema/infer';

/** The schema of a one-column file with these cells. */
function column(cells: readonly (string | number)[], overrides?: SchemaOverrides, name = 'x'): ColumnSchema {
  return inferSchema(readTable([name, ...cells].join('\n') + '\n', { hasHeader: true, delimiter: ',' }), overrides)[0];
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

describe('kinds of columns', () => {
  const cases: readonly [string, ColumnSchema, string, RegExp][] = [
    ['numbers', column([1.5, 2.5, 3, 4.25, 5]), 'normal', /^numbers$/],
    ['numbers with one typing error', column([...range(30).map((i) => i * 1.3), '12x']), 'normal', /but for 1 cell/],
    ['a few numbers with one typing error', column([0.5, 'l.7', 1.5, 2.5, 3.5, 4.1]), 'normal', /but for 1 cell/],
    ['numbers too small to tell apart', column([1e-320, 2e-320, 3e-320, 5e-320]), 'ignored', /differ by less/],
    ['two words', column(['yes', 'no', 'yes', 'no']), 'bernoulli', /"no" and "yes"/],
    ['two numbers', column([0, 1, 1, 0, 1]), 'bernoulli', /"0" and "1"/],
    ['two words and a missing cell', column(['yes', 'no', 'NA', 'no']), 'bernoulli', /two values/],
    ['few words', column(['a', 'b', 'c', 'a', 'b', 'c']), 'categorical', /3 levels/],
    ['few integers in many rows', column(range(60).map((i) => i % 4)), 'categorical', /4 distinct/],
    ['many integers', column(range(60).map((i) => (i * 7) % 31)), 'normal', /numbers/],
    ['as many integers as rows nearly', column([3, 1, 4, 1, 5, 9, 2, 6]), 'normal', /numbers/],
    ['one value', column(['a', 'a', 'a']), 'ignored', /one distinct value, "a"/],
    ['one number', column([7, 7, 7]), 'ignored', /one distinct value/],
    ['nothing', column(['NA', 'NA', '?']), 'ignored', /every cell is missing/],
    ['row numbers', column(range(20).map((i) => i + 1)), 'ignored', /numbers the rows/],
    ['identifiers by name', column(range(20).map((i) => (i * 7919) % 1009), {}, 'patient_id'), 'ignored', /identifies/],
    ['names', column(range(20).map((i) => `n${i}`)), 'ignored', /every value differs/],
    ['free text', column([...range(20).map((i) => `n${i}`), 'n1']), 'ignored', /free text/],
    ['text with rare levels', column(range(40).map((i) => `n${i % 20}`)), 'ignored', /free text/],
  ];
  for (const [what, found, kind, reason] of cases) {
    it(`${what}: ${kind}`, () => {
      assert.equal(found.kind, kind, found.reason);
      assert.match(found.reason, reason);
    });
  }

  it('lets a person decide, and says so', () => {
    const cells = range(60).map((i) => i % 4);
    assert.deepEqual(pick(column(cells, { kinds: { x: 'normal' } })), ['normal', 'chosen by hand']);
    assert.deepEqual(pick(column(cells, { kinds: { x: 'ignored' } })), ['ignored', 'left out on request']);
    assert.deepEqual(pick(column(cells, { ignore: ['x'] })), ['ignored', 'left out on request']);
    assert.equal(column(cells, { columns: ['y'] }).kind, 'ignored');
    assert.equal(column(['a', 'b', 'c', 'a'], { kinds: { x: 'normal' } }).kind, 'ignored', 'no cell is a number');
    assert.equal(column(['a', 'b', 'c', 'a'], { kinds: { x: 'bernoulli' } }).kind, 'categorical');
    assert.equal(column([1, 1, 1], { kinds: { x: 'normal' } }).kind, 'ignored', 'a constant has no spread to fit');
  });

  it('orders levels by value, then text by code unit, blanks cut off', () => {
    assert.deepEqual(column(['10', ' 9', '9', 'b', 'a', 'b', '10', 'a', '10 '], { kinds: { x: 'categorical' } }).levels, ['9', '10', 'a', 'b']);
  });

  it('takes the penguins for what they are', () => {
    const schema = inferSchema(readTable(readFileSync('samples/penguins.csv', 'utf8')));
    assert.deepEqual(
      schema.map(({ name, kind, missing }) => `${name} ${kind} ${missing}`),
      [
        'species categorical 0', 'island categorical 0', 'bill_length_mm normal 2', 'bill_depth_mm normal 2',
        'flipper_length_mm normal 2', 'body_mass_g normal 2', 'sex bernoulli 11', 'year categorical 0',
      ],
    );
  });
});

function pick({ kind, reason }: ColumnSchema): readonly string[] {
  return [kind, reason];
}
