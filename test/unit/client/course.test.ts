// The steps of a fit that the client keeps for a panel that opens late.
import assert from 'node:assert/strict';
import { Course } from '../../../client/course';
import type { Iteration } from '../../../server/protocol';

const step = (start: number, iteration: number, k = 2): Iteration => ({
  k,
  start,
  iteration,
  nlml: 100 - iteration,
  objective: 100 - iteration,
});

const run = (start: number, length: number): readonly Iteration[] =>
  Array.from({ length }, (_, iteration) => step(start, iteration));

describe('the course of a fit', () => {
  it('A short course keeps every step, grouped by start', () => {
    const course = new Course();

    course.add([step(0, 0), step(1, 0), step(0, 1)]);

    assert.deepEqual(
      course.steps().map(({ start, iteration }) => [start, iteration]),
      [
        [0, 0],
        [0, 1],
        [1, 0],
      ],
    );
  });

  it('Starts of different numbers of components are kept apart', () => {
    const course = new Course();

    course.add([step(0, 0, 2), step(0, 0, 3), step(0, 1, 2)]);

    assert.deepEqual(
      course.steps().map(({ k }) => k),
      [2, 2, 3],
    );
  });

  it('A long start is thinned to at most 400 steps, with its first and its latest', () => {
    const course = new Course();

    for (const each of run(0, 5000)) course.add([each]);

    const steps = course.steps();
    assert.ok(steps.length <= 400, `${steps.length} steps`);
    assert.equal(steps[0]?.iteration, 0);
    assert.equal(steps.at(-1)?.iteration, 4999);
  });

  it('Many starts together keep at most 20,000 steps, in order', () => {
    const course = new Course();

    for (let start = 0; start < 300; start++) course.add(run(start, 300));

    const steps = course.steps();
    assert.ok(steps.length <= 20_000, `${steps.length} steps`);
    for (let start = 0; start < 300; start++) {
      const own = steps.filter((each) => each.start === start).map(({ iteration }) => iteration);
      assert.deepEqual([own[0], own.at(-1)], [0, 299]);
      assert.deepEqual(
        own,
        [...own].sort((a, b) => a - b),
      );
    }
  });
});
