/** Tests work that several calls wait for. */
import assert from 'node:assert/strict';
import { SharedJobs, type Call } from '../../../server/mcp/sharedJobs';
import type { Job } from '../../../server/threads/runner';

type End = { readonly state: 'done'; readonly value: number };

/** A job that ends when it is told to, or cancelled. */
class FakeJob implements Job<End> {
  isCancelled = false;
  private resolve: (end: End | { readonly state: 'cancelled' }) => void = () => undefined;
  readonly end = new Promise<End | { readonly state: 'cancelled' }>((resolve) => (this.resolve = resolve));

  finish(value: number): void {
    this.resolve({ state: 'done', value });
  }

  cancel(): void {
    this.isCancelled = true;
    this.resolve({ state: 'cancelled' });
  }
}

describe('SharedJobs', () => {
  let started: FakeJob[];
  let jobs: SharedJobs;
  beforeEach(() => {
    started = [];
    jobs = new SharedJobs(1);
  });

  const start = (): FakeJob => {
    const job = new FakeJob();
    started.push(job);
    return job;
  };
  const callOf = (abort = new AbortController()): Call => ({ signal: abort.signal, onSteps: () => undefined });

  it('Calls with one key share one job', async () => {
    const [one, other] = [jobs.run('a', start, callOf()), jobs.run('a', start, callOf())];
    await Promise.resolve();
    started[0].finish(7);

    assert.deepEqual(await Promise.all([one, other]), [
      { state: 'done', value: 7 },
      { state: 'done', value: 7 },
    ]);
    assert.equal(started.length, 1);
  });

  it('The job is cancelled with the last call that waits for it', async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const ends = [jobs.run('a', start, callOf(first)), jobs.run('a', start, callOf(second))];
    await Promise.resolve();

    first.abort();
    assert.deepEqual(await ends[0], { state: 'cancelled' });
    const isCancelledEarly = started[0].isCancelled;
    second.abort();
    await ends[1];
    await Promise.resolve();

    assert.equal(isCancelledEarly, false);
    assert.equal(started[0].isCancelled, true);
  });

  it('A call after the cancelled one starts a new job', async () => {
    const abort = new AbortController();
    const cancelled = jobs.run('a', start, callOf(abort));
    await Promise.resolve();
    abort.abort();
    await cancelled;

    const next = jobs.run('a', start, callOf());
    await new Promise((resolve) => setImmediate(resolve));
    started[1].finish(3);

    assert.deepEqual(await next, { state: 'done', value: 3 });
  });

  it('A cancelled call that waits for a slot never starts', async () => {
    const busy = jobs.run('a', start, callOf());
    const abort = new AbortController();
    const waiting = jobs.run('b', start, callOf(abort));
    abort.abort();

    assert.deepEqual(await waiting, { state: 'cancelled' });
    started[0].finish(1);
    await busy;
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(started.length, 1);
  });

  it('A call that was cancelled before it began starts nothing', async () => {
    const abort = new AbortController();
    abort.abort();

    assert.deepEqual(await jobs.run('a', start, callOf(abort)), { state: 'cancelled' });
    assert.equal(started.length, 0);
  });
});
