/** Tests the fit of large files, of which only samples are searched; by the kernels, as in the product. */
import assert from 'node:assert/strict';
import type { Matrix } from '../../../server/core/data/matrix';
import { complete } from '../../../server/core/numeric/generators';
import { DEFAULT_FIT_OPTIONS, fit, type Fit, type SearchSettings } from '../../../server/core/selection/fitMixture';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { factsOf } from '../../../server/core/schema/encoding/facts';
import { builds, engineOf } from '../kernels/kernelBuilds';

const ROWS = 20_000;
const WIDTH = 18;
const TRUE_K = 3;

/** Three groups of rows that overlap in each column, a few cells missing. */
const matrix: Matrix = (() => {
  const random = seededRandom(6);
  const group = Uint8Array.from({ length: ROWS }, () => Math.floor(TRUE_K * random() ** 1.3));
  const columns = Array.from({ length: WIDTH }, (_, d) => {
    const values = Float64Array.from(group, (g) =>
      d === 4 && random() < 0.05 ? NaN : 0.8 * Math.sin(2.1 * g + d) + normalDeviate(random),
    );
    return { name: `x${d}`, family: 'normal' as const, levels: [], values, facts: factsOf(values, 0) };
  });
  return engineOf(builds[0].module).hold({ rows: ROWS, columns });
})();

function fitted(options: Partial<SearchSettings>): Fit {
  return complete(fit(matrix, { ...DEFAULT_FIT_OPTIONS, ...options }));
}

