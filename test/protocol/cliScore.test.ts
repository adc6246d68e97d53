/** `score` on the command line: rows judged by a model file, without a fit. */
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import type { ScoreReport } from '../../server/protocol';
import { rowFindings } from '../../server/protocol/report/report';
import { PENGUINS_PATH, useCommandLine } from './commandLine';
import { penguins } from './tables';

const AIR_QUALITY = resolve('test/reference/data/airquality.csv');

describe('mixture-lens score', function () {
  this.timeout(120_000);
  const cli = useCommandLine();
  before(() => assert.equal(cli.run('fit', PENGUINS_PATH, '-k', '4', '--quiet', '--out', 'penguins.json').status, 0));

  function scored(...args: readonly string[]): ScoreReport {
    return scoredInput(undefined, ...args);
  }

  /** @param input text on standard input */
  function scoredInput(input: string | undefined, ...args: readonly string[]): ScoreReport {
    const { status, stdout, stderr } = cli.runWithInput(input, 'score', ...args, '--json', '--quiet');
    assert.equal(status, 0, stderr);
    assert.equal(stderr, '');
    return JSON.parse(stdout) as ScoreReport;
  }

  it('score gives the scores of the fit to the byte', () => {
    for (const [table, ...options] of [[PENGUINS_PATH], [AIR_QUALITY, '--estimate', 'ml', '-k', '3']]) {
      assert.equal(cli.run('fit', table, ...options, '--quiet', '--out', 'm.json', '--scores', 'a.csv').status, 0);
      assert.equal(cli.run('score', table, '--model', 'm.json', '--scores', 'b.csv', '--quiet').status, 0);
      assert.equal(cli.read('b.csv'), cli.read('a.csv'));
    }
  });

  describe('a table with a wrong cell, its columns reversed and one added', () => {
    let report: ScoreReport;
    before(() => {
      const rows = penguins
        .trimEnd()
        .split('\n')
        .map((line) => line.split(','));
      rows[50][5] = '63000';
      const reversed = rows.map((cells, n) => [...cells.toReversed(), n === 0 ? 'note' : 'x'].join(';'));
      report = scored(cli.write('new.csv', reversed.join('\n')), '--model', 'penguins.json');
    });

    it('score finds a wrong cell in columns of any order', () => {
      assert.equal(report.rows, 344);
      const findings = rowFindings(report.findings);
      assert.deepEqual(
        findings.map(({ row, line, cells }) => [row, line, cells[0].column, cells[0].value]),
        [[49, 51, 'body_mass_g', '63000']],
      );
      const [low, high] = findings[0].cells[0].interval.map(Number);
      assert.ok(findings[0].tail < 1e-10 && low > 2500 && high < 6500);
    });

    it('score reports the rows, K and estimate of the model', () => {
      assert.deepEqual([report.model.rows, report.model.k, report.model.estimate], [344, 4, 'robust']);
    });

    it('A wrong cell raises the NLML per row, which has a standard error', () => {
      assert.ok(report.nlml / report.rows > report.model.nlml / report.model.rows && (report.nlmlPerRowError ?? 0) > 0);
    });

    it('score has no note about a column that the model does not know', () => {
      assert.deepEqual(report.notes, []);
    });

    it('score reports the seconds of each of its steps', () => {
      assert.deepEqual(Object.keys(report.seconds), ['read', 'scan', 'encode', 'score']);
    });

    it('score prints its model and the unlikely row', () => {
      const { stdout } = cli.run('score', 'new.csv', '--model', 'penguins.json');

      assert.match(stdout, /^new\.csv: 344 rows judged by penguins\.json \(4 clusters of 344 rows, Mixture Lens \d/);
      assert.match(
        stdout,
        /1 unlikely row of 344:\n {2}line 51 \(p [=<] .*\): body_mass_g is 63000, expected \d+ \(\d+ to \d+\) given its other cells\n$/,
      );
    });
  });

  it('score reads a single row from standard input and reports no standard error for it', () => {
    const [header, row] = penguins.split('\n');

    const report = scoredInput(`${header}\n${row}\n`, '-', '--model', 'penguins.json');

    assert.equal(report.rows, 1);
    assert.ok(!('nlmlPerRowError' in report));
  });

  it('score --no-header counts the first line as a row', () => {
    cli.write('bare.csv', '1,5\n2,6\n4,5\n3,7\n9,6\n2,5\n');
    assert.equal(cli.run('fit', 'bare.csv', '--no-header', '-k', '1', '--quiet', '--out', 'bare.json').status, 0);

    assert.equal(scored('bare.csv', '--no-header', '--model', 'bare.json').rows, 6);
  });

  it('score notes unknown levels and cells that are not numbers', () => {
    const text = penguins.replace('Adelie', 'Gorgon').replace('Adelie', 'Gorgon').replace(',3250,', ',heavy,');
    cli.write('odd.csv', text);

    const { stderr, status } = cli.run('score', 'odd.csv', '--model', 'penguins.json');

    assert.equal(status, 0);
    assert.equal(
      stderr,
      [
        'mixture-lens: odd.csv: line 2: "Gorgon" is not a value of species that the fit knows ("Adelie", ' +
          '"Chinstrap", "Gentoo"); it counts as missing (and 1 more like it)',
        'mixture-lens: odd.csv: line 4: "heavy" is not a number, ' +
          'as the other cells of body_mass_g are; it counts as missing',
        '',
      ].join('\n'),
    );
    assert.equal(scored('odd.csv', '--model', 'penguins.json').notes.length, 2);
  });

  it('score reports a row of density zero in finite numbers', () => {
    const tame = Array.from({ length: 30 }, (_, i) => ((i * 7) % 30) + 0.5);
    cli.write('tame.csv', `x\n${tame.join('\n')}\n`);
    assert.equal(cli.run('fit', 'tame.csv', '-k', '1', '--estimate', 'ml', '--quiet', '--out', 'tame.json').status, 0);

    const report = scoredInput('x\n3.5\n1e300\n9.5\n', '-', '--model', 'tame.json');

    assert.deepEqual(
      rowFindings(report.findings).map(({ row, logDensity }) => [row, logDensity]),
      [[1, -Number.MAX_VALUE]],
    );
    assert.equal(report.nlml, Number.MAX_VALUE);
  });

  const refused: readonly [string, () => readonly string[], RegExp][] = [
    ['a call without a model', () => [PENGUINS_PATH], /required option '--model <MODEL\.json>'/],
    ['a missing model', () => [PENGUINS_PATH, '--model', 'nowhere.json'], /^mixture-lens: nowhere\.json: no such file/],
    [
      'a model that is a device',
      () => [PENGUINS_PATH, '--model', '/dev/zero'],
      /^mixture-lens: \/dev\/zero: this is a pipe or a device, which may have no end; put a file in its place\n$/,
    ],
    [
      'a table in the place of a model',
      () => [PENGUINS_PATH, '--model', PENGUINS_PATH],
      /penguins\.csv: Not valid JSON/,
    ],
    [
      'a model of a newer version',
      () => [PENGUINS_PATH, '--model', cli.write('future.json', '{"mixtureLensModel":5}')],
      /future\.json: This was written by a newer Mixture Lens \(model version 5; this one reads up to 4\); update Mixture Lens\./,
    ],
    [
      'a model file that was cut short',
      () => [PENGUINS_PATH, '--model', cli.write('cut.json', cli.read('penguins.json').slice(0, -200))],
      /cut\.json: Not valid JSON/,
    ],
    [
      'a table without the columns of the model',
      () => [cli.write('few.csv', 'species,year\nAdelie,2007\nGentoo,2008\n'), '--model', 'penguins.json'],
      /few\.csv: The model needs columns "island", "bill_length_mm",.*; the file has "species", "year"\./,
    ],
    [
      'a header without rows',
      () => [cli.write('head.csv', 'species,year\n'), '--model', 'penguins.json'],
      /head\.csv: There is a header but no row below it; at least one row is needed/,
    ],
    ['an empty file', () => [cli.write('empty.csv', ''), '--model', 'penguins.json'], /empty\.csv: The file is empty/],
    ['an option of fit', () => [PENGUINS_PATH, '--model', 'penguins.json', '-k', '3'], /unknown option/],
  ];
  for (const [what, args, message] of refused) {
    it(`score refuses ${what} with one line and exit status 2`, () => {
      const { status, stdout, stderr } = cli.run('score', ...args());

      assert.match(stderr, message);
      assert.equal(status, 2);
      assert.equal(stdout, '');
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
    });
  }
});
