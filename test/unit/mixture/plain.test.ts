/** Whether the starts of a search have shown what there is. */
import assert from 'node:assert/strict';
import { isPlain, type Course } from '../../../server/core/mixture/search';
import type { Run } from '../../../server/core/mixture/em';

const ROWS = 2000;

/** Starts that ended so far above the best objective, in nats per row. */
function endedAt(...above: readonly number[]): { readonly courses: readonly Course[]; readonly rowsSearched: number } {
  const courses = above.map((nats, index): Course => {
    const run = { trace: [{ iteration: 0, nlml: 0, objective: ROWS * (15 + nats) }] } as unknown as Run;
    return { index, kind: 'k-means', isMove: false, run };
  });
  return { courses, rowsSearched: ROWS };
}

describe('a search whose starts agree', () => {
  it('is one of which most ended at the best optimum, as near as runs end', () => {
    assert.ok(
      isPlain(endedAt(0, 1.6e-5, 3e-5, 0.04)),
      'runs end when they are about 1e-5 from their optimum, or some times that',
    );
    assert.ok(!isPlain(endedAt(0, 1.6e-5, 1e-4, 0.04)), 'another optimum');
    assert.ok(!isPlain(endedAt(0, 0.04)));
    assert.ok(!isPlain(undefined));
  });

  it('does not depend on the order of its starts', () => {
    assert.ok(isPlain(endedAt(0.04, 3e-5, 1.6e-5, 0)));
  });

  it('is no chain: what is near a neighbour only is not near the best', () => {
    assert.ok(!isPlain(endedAt(0, 3e-5, 6e-5, 9e-5)));
  });
});
