/** Every line of docs/edge-cases.md has a test: here, unless it says where. From text to findings, as a file goes. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { complete } from '../../../server/core/numeric/generators';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { modelJson } from '../../../server/formats/model/writeModel';
import { runPipeline, type FitOutput } from '../../../server/pipeline/fitTable';
import { readModel } from '../../../server/formats/model/readModel';
import { runScoring } from '../../../server/pipeline/scoreTable';
import type { FitOptions } from '../../../server/protocol';
import { rowFindings } from '../../../server/protocol/report/report';
import { foundRows } from '../judging/support';

function fitted(text: string, options: FitOptions = {}): FitOutput {
  return complete(runPipeline(text, options, () => 0));
}

/** A file of columns, one entry for each. */
function csv(columns: Readonly<Record<string, readonly (number | string)[]>>): string {
  const names = Object.keys(columns);
  return (
    `${names.join(',')}\n` +
    `${columns[names[0]].map((_, row) => names.map((name) => columns[name][row]).join(',')).join('\n')}\n`
  );
}

function numbers(rows: number, seed: number): number[] {
  const random = seededRandom(seed, 0xed9e);
  return Array.from({ length: rows }, () => normalDeviate(random));
}

/** Two groups, the first three rows of three in it, over two columns. */
function groups(rows: number, seed: number): { x: number[]; y: number[] } {
  const shift = (value: number, n: number): number => value + (n % 3 === 0 ? 8 : 0);
  return { x: numbers(rows, seed).map(shift), y: numbers(rows, seed + 1).map(shift) };
}

function isSound({ report, judgement }: FitOutput): void {
  assert.ok(Number.isFinite(report.nlml) && Number.isFinite(report.bic), `NLML ${report.nlml}`);
  assert.ok(judgement.logDensity.every(Number.isFinite));
  assert.ok(judgement.posterior.every((p) => p >= 0 && p <= 1));
  assert.ok(judgement.tail.every((p) => p > 0 && p <= 1));
  for (let n = 0; n < judgement.rows; n++) {
    const sum = judgement.posterior.subarray(n * judgement.k, (n + 1) * judgement.k).reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum - 1) < 1e-12, `posteriors of row ${n} sum to ${sum}`);
  }
  for (const { cells } of rowFindings(report.findings))
    for (const { interval, expected } of cells)
      assert.ok([expected, ...interval].every((x) => typeof x === 'string' || Number.isFinite(x)));
}

