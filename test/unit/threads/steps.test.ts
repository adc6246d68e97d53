/** Tests work in steps that is done once for all its callers. */
import assert from 'node:assert/strict';
import { complete } from '../../../server/core/numeric/generators';
import { LazyResult } from '../../../server/threads/steps';

describe('LazyResult', () => {
  it('A LazyResult continues its work for the next caller and has one result for all', () => {
    let done = 0;
    const lasting = LazyResult.from(
      (function* (): Generator<undefined, { done: number }> {
        for (; done < 3; done++) yield undefined;
        return { done };
      })(),
    );

    lasting.get().next();
    lasting.get().next();

    assert.equal(lasting.value, undefined);
    assert.equal(complete(lasting.get()), complete(lasting.get()));
    assert.deepEqual(lasting.value, { done: 3 });
  });

  it('A LazyResult whose work failed fails for every later caller', () => {
    const lasting = LazyResult.from(
      (function* (): Generator<undefined, object> {
        yield undefined;
        throw new Error('no');
      })(),
    );

    assert.throws(() => complete(lasting.get()), /^Error: no$/);
    assert.throws(() => complete(lasting.get()), /failed before/);
  });
});
