import assert from 'node:assert/strict';
import { complete } from '../../../server/core/numeric/generators';
import { Lasting } from '../../../server/threads/steps';

describe('work that is done once', () => {
  it('is gone on with by whoever needs it next', () => {
    let done = 0;
    const lasting = Lasting.from(
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

  it('fails for everybody who needs it where it failed for one, and keeps nobody waiting', () => {
    const lasting = Lasting.from(
      (function* (): Generator<undefined, object> {
        yield undefined;
        throw new Error('no');
      })(),
    );
    assert.throws(() => complete(lasting.get()), /^Error: no$/);
    assert.throws(() => complete(lasting.get()), /failed before/);
  });
});
