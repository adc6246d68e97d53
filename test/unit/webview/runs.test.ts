// The steps of a fit as runs to draw.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FitReport, Iteration } from '../../../server/protocol';
import { distances, drawnRuns, Runs, thinned, verticalDomain } from '../../../webview/runs';

function step(k: number, start: number, iteration: number, nlml: number, objective = nlml): Iteration {
  return { k, start, iteration, nlml, objective };
}

function runsOf(...steps: readonly Iteration[]): Runs {
  const runs = new Runs();
  runs.add(steps);
  return runs;
}

describe('runs of a fit', () => {
  it('Steps are grouped by the number of components and the start', () => {
    const runs = runsOf(step(2, 0, 0, 9), step(2, 1, 0, 8), step(3, 0, 0, 7), step(2, 0, 1, 6));

    assert.deepEqual(
      runs.allRuns().map(({ k, start, points }) => [k, start, points.length]),
      [
        [2, 0, 2],
        [2, 1, 1],
        [3, 0, 1],
      ],
    );
    assert.equal(runs.total, 4);
    assert.equal(runs.latest?.nlml, 6);
  });

  it('A fit is penalised as soon as one objective differs from its NLML', () => {
    assert.equal(runsOf(step(2, 0, 0, 9)).isPenalised(), false);
    assert.equal(runsOf(step(2, 0, 0, 9), step(2, 0, 1, 8, 8.5)).isPenalised(), true);
  });

  it('While the fit runs, the best run is the lowest of the current number of components', () => {
    const runs = runsOf(step(2, 0, 0, 1), step(3, 0, 0, 9), step(3, 1, 0, 8));

    const { best, others, clusterCounts } = drawnRuns(runs.allRuns(), undefined, runs.latest, 'chosen');

    assert.deepEqual([best?.k, best?.start], [3, 1]);
    assert.deepEqual(
      others.map(({ start }) => start),
      [0],
    );
    assert.deepEqual(clusterCounts, [2, 3]);
  });

  it('After the fit, the reported run is drawn once, not beside its own steps', () => {
    const runs = runsOf(step(2, 0, 0, 9), step(2, 0, 1, 5), step(2, 1, 0, 8));
    const report = { k: 2, trace: [step(2, 0, 0, 9), step(2, 0, 1, 5)] } as unknown as FitReport;

    const { best, others } = drawnRuns(runs.allRuns(), report, runs.latest, 'all');

    assert.equal(best?.start, -1);
    assert.deepEqual(
      others.map(({ start }) => start),
      [1],
    );
  });
});

describe('the range of the convergence picture', () => {
  it('A first step far above the rest of a long run is cut off', () => {
    const values = [1000, 10, 9, 8, 7, 6, 5];

    const domain = verticalDomain(runsOf(...values.map((value, i) => step(2, 0, i, value))).allRuns(), 'nlml');

    assert.ok(domain !== undefined && domain[0] < 5 && domain[1] > 10 && domain[1] < 20, String(domain));
  });

  it('A short run is shown whole', () => {
    const domain = verticalDomain(runsOf(step(2, 0, 0, 1000), step(2, 0, 1, 10), step(2, 0, 2, 9)).allRuns(), 'nlml');

    assert.ok(domain !== undefined && domain[1] > 1000, String(domain));
  });

  it('One value has a range around it, and no runs have none', () => {
    const domain = verticalDomain(runsOf(step(2, 0, 0, 3)).allRuns(), 'nlml');

    assert.ok(domain !== undefined && domain[0] < 3 && domain[1] > 3);
    assert.equal(verticalDomain([], 'nlml'), undefined);
  });
});

describe('distances to the lowest point', () => {
  it('Distances are positive, leave the lowest point out and lie within their range', () => {
    const runs = runsOf(step(2, 0, 0, 9), step(2, 0, 1, 5), step(2, 1, 0, 7)).allRuns();

    const { pointsOf, range } = distances(runs, 'nlml');

    const all = runs.flatMap((run) => pointsOf(run).map(({ nlml }) => nlml));
    assert.deepEqual(all, [4, 2]);
    assert.ok(range[0] < 2 && range[1] > 4);
  });
});

describe('thinned points', () => {
  it('Thinning keeps the first and the last point, their order and about the limit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 2, max: 300 }), (length, limit) => {
        const points = Array.from({ length }, (_, i) => step(2, 0, i, -i));

        const kept = thinned(points, limit).map(({ iteration }) => iteration);

        assert.deepEqual([kept[0], kept.at(-1)], [0, length - 1]);
        assert.deepEqual(
          kept,
          [...new Set(kept)].sort((a, b) => a - b),
        );
        assert.ok(kept.length <= limit + 1);
      }),
    );
  });
});