describe('the fit of large files', function () {
  this.timeout(120_000);
  let auto: Fit;
  before(() => {
    auto = fitted({ k: 'auto' });
  });

  it('Automatic K of a large file is the true number of groups', () => {
    assert.equal(auto.k, TRUE_K);
    assert.equal(auto.reason, 'converged');
  });

  it('Automatic K of a large file reaches the NLML of a fit of that K', () => {
    const given = fitted({ k: TRUE_K });
    assert.ok(Math.abs(auto.nlml - given.nlml) < 1e-6 * ROWS, `${auto.nlml} ${given.nlml}`);
  });

  it('The chosen K is run to the requested tolerance, though values of K are compared more loosely', () => {
    const further = fitted({ k: TRUE_K, from: auto.mixture, tolerance: 1e-10 });

    assert.ok(
      auto.objective - further.objective < 10 * DEFAULT_FIT_OPTIONS.tolerance * ROWS,
      `${auto.objective} ${further.objective}`,
    );
  });

  it('The trace of the chosen K has every iteration, and its objective never rises', () => {
    assert.deepEqual(
      auto.trace.map(({ iteration }) => iteration),
      Array.from(auto.trace, (_, i) => i),
    );
    assert.ok(
      auto.trace.every(({ objective }, i) => i === 0 || objective <= auto.trace[i - 1].objective + 1e-9 * ROWS),
    );
  });

  it('The selection marks the figures of each K that are estimated from a sample', () => {
    assert.deepEqual(
      auto.selection.map(({ k }) => k),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    );
    const estimated = auto.selection.filter(({ estimatedFrom }) => estimatedFrom !== undefined);
    assert.ok(estimated.length >= 5, 'most numbers are clearly worse on the sample');
    assert.ok(estimated.every(({ k, bic }) => k !== auto.k && bic > auto.bic));
  });

  it('The estimated NLML of a K is near the NLML of a full fit', () => {
    for (const k of [1, 2]) {
      const [estimate, exact] = [auto.selection[k - 1], fitted({ k })];
      assert.notEqual(estimate.estimatedFrom, undefined);
      // 5,000 rows give the difference to the chosen K, some tenths of a nat per row, to a few hundredths of it.
      const difference = exact.nlml - auto.nlml;
      assert.ok(
        Math.abs(estimate.nlml - exact.nlml) < 0.1 * difference,
        `K = ${k}: ${estimate.nlml} for ${exact.nlml}`,
      );
    }
  });

  it('A K that is degenerate on all rows is not chosen, however low its BIC on a sample', () => {
    const rows = 900_000;
    const of = (valueAt: (row: number) => number): Matrix['columns'][number] => {
      const values = Float64Array.from({ length: rows }, (_, row) => valueAt(row));
      return { name: 'x', family: 'normal', levels: [], values, facts: factsOf(values, 0) };
    };
    // One wild cell sets the scale of the third column, on which all others are tied.
    const columns = [
      of((i) => (i % 3) * 10 + Math.sin(i)),
      of((i) => (i % 3) * -5 + Math.cos(i * i)),
      of((i) => (i === 500 ? 9e5 : Number(Math.sin(3 * i).toFixed(6)))),
    ];

    const found = complete(
      fit(engineOf(builds[0].module).hold({ rows, columns }), { ...DEFAULT_FIT_OPTIONS, k: 'auto' }),
    );

    assert.equal(found.reason, 'converged');
    assert.ok(found.k <= 5, String(found.k));
  });

  it('Rows with a level that no sample has keep a finite likelihood under ml', () => {
    const rows = 120_000;
    const random = seededRandom(2);
    const [x, y] = [6, 4].map((far) =>
      Float64Array.from({ length: rows }, (_, row) => (row % 2) * far + normalDeviate(random)),
    );
    const level = Float64Array.from({ length: rows }, (_, row) =>
      row % 16_001 === 16_000 ? 2 + Math.floor(row / 16_001) : row % 2,
    );
    const levels = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
    const columns: Matrix['columns'] = [
      ...[x, y].map((values) => ({
        name: 'x',
        family: 'normal' as const,
        levels: [],
        values,
        facts: factsOf(values, 0),
      })),
      { name: 'l', family: 'categorical', levels, values: level, facts: factsOf(level, levels.length) },
    ];

    for (const k of [2, 'auto'] as const) {
      const found = complete(
        fit(engineOf(builds[0].module).hold({ rows, columns }), { ...DEFAULT_FIT_OPTIONS, k, estimate: 'ml' }),
      );
      assert.ok(found.trace.every(({ objective }) => Number.isFinite(objective)));
      assert.equal(found.reason, 'converged');
    }
  });

  it('A file in which few rows have a weight is fitted by those rows', () => {
    const rows = 200_000;
    const random = seededRandom(2);
    const values = [0, 1, 2, 3].map((d) =>
      Float64Array.from({ length: rows }, (_, row) => (row % 14 < 7 ? 0 : 6 + d) + normalDeviate(random)),
    );
    const isWeighted = (row: number): boolean => row % 601 === 7;
    const of = (columns: readonly Float64Array[], rowWeights?: Float64Array): Matrix => ({
      rows: columns[0].length,
      columns: columns.map((own) => ({
        name: 'x',
        family: 'normal',
        levels: [],
        values: own,
        facts: factsOf(own, 0, rowWeights),
      })),
      ...(rowWeights !== undefined && { rowWeights }),
    });
    const engine = engineOf(builds[0].module);
    const weighted = of(
      values,
      Float64Array.from({ length: rows }, (_, row) => (isWeighted(row) ? 1 : 0)),
    );
    const alone = of(values.map((own) => own.filter((_, row) => isWeighted(row))));

    const [one, other] = [weighted, alone].map((each) =>
      complete(fit(engine.hold(each), { ...DEFAULT_FIT_OPTIONS, k: 2 })),
    );

    assert.ok(Math.abs(one.nlml - other.nlml) < 1e-6, `${one.nlml} ${other.nlml}`);
  });

  it('The certificate reports the number of rows that were searched', () => {
    const { rowsSearched, starts, reached } = auto.certificate;
    assert.ok(rowsSearched !== undefined && rowsSearched >= 2000 && rowsSearched < ROWS);
    assert.ok(reached <= starts);
  });

  it('Automatic K finds ten groups whose optimum single starts seldom reach', () => {
    const [rows, width, trueK] = [20_000, 20, 10];
    const random = seededRandom(11);
    const centres = Array.from({ length: trueK }, () =>
      Array.from({ length: width }, () => ({ mean: 1.2 * normalDeviate(random), sd: 0.6 + random() })),
    );
    const group = Uint8Array.from({ length: rows }, () => Math.floor(trueK * random() ** 1.5));
    const columns: Matrix['columns'] = Array.from({ length: width }, (_, d) => {
      const values = Float64Array.from(group, (g) => centres[g][d].mean + centres[g][d].sd * normalDeviate(random));
      return { name: `x${d}`, family: 'normal', levels: [], values, facts: factsOf(values, 0) };
    });
    const hard = engineOf(builds[0].module).hold({ rows, columns });

    for (const seed of [0, 1, 2])
      assert.equal(complete(fit(hard, { ...DEFAULT_FIT_OPTIONS, k: 'auto', seed })).k, trueK, `seed ${seed}`);
  });

  it('A large file gets the same fit from run to run', () => {
    const again = fitted({ k: 'auto' });
    assert.deepEqual(again.mixture.theta, auto.mixture.theta);
    assert.deepEqual(again.selection, auto.selection);
  });
});
