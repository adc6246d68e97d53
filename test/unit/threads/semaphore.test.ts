/** Tests the semaphore, which holds the slots for concurrent jobs. */
import assert from 'node:assert/strict';
import { Semaphore } from '../../../server/threads/semaphore';

/** Never resolves: the job is not given up. */
const WANTED = new Promise<never>(() => undefined);

/** Resolves after all pending callbacks. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Semaphore', () => {
  it('Slots are never held by more jobs than there are slots, even if a job releases its slot twice', async () => {
    const slots = new Semaphore(3);
    let held = 0;
    let peak = 0;
    const job = async (n: number): Promise<void> => {
      const release = await slots.take(n % 5 === 2 ? settled() : WANTED);
      if (release === undefined) return;
      peak = Math.max(peak, ++held);
      for (let rest = n % 4; rest > 0; rest--) await settled();
      held--;
      release();
      release();
    };

    await Promise.all(Array.from({ length: 60 }, (_, n) => job(n)));

    assert.equal(peak, 3);
    assert.equal(held, 0);
  });

  it('A free slot goes to the job that has waited longest', async () => {
    const slots = new Semaphore(1);
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

  it('A job that is given up while it waits takes no slot', async () => {
    const slots = new Semaphore(1);
    const first = await slots.take(WANTED);
    assert.equal(await slots.take(Promise.resolve()), undefined);

    const next = slots.take(WANTED);
    first?.();

    assert.notEqual(await next, undefined);
  });

  it('A slot goes to the next job when a job is given up at the moment of its turn', async () => {
    const slots = new Semaphore(1);
    const first = await slots.take(WANTED);
    let giveUp: () => void = () => undefined;
    const abandoned = slots.take(new Promise<void>((resolve) => (giveUp = resolve)));
    const next = slots.take(WANTED);

    giveUp();
    first?.();
    (await abandoned)?.();

    assert.notEqual(await next, undefined);
  });
});
