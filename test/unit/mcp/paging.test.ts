/** Tests pages and their cursors. */
import assert from 'node:assert/strict';
import { pageOf } from '../../../server/mcp/answers/paging';

const LIST = Array.from({ length: 7 }, (_, i) => i);

describe('pageOf', () => {
  it('Cursors lead through the whole list', () => {
    const first = pageOf(LIST, { limit: 3, cursor: undefined }, 'a');
    const second = pageOf(LIST, { limit: 3, cursor: first.nextCursor }, 'a');
    const third = pageOf(LIST, { limit: 3, cursor: second.nextCursor }, 'a');

    assert.deepEqual([first.items, second.items, third.items], [[0, 1, 2], [3, 4, 5], [6]]);
    assert.deepEqual([first.total, second.from, third.nextCursor], [7, 3, undefined]);
  });

  it('An empty list has one empty page', () => {
    assert.deepEqual(pageOf([], { limit: 3, cursor: undefined }, 'a'), { items: [], from: 0, total: 0 });
  });

  it('A cursor of another list, beyond the end or of another form is refused', () => {
    const { nextCursor = '' } = pageOf(LIST, { limit: 3, cursor: undefined }, 'a');

    for (const [cursor, identity] of [
      [nextCursor, 'b'],
      [nextCursor.replace(/\d+$/, '7'), 'a'],
      [nextCursor.replace(/\d+$/, '-1'), 'a'],
      ['', 'a'],
      ['x'.repeat(10_000), 'a'],
    ])
      assert.throws(() => pageOf(LIST, { limit: 3, cursor }, identity), /cursor is not of this list/);
  });
});
