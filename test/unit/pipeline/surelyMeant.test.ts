// What is written without anybody looking.
import assert from 'node:assert/strict';
import type { Change } from '../../../server/pipeline/fixing/fixCells';
import { sureAmong } from '../../../server/pipeline/fixing/surelyMeant';

function change(code: Change['code'], before: string, after: string, row = 0): Change {
  return {
    code,
    row,
    line: row + 2,
    column: 'x',
    before,
    after,
    reason: '',
    start: 0,
    end: before.length,
    written: after,
  };
}

function isSure(code: Change['code'], before: string, after: string, isEncodingKnown = true): boolean {
  return sureAmong([change(code, before, after)], isEncodingKnown).length === 1;
}

describe('what is surely meant', () => {
  it('are words with one slip, in a cell or two', () => {
    assert.ok(isSure('cell.misspelt', 'Hambrug', 'Hamburg') && isSure('cell.dependency', 'Berln', 'Berlin'));
    assert.ok(!isSure('cell.misspelt', 'Radiology', 'Cardiology'), 'two slips');
    assert.ok(
      !isSure('cell.dependency', 'Hoboken', 'Miami') &&
        !isSure('cell.dependency', 'IL', 'NY') &&
        !isSure('cell.dependency', '33101', '33102'),
      'other values',
    );
    assert.deepEqual(
      sureAmong(
        [0, 1, 2].map((row) => change('cell.misspelt', 'Johnsen', 'Johnson', row)),
        true,
      ),
      [],
      'a surname',
    );
  });

  it('are capitals and blanks of longer words, and no accents, signs or line breaks', () => {
    for (const [before, after] of [
      ['BERLIN', 'Berlin'],
      ['New  York', 'New York'],
      ['Cafe\u0301s', 'Caf\u00e9s'],
    ])
      assert.ok(isSure('cell.variant', before, after), before);
    for (const [before, after] of [
      ['MW', 'mW'],
      ['José', 'Jose'],
      ['re-sign', 'resign'],
      ['y', 'yes'],
      ['alp\nha', 'alpha'],
      ['al\tpha', 'alpha'],
    ])
      assert.ok(!isSure('cell.variant', before, after), before);
  });

  it('are damaged letters where the encoding is known', () => {
    assert.deepEqual(
      [true, false].map((isKnown) => isSure('cell.pattern', 'MÃ¼ller', 'Müller', isKnown)),
      [true, false],
    );
  });

  it('are numbers that were mistyped, and none that follow from others, which may be wrong as well', () => {
    assert.ok(!isSure('cell.broken-relation', '1.19', '491.32') && isSure('cell.slip', '37500', '3750'));
  });
});
