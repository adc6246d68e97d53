import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readTable } from '../../../server/core/csv/table/table';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { inferSchema, type ColumnSchema, type SchemaOverrides } from '../../../server/core/schema/infer';
import { negativeBinomialDraw, poissonDraw } from '../mixture/mixtureTables';

/** The schema of a one-column file with these cells. */
function column(cells: readonly (string | number)[], overrides?: SchemaOverrides, name = 'x'): ColumnSchema {
  return inferSchema(readTable([name, ...cells].join('\n') + '\n', { hasHeader: true, delimiter: ',' }), overrides)[0];
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** Reproducible standard normal and Poisson draws. */
const random = seededRandom(21);
const z = range(600).map(() => normalDeviate(random));
const counts = (rate: number): number[] => z.map(() => poissonDraw(rate, random));

describe('column kinds', () => {
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
    ['nearly as many integers as rows', column([3, 1, 4, 1, 5, 9, 2, 6]), 'normal', /numbers/],
    ['one value', column(['a', 'a', 'a']), 'ignored', /one distinct value, "a"/],
    ['one number', column([7, 7, 7]), 'ignored', /one distinct value/],
    ['missing cells', column(['NA', 'NA', '?']), 'ignored', /every cell is missing/],
    ['row numbers', column(range(20).map((i) => i + 1)), 'ignored', /numbers the rows/],
    [
      'identifiers by name',
      column(
        range(20).map((i) => (i * 7919) % 1009),
        {},
        'patient_id',
      ),
      'ignored',
      /identifies/,
    ],
    ['names', column(range(20).map((i) => `n${i}`)), 'ignored', /every value differs/],
    ['free text', column([...range(20).map((i) => `n${i}`), 'n1']), 'ignored', /free text/],
    [
      'numbers half of which have another decimal mark',
      column(range(60).map((i) => (i % 2 === 0 ? `${i}.5` : `"${i},5"`))),
      'ignored',
      /^numbers with two decimal marks: 30 of 60 have another one than the file/,
    ],
    [
      'few numbers half of which have another decimal mark',
      column(range(60).map((i) => (i % 2 === 0 ? `${i % 7}.5` : `"${i % 5},5"`))),
      'ignored',
      /^numbers with two decimal marks/,
    ],
    ['counts', column(counts(6)), 'poisson', /^counts: the Poisson fits better than the normal \(BIC lower by \d\d\)$/],
    ['counts with a typing error', column([...counts(6), 'x']), 'poisson', /^counts, but for 1 cell: the Poisson/],
    ['counts with one negative number', column([...counts(6), -2]), 'normal', /^numbers$/],
    [
      'geometric counts from 1',
      column(z.slice(0, 300).map(() => 1 + negativeBinomialDraw(5, 1, random))),
      'negativeBinomial',
      /^counts: the negative binomial fits better than the normal \(BIC lower by \d+\)$/,
    ],
    [
      'many geometric counts from 1',
      column(range(3000).map(() => 1 + negativeBinomialDraw(12, 1, random))),
      'negativeBinomial',
      /^counts: /,
    ],
    [
      'many zeros and some large counts',
      column(z.map(() => (random() < 0.6 ? 0 : negativeBinomialDraw(20, 1, random)))),
      'negativeBinomial',
      /^counts: /,
    ],
    [
      'counts of a wide range',
      column(z.map(() => negativeBinomialDraw(60, 2, random))),
      'negativeBinomial',
      /^counts: /,
    ],
    [
      'counts from 0 with a wild cell',
      column([...z.map(() => negativeBinomialDraw(8, 1, random)), 1e6]),
      'negativeBinomial',
      /^counts: /,
    ],
    [
      'budgets in round millions',
      column(z.map(() => 1e6 * (1 + negativeBinomialDraw(20, 1, random)))),
      'lognormal',
      /^positive and skewed/,
    ],
    [
      'incomes in whole numbers',
      column(z.map((d) => Math.round(20_000 * Math.exp(0.8 * d)))),
      'lognormal',
      /^positive and skewed/,
    ],
    [
      'weights in whole grams',
      column(z.map((d) => Math.round((4200 * Math.exp(0.18 * d)) / 25) * 25)),
      'normal',
      /^numbers$/,
    ],
    ['ages', column(z.map((d) => Math.max(1, Math.round(35 + 16 * d)))), 'normal', /^numbers$/],
    [
      'many counts that vary more than those of a Poisson',
      column(z.map((d) => Math.max(0, Math.round(40 + 15 * d)))),
      'normal',
      /^numbers$/,
    ],
    [
      "skewed integers of a Poisson's variance",
      column(z.map((d) => Math.round(60 * Math.exp(0.08 * (d * d - 1))))),
      'normal',
      /^numbers$/,
    ],
    [
      'positive skewed numbers',
      column(z.map((d) => Math.exp(d))),
      'lognormal',
      /^positive and skewed: the lognormal fits better than the normal \(BIC lower by \d+\)$/,
    ],
    ['skewed numbers of about one size', column(z.map((d) => Math.exp(0.3 * d))), 'normal', /^numbers$/],
    ['skewed numbers with a zero', column([...z.map((d) => Math.exp(d)), 0]), 'normal', /^numbers$/],
    ['numbers with wild cells', column([...z.map((d) => 4000 + 800 * d), 63000, 6300000, 4]), 'normal', /^numbers$/],
    ['counts with a wild cell', column([...counts(6), 60000]), 'poisson', /^counts: /],
    [
      'positive skewed numbers with one wrong sign',
      column([...z.map((d) => Math.exp(d)), -1.5]),
      'lognormal',
      /BIC lower by/,
    ],
    [
      'skewed numbers of either sign',
      column([...z.map((d) => Math.exp(d)), ...z.slice(0, 40).map((d) => -Math.exp(d))]),
      'normal',
      /^numbers$/,
    ],
    [
      'positive skewed numbers with wild cells',
      column([...z.map((d) => Math.exp(d)), 1e9, 1e-9]),
      'lognormal',
      /BIC lower by/,
    ],
    ['positive numbers without skew', column(z.map((d) => Math.abs(10 + 2.5 * d))), 'normal', /^numbers$/],
    [
      'numbers from 10⁻³⁰⁰ to 10³⁰⁰',
      column(z.map((d) => 10 ** (100 * Math.max(-3, Math.min(3, d))))),
      'lognormal',
      /BIC lower by \d+\)$/,
    ],
    ['a few counts in many rows', column(counts(1.5)), 'categorical', /distinct values/],
    ['text with rare levels', column(range(40).map((i) => `n${i % 20}`)), 'ignored', /free text/],
  ];
  for (const [what, found, kind, reason] of cases) {
    it(`A column of ${what} is ${kind}`, () => {
      assert.equal(found.kind, kind, found.reason);
      assert.match(found.reason, reason);
    });
  }

  const many = Array.from({ length: 60 }, (_, n) => String(1000 + ((n * 7919) % 41)));

  it('Whole numbers under the name of an identifier are ignored', () => {
    for (const name of ['customer_id', 'customer_ID', 'customerId', 'ID', 'api key'])
      assert.equal(column(many, undefined, name).kind, 'ignored', name);
  });

  it('A name that only contains the word of an identifier does not identify', () => {
    for (const name of ['paid', 'humid', 'monkey', 'grid'])
      assert.notEqual(column(many, undefined, name).kind, 'ignored', name);
  });

  it('Few whole numbers under the name of an identifier are levels', () => {
    assert.equal(
      column(
        Array.from({ length: 60 }, (_, n) => n % 5),
        undefined,
        'status_id',
      ).kind,
      'categorical',
    );
  });

  const fourValues = range(60).map((i) => i % 4);

  it('A chosen kind overrides the inferred one', () => {
    assert.deepEqual(pick(column(fourValues, { kinds: { x: 'normal' } })), ['normal', 'chosen by hand']);
    assert.deepEqual(pick(column([-1, -2.5, 4, 5, 0], { kinds: { x: 'lognormal' } })), ['lognormal', 'chosen by hand']);
  });

  it('A column that a person leaves out is ignored', () => {
    assert.deepEqual(pick(column(fourValues, { kinds: { x: 'ignored' } })), ['ignored', 'left out on request']);
    assert.deepEqual(pick(column(fourValues, { ignore: ['x'] })), ['ignored', 'left out on request']);
    assert.equal(column(fourValues, { columns: ['y'] }).kind, 'ignored');
  });

  it('A column whose cells do not suit its chosen kind is ignored', () => {
    assert.equal(column(['a', 'b', 'c', 'a'], { kinds: { x: 'normal' } }).kind, 'ignored', 'no cell is a number');
    assert.equal(
      column(
        range(30).map((i) => i - 50),
        { kinds: { x: 'poisson' } },
      ).reason,
      'no cell is a whole number from 0 to 9e15',
    );
    assert.equal(column([-1, -2.5, 4, 4, 0], { kinds: { x: 'lognormal' } }).reason, 'has one distinct number');
    assert.equal(column([1, 1, 1], { kinds: { x: 'normal' } }).kind, 'ignored', 'a constant has no spread to fit');
  });

  it('A column of more than two levels is categorical where bernoulli is chosen', () => {
    assert.equal(column(['a', 'b', 'c', 'a'], { kinds: { x: 'bernoulli' } }).kind, 'categorical');
  });

  it('Levels are sorted by value, then by code unit, without outer blanks', () => {
    assert.deepEqual(
      column(['10', ' 9', '9', 'b', 'a', 'b', '10', 'a', '10 '], { kinds: { x: 'categorical' } }).levels,
      ['9', '10', 'a', 'b'],
    );
  });

  it('Columns of clusters are not taken for skewed numbers or counts', () => {
    for (const file of ['banknote', 'faithful', 'iris', 'penguins', 'wine']) {
      const schema = inferSchema(readTable(readFileSync(`test/reference/data/${file}.csv`, 'utf8')));
      assert.deepEqual(
        schema.filter(({ kind }) => kind === 'lognormal' || kind === 'poisson'),
        [],
        file,
      );
    }
  });

  it('Ages with the variance of a Poisson by chance are normal', () => {
    const age = inferSchema(readTable(readFileSync('test/reference/data/birthwt.csv', 'utf8'))).find(
      ({ name }) => name === 'age',
    );

    assert.equal(age?.kind, 'normal', "of a Poisson's variance by chance");
  });

  it('The lognormal of ozone has the BIC advantage that R computes', () => {
    const ozone = inferSchema(readTable(readFileSync('test/reference/data/airquality.csv', 'utf8'))).find(
      ({ name }) => name === 'Ozone',
    );

    // 2 log-likelihoods in R: sum(dlnorm(x, mean(log(x)), s(log(x)), TRUE)) and sum(dnorm(x, mean(x), s(x), TRUE))
    assert.deepEqual(ozone && pick(ozone), [
      'lognormal',
      'positive and skewed: the lognormal fits better than the normal (BIC lower by 52)',
    ]);
  });

  it('The columns of the penguins sample have their kinds and missing cells', () => {
    const schema = inferSchema(readTable(readFileSync('samples/penguins.csv', 'utf8')));

    assert.deepEqual(
      schema.map(({ name, kind, missing }) => `${name} ${kind} ${missing}`),
      [
        'species categorical 0',
        'island categorical 0',
        'bill_length_mm normal 2',
        'bill_depth_mm normal 2',
        'flipper_length_mm normal 2',
        'body_mass_g normal 2',
        'sex bernoulli 11',
        'year categorical 0',
      ],
    );
  });
});

function pick({ kind, reason }: ColumnSchema): readonly string[] {
  return [kind, reason];
}
