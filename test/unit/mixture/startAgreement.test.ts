/** Tests whether the starts of a search agree on the best optimum. */
import assert from 'node:assert/strict';
import { type Course } from '../../../server/core/mixture/exploration/courses';
import { doStartsAgree } from '../../../server/core/mixture/search';
import type { Run } from '../../../server/core/mixture/em';

const ROWS = 2000;

/** Starts by how far above the best objective they ended, in nats per row. */
function endedAt(...above: readonly number[]): { readonly courses: readonly Course[]; readonly rowsSearched: number } {
  const courses = above.map((nats, index): Course => {
    const run = { trace: [{ iteration: 0, nlml: 0, objective: ROWS * (15 + nats) }] } as unknown as Run;
    return { index, kind: 'k-means', isMove: false, run };
  });
  return { courses, rowsSearched: ROWS };
}

describe('agreement of the starts of a search', () => {
  it('doStartsAgree holds where most starts ended at the best optimum, as near as runs end', () => {
    assert.ok(
      doStartsAgree(endedAt(0, 1.6e-5, 3e-5, 0.04)),
      'runs end when they are about 1e-5 from their optimum, or some times that',
    );
  });

  it('doStartsAgree does not hold where starts ended at other optima', () => {
    assert.ok(!doStartsAgree(endedAt(0, 1.6e-5, 1e-4, 0.04)), 'another optimum');
    assert.ok(!doStartsAgree(endedAt(0, 0.04)));
  });

  it('doStartsAgree does not hold without a search', () => {
    assert.ok(!doStartsAgree(undefined));
  });

  it('doStartsAgree does not depend on the order of the starts', () => {
    assert.ok(doStartsAgree(endedAt(0.04, 3e-5, 1.6e-5, 0)));
  });

  it('doStartsAgree compares each start with the best one, not with its neighbour', () => {
    assert.ok(!doStartsAgree(endedAt(0, 3e-5, 6e-5, 9e-5)));
  });
});
