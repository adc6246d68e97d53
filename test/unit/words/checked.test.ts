import assert from 'node:assert/strict';
import { checkedOf, firstFaultWords, noUnlikelyCells, uncheckedNames } from '../../../server/protocol/report/checked';
import { smallestTail } from '../../../server/protocol/report/report';

describe('what is said where nothing was found', () => {
  it('names the columns that were not checked, five at most', () => {
    assert.equal(noUnlikelyCells({ checked: 8, unchecked: [], all: 8 }), 'No unlikely cells among 8 of 8 columns.');
    assert.equal(
      noUnlikelyCells({ checked: 1, unchecked: [], all: 1 }, 2),
      'No unlikely cells among 1 of 1 column but those marked as expected.',
    );
    assert.equal(
      noUnlikelyCells({ checked: 8, unchecked: ['a', 'b', 'c'], all: 11 }),
      'No unlikely cells among 8 of 11 columns; not checked: a, b, c.',
    );
    assert.equal(
      noUnlikelyCells({ checked: 8, unchecked: ['a'], all: 9, unreadable: 3 }),
      'No unlikely cells among 8 of 9 columns, beside 3 that cannot be read or do not add up; not checked: a.',
    );
    assert.equal(
      uncheckedNames([...'abcdefgh'], (name) => `<${name}>`),
      '<a>, <b>, <c>, <d>, <e> and 3 more',
    );
    assert.equal(uncheckedNames([...'abcde']), 'a, b, c, d, e');
  });

  it('says how many faults of rows and quotes there are, where the first one is, and what it is', () => {
    assert.equal(
      noUnlikelyCells({ checked: 8, unchecked: [], all: 8, faults: 2 }),
      'No unlikely cells among 8 of 8 columns, beside 2 faulty rows or quotation marks.',
    );
    const fault = { count: 1, line: 3, message: 'This row has 2 cells.' };
    assert.equal(firstFaultWords(fault), 'Line 3: This row has 2 cells.');
    assert.equal(firstFaultWords({ ...fault, count: 5 }), 'Line 3: This row has 2 cells. (and 4 more like it)');
  });

  it('does not count the column that weighs rows', () => {
    const columns = [
      { name: 'x', kind: 'normal', reason: '', missing: 0 },
      { name: 'id', kind: 'ignored', reason: 'distinct texts', missing: 0 },
      { name: 'n', kind: 'ignored', reason: 'says how often each row counts', missing: 0 },
    ];
    assert.deepEqual(checkedOf({ columns, unchecked: [{ column: 'id', reason: 'distinct texts' }] }), {
      checked: 1,
      unchecked: ['id'],
      all: 2,
    });
    const dated = [
      { name: 'day', kind: 'ignored', reason: 'dates', missing: 0 },
      { name: 'day (hour)', kind: 'normal', reason: '', missing: 0, of: 'day' },
    ] as const;
    assert.deepEqual(checkedOf({ columns: dated, unchecked: [{ column: 'day (day)', reason: 'dates', of: 'day' }] }), {
      checked: 1,
      unchecked: ['day (day)'],
      all: 1,
    });
  });
});

describe('the p of a finding', () => {
  const cell = { column: 'x', value: '1', expected: 2, interval: [1, 3], tail: 1e-6 } as const;
  const row = { row: 0, line: 2, logDensity: -9, tail: 0.001 };

  it('is that of the guiltiest cell, and of the row where no cell is guilty', () => {
    assert.equal(smallestTail({ ...row, code: 'cell.unlikely', cells: [cell] }), 1e-6);
    assert.equal(smallestTail({ ...row, code: 'row.low-likelihood', cells: [cell] }), 0.001);
    assert.equal(smallestTail({ ...row, code: 'cell.unlikely', cells: [] }), 0.001);
  });
});
