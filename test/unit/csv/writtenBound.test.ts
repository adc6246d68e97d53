import assert from 'node:assert/strict';
import { writtenBound } from '../../../server/core/csv/cells/writtenBound';

describe('writtenBound', () => {
  const read = (text: string, decimal: '.' | ',' = '.'): unknown => {
    const found = writtenBound(text, decimal);
    return found && [found.sign, found.limit, found.unit];
  };

  it('A sign before a number in any form is a bound', () => {
    assert.deepEqual(
      [
        '<0.05',
        '< 5',
        '<=3',
        '=<3',
        '≤3',
        '>100',
        '>=10',
        '=>10',
        '≥ 10',
        '>1e5',
        '<.5',
        '<-2',
        '<1,000',
        '< 0.1 mg/L',
        '<5 %',
      ].map((text) => read(text)),
      [
        ['<', 0.05, ''],
        ['<', 5, ''],
        ['≤', 3, ''],
        ['≤', 3, ''],
        ['≤', 3, ''],
        ['>', 100, ''],
        ['≥', 10, ''],
        ['≥', 10, ''],
        ['≥', 10, ''],
        ['>', 1e5, ''],
        ['<', 0.5, ''],
        ['<', -2, ''],
        ['<', 1000, ''],
        ['<', 0.1, 'mg/L'],
        ['<', 5, '%'],
      ],
    );
    assert.deepEqual(read('<0,05', ','), ['<', 0.05, '']);
  });

  it('Laboratory notations below the limit of detection are bounds', () => {
    assert.deepEqual(
      ['ND<0.05', 'ND <0.05', 'nd < 0.05', 'N.D.<0.05', 'ND (0.05)', 'ND(<0.05)', 'ND (≤ 0.05 µg)'].map((text) =>
        read(text),
      ),
      [
        ['<', 0.05, ''],
        ['<', 0.05, ''],
        ['<', 0.05, ''],
        ['<', 0.05, ''],
        ['<', 0.05, ''],
        ['<', 0.05, ''],
        ['≤', 0.05, 'µg'],
      ],
    );
  });

  it('Other texts are no bounds', () => {
    for (const text of [
      '<',
      '<>',
      '<LOD',
      '<b',
      '5',
      '-5',
      'ND',
      'ND 5',
      'ND>5',
      'ND()',
      'NDA (5)',
      'n5',
      '5<',
      '<<5',
      '<5 to 7',
      '(<5)',
      '->5',
      '=5',
      '<0x10',
      `<${'1'.repeat(32)}`,
    ])
      assert.equal(writtenBound(text, '.'), undefined, text);
  });
});
