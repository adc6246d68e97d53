/** Row weights on the command line: a frequency table is fitted and scored as the rows that it counts. */
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import type { FitReport, ScoreReport } from '../../server/protocol';
import { rowFindings } from '../../server/protocol/report/report';
import { useCommandLine } from './commandLine';

const TITANIC = resolve('samples/titanic.csv');

describe('mixture-lens fit --row-weights', function () {
  this.timeout(120_000);
  const cli = useCommandLine();
  let report: FitReport;
  before(() => {
    report = cli.fit(TITANIC, '--row-weights', 'Freq', '--out', 'titanic.json', '--scores', 'fitted.csv');
  });

  it('One component has the likelihood of the independent margins of a frequency table', () => {
    // −Σ n log(n/N) over the levels of each column: 325, 285, 706 and 885 by class, 1731 men, 2092 adults, 711
    // survivors.
    const margins = [
      [325, 285, 706, 885],
      [1731, 470],
      [2092, 109],
      [711, 1490],
    ];
    const expected = -margins.flat().reduce((sum, n) => sum + n * Math.log(n / 2201), 0);

    const one = cli.fit(TITANIC, '--row-weights', 'Freq', '-k', '1', '--estimate', 'ml');

    assert.deepEqual([one.rows, one.totalWeight], [32, 2201]);
    assert.ok(Math.abs(one.nlml - expected) < 1e-8 * expected, `${one.nlml} instead of ${expected}`);
    assert.ok(Math.abs(one.bic - (2 * expected + 6 * Math.log(2201))) < 1e-6);
  });

  it('A row of weight zero is not a finding', () => {
    // Row 3 counts the children of the crew, of whom there were none.
    assert.ok(report.k > 1 && rowFindings(report.findings).every(({ row }) => row !== 3));
  });

  it('score gives weighted rows the scores of the fit', () => {
    const { status, stdout, stderr } = cli.run(
      'score',
      TITANIC,
      '--model',
      'titanic.json',
      '--json',
      '--scores',
      'scored.csv',
    );

    assert.equal(status, 0, stderr);
    const { totalWeight, nlml } = JSON.parse(stdout) as ScoreReport;
    assert.equal(totalWeight, 2201);
    assert.ok(Math.abs(nlml - report.nlml) < 1e-9 * nlml);
    assert.equal(cli.read('scored.csv'), cli.read('fitted.csv'));
  });

  it('fit refuses a negative row weight', () => {
    const { status, stdout, stderr } = cli.run(
      'fit',
      cli.write('weights.csv', 'x,n\n1,2\n4,-1\n7,1\n'),
      '--row-weights',
      'n',
    );

    assert.deepEqual([status, stdout], [2, '']);
    assert.match(
      stderr,
      /^mixture-lens: weights\.csv: Line 3: the row weight "-1" in "n" is not a number of at least 0\.\n$/,
    );
  });

  it('fit refuses an unknown column of row weights', () => {
    const { stderr } = cli.run('fit', TITANIC, '--row-weights', 'freq');

    assert.match(stderr, /There is no column "freq"; the columns are/);
  });
});
