import assert from 'node:assert/strict';
import {
  accuracyWords,
  rowCount,
  shortenCell,
  unreadableByColumn,
  wideFindings,
  wideWords,
} from '../../../pictures/findingWords';
import { estimateWords } from '../../../pictures/estimateWords';
import type { Finding } from '../../../server/protocol';

const report = {
  rows: 200,
  components: [
    { weight: 0.9, columns: {} },
    { weight: 0.1, name: 'imports', columns: {} },
  ],
};
const row: Finding = { code: 'cell.unlikely', row: 1, line: 3, logDensity: -9, tail: 1e-9, cells: [] };
const group: Finding = {
  code: 'group.small',
  component: 1,
  rows: [4, 5, 6, 7, 8, 9],
  line: 6,
  differences: [
    { column: 'height', own: 12.04, others: 40.3 },
    { column: 'sex', own: 'f', others: 'm' },
  ],
};
const repeated: Finding = {
  code: 'column.repeated-value',
  column: 'age',
  value: '-999',
  rows: [1, 2, 3],
  line: 3,
  range: [28, 90],
};
const heavy: Finding = { code: 'column.heavy-tailed', column: 'income', count: 41, from: 6 };
const leftOut: Finding = {
  code: 'column.left-out',
  column: 'ratio',
  share: 0.926,
  reason: 'free text: almost every value differs',
};
const plain = (text: string): string => text.replaceAll('\u202f', ' ');

describe('findings of several rows', () => {
  it('wideFindings sorts findings of several rows and leaves out those of single rows', () => {
    assert.deepEqual(wideFindings([group, row, heavy, repeated, leftOut]), [leftOut, repeated, heavy, group]);
  });

  it('rowCount gives the number of rows of a finding', () => {
    assert.deepEqual(
      [repeated, heavy, group].map((finding) => rowCount(finding)),
      [3, 41, 6],
    );
  });

  it('wideWords says what is unusual about several rows', () => {
    assert.deepEqual(
      wideFindings([repeated, heavy, group, leftOut]).map((finding) => plain(wideWords(finding, report))),
      [
        'ratio is left out (free text: almost every value differs), though 92.6 % of its cells look like ' +
          'numbers. Nothing in it is looked at; choose a kind for it to have them read.',
        '-999 in age, far from 28 to 90: a code for missing? It counts as missing in the fit.',
        'income has a heavy tail: 41 cells lie more than 6 standard deviations from their clusters and ' +
          'thin out gradually. Only the farthest are reported.',
        '3.0 % of the rows are a group of their own (imports): height 12 (elsewhere 40), sex “f” (elsewhere “m”).',
      ],
    );
  });

  it('wideWords names a cluster without a name by its number', () => {
    assert.equal(
      plain(wideWords({ ...group, component: 0, differences: [] }, report)),
      '3.0 % of the rows are a group of their own (cluster 1).',
    );
  });
});

describe('accuracyWords', () => {
  const column = { name: 'x', kind: 'normal', reason: '', missing: 2 };

  it('accuracyWords gives unit, step, error rate and the cells set aside', () => {
    assert.deepEqual(
      accuracyWords({ ...column, errorRate: 0.009, setAside: 3, step: 0.1, unit: 'kg' }, { rows: 346 }).map(plain),
      ['in kg', 'written to 0.1', 'error rate 0.9 %, 3 of 344 cells set aside'],
    );
  });

  it('accuracyWords gives no total of cells where only a sample of rows was fitted', () => {
    assert.deepEqual(
      accuracyWords({ ...column, errorRate: 0.009, setAside: 1 }, { rows: 346, rowsFitted: 100 }).map(plain),
      ['error rate 0.9 %, 1 cell set aside'],
    );
  });

  it('accuracyWords is empty for a column without errors, step or unit', () => {
    assert.deepEqual(accuracyWords({ ...column, errorRate: 0, setAside: 0 }, { rows: 346 }), []);
    assert.deepEqual(accuracyWords(column, { rows: 346 }), []);
  });
});

describe('estimateWords', () => {
  it('estimateWords names the estimate and an unusual strength of its prior', () => {
    assert.equal(
      estimateWords({ estimate: 'robust', priorStrength: 1 }),
      'robust (maximum a posteriori under error channels)',
    );
    assert.equal(estimateWords({ estimate: 'map', priorStrength: 2 }), 'maximum a posteriori (prior × 2)');
    assert.equal(estimateWords({ estimate: 'ml', priorStrength: 2 }), 'maximum likelihood');
  });
});

describe('unreadable cells', () => {
  it('unreadableByColumn groups cells by column, in the order of the columns', () => {
    const cell = { code: 'cell.bad-number', row: 1, line: 3, text: 'x', reason: 'is not a number' };
    const column = { kind: 'normal', reason: '', missing: 1 };

    const found = unreadableByColumn(
      [
        { ...column, name: 'b' },
        { ...column, name: 'none' },
        { ...column, name: 'a' },
      ],
      [
        { ...cell, column: 'a' },
        { ...cell, column: 'b' },
        { ...cell, column: 'a', line: 9 },
      ],
    );

    assert.deepEqual(
      found.map((each) => [each.column, each.cells.map(({ line }) => line)]),
      [
        ['b', [3]],
        ['a', [3, 9]],
      ],
    );
  });

  it('shortenCell cuts long texts', () => {
    assert.equal(shortenCell('x'.repeat(60)), 'x'.repeat(60));
    assert.equal(shortenCell('x'.repeat(1e6)), `${'x'.repeat(59)}…`);
  });
});
