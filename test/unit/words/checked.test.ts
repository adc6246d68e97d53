/** Tests the words for what was checked, and the p of a finding. */
import assert from 'node:assert/strict';
import { coverageOf, firstFaultWords, noUnlikelyCells, uncheckedNames } from '../../../server/protocol/report/checked';
import { smallestTail } from '../../../server/protocol/report/report';

describe('words for a table without unlikely cells', () => {
  it('The words say how many columns were checked', () => {
    assert.equal(noUnlikelyCells({ checked: 8, unchecked: [], all: 8 }), 'No unlikely cells among 8 of 8 columns.');
  });

  it('The words mention rows that are marked as expected', () => {
    assert.equal(
      noUnlikelyCells({ checked: 1, unchecked: [], all: 1 }, 2),
      'No unlikely cells among 1 of 1 column but those marked as expected.',
    );
  });

  it('The words name the columns that were not checked', () => {
    assert.equal(
      noUnlikelyCells({ checked: 8, unchecked: ['a', 'b', 'c'], all: 11 }),
      'No unlikely cells among 8 of 11 columns; not checked: a, b, c.',
    );
  });

  it('The words count the cells that cannot be read', () => {
    assert.equal(
      noUnlikelyCells({ checked: 8, unchecked: ['a'], all: 9, unreadable: 3 }),
      'No unlikely cells among 8 of 9 columns, apart from 3 cells that cannot be read or do not add up; not checked: a.',
    );
  });

  it('At most five of the columns that were not checked are named', () => {
    assert.equal(
      uncheckedNames([...'abcdefgh'], (name) => `<${name}>`),
      '<a>, <b>, <c>, <d>, <e> and 3 more',
    );
    assert.equal(uncheckedNames([...'abcde']), 'a, b, c, d, e');
  });

  it('The words count the faults of rows and quotes', () => {
    assert.equal(
      noUnlikelyCells({ checked: 8, unchecked: [], all: 8, faults: 2 }),
      'No unlikely cells among 8 of 8 columns, apart from 2 faulty rows or quotation marks.',
    );
  });

  it('The words name a code for missing that repeats, so that they are no false all-clear', () => {
    const rows = Array.from({ length: 14 }, (_, i) => 23 * i);
    const finding = {
      code: 'column.repeated-value',
      column: 'age',
      value: '-999',
      rows,
      line: 2,
      range: [1, 90],
    } as const;

    const coverage = coverageOf({ columns: [], unchecked: [], findings: [finding] });

    assert.equal(
      noUnlikelyCells({ ...coverage, checked: 8, all: 8, unreadable: 1 }, 0, (name) => `<${name}>`),
      'No unlikely cells among 8 of 8 columns, apart from <-999> in 14 rows of <age> and 1 cell that cannot be read or ' +
        'does not add up.',
    );
  });

  it('The words for the first fault give its line, its message and the number of others', () => {
    const fault = { count: 1, line: 3, message: 'This row has 2 cells.' };
    assert.equal(firstFaultWords(fault), 'Line 3: This row has 2 cells.');
    assert.equal(firstFaultWords({ ...fault, count: 5 }), 'Line 3: This row has 2 cells. (and 4 more like it)');
  });

  it('The column of row weights is not among the columns that can be checked', () => {
    const columns = [
      { name: 'x', kind: 'normal', reason: '', missing: 0 },
      { name: 'id', kind: 'ignored', reason: 'distinct texts', missing: 0 },
      { name: 'n', kind: 'ignored', reason: 'says how often each row counts', missing: 0 },
    ];
    assert.deepEqual(coverageOf({ columns, unchecked: [{ column: 'id', reason: 'distinct texts' }], findings: [] }), {
      checked: 1,
      unchecked: ['id'],
      all: 2,
    });
  });

  it('The parts of a column of dates count as one column', () => {
    const dated = [
      { name: 'day', kind: 'ignored', reason: 'dates', missing: 0 },
      { name: 'day (hour)', kind: 'normal', reason: '', missing: 0, of: 'day' },
    ] as const;
    assert.deepEqual(
      coverageOf({ columns: dated, unchecked: [{ column: 'day (day)', reason: 'dates', of: 'day' }], findings: [] }),
      { checked: 1, unchecked: ['day (day)'], all: 1 },
    );
  });
});

describe('the p of a finding', () => {
  const cell = { column: 'x', value: '1', expected: 2, interval: [1, 3], tail: 1e-6 } as const;
  const row = { row: 0, line: 2, logDensity: -9, tail: 0.001 };

  it('The p of a finding is that of its most unlikely cell, or of the row if no cell is to blame', () => {
    assert.equal(smallestTail({ ...row, code: 'cell.unlikely', cells: [cell] }), 1e-6);
    assert.equal(smallestTail({ ...row, code: 'row.low-likelihood', cells: [cell] }), 0.001);
    assert.equal(smallestTail({ ...row, code: 'cell.unlikely', cells: [] }), 0.001);
  });
});
