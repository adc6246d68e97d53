/** Tests the fit of a mixture: the choice of K, the steps, the criteria, and data at the edges. */
import assert from 'node:assert/strict';
import { complete } from '../../../server/core/numeric/generators';
import { score } from '../../../server/core/mixture/expectation';
import {
  DEFAULT_FIT_OPTIONS,
  fit,
  type Fit,
  type SearchSettings,
  type FitStep,
} from '../../../server/core/selection/fitMixture';
import type { Matrix } from '../../../server/core/data/matrix';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { matrixOf } from '../mixture/mixtureTables';

function fitted(matrix: Matrix, options: Partial<SearchSettings> = {}): Fit {
  return complete(fit(matrix, { ...DEFAULT_FIT_OPTIONS, ...options }));
}

/** Two groups of rows, well apart: a third around −5, the rest around 5, with a column of levels that follows them. */
function twoGroups(rows: number, seed = 1): Matrix {
  const random = seededRandom(seed);
  const group = Array.from({ length: rows }, () => (random() < 1 / 3 ? 0 : 1));
  return matrixOf({
    x: group.map((g) => (g === 0 ? -5 : 5) + normalDeviate(random)),
    y: group.map((g) => (random() < 0.1 ? null : (g === 0 ? 2 : -2) + normalDeviate(random))),
    z: group.map((g) => (random() < 0.9 ? ['a', 'b'][g] : 'c')),
  });
}

/** Steps and result of a fit, by default of three components from four starts. */
function steppedFit(options: Partial<SearchSettings> = { k: 3, starts: 4 }): {
  readonly steps: readonly FitStep[];
  readonly found: Fit;
} {
  const steps: FitStep[] = [];
  const work = fit(twoGroups(150), { ...DEFAULT_FIT_OPTIONS, ...options });
  for (;;) {
    const next = work.next();
    if (next.done === true) return { steps, found: next.value };
    if (next.value !== undefined) steps.push(next.value);
  }
}

