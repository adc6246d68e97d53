/** Tests how numbers are written for readers: digits, intervals, shares, probabilities and counts. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  bar,
  counted,
  expectedWithInterval,
  finePercent,
  groupDigits,
  logDensity,
  roundToSpread,
  percent,
  probability,
  rarity,
} from '../../../server/words/numbers';

describe('numbers for readers', () => {
  it('roundToSpread writes a number with the digits that its spread gives', () => {
    const cases: readonly (readonly [number, number, string])[] = [
      [4312.7, 725, '4310'],
      [3604.2, 725, '3600'],
      [0.123456, 0.02, '0.123'],
      [-1.25, 0.5, '-1.25'],
      [1234567, 12, '1234567'],
      [0, 1, '0.0'],
      [-0.001, 1, '0.0'],
      [12.3456789, 0, '12.3457'],
      [0, 0, '0.00000'],
      [NaN, 1, 'NaN'],
      [Infinity, 1, 'Infinity'],
      [1.23456e20, 1e18, '1.235e+20'],
      [3e-300, 1e-301, '3.00e-300'],
      [5e-9, 2, '0.0'],
      [1e300, Infinity, '1.00000e+300'],
    ];
    for (const [value, spread, shown] of cases)
      assert.equal(roundToSpread(value, spread), shown, `roundToSpread(${value}, ${spread})`);
  });

  it('roundToSpread is short and differs from the number by at most a tenth of the spread', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 });
    fc.assert(
      fc.property(finite, fc.double({ noNaN: true, min: 1e-290, max: 1e290 }), (value, spread) => {
        const shown = roundToSpread(value, spread);
        assert.ok(shown.length < 40, shown);
        assert.ok(
          Math.abs(Number(shown) - value) <= spread / 10 + Math.abs(value) * 1e-12,
          `${value} ± ${spread}: ${shown}`,
        );
      }),
    );
  });

  it('expectedWithInterval writes a mean and its interval with the digits that the interval gives', () => {
    assert.equal(expectedWithInterval(4312.7, [3604.2, 5051.3]), '4310 (3600 to 5050)');
    assert.equal(expectedWithInterval(0.1, [-2.31, 2.52]), '0.1 (-2.3 to 2.5)');
    assert.equal(expectedWithInterval(3.412, [0, 8]), '3.4 (0 to 8)');
    assert.equal(expectedWithInterval(10213.4, [10015, 10412]), '10210 (10020 to 10410)');
    assert.equal(expectedWithInterval(7.389, [0.01983, 50.42]), '7.4 (0.020 to 50)');
    assert.equal(expectedWithInterval(268337, [5.5e-5, 18034]), '268300 (0.000055 to 18000)');
  });

  it('percent writes a share in whole percents, and "<1 %" or ">99 %" near the ends', () => {
    assert.deepEqual([0, 0.004, 0.5, 0.934, 0.9951, 1].map(percent), ['0 %', '<1 %', '50 %', '93 %', '>99 %', '100 %']);
  });

  it('finePercent writes a small share with one decimal', () => {
    assert.deepEqual([0, 0.0004, 0.0062, 0.0994, 0.0996, 0.25].map(finePercent), [
      '0 %',
      '<0.1 %',
      '0.6 %',
      '9.9 %',
      '10 %',
      '25 %',
    ]);
  });

  it('bar draws a share in eight cells', () => {
    assert.deepEqual([0, 0.05, 0.6, 1, 1.0000001, -1e-9].map(bar), [
      '░░░░░░░░',
      '░░░░░░░░',
      '█████░░░',
      '████████',
      '████████',
      '░░░░░░░░',
    ]);
  });

  it('probability writes p with one or two digits, and "p < 1e-12" below that', () => {
    assert.deepEqual([5e-324, 2.1e-6, 0.0123, 0.5].map(probability), ['p < 1e-12', 'p = 2e-6', 'p = 0.012', 'p = 0.5']);
  });

  it('rarity writes a tail probability as a share of the rows', () => {
    assert.deepEqual([5e-324, 2.5e-6, 0.012, 0.34, 0.6, 1].map(rarity), [
      'fewer than 1 in 10¹² rows are this unlikely',
      'about 1 in 400,000 rows are this unlikely',
      'about 1 in 83 rows are this unlikely',
      'about 1 in 3 rows are this unlikely',
      'about 6 in 10 rows are this unlikely',
      'nearly all rows are this unlikely',
    ]);
  });

  it('logDensity writes a log density with one decimal and a minus sign', () => {
    assert.deepEqual([-14.234, 3, -Infinity, -2.5e8].map(logDensity), ['−14.2', '3.0', '−∞', '−2.5e+8']);
  });

  it('groupDigits separates thousands by commas', () => {
    assert.deepEqual([0, 999, 1000, 1234567].map(groupDigits), ['0', '999', '1,000', '1,234,567']);
  });

  it('counted writes a number with the singular or the plural of its noun', () => {
    assert.deepEqual([counted(1, 'row'), counted(0, 'row'), counted(1200, 'row')], ['1 row', '0 rows', '1,200 rows']);
  });
});
