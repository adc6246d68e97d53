/** Tests numbers written with a fixed number of significant digits, against `toPrecision`. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DigitWriter, MOST_NUMBER_BYTES } from '../../../server/core/numeric/significantDigits';

const RUNS = { numRuns: 5000 };

/** Numbers of every size, numbers near powers of ten, and short decimals and their halves, on which rounding ties. */
const numbers = fc.oneof(
  fc.double(),
  fc.double({ min: -1, max: 1, noNaN: true }),
  fc.double({ min: -745, max: 709, noNaN: true }).map(Math.exp),
  fc.tuple(fc.integer({ min: -320, max: 308 }), fc.integer({ min: -4, max: 4 })).map(([exponent, units]) => {
    const power = Number(`1e${exponent}`);
    return power + units * power * Number.EPSILON;
  }),
  fc
    .tuple(fc.integer({ min: 0, max: 2e9 }), fc.integer({ min: -30, max: 25 }))
    .map(([whole, exponent]) => Number(`${whole / 2}e${exponent}`)),
);
const digitCounts = fc.integer({ min: 1, max: 17 });

function written(x: number, digits: number, mark?: string): string {
  const into = new Uint8Array(MOST_NUMBER_BYTES);
  const end = new DigitWriter(digits, mark).write(x, into, 0);
  return Buffer.from(into.subarray(0, end)).toString();
}

describe('DigitWriter', () => {
  it('A number has the digits of toPrecision, without trailing zeros', () => {
    fc.assert(
      fc.property(numbers, digitCounts, (x, digits) => {
        assert.equal(written(x, digits), String(Number(x.toPrecision(Math.min(digits, 17)))));
      }),
      RUNS,
    );
  });

  it('A number reads back within half a unit of its last digit', () => {
    const sizes = fc.double({ min: 1e-290, max: 1e290, noNaN: true });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 9 }), (x, digits) => {
        const unit = 10 ** (Number(x.toExponential(16).split('e')[1]) - digits + 1);

        const difference = Math.abs(Number(written(x, digits)) - x);

        assert.ok(difference <= unit * (0.5 + 1e-6), `${x} with ${digits} digits`);
      }),
      RUNS,
    );
  });

  it('A number of 17 digits reads back as the same double', () => {
    fc.assert(
      fc.property(numbers, (x) => {
        assert.equal(written(x, 17), String(x));
      }),
      RUNS,
    );
  });

  it('Neighbours of a million log densities are told apart by nine digits', () => {
    const texts = new Set(Array.from({ length: 1e5 }, (_, i) => written(-14 - i * 1e-6, 9)));

    assert.equal(texts.size, 1e5);
  });

  it('A posterior near one is written as one only within half a unit of the ninth digit', () => {
    assert.equal(written(1 - 1e-9, 9), '0.999999999');
    assert.equal(written(1 - 4e-10, 9), '1');
  });

  it('A posterior near zero keeps its digits, however small it is', () => {
    assert.equal(written(1.23456789012e-300, 9), '1.23456789e-300');
    assert.equal(written(5e-324, 9), '5e-324');
  });

  it('Infinities and NaN are written as words', () => {
    assert.deepEqual(
      [-Infinity, Infinity, NaN].map((x) => written(x, 9)),
      ['-Infinity', 'Infinity', 'NaN'],
    );
  });

  it('A number has the given decimal mark', () => {
    assert.deepEqual(
      [-0.25, 1234.5, 5.5e-7].map((x) => written(x, 9, ',')),
      ['-0,25', '1234,5', '5,5e-7'],
    );
  });
});
