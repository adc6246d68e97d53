import assert from 'node:assert/strict';
import { Slots } from '../../../server/threads/slots';

const WANTED = new Promise<never>(() => undefined);

/** Lets everything that is due happen. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('slots for jobs', () => {
  it('are never held by more jobs than there are, whatever ends in between', async () => {
    const slots = new Slots(3);
    let held = 0;
    let most = 0;
    const job = async (n: number): Promise<void> => {
      const release = await slots.take(n % 5 === 2 ? settled() : WANTED);
      if (release === undefined) return;
      most = Math.max(most, ++held);
      for (let rest = n % 4; rest > 0; rest--) await settled();
      held--;
      release();
      release();
    };
    await Promise.all(Array.from({ length: 60 }, (_, n) => job(n)));
    assert.equal(most, 3);
    assert.equal(held, 0);
  });

  it('go to the job that waits longest', async () => {
    const slots = new Slots(1);
    const first = await slots.take(WANTED);
    const order: number[] = [];
    const later = [1, 2, 3].map(async (n) => {
      const release = await slots.take(WANTED);
      order.push(n);
      release?.();
    });
    first?.();
    await Promise.all(later);
    assert.deepEqual(order, [1, 2, 3]);
  });

  it('are not taken by a job that is given up while it waits', async () => {
    const slots = new Slots(1);
    const first = await slots.take(WANTED);
    assert.equal(await slots.take(Promise.resolve()), undefined);
    const next = slots.take(WANTED);
    first?.();
    assert.notEqual(await next, undefined);
  });

  it('go on to the next job where one is given up in the moment of its turn', async () => {
    const slots = new Slots(1);
    const first = await slots.take(WANTED);
    let giveUp: () => void = () => undefined;
    const given = slots.take(new Promise<void>((resolve) => (giveUp = resolve)));
    const next = slots.take(WANTED);
    giveUp();
    first?.();
    (await given)?.();
    assert.notEqual(await next, undefined);
  });
});