describe('the fit of a mixture', function () {
  this.timeout(60_000);

  describe('the fit of two groups with automatic K', () => {
    let found: Fit;
    before(() => {
      found = fitted(twoGroups(300));
    });

    it('Automatic K finds two groups, as the K of least BIC', () => {
      assert.equal(found.k, 2);
      assert.deepEqual(
        found.selection.map(({ k }) => k),
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      );
      assert.equal(found.reason, 'converged');
      assert.ok(found.bic === Math.min(...found.selection.map(({ bic }) => bic)));
    });

    it('The components of a fit are sorted by weight, the largest first', () => {
      const weights = [...found.mixture.theta.subarray(0, 2)].map(Math.exp);

      assert.ok(weights[0] > weights[1] && Math.abs(weights[0] - 2 / 3) < 0.1, String(weights));
    });
  });

  it('Automatic K makes no starts from scratch once two numbers of components are clearly worse', () => {
    const { steps } = steppedFit({ k: 'auto' });

    const starts = (k: number): number => new Set(steps.flatMap((step) => (step.k === k ? [step.start] : []))).size;
    assert.ok(starts(3) > 2 && starts(4) > 2, `${starts(3)}, ${starts(4)}`);
    assert.deepEqual(
      [5, 6, 7, 8, 9, 10].map(starts),
      Array.from({ length: 6 }, () => 2),
    );
  });

  it('fit gives the same result, bit for bit, for the same seed', () => {
    const [a, b] = [fitted(twoGroups(200), { seed: 5 }), fitted(twoGroups(200), { seed: 5 })];

    assert.deepEqual([...a.mixture.theta], [...b.mixture.theta]);
    assert.equal(a.nlml, b.nlml);
  });

  describe('the steps of a fit', () => {
    let steps: readonly FitStep[];
    let found: Fit;
    before(() => {
      ({ steps, found } = steppedFit());
    });

    it('fit yields every step of every start, and of every move that leads on', () => {
      const { starts, certificate } = found;

      const last = new Map<number, FitStep>();
      for (const step of steps) {
        const previous = last.get(step.start);
        assert.equal(step.iteration, previous === undefined ? 0 : previous.iteration + 1);
        last.set(step.start, step);
      }
      assert.deepEqual(
        starts.map(({ start }) => start),
        [...last.keys()].sort((a, b) => a - b),
      );
      assert.ok(starts.length >= 4 && certificate.starts === 4);
      assert.ok(starts.every(({ start, iterations }) => (last.get(start)?.iteration ?? 0) >= iterations));
    });

    it('The objective of no start rises', () => {
      const last = new Map<number, FitStep>();
      for (const step of steps) {
        const previous = last.get(step.start);
        if (previous !== undefined)
          assert.ok(step.objective <= previous.objective + 1e-10 * Math.abs(previous.objective));
        last.set(step.start, step);
      }
    });

    it('The trace of a fit has every iteration, and its objective never rises', () => {
      const { trace } = found;

      assert.deepEqual(
        trace.map(({ iteration }) => iteration),
        trace.map((_, i) => i),
      );
      trace
        .slice(1)
        .forEach(({ objective }, i) => assert.ok(objective <= trace[i].objective + 1e-10 * Math.abs(objective)));
    });
  });

  it('BIC is 2 NLML + p log N', () => {
    const found = fitted(twoGroups(200), { k: 2 });

    // 1 weight, 2 × (2 + 2) normal and 2 × (3 − 1) level parameters
    assert.ok(Math.abs(found.bic - (2 * found.nlml + 13 * Math.log(200))) < 1e-9);
  });

  it('ICL is BIC minus twice the sum of the logs of the largest posteriors', () => {
    const matrix = twoGroups(200);
    const found = fitted(matrix, { k: 2 });
    const { posterior } = complete(score(found.mixture, matrix));

    let unclear = 0;
    for (let n = 0; n < 200; n++) unclear -= 2 * Math.log(Math.max(posterior[2 * n], posterior[2 * n + 1]));
    assert.ok(Math.abs(found.icl - found.bic - unclear) < 1e-9);
  });

  it('AIC is 2 NLML + 2 p', () => {
    const found = fitted(twoGroups(200), { k: 2 });

    assert.ok(Math.abs(found.aic - (2 * found.nlml + 2 * 13)) < 1e-9);
  });

  it('The held-out NLML per row exceeds the fitted one by about p/N', () => {
    const found = fitted(twoGroups(200), { k: 2 });

    // Held-out rows are a little less likely than fitted ones, by about p/N nats each.
    const excess = (found.heldOut ?? NaN) - found.nlml / 200;
    assert.ok(excess > 0 && excess < (3 * 13) / 200, String(excess));
  });

  it('The held-out NLML of two groups is higher for twelve components than for two', () => {
    const matrix = twoGroups(200);

    const found = fitted(matrix, { k: 2 });
    const many = fitted(matrix, { k: 12 });

    assert.ok(
      (many.heldOut ?? NaN) > (found.heldOut ?? NaN),
      'twelve components for two groups do worse on rows left out',
    );
  });

  describe('the fit of many rows', () => {
    let matrix: Matrix;
    let found: Fit;
    before(() => {
      const random = seededRandom(4);
      const centres = [
        [0, 0],
        [4, 0],
        [0, 4],
        [5, 5],
      ];
      const group = Array.from({ length: 6000 }, () => Math.floor(random() * 4));
      const columns = Object.fromEntries(
        Array.from({ length: 10 }, (_, d) => [`x${d}`, group.map((g) => centres[g][d % 2] + normalDeviate(random))]),
      );
      matrix = matrixOf(columns);
      found = fitted(matrix, { k: 4 });
    });

    it('The starts of a fit of many rows run over fewer rows than the fit', () => {
      const searched = Math.min(...found.starts.map(({ objective }) => objective));
      assert.ok(searched < 0.9 * found.objective, `${searched} ${found.objective}`);
    });

    it('The NLML of a fit of many rows covers all of them', () => {
      const { logDensity } = complete(score(found.mixture, matrix));

      assert.ok(Math.abs(found.nlml + logDensity.reduce((sum, x) => sum + x, 0)) < 1e-8 * found.nlml);
    });

    it('A fit of many rows has the weights of all groups', () => {
      const weights = [...found.mixture.theta.subarray(0, 4)].map(Math.exp);
      assert.ok(
        weights.every((weight) => Math.abs(weight - 0.25) < 0.02),
        String(weights),
      );
    });
  });

  it('The NLML shifts by N times the log of the scale, and by nothing else', () => {
    const x = Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? -1 : 1) * (3 + Math.sin(i)));
    const base = fitted(matrixOf({ x }), { k: 2 });

    for (const [factor, offset] of [
      [1e-300, 0],
      [1e300, 0],
      [1, 1e9],
      [1e-3, 1e6],
    ]) {
      const other = fitted(matrixOf({ x: x.map((v) => v * factor + offset) }), { k: 2 });
      const expected = base.nlml + 60 * Math.log(factor);
      const digits = offset === 0 ? 1e-10 : 1e-5;
      assert.ok(
        Math.abs(other.nlml - expected) <= digits * Math.abs(expected),
        `× ${factor} + ${offset}: ${other.nlml} instead of ${expected}`,
      );
    }
  });

  it('As many components as rows give a finite fit', () => {
    const few = fitted(matrixOf({ x: [1, 2, 4, 8] }), { k: 4 });
    assert.ok(Number.isFinite(few.nlml) && few.mixture.theta.every(Number.isFinite));
  });

  it('Rows that are equal but for one give a finite fit', () => {
    const ties = fitted(matrixOf({ x: [3, 3, 3, 3, 3, 3, 3, 9.5] }, { x: 'normal' }), { k: 3 });
    assert.ok(Number.isFinite(ties.nlml));
  });

  for (const estimate of ['map', 'ml'] as const) {
    it(`A row without cells has log density 0 and the weights as its posterior (${estimate})`, () => {
      const matrix = matrixOf({ x: [1, 2, null, 10, 11, 12], y: ['a', 'a', null, 'b', 'b', 'a'] });
      const found = fitted(matrix, { k: 2, estimate });
      const { posterior, logDensity } = complete(score(found.mixture, matrix));
      assert.ok(Math.abs(logDensity[2]) < 1e-12);
      for (let k = 0; k < 2; k++) assert.ok(Math.abs(posterior[4 + k] - Math.exp(found.mixture.theta[k])) < 1e-12);
    });
  }

  it('Log densities and posteriors over thousands of columns are finite', () => {
    const random = seededRandom(4);
    const columns = Object.fromEntries(
      Array.from({ length: 2000 }, (_, d) => [
        `c${d}`,
        Array.from({ length: 8 }, (_, n) => (n < 4 ? -50 : 50) + normalDeviate(random)),
      ]),
    );
    const matrix = matrixOf(columns);
    const found = fitted(matrix, { k: 2, starts: 2 });

    const { posterior, logDensity } = complete(score(found.mixture, matrix));

    assert.ok(posterior.every((p) => p >= 0 && p <= 1));
    assert.ok(logDensity.every((l) => Number.isFinite(l) && l < -1000));
  });
});
