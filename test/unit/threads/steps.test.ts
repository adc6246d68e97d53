/** Tests work in steps that is done once for all its callers. */
import assert from 'node:assert/strict';
import { complete } from '../../../server/core/numeric/generators';
import { LazyResult } from '../../../server/threads/steps';

describe('LazyResult', () => {
  it('A LazyResult continues its work for the next caller and has one result for all', () => {
    let done = 0;
    const lazy = LazyResult.from(
      (function* (): Generator<undefined, { done: number }> {
        for (; done < 3; done++) yield undefined;
        return { done };
      })(),
    );

    lazy.get().next();
    lazy.get().next();

    assert.equal(lazy.value, undefined);
    assert.equal(complete(lazy.get()), complete(lazy.get()));
    assert.deepEqual(lazy.value, { done: 3 });
  });

  it('A LazyResult whose work failed fails for every later caller', () => {
    const lazy = LazyResult.from(
      (function* (): Generator<undefined, object> {
        yield undefined;
        throw new Error('no');
      })(),
    );

    assert.throws(() => complete(lazy.get()), /^Error: no$/);
    assert.throws(() => complete(lazy.get()), /failed before/);
  });
});
