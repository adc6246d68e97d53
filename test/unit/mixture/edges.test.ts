/** Tests the lines of docs/edge-cases.md, from the text of a file to its findings. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import type { PipelineOutput } from '../../../server/pipeline/fitTable';
import { rowFindings } from '../../../server/protocol/report/report';
import { unlikelyRowNumbers } from '../judging/judgedTables';
import { fitText } from '../../support/fitText';
import { assertSound, csv, groups, numbers } from './edgeFits';

describe('edge cases', function () {
  this.timeout(120_000);

  const withIdleColumns = csv({ x: numbers(40, 1), c: Array<number>(40).fill(7), m: Array<string>(40).fill('') });

  it('A constant column and one of missing cells are left out with their reasons', () => {
    const { report } = fitText(withIdleColumns);

    assert.deepEqual(
      report.columns.map(({ kind, reason }) => (kind === 'ignored' ? reason : kind)),
      ['normal', 'has one distinct value, "7"', 'every cell is missing'],
    );
  });

  it('Columns that are left out do not change the NLML', () => {
    const found = fitText(withIdleColumns);
    const without = fitText(csv({ x: numbers(40, 1) }));

    assert.equal(found.report.nlml, without.report.nlml);
  });

  it('A file in which every column is left out is refused with the reasons', () => {
    assert.throws(
      () => fitText(csv({ c: Array<number>(9).fill(7), d: Array<string>(9).fill('a') })),
      /No column can be fitted \("c" has one distinct value, "7"; "d" has one distinct value, "a"\)/,
    );
  });

  for (const estimate of ['map', 'ml'] as const) {
    it(`A row of missing cells has density 1, the weights as its posterior and tail 1 (${estimate})`, () => {
      const { x, y } = groups(60, 3);

      const found = fitText(csv({ x: x.map((v, n) => (n === 20 ? '' : v)), y: y.map((v, n) => (n === 20 ? '' : v)) }), {
        k: 2,
        estimate,
      });

      assertSound(found);
      const { k, posterior, logDensity, tail, rows } = found.judgement;
      assert.deepEqual([rows, tail[20]], [60, 1]);
      assert.ok(Math.abs(logDensity[20]) < 1e-15);
      found.report.components.forEach(({ weight }, j) => assert.ok(Math.abs(posterior[20 * k + j] - weight) < 1e-12));
    });
  }

  it('More components than distinct rows give a finite fit with a warning', () => {
    const text = csv({
      x: Array.from({ length: 30 }, (_, n) => (n % 3) * 1.5),
      y: Array.from({ length: 30 }, (_, n) => (n % 3) ** 2 + 0.25),
    });

    const few = fitText(text, { k: 6, estimate: 'map', kinds: { x: 'normal', y: 'normal' } });

    assertSound(few);
    assert.ok(few.report.certificate.warnings.length > 0);
  });

  it('Rows that are all duplicated double the NLML and give no finding', () => {
    const { x, y } = groups(40, 5);

    const [once, twice] = [
      fitText(csv({ x, y }), { k: 2, estimate: 'ml' }),
      fitText(csv({ x: [...x, ...x], y: [...y, ...y] }), { k: 2, estimate: 'ml' }),
    ];

    assert.ok(
      Math.abs(twice.report.nlml - 2 * once.report.nlml) < 1e-6 * twice.report.nlml,
      `${twice.report.nlml} instead of ${2 * once.report.nlml}`,
    );
    assert.deepEqual(twice.report.findings, []);
  });

  it('A column that equals another follows it', () => {
    const { report } = fitText(csv({ x: numbers(50, 7), same: numbers(50, 7) }), { k: 2 });

    assert.deepEqual(
      report.columns.map(({ follows }) => follows),
      [undefined, 'x'],
    );
  });

  it('Two equal columns are both fitted under map, with equal parameters', () => {
    const twins = fitText(csv({ x: numbers(50, 7), same: numbers(50, 7) }), { k: 2, estimate: 'map' });

    assertSound(twins);
    for (const { columns } of twins.report.components) assert.deepEqual(columns.x, columns.same);
  });

  it('A level that is seen once keeps a probability and gives no finding', () => {
    const found = fitText(
      csv({ x: numbers(60, 8), a: Array.from({ length: 60 }, (_, n) => (n === 20 ? 'zebra' : ['cat', 'dog'][n % 2])) }),
    );

    assertSound(found);
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

  /** Text of a column of numbers and one of a thousand levels. */
  function thousandLevels(): string {
    const random = seededRandom(9);
    return csv({
      x: numbers(3000, 9),
      a: Array.from({ length: 3000 }, (_, n): string => `L${n < 1000 ? n : Math.floor(random() * 1000)}`),
    });
  }

  it('A column of a thousand levels is taken as free text', () => {
    const text = thousandLevels();

    assert.match(fitText(text, { k: 1 }).report.columns[1].reason, /^free text/);
  });

  it('A column of a thousand levels is fitted as levels on request', () => {
    const found = fitText(thousandLevels(), { k: 2, starts: 2, kinds: { a: 'categorical' } });

    assertSound(found);
    const [
      {
        columns: { a },
      },
    ] = found.report.components;
    assert.ok('probabilities' in a && Object.keys(a.probabilities).length === 1000);
    assert.ok(Math.abs(Object.values(a.probabilities).reduce((sum: number, p: number) => sum + p, 0) - 1) < 1e-9);
  });

  describe('numbers beyond ±10^306', () => {
    const wrong: Readonly<Record<number, string>> = { 4: 'Infinity', 14: '-inf', 24: '1e400', 34: '1e307', 44: 'inf' };
    const x = numbers(60, 10);
    const text = csv({ x: x.map((v, n) => wrong[n] ?? v), y: numbers(60, 11) });

    it('Infinite and overflowing numbers are reported as bad cells', () => {
      const found = fitText(text, { k: 1 });

      assertSound(found);
      assert.deepEqual(
        found.judgement.badCells.map(({ row, code }) => [row, code]),
        Object.keys(wrong).map((row) => [Number(row), 'cell.bad-number']),
      );
      assert.deepEqual(found.notes, [
        'line 6: "Infinity" is not a finite number, as the other cells of x are; it counts as missing (and 4 more like it)',
      ]);
    });

    it('Infinite and overflowing numbers count as missing', () => {
      const found = fitText(text, { k: 1 });
      const blank = fitText(csv({ x: x.map((v, n) => (n in wrong ? '' : v)), y: numbers(60, 11) }), { k: 1 });

      assert.equal(found.report.nlml, blank.report.nlml);
    });
  });

  it('A file of one row is refused', () => {
    assert.throws(() => fitText('a,b\n1,2\n'), /The file has one row; at least two different rows are needed/);
  });

  it('Two rows are one cluster without findings', () => {
    const two = fitText('a,b,c\n1,2,x\n3,4,y\n');
    assertSound(two);
    assert.deepEqual([two.report.k, two.report.findings.length], [1, 0]);
  });

  it('Two equal rows are refused', () => {
    assert.throws(() => fitText('a,b\n1,2\n1,2\n'), /No column can be fitted/);
  });

  it('A file of one column gives a sound fit', () => {
    assertSound(fitText(csv({ x: numbers(50, 12) })));
  });

  describe('fifty components', () => {
    const x = numbers(400, 13).map((v, n) => (n % 50) * 10 + v);
    const text = csv({ x, y: numbers(400, 14) });

    let fits: Readonly<Record<'map' | 'ml', PipelineOutput>>;
    before(() => {
      const [map, ml] = (['map', 'ml'] as const).map((estimate) =>
        fitText(text, { k: 50, starts: 1, maxIterations: 200, estimate }),
      );
      fits = { map, ml };
    });

    for (const estimate of ['map', 'ml'] as const) {
      it(`Fifty components give a sound fit, sorted by weight (${estimate})`, () => {
        const found = fits[estimate];

        assertSound(found);
        assert.ok(found.report.components.every(({ weight }, j, all) => j === 0 || weight <= all[j - 1].weight));
      });
    }

    // A warning names a component that is empty or sits on one point.
    it('Fifty components under ml are degenerate exactly where a warning names one of them', () => {
      const {
        reason,
        certificate: { warnings },
      } = fits.ml.report;

      assert.equal(warnings.length > 0, reason === 'degenerate', `${reason}: ${warnings.join(' ')}`);
    });
  });

  it('A fit of thousands of columns stays in log space from the fit to the tails', () => {
    const random = seededRandom(15);
    const text = csv(
      Object.fromEntries(
        Array.from({ length: 2500 }, (_, d) => [
          `c${d}`,
          Array.from({ length: 12 }, (_, n) => (n % 3 === 0 ? -50 : 50) + normalDeviate(random)),
        ]),
      ),
    );

    const found = fitText(text, { k: 2, starts: 1 });

    assertSound(found);
    assert.ok(found.judgement.logDensity.every((l) => l < -1000));
  });

  /** Text of 300 columns and 60 rows. @param slip number that replaces the cell of row 30 in column c7 */
  function wideText(slip?: number): string {
    return csv(
      Object.fromEntries(
        Array.from({ length: 300 }, (_, d) => [
          `c${d}`,
          numbers(60, 1000 + d).map((v, n) => (d === 7 && n === 30 && slip !== undefined ? slip : v + (n % 2) * 6)),
        ]),
      ),
    );
  }

  it('A wide file without errors has no unlikely row', () => {
    const clean = fitText(wideText(), { k: 2, starts: 1 });

    assertSound(clean);
    assert.deepEqual(unlikelyRowNumbers(clean.judgement), []);
  });

  it('A slip in a wide file is found', () => {
    assert.deepEqual(unlikelyRowNumbers(fitText(wideText(1e4), { k: 2, starts: 1 }).judgement), [30]);
  });

  for (const [what, factor, offset, digits] of [
    ['1e-300', 2 ** -996, 0, 1e-12],
    ['1e300', 2 ** 996, 0, 1e-12],
    ['1e9 ± 1e-3', 2 ** -10, 2 ** 30, 1e-8],
  ] as const) {
    it(`Data near ${what} are fitted and judged as the same data near 1`, () => {
      const round = (v: number): number => Math.round(v * 2 ** 12) / 2 ** 12;
      const { x, y } = groups(90, 16);
      x[31] = 60;

      const [base, other] = [
        [1, 0],
        [factor, offset],
      ].map(([f, o]) =>
        fitText(csv({ x: x.map((v) => round(v) * f + o), y: y.map((v) => round(v) * f + o) }), {
          k: 2,
          estimate: 'map',
        }),
      );

      assertSound(other);
      // Near 2^30 the last digit of a mean is 2^-12 of these sds.
      const expected = base.report.nlml + 2 * 90 * Math.log(factor);
      assert.ok(
        Math.abs(other.report.nlml - expected) <= digits * (Math.abs(expected) + Math.abs(base.report.nlml)),
        `${other.report.nlml} instead of ${expected}`,
      );
      assert.equal(rowFindings(base.report.findings)[0].row, 31);
      assert.deepEqual(unlikelyRowNumbers(other.judgement), unlikelyRowNumbers(base.judgement));
      base.judgement.tail.forEach((p, n) =>
        assert.ok(
          Math.abs(Math.log(other.judgement.tail[n] / p)) < 1e-3 * (1 - Math.log(p)),
          `row ${n}: ${other.judgement.tail[n]} instead of ${p}`,
        ),
      );
    });
  }

  const coarse = numbers(120, 17).map((v) => Math.round(1.2 * v) + 20);

  it('The prior keeps the sd of coarse integers above its bound', () => {
    const map = fitText(csv({ x: coarse, y: numbers(120, 18) }), { k: 3, kinds: { x: 'normal' } });

    assertSound(map);
    const sd = Math.sqrt(coarse.reduce((sum, v) => sum + (v - coarse.reduce((a, b) => a + b) / 120) ** 2, 0) / 119);
    // σ² ≥ ς²/(ν + n + 3) with ς = s/K, even where all values of a component are tied.
    map.report.components.forEach(({ weight, columns }) => {
      assert.ok(
        'mean' in columns.x && columns.x.sd >= (sd / 3 / Math.sqrt(6 + 120 * weight)) * (1 - 1e-6),
        JSON.stringify(columns.x),
      );
    });
  });

  it('A start that leads to a spike on coarse integers is reported as degenerate under ml', () => {
    const start = {
      weights: [0.5, 0.5],
      components: [
        { columns: { x: { mean: 20, sd: 0.001 }, y: { mean: 0, sd: 1 } } },
        { columns: { x: { mean: 20, sd: 1.5 }, y: { mean: 0, sd: 1 } } },
      ],
    };

    const ml = fitText(csv({ x: coarse, y: numbers(120, 18) }), { estimate: 'ml', kinds: { x: 'normal' }, start });

    assert.equal(ml.report.reason, 'degenerate');
    assert.match(
      ml.report.certificate.warnings.join('\n'),
      /^Cluster \d sits on tied values of "x" \(\d+(\.\d)? rows?\)\.$/,
    );
  });

  it('iris with four components under ml avoids the spike of five tied rows, or reports it', () => {
    const { report } = fitText(readFileSync('test/reference/data/iris.csv', 'utf8'), {
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

  for (const estimate of ['map', 'ml'] as const) {
    it(`Components without rows are named in the warnings (${estimate})`, () => {
      const text = csv({
        a: Array.from({ length: 40 }, (_, n) => 'pq'[n % 2]),
        b: Array.from({ length: 40 }, (_, n) => 'uv'[n % 2]),
      });

      const found = fitText(text, { k: 5, estimate });
      assertSound(found);
      const empty = found.report.components.filter(({ weight }) => (estimate === 'ml' ? 40 : 41) * weight < 0.5).length;
      assert.equal(found.report.certificate.warnings.filter((line) => line.includes('has no rows')).length, empty);
      assert.ok(empty === 0 || found.report.reason === 'degenerate', `${empty} empty, ${found.report.reason}`);
    });
  }
});
