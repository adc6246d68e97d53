/** Tests the step to which numbers are rounded. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { likelihoodStep, stepOf } from '../../../server/core/schema/roundingStep';

/** Digits of steps, in units of a power of ten. */
const digits = fc.constantFrom(1, 2, 25, 5, 125, 3, 7, 15, 625);
const exponent = fc.integer({ min: -200, max: 200 });
const seed = fc.integer({ min: 0, max: 1e6 });

/** Multiples of a step plus an offset, as they are read from a file. */
function written(multiples: readonly number[], digit: number, power: number, offset = 0): Float64Array {
  return Float64Array.from(multiples, (multiple) => Number(`${multiple * digit + offset}e${power}`));
}

function rounded(count: number, perSd: number, draw: number): number[] {
  const random = seededRandom(draw);
  return Array.from({ length: count }, () => Math.round(50 * random() + perSd * normalDeviate(random)));
}

function isNear(found: number | undefined, expected: number): boolean {
  return found !== undefined && Math.abs(found / expected - 1) < 1e-12;
}

describe('rounding step', () => {
  it('The rounding step is found at every scale and from any offset', () => {
    fc.assert(
      fc.property(
        digits,
        exponent,
        seed,
        fc.constantFrom(2, 10, 300),
        fc.nat(4),
        (digit, power, draw, perSd, offset) => {
          const found = stepOf(written(rounded(300, perSd, draw), digit, power, digit > 4 ? offset : 0));

          assert.ok(isNear(found?.step, Number(`${digit}e${power}`)), JSON.stringify(found));
          assert.equal(found?.coarse, undefined);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('The rounding step is found where one cell in 200 is written otherwise', () => {
    fc.assert(
      fc.property(digits, fc.integer({ min: -6, max: 6 }), seed, (digit, power, draw) => {
        const numbers = written(rounded(1000, 4, draw), digit, power);
        const random = seededRandom(draw);
        for (let wild = 0; wild < 5; wild++)
          numbers[200 * wild] = [random() * 1e9, Number((random() * 100).toFixed(9)), 1e300][wild % 3];

        assert.ok(isNear(stepOf(numbers)?.step, Number(`${digit}e${power}`)));
      }),
      { numRuns: 100 },
    );
  });

  it('Unrounded numbers have no rounding step, even among many zeros', () => {
    fc.assert(
      fc.property(seed, exponent, (draw, power) => {
        const random = seededRandom(draw);

        assert.equal(stepOf(Float64Array.from({ length: 200 }, () => normalDeviate(random) * 10 ** power)), undefined);
        // The maximum share of zeros.
        assert.equal(stepOf(Float64Array.from({ length: 1000 }, (_, n) => (n < 992 ? 0 : random()))), undefined);
      }),
      { numRuns: 50 },
    );
  });

  it('Few numbers, one value and missing cells have no rounding step', () => {
    for (const numbers of [[], [1, 2, 3], Array<number>(50).fill(7), Array<number>(50).fill(NaN)]) {
      assert.equal(stepOf(Float64Array.from(numbers)), undefined);
    }
  });

  it('Two or three distinct values have a rounding step of 1', () => {
    const two = Float64Array.from({ length: 100 }, (_, n) => (n % 2) * 7);
    assert.deepEqual(stepOf(two), { step: 1 });
    assert.deepEqual(stepOf(Float64Array.from({ length: 100 }, (_, n) => (n % 3) - 0.5)), { step: 1 });
  });

  it('Many zeros do not decide the rounding step', () => {
    const numbers = Float64Array.from({ length: 1000 }, (_, n) => (n < 600 ? 0 : n));
    assert.deepEqual(stepOf(numbers), { step: 1 });
  });

  it('The rounding steps of two instruments are found with the share of the coarse one', () => {
    const random = seededRandom(3);
    for (const sd of [8, 40]) {
      const numbers = Float64Array.from({ length: 400 }, (_, n) => {
        const x = 100 + sd * normalDeviate(random);
        return n % 5 < 3 ? 5 * Math.round(x / 5) : Math.round(x);
      });

      const found = stepOf(numbers);

      assert.ok(found?.step === 1 && found.coarse?.step === 5, JSON.stringify(found));
      assert.ok(Math.abs(found.coarse.share - 0.6) < 0.1, String(found.coarse.share));
      assert.equal(likelihoodStep(found), 5);
    }
  });

  it('Narrow clumps have no coarse rounding step', () => {
    const random = seededRandom(4);
    for (const sd of [0.4, 0.6, 1, 2]) {
      const clumps = Float64Array.from({ length: 600 }, (_, n) =>
        Math.round(10 * (n % 3) + sd * normalDeviate(random)),
      );

      assert.deepEqual(stepOf(clumps), { step: 1 });
    }
  });
});
