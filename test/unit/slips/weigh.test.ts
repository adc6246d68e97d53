/** Tests that the number intended by a wrong one is reported where its odds are good, and only there. */
import assert from 'node:assert/strict';
import { weighMeanings, type WrongNumber } from '../../../server/core/slips/weigh';

const normal =
  (mean: number, sd: number) =>
  (x: number): number =>
    -0.5 * ((x - mean) / sd) ** 2 - Math.log(sd) - 0.92;
const uniform =
  (low: number, high: number) =>
  (x: number): number =>
    x >= low && x <= high ? -Math.log(high - low) : -Infinity;

function wrong(number: number, more: Partial<WrongNumber>): WrongNumber {
  return {
    number,
    decimals: 0,
    hasThousands: false,
    unit: undefined,
    step: 1,
    logDensity: normal(0, 1),
    logWrong: Math.log(1e-6),
    isOrdinary: () => true,
    adjacent: [],
    repeats: 0,
    ...more,
  };
}

describe('weighMeanings', () => {
  it('A likely intended number is reported with its reason', () => {
    const {
      reported: [first, second],
    } = weighMeanings(wrong(37050, { logDensity: normal(3700, 200) }));
    assert.deepEqual([first.plain, first.kind, first.detail, second], ['3705', 'extra', '0', undefined]);
    assert.equal(
      weighMeanings(wrong(180, { logDensity: normal(1.75, 0.08), step: 0.01, unit: 'm' })).reported[0].plain,
      '1.80',
    );
    assert.equal(weighMeanings(wrong(-21, { logDensity: normal(20, 3) })).reported[0].kind, 'sign');
  });

  it('Two numbers that are about equally likely are both reported', () => {
    const { reported } = weighMeanings(wrong(125, { logDensity: (x) => (x === 12 || x === 15 ? -1 : -Infinity) }));
    assert.deepEqual(reported.map(({ plain }) => plain).sort(), ['12', '15']);
  });

  it('No number is reported if none of many stands out', () => {
    assert.deepEqual(weighMeanings(wrong(471, { logDensity: uniform(0, 100), logWrong: Math.log(1e-2) })).reported, []);
  });

  it('A number that is unusual itself is not reported', () => {
    const odd = { logDensity: normal(3710, 225), isOrdinary: (x: number) => Math.abs(x - 3710) < 600 };
    assert.deepEqual(weighMeanings(wrong(63000, odd)).reported, []);
    assert.equal(weighMeanings(wrong(37000, odd)).reported[0].plain, '3700');
  });

  it('A usual code for missing values is reported as a code', () => {
    assert.deepEqual(
      weighMeanings(wrong(-999, { logDensity: normal(50, 5) })).reported.map(({ kind, plain }) => [kind, plain]),
      [['code', '']],
    );
    assert.equal(weighMeanings(wrong(-9999999, { logDensity: normal(50, 5) })).reported[0].plain, '');
    assert.deepEqual(weighMeanings(wrong(-173, { logDensity: normal(5000, 5) })).reported, []);
  });

  it('A repeated number is a code if it is short, and a computed number if it is long', () => {
    const kindsOf = (x: number): readonly string[] =>
      weighMeanings(wrong(x, { logDensity: normal(50, 5), repeats: 5 })).reported.map(({ kind }) => kind);

    assert.deepEqual([kindsOf(-12345).includes('code'), kindsOf(-12345.678901).includes('code')], [true, false]);
  });

  it('A number copied from the neighbouring cell has no intended number', () => {
    const { reported } = weighMeanings(
      wrong(181, {
        logDensity: normal(38, 4),
        step: 0.1,
        adjacent: [{ name: 'flipper', number: 181, plain: '181', gain: 0 }],
      }),
    );
    assert.deepEqual(
      reported.map(({ kind, plain, detail }) => [kind, plain, detail]),
      [['copied', undefined, 'flipper']],
    );
  });

  it('The number of the neighbouring cell is reported if both fit in exchanged places', () => {
    const adjacent = [{ name: 'mass', number: 71, plain: '71', gain: 12 }];
    assert.deepEqual(
      weighMeanings(wrong(180, { logDensity: normal(71, 6), adjacent })).reported.map(({ kind, plain }) => [
        kind,
        plain,
      ]),
      [['places', '71']],
    );
  });

  it('The probabilities of all candidates sum to at most one', () => {
    for (let number = 1; number < 5000; number += 37) {
      const { reported, further } = weighMeanings(wrong(number, { logDensity: normal(40, 9) }));
      const sum = [...reported, ...further].reduce((total, { probability }) => total + probability, 0);
      assert.ok(sum <= 1 + 1e-9, `${number}: ${sum}`);
    }
  });

  it('Most of a thousand slips of five kinds are corrected', () => {
    let [right, count] = [0, 0];

    for (let n = 0; n < 1000; n++) {
      const meant = 3000 + 10 * ((n * 7919) % 150);
      const written = [Number(`${meant}0`), Number(`1${meant}`), -meant, meant / 100, meant * 1000][n % 5];
      const found = weighMeanings(
        wrong(written, { decimals: n % 5 === 3 ? 2 : 0, step: 10, logDensity: normal(3700, 400) }),
      ).reported;
      if (found.length === 1) {
        count++;
        if (Number(found[0].plain) === meant) right++;
      }
    }

    assert.ok(count > 850 && right / count > 0.95, `${right} of ${count}`);
  });
});
