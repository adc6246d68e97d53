/** `fit` on the command line: what its report says of clean tables, wrong cells, families, starts and priors. */
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import type { FitReport } from '../../server/protocol';
import { MODEL_VERSION } from '../../server/formats/model/writeModel';
import { rowFindings, smallestTail } from '../../server/protocol/report/report';
import { PENGUINS_PATH, useCommandLine } from './commandLine';
import { infiniteRows, penguins, skewed, uniformRandom } from './tables';

const FAITHFUL = resolve('test/reference/data/faithful.csv');

describe('mixture-lens fit', function () {
  this.timeout(120_000);
  const cli = useCommandLine();

  describe('the report of a clean table', () => {
    let report: FitReport;
    before(() => (report = cli.fit(PENGUINS_PATH)));

    it('fit reads every row and counts the missing cells', () => {
      assert.equal(report.rows, 344);
      assert.equal(
        report.columns.reduce((sum, { missing }) => sum + missing, 0),
        19,
      );
    });

    it('fit chooses the kind of every column and gives a reason', () => {
      const kinds = Object.fromEntries(report.columns.map(({ name, kind }) => [name, kind]));

      for (const name of ['species', 'island', 'sex'])
        assert.ok(['categorical', 'bernoulli'].includes(kinds[name]), name);
      for (const name of ['bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g'])
        assert.equal(kinds[name], 'normal');
      assert.ok(report.columns.every(({ reason }) => reason.length > 0));
    });

    it('fit reports K components whose weights add up to one', () => {
      assert.equal(report.components.length, report.k);
      assert.ok(
        'year' in report.components[0].columns &&
          Math.abs(report.components.reduce((sum, { weight }) => sum + weight, 0) - 1) < 1e-12,
      );
    });

    it('The objective never rises along the trace, which ends at the reported NLML', () => {
      assert.equal(report.reason, 'converged');
      assert.equal(report.trace[0].iteration, 0);
      assert.equal(report.trace.length, report.iterations + 1);
      report.trace
        .slice(1)
        .forEach(({ objective }, i) => assert.ok(objective <= report.trace[i].objective, `rose at ${i + 1}`));
      assert.equal(report.trace.at(-1)?.nlml, report.nlml);
    });

    it('fit has findings in fewer than 1 % of the rows of a clean table', () => {
      assert.ok(report.findings.length < 0.01 * report.rows);
    });

    it('fit reports the seconds of each of its steps', () => {
      assert.deepEqual(Object.keys(report.seconds), ['read', 'scan', 'encode', 'fit', 'score']);
    });
  });

  describe('a planted value', () => {
    let report: FitReport;
    before(() => {
      const lines = penguins.split('\n');
      lines[50] = lines[50].replace(/,(\d{4}),("?\w+"?,2\d{3})/, ',63000,$2');
      assert.match(lines[50], /,63000,/);
      report = cli.fit(cli.write('planted.csv', lines.join('\n')));
    });

    it('fit reports a planted 63000 at its cell, with a tail near zero', () => {
      const [
        {
          code,
          line,
          row,
          tail,
          cells: [cell, ...others],
        },
      ] = rowFindings(report.findings);

      assert.deepEqual(
        [code, line, row, cell.column, cell.value, others],
        ['cell.unlikely', 51, 49, 'body_mass_g', '63000', []],
      );
      assert.ok(Number(cell.expected) < 7000 && tail < 1e-10 && cell.tail < 1e-10);
      assert.ok(report.findings.length < 0.01 * report.rows + 1);
    });

    it('The robust fit sets the planted cell aside', () => {
      const { setAside = 0, errorRate = 0 } = report.columns.find(({ name }) => name === 'body_mass_g') ?? {};

      assert.ok(setAside >= 1 && errorRate > 0 && errorRate < 0.02);
    });
  });

  for (const wild of ['1e12', '1e120', '1e300']) {
    describe(`a cell of ${wild}`, () => {
      let report: FitReport;
      before(() => {
        const lines = skewed(200).split('\n');
        lines[40] = lines[40].replace(/[^,]+$/, wild);
        const kinds = ['--kind', 'income=lognormal', '--kind', 'visits=poisson'];
        const outputs = ['--out', 'far.json', '--scores', 'far-fit.csv'];
        report = cli.fit(cli.write('far.csv', lines.join('\n')), ...kinds, '-k', '2', ...outputs);
      });

      it(`fit reports a cell of ${wild} and no other`, () => {
        assert.deepEqual(
          rowFindings(report.findings).map(({ line, cells }) => [line, cells[0].column, cells[0].value]),
          [[41, 'income', wild]],
        );
      });

      it(`score gives a cell of ${wild} the scores of the fit`, () => {
        const outcome = cli.run('score', 'far.csv', '--model', 'far.json', '--quiet', '--scores', 'far-score.csv');

        assert.equal(outcome.stderr, '');
        assert.equal(cli.read('far-score.csv'), cli.read('far-fit.csv'));
      });
    });
  }

  it('The printed p of a finding is its smallest tail to two digits', () => {
    // Some of the tails are like 1e-10, whose trailing zero must be printed.
    let withTrailingZero = 0;

    for (const wild of [5, 5.2, 5.3, 5.4, 5.5, 5.6, 5.8, 6]) {
      const planted = infiniteRows.map((line, n) => (n === 30 ? `${wild},3.5` : line));
      cli.write('tail.csv', `x,y\n${planted.join('\n')}\n`);
      const [finding] = rowFindings(cli.fit('tail.csv', '-k', '1', '--quiet').findings);
      const p = finding === undefined ? 0 : Number(smallestTail(finding).toPrecision(2));
      if (p < 1e-12) continue;
      assert.ok(cli.run('fit', 'tail.csv', '-k', '1').stdout.includes(`line 32 (p = ${p})`), `${p}`);
      if (/e-\d0$/.test(String(p))) withTrailingZero++;
    }

    assert.ok(withTrailingZero > 0);
  });

  it('fit reaches the published maximum likelihood of Old Faithful', () => {
    const { nlml } = cli.fit(FAITHFUL, '-k', '2', '--estimate', 'ml');

    assert.ok(Math.abs(nlml - 1147.8064) < 5e-5, String(nlml));
  });

  it('The same seed gives the same report for any number of threads', () => {
    const iris = resolve('test/reference/data/iris.csv');
    const withoutSeconds = ({ seconds, ...rest }: FitReport): unknown => (assert.ok(seconds), rest);

    const [one, two] = ['1', '2'].map((threads) => cli.fit(iris, '--seed', '3', '--threads', threads));

    assert.deepEqual(withoutSeconds(one), withoutSeconds(two));
  });

  describe('a model file', () => {
    let model: FitReport & { readonly mixtureLensModel: number };
    before(() => {
      assert.equal(cli.run('fit', FAITHFUL, '-k', '2', '--quiet', '--out', 'model.json').status, 0);
      model = JSON.parse(cli.read('model.json')) as typeof model;
    });

    it('A model file holds the version of its format', () => {
      assert.equal(model.mixtureLensModel, MODEL_VERSION);
    });

    it('fit --start continues from the optimum of a model file', () => {
      const again = cli.fit(FAITHFUL, '--start', 'model.json');

      assert.equal(again.k, 2);
      assert.ok(again.iterations <= 3 && Math.abs(again.trace[0].objective - model.objective) < 1e-9 * model.objective);
    });

    it('fit --method lbfgs reaches the optimum of EM', () => {
      const direct = cli.fit(FAITHFUL, '-k', '2', '--method', 'lbfgs');

      assert.equal(direct.method, 'lbfgs');
      assert.ok(Math.abs(direct.objective - model.objective) < 1e-8 * model.objective);
    });
  });

  describe('counts and skewed numbers', () => {
    const kinds = ['--kind', 'visits=poisson', '--kind', 'income=lognormal'];
    let report: FitReport;
    before(() => (report = cli.fit(cli.write('skewed.csv', skewed(400)), ...kinds, '-k', '2')));

    it('fit uses the requested kinds', () => {
      assert.deepEqual(
        report.columns.map(({ kind }) => kind),
        ['poisson', 'lognormal'],
      );
    });

    it('fit reports the parameters of Poisson and lognormal columns beside mean and sd', () => {
      for (const {
        columns: { visits, income },
      } of report.components) {
        assert.deepEqual(
          [Object.keys(visits), Object.keys(income)],
          [
            ['rate', 'mean', 'sd'],
            ['meanlog', 'sdlog', 'mean', 'sd'],
          ],
        );
        assert.ok(
          'mean' in visits && visits.rate === visits.mean && Math.abs(visits.sd ** 2 / visits.rate - 1) < 1e-12,
        );
        assert.ok(
          'mean' in income && Math.abs(income.mean / Math.exp(income.meanlog + income.sdlog ** 2 / 2) - 1) < 1e-12,
        );
      }
    });

    it('fit recovers the rates of two Poisson components', () => {
      const [many, few] = report.components
        .map(({ columns }) => columns.visits)
        .map((visits) => ('mean' in visits ? visits.rate : NaN));

      assert.ok(Math.abs(many - 4) < 0.5 && Math.abs(few - 20) < 1.2, `${many}, ${few}`);
    });

    it('fit --start needs no more than the parameters of the families', () => {
      const components = report.components.map(
        ({ weight, columns: { visits, income } }) => (
          assert.ok('mean' in visits && 'mean' in income),
          {
            weight,
            columns: { visits: { rate: visits.rate }, income: { meanlog: income.meanlog, sdlog: income.sdlog } },
          }
        ),
      );
      cli.write('start.json', JSON.stringify({ components }));

      const again = cli.fit('skewed.csv', ...kinds, '--start', 'start.json');

      assert.ok(Math.abs(again.trace[0].nlml - report.nlml) < 1e-9 * report.nlml);
    });

    it('fit prints mean ± sd of a Poisson column in each component', () => {
      const { stdout } = cli.run('fit', 'skewed.csv', ...kinds, '-k', '2');

      assert.match(stdout, /^visits +[\d.]+ ± [\d.]+ +[\d.]+ ± [\d.]+$/m);
    });
  });

  describe('the prior strength', () => {
    const few = [PENGUINS_PATH, '-k', '3', '--starts', '2'];
    let weak: FitReport;
    let strong: FitReport;
    before(() => {
      weak = cli.fit(...few, '--prior-strength', '0.1');
      strong = cli.fit(...few, '--prior-strength', '10');
    });

    it('fit reports the requested prior strength, which is 1 by default', () => {
      const byDefault = cli.fit(...few, '--starts', '1');

      assert.deepEqual([weak.priorStrength, strong.priorStrength, byDefault.priorStrength], [0.1, 10, 1]);
    });

    it('A weaker prior reaches a higher likelihood', () => {
      assert.ok(weak.nlml < strong.nlml);
    });
  });

  describe('rows with one wrong cell each', () => {
    before(() => {
      const uniform = uniformRandom(5);
      const rows = Array.from({ length: 300 }, (_, n) => {
        const near = (mean: number, spread: number): number =>
          mean + spread * (uniform() + uniform() + uniform() - 1.5);
        const group = n % 3;
        const cells = [near(170 + 10 * group, 8), near(60 + 15 * group, 8), near(3000 + 900 * group, 300)];
        const texts = [...cells.map((cell) => cell.toFixed(1)), 'abc'[group]];
        if (n === 30) texts[2] = '31580';
        if (n === 61) texts[0] = '1.801';
        if (n === 92) texts[1] = '900';
        return texts.join(',');
      });
      cli.write('wrong.csv', ['height,weight,pay,team', ...rows, ''].join('\n'));
    });

    for (const estimate of ['robust', 'map', 'ml'])
      it(`fit --estimate ${estimate} names no cell that is sound once the wrong one of its row is set aside`, () => {
        const { findings } = cli.fit('wrong.csv', '--estimate', estimate);

        assert.deepEqual(
          rowFindings(findings)
            .map(({ line, cells }) => [line, cells.map(({ column }) => column)])
            .sort(),
          [
            [32, ['pay']],
            [63, ['height']],
            [94, ['weight']],
          ],
        );
      });
  });

  it('fit --json lists cells that cannot be read among its findings, each with its code', () => {
    const lines = penguins.split('\n');
    lines[20] = lines[20].replace(/,(\d{4}),/, ',n/k,');
    cli.write('unread.csv', lines.join('\n'));

    const { findings } = JSON.parse(cli.output('fit', 'unread.csv', '-k', '3', '--json', '--quiet')) as FitReport;

    assert.ok(findings.every(({ code }) => code.length > 0));
    assert.deepEqual(
      findings.flatMap((finding) => (String(finding.code) === 'cell.bad-number' ? [finding] : [])).length,
      1,
    );
  });

  describe('the NLML of held-out rows', () => {
    const reasons = (...args: readonly string[]): readonly unknown[] =>
      cli.fit(...args).selection.map(({ heldOut, heldOutReason }) => heldOutReason ?? typeof heldOut);

    it('Held-out rows are a number wherever five folds can be left out', () => {
      assert.deepEqual(reasons(PENGUINS_PATH, '-k', '3', '--starts', '1'), ['number']);
    });

    it('A held-out NLML of null says that there are too few rows', () => {
      cli.write('few.csv', 'x,y\n1,4\n2,7\n4,1\n3,3\n');

      assert.deepEqual(reasons('few.csv', '-k', '1'), ['too-few-rows']);
    });

    it('A held-out NLML of null says that it is infinite', () => {
      const rows = Array.from({ length: 40 }, (_, n) => `${(n * 7) % 11}.5,${n === 8 ? 'rare' : 'ab'[n % 2]}`);
      cli.write('rare.csv', ['x,level', ...rows, ''].join('\n'));

      assert.deepEqual(reasons('rare.csv', '-k', '1', '--estimate', 'ml'), ['infinite']);
    });

    it('A held-out NLML of null says that the fit began from given parameters', () => {
      cli.fit(PENGUINS_PATH, '-k', '2', '--starts', '1', '--out', 'start.model.json');

      assert.deepEqual(reasons(PENGUINS_PATH, '--start', 'start.model.json'), ['given-start']);
    });
  });
});
