/** The scores that `fit --scores` writes behind the columns of a table. */
import assert from 'node:assert/strict';
import type { FitReport } from '../../server/protocol';
import { reportOfJson, useCommandLine } from './commandLine';
import { penguins } from './tables';

describe('mixture-lens fit --scores', function () {
  this.timeout(120_000);
  const cli = useCommandLine();

  it('Scores stand behind the untouched text of each row', () => {
    const text = 'name;"x"\r\n"a;""b""";1,5\r\nq;2,5\r\n"two\nlines";9,5\r\nz;10,5\r\nshort\r\n';
    const options = ['-k', '2', '--kind', 'x=normal', '--columns', 'x', '--scores', 'out.csv', '--quiet'];

    const { status, stderr } = cli.run('fit', cli.write('s.csv', text), ...options);

    assert.equal(status, 0, stderr);
    const lines = cli.read('out.csv').split('\r\n');
    assert.equal(lines.length, 7);
    assert.equal(lines[0], 'name;"x";cluster;p1;p2;log_density;tail;oddness');
    assert.match(lines[1], /^"a;""b""";1,5;[12];\d(,\d+(e-\d+)?)?;/);
    assert.match(lines[3], /^"two\nlines";9,5;[12];/);
    assert.match(lines[5], /^short;;[12];/);
    assert.equal(lines[6], '');
  });

  it('Columns of scores get new names when a table with scores is scored again', () => {
    const options = ['-k', '1', '--columns', 'body_mass_g', '--quiet'];
    cli.write('0.csv', penguins);

    for (const n of [1, 2, 3])
      assert.equal(cli.run('fit', `${n - 1}.csv`, ...options, '--scores', `${n}.csv`).status, 0);

    const names = cli.read('3.csv').split('\n')[0].split(',');
    assert.equal(names.length, 8 + 3 * 5);
    assert.equal(new Set(names).size, names.length);
  });

  it('Scores have nine significant digits, and the same doubles rounded to as many as --scores-digits says', () => {
    const file = cli.write('digits.csv', penguins);
    const scoresWith = (...options: readonly string[]): readonly number[] => {
      const { status, stderr } = cli.run(
        'fit',
        file,
        '-k',
        '3',
        '--quiet',
        '--scores',
        'digits-scores.csv',
        ...options,
      );
      assert.equal(status, 0, stderr);
      const lines = cli.read('digits-scores.csv').trimEnd().split('\n').slice(1);
      return lines.flatMap((line) => line.split(',').slice(9).map(Number));
    };

    const [all, byDefault, four] = [
      scoresWith('--scores-digits', '17'),
      scoresWith(),
      scoresWith('--scores-digits', '4'),
    ];

    assert.equal(all.length, 344 * 6);
    assert.deepEqual(
      byDefault,
      all.map((score) => Number(score.toPrecision(9))),
    );
    assert.deepEqual(
      four,
      all.map((score) => Number(score.toPrecision(4))),
    );
  });

  it('--scores-digits refuses a number of digits that no double has', () => {
    const { status, stderr } = cli.run('fit', 'digits.csv', '--scores', 'out.csv', '--scores-digits', '18');

    assert.equal(status, 2);
    assert.match(stderr, /'--scores-digits <N>' argument '18' is invalid\. It must be a whole number from 1 to 17\./);
  });

  describe('a row without any cell', () => {
    const rows = Array.from({ length: 40 }, (_, n) =>
      n === 9 ? ',' : `${((n * 7) % 11) + (n % 2) * 40}.5,${(n * 5) % 13}.25`,
    );
    let report: FitReport;
    let scored: readonly string[];
    before(() => {
      cli.write('blank.csv', `x,y\n${rows.join('\n')}\n`);
      report = reportOfJson(cli.output('fit', 'blank.csv', '-k', '2', '--scores', 'blank-scores.csv', '--json'));
      scored = cli.read('blank-scores.csv').trimEnd().split('\n').slice(1);
    });

    it('Every row has its line of scores, in the order of the file', () => {
      assert.deepEqual(
        scored.map((line) => line.split(',').slice(0, 2).join(',')),
        rows,
      );
    });

    it('The posterior of a row without any cell is the weights, its density and tail are one', () => {
      const [, , , p1, p2, logDensity, tail] = scored[9].split(',').map(Number);

      report.components.forEach(({ weight }, j) => assert.ok(Math.abs([p1, p2][j] - weight) < 1e-9));
      assert.ok(Math.abs(logDensity) < 1e-12 && tail === 1);
    });
  });
});