describe('edge cases', function () {
  this.timeout(120_000);

  it('a constant column and one of missing cells are left out, and say why', () => {
    const found = fitted(csv({ x: numbers(40, 1), c: Array<number>(40).fill(7), m: Array<string>(40).fill('') }));
    assert.deepEqual(
      found.report.columns.map(({ kind, reason }) => (kind === 'ignored' ? reason : kind)),
      ['normal', 'has one distinct value, "7"', 'every cell is missing'],
    );
    const without = fitted(csv({ x: numbers(40, 1) }));
    assert.equal(found.report.nlml, without.report.nlml);
    assert.throws(
      () => fitted(csv({ c: Array<number>(9).fill(7), d: Array<string>(9).fill('a') })),
      /No column can be fitted \("c" has one distinct value, "7"; "d" has one distinct value, "a"\)/,
    );
  });

  for (const estimate of ['map', 'ml'] as const) {
    it(`a row of missing cells has the weights for posterior and surprises nobody (${estimate})`, () => {
      const { x, y } = groups(60, 3);
      const found = fitted(csv({ x: x.map((v, n) => (n === 20 ? '' : v)), y: y.map((v, n) => (n === 20 ? '' : v)) }), {
        k: 2,
        estimate,
      });
      isSound(found);
      const { k, posterior, logDensity, tail, rows } = found.judgement;
      assert.deepEqual([rows, tail[20]], [60, 1]);
      assert.ok(Math.abs(logDensity[20]) < 1e-15);
      found.report.components.forEach(({ weight }, j) => assert.ok(Math.abs(posterior[20 * k + j] - weight) < 1e-12));
    });
  }

  it(
    'more components than distinct rows, duplicated rows, ' + 'two equal columns: a finite fit that says what is odd',
    () => {
      const few = fitted(
        csv({
          x: Array.from({ length: 30 }, (_, n) => (n % 3) * 1.5),
          y: Array.from({ length: 30 }, (_, n) => (n % 3) ** 2 + 0.25),
        }),
        { k: 6, estimate: 'map', kinds: { x: 'normal', y: 'normal' } },
      );
      isSound(few);
      assert.ok(few.report.certificate.warnings.length > 0);
      const { x, y } = groups(40, 5);
      const [once, twice] = [
        fitted(csv({ x, y }), { k: 2, estimate: 'ml' }),
        fitted(csv({ x: [...x, ...x], y: [...y, ...y] }), { k: 2, estimate: 'ml' }),
      ];
      assert.ok(
        Math.abs(twice.report.nlml - 2 * once.report.nlml) < 1e-6 * twice.report.nlml,
        `${twice.report.nlml} instead of ${2 * once.report.nlml}`,
      );
      assert.deepEqual(twice.report.findings, []);
      const [single, twins] = ([undefined, 'map'] as const).map((estimate) =>
        fitted(csv({ x: numbers(50, 7), same: numbers(50, 7) }), { k: 2, ...(estimate !== undefined && { estimate }) }),
      );
      assert.deepEqual(
        single.report.columns.map(({ follows }) => follows),
        [undefined, 'x'],
      );
      isSound(twins);
      for (const { columns } of twins.report.components) assert.deepEqual(columns.x, columns.same);
    },
  );

  it('a level that is seen once keeps a probability, and is no finding', () => {
    const found = fitted(
      csv({ x: numbers(60, 8), a: Array.from({ length: 60 }, (_, n) => (n === 20 ? 'zebra' : ['cat', 'dog'][n % 2])) }),
    );
    isSound(found);
    const [
      {
        columns: { a },
      },
    ] = found.report.components;
    assert.ok(
      'probabilities' in a &&
        typeof a.probabilities === 'object' &&
        Math.abs(a.probabilities.zebra - (1 + 1 / 3) / 61) < 1e-12,
      JSON.stringify(a),
    );
    assert.deepEqual(found.report.findings, []);
  });

  it('a thousand levels are free text, and fit as levels if somebody wants them', () => {
    const random = seededRandom(9);
    const text = csv({
      x: numbers(3000, 9),
      a: Array.from({ length: 3000 }, (_, n): string => `L${n < 1000 ? n : Math.floor(random() * 1000)}`),
    });
    assert.match(fitted(text, { k: 1 }).report.columns[1].reason, /^free text/);
    const found = fitted(text, { k: 2, starts: 2, kinds: { a: 'categorical' } });
    isSound(found);
    const [
      {
        columns: { a },
      },
    ] = found.report.components;
    assert.ok('probabilities' in a && Object.keys(a.probabilities).length === 1000);
    assert.ok(Math.abs(Object.values(a.probabilities).reduce((sum: number, p: number) => sum + p, 0) - 1) < 1e-9);
  });

  it('what is not a finite number that can be computed with is told and counts as missing', () => {
    const wrong: Readonly<Record<number, string>> = { 4: 'Infinity', 14: '-inf', 24: '1e400', 34: '1e307', 44: 'inf' };
    const x = numbers(60, 10);
    const found = fitted(csv({ x: x.map((v, n) => wrong[n] ?? v), y: numbers(60, 11) }), { k: 1 });
    isSound(found);
    assert.deepEqual(
      found.judgement.badCells.map(({ row, code }) => [row, code]),
      Object.keys(wrong).map((row) => [Number(row), 'cell.bad-number']),
    );
    assert.deepEqual(found.notes, [
      'line 6: "Infinity" is not a finite number, as the other cells of x are; it counts as missing (and 4 more like it)',
    ]);
    const blank = fitted(csv({ x: x.map((v, n) => (n in wrong ? '' : v)), y: numbers(60, 11) }), { k: 1 });
    assert.equal(found.report.nlml, blank.report.nlml);
  });

  it('one row says what is missing; two rows are one cluster and no finding', () => {
    assert.throws(() => fitted('a,b\n1,2\n'), /The file has one row; at least two different rows are needed/);
    const two = fitted('a,b,c\n1,2,x\n3,4,y\n');
    isSound(two);
    assert.deepEqual([two.report.k, two.report.findings.length], [1, 0]);
    assert.throws(() => fitted('a,b\n1,2\n1,2\n'), /No column can be fitted/);
  });

  it('one column, and fifty components', () => {
    isSound(fitted(csv({ x: numbers(50, 12) })));
    const x = numbers(400, 13).map((v, n) => (n % 50) * 10 + v);
    for (const estimate of ['map', 'ml'] as const) {
      const found = fitted(csv({ x, y: numbers(400, 14) }), { k: 50, starts: 1, maxIterations: 200, estimate });
      isSound(found);
      assert.ok(found.report.components.every(({ weight }, j, all) => j === 0 || weight <= all[j - 1].weight));
      // A component that is empty or sits on one point is named; under ml the fit does not pass for a sound one.
      const {
        reason,
        certificate: { warnings },
      } = found.report;
      assert.equal(
        estimate === 'ml' && warnings.length > 0,
        estimate === 'ml' && reason === 'degenerate',
        `${reason}: ${warnings.join(' ')}`,
      );
    }
  });

  it('thousands of columns stay in log space from the fit to the tails', () => {
    const random = seededRandom(15);
    const text = csv(
      Object.fromEntries(
        Array.from({ length: 2500 }, (_, d) => [
          `c${d}`,
          Array.from({ length: 12 }, (_, n) => (n % 3 === 0 ? -50 : 50) + normalDeviate(random)),
        ]),
      ),
    );
    const found = fitted(text, { k: 2, starts: 1 });
    isSound(found);
    assert.ok(found.judgement.logDensity.every((l) => l < -1000));
  });

  it('rows of a wide file are as usual as those of a narrow one, and a slip among them is found', () => {
    const text = (slip?: number): string =>
      csv(
        Object.fromEntries(
          Array.from({ length: 300 }, (_, d) => [
            `c${d}`,
            numbers(60, 1000 + d).map((v, n) => (d === 7 && n === 30 && slip !== undefined ? slip : v + (n % 2) * 6)),
          ]),
        ),
      );
    const clean = fitted(text(), { k: 2, starts: 1 });
    isSound(clean);
    assert.deepEqual(foundRows(clean.judgement), []);
    assert.deepEqual(foundRows(fitted(text(1e4), { k: 2, starts: 1 }).judgement), [30]);
  });

  for (const [what, factor, offset, digits] of [
    ['1e-300', 2 ** -996, 0, 1e-12],
    ['1e300', 2 ** 996, 0, 1e-12],
    ['1e9 ± 1e-3', 2 ** -10, 2 ** 30, 1e-8],
  ] as const) {
    it(`data near ${what} fit, and are judged, as the same data elsewhere`, () => {
      const round = (v: number): number => Math.round(v * 2 ** 12) / 2 ** 12;
      const { x, y } = groups(90, 16);
      x[31] = 60;
      const [base, other] = [
        [1, 0],
        [factor, offset],
      ].map(([f, o]) =>
        fitted(csv({ x: x.map((v) => round(v) * f + o), y: y.map((v) => round(v) * f + o) }), {
          k: 2,
          estimate: 'map',
        }),
      );
      isSound(other);
      // About 2^30 a mean has 2^-12 of these sds as its last digit.
      const expected = base.report.nlml + 2 * 90 * Math.log(factor);
      assert.ok(
        Math.abs(other.report.nlml - expected) <= digits * (Math.abs(expected) + Math.abs(base.report.nlml)),
        `${other.report.nlml} instead of ${expected}`,
      );
      assert.equal(rowFindings(base.report.findings)[0].row, 31);
      assert.deepEqual(foundRows(other.judgement), foundRows(base.judgement));
      base.judgement.tail.forEach((p, n) =>
        assert.ok(
          Math.abs(Math.log(other.judgement.tail[n] / p)) < 1e-3 * (1 - Math.log(p)),
          `row ${n}: ${other.judgement.tail[n]} instead of ${p}`,
        ),
      );
    });
  }

  it('coarse integers make no spike: the prior holds every sd up, and ml tells of the floor', () => {
    const x = numbers(120, 17).map((v) => Math.round(1.2 * v) + 20);
    const map = fitted(csv({ x, y: numbers(120, 18) }), { k: 3, kinds: { x: 'normal' } });
    isSound(map);
    const sd = Math.sqrt(x.reduce((sum, v) => sum + (v - x.reduce((a, b) => a + b) / 120) ** 2, 0) / 119);
    // σ² ≥ ς²/(ν + n + 3) with ς = s/K, however tied the component's values.
    map.report.components.forEach(({ weight, columns }) => {
      assert.ok(
        'mean' in columns.x && columns.x.sd >= (sd / 3 / Math.sqrt(6 + 120 * weight)) * (1 - 1e-6),
        JSON.stringify(columns.x),
      );
    });
    const start = {
      weights: [0.5, 0.5],
      components: [
        { columns: { x: { mean: 20, sd: 0.001 }, y: { mean: 0, sd: 1 } } },
        { columns: { x: { mean: 20, sd: 1.5 }, y: { mean: 0, sd: 1 } } },
      ],
    };
    const ml = fitted(csv({ x, y: numbers(120, 18) }), { estimate: 'ml', kinds: { x: 'normal' }, start });
    assert.equal(ml.report.reason, 'degenerate');
    assert.match(
      ml.report.certificate.warnings.join('\n'),
      /^Cluster \d sits on tied values of "x" \(\d+(\.\d)? rows?\)\.$/,
    );
  });

  it('iris under ml with four components: not the spike of five tied rows at -229.10, or it is told', () => {
    const { report } = fitted(readFileSync('test/reference/data/iris.csv', 'utf8'), {
      k: 4,
      estimate: 'ml',
      ignore: ['Species'],
    });
    if (report.nlml < 240)
      assert.ok(
        report.reason === 'degenerate' && report.certificate.warnings.length > 0,
        `a silent spike at ${report.nlml}`,
      );
    else assert.deepEqual([report.reason, report.certificate.warnings], ['converged', []]);
  });

  it('components without rows are told, under either estimate', () => {
    const text = csv({
      a: Array.from({ length: 40 }, (_, n) => 'pq'[n % 2]),
      b: Array.from({ length: 40 }, (_, n) => 'uv'[n % 2]),
    });
    for (const estimate of ['map', 'ml'] as const) {
      const found = fitted(text, { k: 5, estimate });
      isSound(found);
      const empty = found.report.components.filter(({ weight }) => (estimate === 'ml' ? 40 : 41) * weight < 0.5).length;
      assert.equal(found.report.certificate.warnings.filter((line) => line.includes('has no rows')).length, empty);
      assert.ok(empty === 0 || found.report.reason === 'degenerate', `${empty} empty, ${found.report.reason}`);
    }
  });

  describe('a single wild cell', () => {
    for (const wild of [50, 63000, 1e6, 1e12, 1e50, 1e120, 1e160, 1e300, -1e306]) {
      it(`of ${wild} is found at its column, and no clean row with it`, () => {
        for (const [rows, seed] of [
          [160, 2],
          [600, 21],
        ]) {
          const columns = { x: numbers(rows, seed), y: numbers(rows, seed + 40) };
          const clean = fitted(csv(columns), { maxComponents: 3, starts: 3 });
          assert.deepEqual(foundRows(clean.judgement), []);
          const text = csv({ ...columns, x: columns.x.map((v, n) => (n === 30 ? wild : v)) });
          const found = fitted(text, { maxComponents: 3, starts: 3 });
          isSound(found);
          assert.deepEqual(foundRows(found.judgement), [30]);
          const [{ tail, cells }] = rowFindings(found.report.findings);
          assert.deepEqual([cells[0].column, Number(cells[0].value)], ['x', wild]);
          const [low, high] = cells[0].interval.map(Number);
          assert.ok(tail < 1e-9 && low > -3.5 && low < -1 && high < 3.5 && high > 1, JSON.stringify([tail, cells]));
          // The model file holds nothing that cannot be computed with, and judges as the fit did.
          const { judgement } = complete(
            runScoring(text, readModel(modelJson(found.report, found.model, 'test')), {}, () => 0),
          );
          assert.deepEqual(judgement.tail, found.judgement.tail);
        }
      });
    }

    it('in a column of its own, among several, and of every size at once', () => {
      const sizes: Readonly<Record<number, number>> = { 20: 9, 40: 1e5, 60: -1e12, 80: 1e200, 100: -1e306 };
      const found = fitted(csv({ x: numbers(200, 23).map((v, n) => sizes[n] ?? v) }), { maxComponents: 3, starts: 3 });
      isSound(found);
      assert.deepEqual(foundRows(found.judgement), [20, 40, 60, 80, 100]);
    });

    it('among lognormal numbers and among body masses', () => {
      const income = numbers(150, 24).map((v, n) => (n === 30 ? 1e300 : Math.exp(3 + v / 2)));
      assert.deepEqual(foundRows(fitted(csv({ income }), { k: 1, kinds: { income: 'lognormal' } }).judgement), [30]);
      const penguins = readFileSync('samples/penguins.csv', 'utf8').split('\n');
      for (const mass of ['63000', '1e12', '1e300']) {
        const lines = penguins.map((line, n) => (n === 50 ? line.replace(/,\d{4},/, `,${mass},`) : line));
        const { report } = fitted(lines.join('\n'), { k: 3, starts: 3 });
        const found = rowFindings(report.findings);
        assert.deepEqual([found[0].line, found[0].cells[0].column, found[0].cells[0].value], [51, 'body_mass_g', mass]);
        assert.ok(found.length <= 2, `${mass}: ${found.map(({ line }) => line).join()}`);
      }
    });
  });
});
