/** Tests complaints about numbers in another unit than their column. */
import assert from 'node:assert/strict';
import { complaintOf } from '../../../server/words/complaints/complaint';
import type { Schema } from '../../../server/core/schema/infer';

const SCHEMA: Schema = [{ name: 'share', index: 0, kind: 'normal', reason: '', missing: 0, levels: [], unit: '%' }];

function complaintAbout(text: string): string {
  const { what = [] } = complaintOf({ row: 0, column: 0, code: 'cell.bad-number' }, SCHEMA, text) ?? {};
  return what.map((word) => (typeof word === 'string' ? word : word.data)).join('');
}

describe('complaints about percents', () => {
  it('A small percentage with its sign is no fraction', () => {
    assert.match(complaintAbout('0,7 %'), /another decimal or thousands mark/);
  });

  it('A bare number below 1 is a fraction', () => {
    assert.match(complaintAbout('0.7'), /is a fraction, but share is in percent; 70 % would fit/);
  });
});
