/** Tests the threads that share the passes of the kernels. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import type { Matrix } from '../../../server/core/data/matrix';
import type { SoundnessTest } from '../../../server/core/mixture/engine';
import { complete } from '../../../server/core/numeric/generators';
import { expectation, score, scoreAndSum } from '../../../server/core/mixture/expectation';
import { shapeOf, type Mixture } from '../../../server/core/mixture/model';
import { Space } from '../../../server/core/data/rowPoints';
import { start } from '../../../server/core/mixture/start';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { CONTROL_WORDS, enterPass, WORD, type ThreadInput } from '../../../server/kernels/sharedPass';
import type { Threads } from '../../../server/kernels/pool';
import { builds, engineOf, startWorker } from './kernelBuilds';

const [{ module }] = builds;

const plain: Matrix = (() => {
  const random = seededRandom(8);
  const rows = 100_000;
  const columns = Array.from({ length: 4 }, (_, d) => {
    const values = Float64Array.from({ length: rows }, (_, i) => (i % 3) * 2 + normalDeviate(random) + d);
    return {
      name: `x${d}`,
      family: 'normal' as const,
      levels: [],
      values,
      facts: { observed: rows, missing: 0, mean: 2 + d, sd: 2, levels: 0 },
    };
  });
  return { rows, columns };
})();
const mixture: Mixture = complete(
  start(
    shapeOf(plain.columns, 3),
    { matrix: plain, space: new Space(plain), estimate: 'map', kind: 'k-means++' },
    seededRandom(1),
  ),
);

const TEST: SoundnessTest = {
  drop: 6,
  nearnessCriteria: [
    { logWeight: Math.log(0.3), halfSquare: 4 },
    { logWeight: Math.log(0.05), halfSquare: 3 },
  ],
};

/** Real threads, with their workers and the lines that are reported about them. */
function threads(count: number): Threads & { readonly workers: Worker[]; readonly reports: string[] } {
  const workers: Worker[] = [];
  const reports: string[] = [];
  const start = (input: ThreadInput): { terminate(): void } => {
    const worker = startWorker(input);
    workers.push(worker);
    return { terminate: () => void worker.terminate() };
  };
  return { count, start, report: (line) => reports.push(line), workers, reports };
}

describe('kernel threads', function () {
  this.timeout(60_000);

  it('Threads change no bit of the results, however many they are', async () => {
    const alone = engineOf(module);

    const found = await Promise.all(
      [0, 1, 2, 5].map(async (count) => {
        const helpers = threads(count);
        const engine = engineOf(module, helpers);
        const matrix = engine.hold(plain);

        const first = complete(expectation(mixture, matrix));
        await Promise.all(helpers.workers.map((worker) => once(worker, 'online')));
        const passes = Array.from({ length: 20 }, () => complete(expectation(mixture, matrix)));
        const { statistics, scores } = complete(scoreAndSum(mixture, matrix));
        const marks = complete(engine.doubtfulRows(mixture, matrix, TEST));

        assert.deepEqual(statistics, first.statistics);
        assert.deepEqual(scores, complete(score(mixture, matrix)));
        assert.deepEqual(marks, complete(alone.doubtfulRows(mixture, alone.hold(plain), TEST)));
        const marked = marks?.reduce((sum, mark) => sum + mark, 0) ?? 0;
        assert.ok(marked > 0 && marked < plain.rows, `${marked} rows`);
        helpers.workers.forEach((worker) => void worker.terminate());

        assert.deepEqual(helpers.reports, []);
        return [first, ...passes];
      }),
    );

    const [[one]] = found;
    for (const passes of found) {
      for (const { nlml, statistics } of passes) {
        assert.equal(nlml, one.nlml);
        assert.deepEqual(statistics, one.statistics);
      }
    }
  });

  it('Threads that die with a shard in hand are reported and replaced, and the result is the same', () => {
    const inputs: ThreadInput[] = [];
    const reports: string[] = [];
    let terminated = 0;
    const engine = engineOf(module, {
      count: 2,
      report: (line) => reports.push(line),
      start: (input) => (inputs.push(input), { terminate: () => terminated++ }),
    });
    const matrix = engine.hold(plain);
    const expected = complete(expectation(mixture, matrix));
    const control = new Int32Array(inputs[0].memory.buffer, inputs[0].control, CONTROL_WORDS);
    const pass = expectation(mixture, matrix);

    pass.next();
    // A thread enters, takes a shard and never returns.
    assert.ok(enterPass(control));
    assert.ok(Atomics.add(control, WORD.next, 1) < control[WORD.shards]);

    assert.deepEqual(complete(pass), expected);
    assert.equal(terminated, 2);
    assert.equal(reports.length, 1);
    assert.match(reports[0], /others take their place/);
    assert.deepEqual(complete(expectation(mixture, matrix)), expected);
    assert.equal(inputs.length, 4);
    assert.equal(reports.length, 1);
  });

  it('Threads terminated between passes are reported and replaced, and the result is the same', async () => {
    const helpers = threads(2);
    const engine = engineOf(module, helpers);
    const matrix = engine.hold(plain);
    const expected = complete(expectation(mixture, matrix));

    await Promise.all(helpers.workers.map((worker) => once(worker, 'online')));
    await Promise.all(helpers.workers.map((worker) => worker.terminate()));

    while (helpers.reports.length === 0) assert.deepEqual(complete(expectation(mixture, matrix)), expected);
    assert.match(helpers.reports[0], /others take their place/);
    assert.deepEqual(complete(expectation(mixture, matrix)), expected);
    assert.equal(helpers.workers.length, 4);
    helpers.workers.forEach((worker) => void worker.terminate());
  });

  it('Threads that cannot be started are reported, and the caller does all the work', () => {
    const reports: string[] = [];
    const start = (): never => {
      throw new Error('no more threads');
    };
    const engine = engineOf(module, { count: 2, report: (line) => reports.push(line), start });
    const alone = engineOf(module);

    assert.deepEqual(
      complete(expectation(mixture, engine.hold(plain))),
      complete(expectation(mixture, alone.hold(plain))),
    );
    assert.equal(reports.length, 2);
    assert.match(reports[0], /no more threads/);
  });

  it('The caller can stop a pass after each of its shards', () => {
    const matrix = engineOf(module).hold(plain);
    const pass = expectation(mixture, matrix);
    let steps = 0;
    while (pass.next().done !== true) steps++;
    assert.ok(steps >= 12, String(steps));
  });
});
