/** Tests which changes are certain enough to be written without review. */
import assert from 'node:assert/strict';
import type { Change } from '../../../server/pipeline/fixing/fixCells';
import { withCertainty } from '../../../server/pipeline/fixing/surelyMeant';

/** A change of one cell. */
function change(code: Change['code'], before: string, after: string, row = 0): Change {
  return {
    code,
    row,
    line: row + 2,
    column: 'x',
    before,
    after,
    reason: '',
    isSure: true,
    start: 0,
    end: before.length,
    written: after,
  };
}

/** Whether a change of one cell alone is certain. */
function isSure(code: Change['code'], before: string, after: string, isEncodingKnown = true): boolean {
  return withCertainty([change(code, before, after)], isEncodingKnown)[0].isSure;
}

describe('certain changes', () => {
  it('A word with one slip is certain', () => {
    assert.ok(isSure('cell.misspelt', 'Hambrug', 'Hamburg') && isSure('cell.dependency', 'Berln', 'Berlin'));
  });

  it('A word with two slips is not certain', () => {
    assert.ok(!isSure('cell.misspelt', 'Radiology', 'Cardiology'));
  });

  it('Another word, a short word and another number are not certain', () => {
    assert.ok(
      !isSure('cell.dependency', 'Hoboken', 'Miami') &&
        !isSure('cell.dependency', 'IL', 'NY') &&
        !isSure('cell.dependency', '33101', '33102'),
    );
  });

  it('A misspelling in three cells is not certain, since it may be a surname', () => {
    const changes = withCertainty(
      [0, 1, 2].map((row) => change('cell.misspelt', 'Johnsen', 'Johnson', row)),
      true,
    );

    assert.ok(changes.every((each) => !each.isSure));
  });

  it('A variant that differs in capitals, blanks or normal form is certain', () => {
    for (const [before, after] of [
      ['BERLIN', 'Berlin'],
      ['New  York', 'New York'],
      ['Cafe\u0301s', 'Caf\u00e9s'],
    ])
      assert.ok(isSure('cell.variant', before, after), before);
  });

  it('A variant that is short or differs in accents, signs or line breaks is not certain', () => {
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

  it('The repair of damaged letters is certain only if the encoding of the file is known', () => {
    assert.deepEqual(
      [true, false].map((isKnown) => isSure('cell.pattern', 'MÃ¼ller', 'Müller', isKnown)),
      [true, false],
    );
  });

  it('A number with a slip is certain, and a number that follows from a relation is not', () => {
    assert.ok(!isSure('cell.broken-relation', '1.19', '491.32') && isSure('cell.slip', '37500', '3750'));
  });
});
