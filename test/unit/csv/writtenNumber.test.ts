import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  writeInForm,
  numberInFile,
  writtenNumber,
  type NumberForm,
} from '../../../server/core/csv/cells/writtenNumber';

const read = (text: string, decimal: '.' | ',' = '.'): unknown => {
  const found = writtenNumber(text, decimal);
  return found && [found.value, found.unit];
};

describe('writtenNumber', () => {
  it('Thousands marks of many kinds are read', () => {
    for (const mark of [',', ' ', "'", '’', '\u00a0', '\u202f', '\u2009'])
      assert.deepEqual(read(`1${mark}234${mark}567.5`), [1234567.5, ''], JSON.stringify(mark));
    assert.deepEqual(read('1.836,04', ','), [1836.04, '']);
    assert.deepEqual(read('1.836.000', ','), [1836000, '']);
    assert.deepEqual(read('1,40,302.70'), [140302.7, '']);
  });

  it('A given thousands mark is the only one that is read', () => {
    const marked = (text: string, thousands: string, decimal: '.' | ',' = '.'): number | undefined =>
      writtenNumber(text, decimal, thousands)?.value;

    assert.deepEqual(
      [
        marked('1,234', ','),
        marked('1’234.5', "'"),
        marked("1'234", "'"),
        marked('1\u202f234', ' '),
        marked('1 234', ' '),
        marked('1.234', '.', ','),
      ],
      [1234, 1234.5, 1234, 1234, 1234, 1234],
    );

    for (const [text, mark] of [
      ['1,234', "'"],
      ["1'234", ','],
      ['1 234', ''],
      ['1,234', ' '],
      ['1,40,302', "'"],
    ])
      assert.equal(marked(text, mark), undefined, text);

    assert.deepEqual([marked('1234.5', ''), marked('1,40,302', ',')], [1234.5, 140302]);
  });

  it('Signs of typographers and accountants are read', () => {
    for (const text of ['−12.5', '–12.5', '(12.5)', '12.5-', '-12.5']) assert.deepEqual(read(text), [-12.5, ''], text);
    assert.deepEqual(read('+12.5'), [12.5, '']);
    for (const text of ['(-12.5)', '-12.5-', '--12.5', '()', '(']) assert.equal(read(text), undefined, text);
  });

  it('Currencies before or behind a number are read', () => {
    assert.deepEqual(
      [read('$1,403.38'), read('-$5'), read('$-5'), read('($5)')],
      [
        [1403.38, '$'],
        [-5, '$'],
        [-5, '$'],
        [-5, '$'],
      ],
    );
    assert.deepEqual(
      [read('65,457.18 €'), read('CHF 12.50'), read('137193.46 EUR'), read('US$3')],
      [
        [65457.18, '€'],
        [12.5, 'CHF'],
        [137193.46, 'EUR'],
        [3, 'US$'],
      ],
    );
  });

  it('Units behind a number are read', () => {
    assert.deepEqual(
      [
        read('38.3%'),
        read('60 %'),
        read('12 kg'),
        read('8.5 oz.'),
        read('5 km/h'),
        read('20 °C'),
        read('7 fl oz'),
        read('3 m2'),
        read('4 kg/m3'),
      ],
      [
        [38.3, '%'],
        [60, '%'],
        [12, 'kg'],
        [8.5, 'oz.'],
        [5, 'km/h'],
        [20, '°C'],
        [7, 'fl oz'],
        [3, 'm2'],
        [4, 'kg/m3'],
      ],
    );
  });

  it('Exponents are read, also those of Fortran', () => {
    assert.deepEqual(
      [read('1.5D+03'), read('2d-1'), read('1,5E+3', ','), read('1.5e−3')],
      [
        [1500, ''],
        [0.2, ''],
        [1500, ''],
        [0.0015, ''],
      ],
    );
  });

  it('numberInFile reads a single mark before an exponent as the decimal mark', () => {
    assert.deepEqual(
      [read('1.798E-06', ','), read('1,798E-06'), read('1,234.5e3')],
      [undefined, undefined, [1234500, '']],
    );
    for (const [text, value] of [
      ['1.798E-06', 1.798e-6],
      ['1,798E-06', 1.798e-6],
      ['-1.7980E-006', -1.798e-6],
      ['1,5E+3', 1500],
    ] as const) {
      assert.deepEqual([numberInFile(text, ',')?.value, numberInFile(text, '.')?.value], [value, value], text);
    }
    assert.deepEqual(
      [numberInFile('1.79', ','), numberInFile('1,79', '.'), numberInFile('1,2,3e4', '.')],
      [undefined, undefined, undefined],
    );
  });

  it('Names, codes, dates, versions and lists are no numbers', () => {
    for (const text of [
      '',
      '-',
      '$',
      'TP53',
      'S-1000',
      '1.2.3',
      '2023-08-03',
      '12/04/2023',
      '00:05',
      '3-5',
      '1,2,3',
      '12,34',
      '0,234',
      '1,23,4',
      "5'11",
      'kg 5',
      'Berlin',
      '55.2296.7.h',
      '1 23',
      '(5',
      '1e400',
      '1,5O0.00',
      '1O5',
    ]) {
      assert.equal(read(text), undefined, text);
    }
  });

  const form: fc.Arbitrary<NumberForm> = fc
    .record({
      marks: fc.constantFrom<readonly ['.' | ',', string]>(
        ['.', ','],
        ['.', ''],
        ['.', ' '],
        ['.', "'"],
        ['.', '\u202f'],
        [',', '.'],
        [',', ''],
        [',', '\u00a0'],
      ),
      unit: fc.constantFrom(
        ['', ''],
        ['$', ''],
        ['€ ', ''],
        ['', ' €'],
        ['', '%'],
        ['', ' kg'],
        ['CHF ', ''],
        ['', ' m²'],
      ),
      sign: fc.constantFrom<readonly [NumberForm['sign'], string]>(
        ['first', '-'],
        ['first', '−'],
        ['inner', '-'],
        ['trailing', '-'],
        ['parentheses', '-'],
      ),
    })
    .map(({ marks: [decimal, thousands], unit: [before, after], sign: [sign, minus] }) => ({
      decimal,
      thousands,
      decimals: 2,
      before,
      after,
      sign,
      minus,
    }));

  it('A number is read back from any form', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), form, (cents, as) => {
        const value = cents / 100;
        const text = writeInForm(value.toFixed(2), as);

        const found = writtenNumber(text, as.decimal);

        assert.equal(found?.value, value === 0 ? 0 : value, text);
        assert.equal(found.unit, (as.before + as.after).trim(), text);
      }),
      { numRuns: 3000 },
    );
  });

  it('writeInForm writes a number in the form of another', () => {
    for (const [like, number, written] of [
      ['$1,403.38', '912345.5', '$912,345.5'],
      ['(1,397.07)', '-20.5', '(20.5)'],
      ['12 kg', '13.5', '13.5 kg'],
      ['38.3%', '-4', '-4%'],
      ['−3', '-7', '−7'],
    ]) {
      assert.equal(writeInForm(number, (writtenNumber(like, '.') as { form: NumberForm }).form), written);
    }
  });
});
