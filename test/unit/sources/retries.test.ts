/** Repetitions of statements, with a clock and random numbers of their own. */
import assert from 'node:assert/strict';
import { seededRandom } from '../../../server/core/numeric/random';
import { PassingProblem, withRetries, type Retries } from '../../../server/sources/retries';
import { FitProblem } from '../../../server/words/fitProblem';

describe('withRetries', () => {
  let pauses: number[];
  let lines: string[];
  let retries: Retries;

  beforeEach(() => {
    pauses = [];
    lines = [];
    retries = {
      count: 4,
      firstPause: 1000,
      kinds: ['lost', 'slow'],
      random: seededRandom(7),
      wait: (milliseconds) => Promise.resolve(pauses.push(milliseconds)),
      report: (line) => lines.push(line),
    };
  });

  /** Work that fails a number of times before it succeeds. */
  function failing(
    times: number,
    problem: Error,
  ): { readonly work: () => Promise<string>; readonly calls: () => number } {
    let calls = 0;
    const work = async (): Promise<string> => {
      await Promise.resolve();
      if (calls++ < times) throw problem;
      return 'done';
    };
    return { work, calls: () => calls };
  }

  const lost = new PassingProblem('lost', 'the connection was lost', 'try again');

  it('Work is repeated until it succeeds, with a line for each repetition', async () => {
    const { work } = failing(2, lost);

    const result = await withRetries(work, retries);

    assert.equal(result, 'done');
    assert.equal(lines.length, 2);
    assert.match(lines[1], /^the connection was lost; trying again in \d+\.\d s \(2 of 4\)$/);
  });

  it('Pauses double, up to half a minute, and are spread by half', async () => {
    const { work } = failing(8, lost);

    await withRetries(work, { ...retries, count: 8 });

    const means = [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000];
    pauses.forEach((pause, i) =>
      assert.ok(pause >= means[i] / 2 && pause < 1.5 * means[i], `${pause} for ${means[i]}`),
    );
    assert.equal(pauses.length, means.length);
  });

  it('The same seed gives the same pauses', async () => {
    await withRetries(failing(3, lost).work, retries);
    const first = pauses.splice(0);

    await withRetries(failing(3, lost).work, { ...retries, random: seededRandom(7) });

    assert.deepEqual(pauses, first);
  });

  it('The last failure is thrown', async () => {
    const { work, calls } = failing(9, lost);

    await assert.rejects(withRetries(work, retries), lost);

    assert.equal(calls(), 5);
  });

  it('A refusal, and a fault of another kind, are thrown at once', async () => {
    for (const problem of [new FitProblem('no such table'), new PassingProblem('unreachable', 'no server', 'check')]) {
      const { work, calls } = failing(1, problem);

      await assert.rejects(withRetries(work, retries), problem);

      assert.equal(calls(), 1);
    }
  });

  it('An abort ends the pause, and its reason is thrown', async () => {
    const stop = new AbortController();
    const { work, calls } = failing(9, lost);
    const wait = async (): Promise<void> => {
      stop.abort(new Error('stopped'));
      await Promise.reject(new Error('the pause has ended'));
    };

    await assert.rejects(withRetries(work, { ...retries, wait }, stop.signal), /^Error: stopped$/);

    assert.equal(calls(), 1);
  });
});
