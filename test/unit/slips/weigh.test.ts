/** What was meant by a wrong number is told where its odds are good, and nothing is where they are not. */
import assert from 'node:assert/strict';
import { logSumExp } from '../../../server/core/families/functions/special';
import { weighed, type WrongNumber } from '../../../server/core/slips/weigh';

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
    beside: [],
    repeats: 0,
    ...more,
  };
}

describe('what was meant by a number', () => {
  it('is told with its reason where its odds are good', () => {
    const {
      told: [first, second],
    } = weighed(wrong(37050, { logDensity: normal(3700, 200) }));
    assert.deepEqual([first.plain, first.kind, first.detail, second], ['3705', 'extra', '0', undefined]);
    assert.equal(weighed(wrong(180, { logDensity: normal(1.75, 0.08), step: 0.01, unit: 'm' })).told[0].plain, '1.80');
    assert.equal(weighed(wrong(-21, { logDensity: normal(20, 3) })).told[0].kind, 'sign');
  });

  it('is said of two that are about alike', () => {
    const { told } = weighed(wrong(125, { logDensity: (x) => (x === 12 || x === 15 ? -1 : -Infinity) }));
    assert.deepEqual(told.map(({ plain }) => plain).sort(), ['12', '15']);
  });

  it('is not said where nothing speaks for one of many', () => {
    assert.deepEqual(weighed(wrong(471, { logDensity: uniform(0, 100), logWrong: Math.log(1e-2) })).told, []);
  });

  it('is not said of a number that is odd itself', () => {
    const odd = { logDensity: normal(3710, 225), isOrdinary: (x: number) => Math.abs(x - 3710) < 600 };
    assert.deepEqual(weighed(wrong(63000, odd)).told, []);
    assert.equal(weighed(wrong(37000, odd)).told[0].plain, '3700');
  });

  it('is no number where a code is usual', () => {
    assert.deepEqual(
      weighed(wrong(-999, { logDensity: normal(50, 5) })).told.map(({ kind, plain }) => [kind, plain]),
      [['code', '']],
    );
    assert.equal(weighed(wrong(-9999999, { logDensity: normal(50, 5) })).told[0].plain, '');
    assert.deepEqual(weighed(wrong(-173, { logDensity: normal(5000, 5) })).told, []);
  });

  it('is not known where the cell beside it was written twice', () => {
    const { told } = weighed(
      wrong(181, {
        logDensity: normal(38, 4),
        step: 0.1,
        beside: [{ name: 'flipper', number: 181, plain: '181', gain: 0 }],
      }),
    );
    assert.deepEqual(
      told.map(({ kind, plain, detail }) => [kind, plain, detail]),
      [['copied', undefined, 'flipper']],
    );
  });

  it('is the cell beside it where both fit in the place of the other', () => {
    const beside = [{ name: 'mass', number: 71, plain: '71', gain: 12 }];
    assert.deepEqual(
      weighed(wrong(180, { logDensity: normal(71, 6), beside })).told.map(({ kind, plain }) => [kind, plain]),
      [['places', '71']],
    );
  });

  it('never has more than one as its probability', () => {
    for (let number = 1; number < 5000; number += 37) {
      const { told, further } = weighed(wrong(number, { logDensity: normal(40, 9) }));
      const sum = [...told, ...further].reduce((total, { probability }) => total + probability, 0);
      assert.ok(sum <= 1 + 1e-9, `${number}: ${sum}`);
    }
    assert.equal(logSumExp(Float64Array.of(-Infinity), 0, 1), -Infinity);
  });

  it('finds most of a thousand slips that were made by the channel', () => {
    let [right, told] = [0, 0];
    for (let n = 0; n < 1000; n++) {
      const meant = 3000 + 10 * ((n * 7919) % 150);
      const written = [Number(`${meant}0`), Number(`1${meant}`), -meant, meant / 100, meant * 1000][n % 5];
      const found = weighed(
        wrong(written, { decimals: n % 5 === 3 ? 2 : 0, step: 10, logDensity: normal(3700, 400) }),
      ).told;
      if (found.length === 1) {
        told++;
        if (Number(found[0].plain) === meant) right++;
      }
    }
    assert.ok(told > 850 && right / told > 0.95, `${right} of ${told}`);
  });
});
