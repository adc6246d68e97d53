import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseNumber, parseNumberAt } from '../../../server/core/csv/cells/number';

/** Expected value: that of Number() where it is finite, NaN elsewhere. */
const expectedNumber = (text: string): number => (Number.isFinite(Number(text)) ? Number(text) : NaN);

describe('parseNumber', function () {
  this.timeout(60_000);

  it('parseNumber reads signs, fractions and exponents', () => {
    const cases: [string, number][] = [
      ['0', 0],
      ['7', 7],
      ['-7', -7],
      ['+7', 7],
      ['1.5', 1.5],
      ['.5', 0.5],
      ['5.', 5],
      ['-.5', -0.5],
      ['007', 7],
      ['1e3', 1000],
      ['1E+3', 1000],
      ['25e-1', 2.5],
      ['1.25e2', 125],
      ['0.1', 0.1],
      ['1e-320', 1e-320],
      ['1.7976931348623157e308', Number.MAX_VALUE],
      ['0e999', 0],
      ['1e-999', 0],
    ];

    for (const [text, value] of cases) assert.equal(parseNumber(text, '.'), value, text);
    assert.ok(Object.is(parseNumber('-0', '.'), -0));
  });

  it('parseNumber allows blanks around a number and none within', () => {
    assert.equal(parseNumber(' \t1.5\u00a0\r\n', '.'), 1.5);
    assert.equal(parseNumber('1 000', '.'), NaN);
    assert.equal(parseNumber('- 1', '.'), NaN);
  });

  it('parseNumber refuses texts that only look like numbers', () => {
    const none = [
      '',
      ' ',
      '-',
      '+',
      '.',
      '-.',
      'e5',
      '.e5',
      '1e',
      '1e+',
      '1e1.5',
      '12abc',
      'abc',
      '0x1F',
      '0b1',
      '1_000',
      'Infinity',
      '-Infinity',
      'NaN',
      'NA',
      '1e400',
      '-1e400',
      '1.2.3',
      '--1',
      '1-2',
      '2020-01-01',
      '12:30',
      '5%',
      '$5',
      '1,5',
      '١',
      '"1"',
    ];

    for (const text of none) assert.equal(parseNumber(text, '.'), NaN, text);
  });

  it('parseNumber with a decimal comma refuses decimal points', () => {
    assert.equal(parseNumber('1,5', ','), 1.5);
    assert.equal(parseNumber('-,5e1', ','), -5);
    assert.equal(parseNumber('3,141592653589793238462643', ','), Math.PI);
    assert.equal(parseNumber('12', ','), 12);
    for (const text of ['1.5', '1.000,5', '1,000,5', ',']) assert.equal(parseNumber(text, ','), NaN, text);
  });

  it('parseNumber agrees with Number() on any double in any notation', () => {
    const double = fc.double({ noNaN: true, noDefaultInfinity: true });

    fc.assert(
      fc.property(double, fc.integer({ min: 0, max: 40 }), (value, digits) => {
        for (const text of [
          String(value),
          value.toExponential(),
          value.toExponential(digits),
          value.toPrecision(digits + 1),
        ]) {
          assert.ok(Object.is(parseNumber(text, '.'), expectedNumber(text)), text);
          assert.ok(Object.is(parseNumber(text.replace('.', ','), ','), expectedNumber(text)), text);
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('parseNumber agrees with Number() on any digits, decimal mark and exponent', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 25 });

    fc.assert(
      fc.property(digits, digits, fc.integer({ min: -40, max: 40 }), (whole, fraction, exponent) => {
        const text = `${whole}.${fraction}e${exponent}`;
        assert.ok(Object.is(parseNumber(text, '.'), Number(text)), text);
        const short = `${whole.slice(0, 9)}.${fraction.slice(0, 7)}`;
        assert.ok(Object.is(parseNumber(short, '.'), Number(short)), short);
      }),
      { numRuns: 20_000 },
    );
  });

  it('parseNumber agrees with Number() near the midpoint of two doubles', () => {
    const mantissas = fc.bigInt({ min: 2n ** 52n, max: 2n ** 53n - 1n });

    fc.assert(
      fc.property(
        mantissas,
        fc.integer({ min: -60, max: 20 }),
        fc.integer({ min: -3, max: 3 }),
        (mantissa, power, beside) => {
          // (2m + 1)/2 × 2^power with all its decimals, cut to the lengths that programs write, and neighbours.
          const half = 2n * mantissa + 1n;
          const scaled = power > 0 ? half << BigInt(power - 1) : half * 5n ** BigInt(1 - power);
          const decimals = power > 0 ? 0 : 1 - power;
          const digits = String(scaled).padStart(decimals + 1, '0');
          const exact = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;

          for (const length of [exact.length, 16, 17, 18, 19, 20]) {
            const cut = exact.slice(0, length);
            const last = Math.max(0, Math.min(9, Number(cut.at(-1)) + beside));
            for (const text of [cut, `${cut.slice(0, -1)}${last}`, `-${cut}`])
              assert.ok(Object.is(parseNumber(text, '.'), Number(text)), text);
          }
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('parseNumber agrees with Number() on subnormals, long zeros and long digits', () => {
    const hard = [
      '4.9e-324',
      '2.4703282292062327e-324',
      '2.4703282292062328e-324',
      '2.2250738585072011e-308',
      '2.2250738585072014e-308',
      '2.225073858507201e-308',
      '1.7976931348623158e308',
      '1.7976931348623159e308',
      '9007199254740993',
      '9007199254740992.5',
      '9007199254740993.00000000000000001',
      '0.500000000000000166533453693773481063544750213623046875',
      '6929495644600919.5',
      '3.518437208883201171875e13',
      '8.5',
      '0.1e-21',
      '123456789012345678',
      '99999999999999999999',
      '1e23',
      '8.442911973260991817129021e-309',
      `0.${'0'.repeat(400)}1`,
      `${'0'.repeat(400)}1.5`,
      `1${'0'.repeat(300)}`,
      `0.${'0'.repeat(30)}12345678901234567`,
      '1.0000000000000000000',
      '999999999.99999999',
      '1234567890.12345678',
      '12345678.1234567890123',
      '.12345678',
      '.123456789',
      '+1.2345678901234567',
      '-0.00000000000000001',
      '0.00000000',
      '-0.000000000000',
    ];

    for (const text of hard) {
      assert.ok(Object.is(parseNumber(text, '.'), expectedNumber(text)), text);
      assert.ok(Object.is(parseNumber(`-${text}`, '.'), expectedNumber(`-${text}`)), text);
    }
  });

  it('parseNumber accepts only what Number() accepts', () => {
    const text = fc.string({ unit: fc.constantFrom(...'0123456789.,+-eE x\u00a0'), maxLength: 8 });
    fc.assert(
      fc.property(text, (cell) => {
        assert.equal(parseNumber(cell, '.'), cell.trim() === '' || cell.includes('x') ? NaN : expectedNumber(cell));
      }),
      { numRuns: 20_000 },
    );
  });

  it('parseNumberAt reads a part of a text as if it stood alone', () => {
    assert.equal(parseNumberAt('12345', 1, 3, '.'), 23);
    assert.equal(parseNumberAt('1e5', 0, 2, '.'), NaN);
    assert.equal(parseNumberAt('1,2', 0, 1, ','), 1);
    assert.equal(parseNumberAt('123', 1, 1, '.'), NaN);
    assert.equal(parseNumberAt('9,12345678901234567890,9', 2, 22, '.'), Number('12345678901234567890'));
  });
});
