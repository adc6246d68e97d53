// The texts of the status bar.
import assert from 'node:assert/strict';
import type * as Words from '../../../client/status/statusWords';
import type { TableStatus } from '../../../server/protocol/status';
import { withVscodeTexts } from '../../support/vscodeStub';

// eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load `vscode` before its stand-in
const words = withVscodeTexts(() => require('../../../client/status/statusWords') as typeof Words);

const TABLE: TableStatus = {
  delimiter: ';',
  decimal: ',',
  header: true,
  missing: ['', 'NA', '-999'],
  rows: 1_234_567,
  columns: 8,
} as unknown as TableStatus;

describe('texts of the status bar', () => {
  it('The table is described by its delimiter and its size', () => {
    assert.equal(words.tableWords(TABLE), 'Semicolon · 1,234,567 × 8');
  });

  it('A delimiter without a name is shown as it is', () => {
    assert.equal(words.tableWords({ ...TABLE, delimiter: '§' }), '§ · 1,234,567 × 8');
  });

  it('The details name the decimal comma, the header and the texts that are missing values', () => {
    assert.deepEqual(words.tableDetails(TABLE), [
      'Rows: 1,234,567, columns: 8',
      'Delimiter: semicolon; decimal comma',
      'Header: the first line',
      'Missing values: an empty cell, NA, -999',
    ]);
  });

  it('The details name comments and lines that are no rows where there are some', () => {
    const details = words.tableDetails({ ...TABLE, comment: '#', passedOver: 2000 });

    assert.ok(details.includes('Comments: lines that begin with #'));
    assert.ok(details.includes('Lines that are not rows: 2,000'));
  });

  for (const [lines, text] of [
    [undefined, 'none'],
    [1, '1 line above the table'],
    [3, '3 lines above the table'],
  ] as const)
    it(`${lines ?? 'No'} skipped lines are "${text}"`, () => {
      assert.equal(words.skippedWords(lines === undefined ? {} : { skipped: lines }), text);
    });

  for (const [status, text] of [
    [{ k: 1, stale: false, suits: true }, '1 cluster'],
    [{ k: 3, stale: false, suits: true }, '3 clusters'],
    [{ k: 3, stale: true, suits: true }, '3 clusters, edited since the fit'],
    [{ k: 3, stale: true, suits: false }, '3 clusters, of other columns'],
  ] as const)
    it(`The model is described as "${text}"`, () => {
      assert.equal(words.modelWords(status), text);
    });
});
