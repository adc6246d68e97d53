/** Tests how numbers are written with their units. */
import assert from 'node:assert/strict';
import { expectedWithInterval } from '../../../server/words/numbers';
import { numberWithUnit } from '../../../server/words/expectedWords';
import { plainLine } from '../../../server/words/markup';
import { inUnit, unitsOf } from '../../../server/protocol/report/units';

describe('units of numbers', () => {
  it('inUnit puts a unit after the number, and the signs of dollar and pound before it', () => {
    assert.deepEqual(
      ['kg', '%', '€', 'CHF', '$', 'US$', '£', '', undefined].map((unit) => inUnit('-4.2', unit)),
      ['-4.2 kg', '-4.2 %', '-4.2 €', '-4.2 CHF', '-$4.2', '-US$4.2', '-£4.2', '-4.2', '-4.2'],
    );
  });

  it('numberWithUnit writes the same text as inUnit', () => {
    for (const unit of ['kg', '$', undefined])
      assert.equal(plainLine(numberWithUnit('-4.2', unit)), inUnit('-4.2', unit));
  });

  it('expectedWithInterval writes the unit after the mean and before the interval', () => {
    assert.equal(expectedWithInterval(3.12, [2.4, 3.8], 'kg'), '3.12 kg (2.40 to 3.80)');
    assert.equal(expectedWithInterval(4312.7, [3604.2, 5051], '$'), '$4310 (3600 to 5050)');
  });

  it('unitsOf has the columns with a unit', () => {
    const column = { kind: 'normal', reason: '', missing: 0 };
    assert.deepEqual(
      [
        ...unitsOf([
          { ...column, name: 'a', unit: 'kg' },
          { ...column, name: 'b', unit: '' },
          { ...column, name: 'c' },
        ]),
      ],
      [['a', 'kg']],
    );
  });
});
