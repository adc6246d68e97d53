/** The files that the command line writes, and the names of files on the terminal. */
import assert from 'node:assert/strict';
import { linkSync, lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { FitReport } from '../../server/protocol';
import { PENGUINS_PATH, useCommandLine } from './commandLine';
import { penguins } from './tables';

describe('files of the command line', function () {
  this.timeout(120_000);
  const cli = useCommandLine('test');

  for (const option of ['out', 'scores', 'report']) {
    it(`--${option} on a full disk leaves the old file alone and says that the disk is full`, function () {
      mkdirSync(cli.pathOf('full'));

      const { status, stdout, stderr } = cli.bash(`
        unshare -Urm true 2> /dev/null || exit 77
        unshare -Urm bash -c '
          mount -t tmpfs -o size=16k none full || exit 77
          printf old > full/old
          "$0" "$1" fit ${PENGUINS_PATH} -k 2 --quiet --${option} full/old
          echo "status $?: $(cat full/old), $(ls -A full)"
        ' "$0" "$1"`);

      if (status === 77) return this.skip();
      assert.equal(stdout, 'status 2: old, old\n');
      assert.equal(
        stderr,
        'mixture-lens: full/old cannot be written: the disk is full (ENOSPC); free some space or choose another disk.\n',
      );
    });
  }

  const conflicts: readonly (readonly [string, readonly string[]])[] = [
    ['scores over the table', ['--scores', 'own.csv']],
    ['a model over the table under another spelling of its path', ['--out', './own.csv']],
    ['a report over the table', ['--report', 'own.csv']],
    ['scores over a hard link of the table', ['--scores', 'linked.csv']],
    ['two outputs to one file', ['--out', 'x', '--scores', './x']],
    ['scores without the name of a file', ['--scores', '-']],
  ];
  for (const [what, args] of conflicts) {
    it(`fit never writes ${what}`, () => {
      cli.write('own.csv', penguins);
      linkSync(cli.pathOf('own.csv'), cli.pathOf('linked.csv'));

      const { status, stdout, stderr } = cli.run('fit', 'own.csv', '-k', '1', ...args);

      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, /^[^\n]*(would overwrite|needs the name of a file)[^\n]*\n$/);
      assert.equal(cli.read('own.csv'), penguins);
      assert.deepEqual(readdirSync(cli.path).toSorted(), ['linked.csv', 'own.csv']);
    });
  }

  it('score never writes scores over its model', () => {
    cli.write('own.csv', penguins);
    assert.equal(cli.run('fit', 'own.csv', '-k', '1', '--quiet', '--out', 'model.json').status, 0);
    const model = cli.read('model.json');

    const { status } = cli.run('score', 'own.csv', '--model', 'model.json', '--scores', 'model.json');

    assert.equal(status, 2);
    assert.equal(cli.read('model.json'), model);
  });

  describe('scores that are written to a pipe, a device or a link', () => {
    const scores = `"$0" "$1" fit ${PENGUINS_PATH} -k 1 --quiet --scores`;
    let plain: string;
    beforeEach(function () {
      if (process.platform === 'win32') return this.skip();
      assert.equal(cli.run('fit', PENGUINS_PATH, '-k', '1', '--quiet', '--scores', 'plain.csv').status, 0);
      plain = cli.read('plain.csv');
    });

    it('--scores writes to pipes what it writes to a file', () => {
      for (const script of [
        `${scores} /dev/stdout | cat > found.csv`,
        `${scores} /dev/stdout > found.csv`,
        `${scores} >(cat > found.csv; echo done > done) && until [ -e done ]; do read -t 0.01 <> <(:); done; rm done`,
      ]) {
        rmSync(cli.pathOf('found.csv'), { force: true });
        const { status, stderr } = cli.bash(script);
        assert.deepEqual([status, stderr, cli.read('found.csv')], [0, '', plain], script);
      }

      assert.deepEqual(readdirSync(cli.path).toSorted(), ['found.csv', 'plain.csv']);
    });

    it('--scores /dev/stdout appends to a file that the shell appends to', () => {
      const { status } = cli.bash(`printf 'before\\n' > found.csv; ${scores} /dev/stdout >> found.csv`);

      assert.deepEqual([status, cli.read('found.csv')], [0, `before\n${plain}`]);
      assert.deepEqual(readdirSync(cli.path).toSorted(), ['found.csv', 'plain.csv']);
    });

    it('A device stays a device when scores are written to it', () => {
      assert.equal(cli.run('fit', PENGUINS_PATH, '-k', '1', '--quiet', '--scores', '/dev/null').status, 0);

      assert.ok(lstatSync('/dev/null').isCharacterDevice());
      assert.deepEqual(readdirSync(cli.path), ['plain.csv']);
    });

    it('A symbolic link stays a link, and the scores go to its target', () => {
      cli.write('target.csv', 'old');
      symlinkSync('target.csv', cli.pathOf('link.csv'));

      assert.equal(cli.run('fit', PENGUINS_PATH, '-k', '1', '--quiet', '--scores', 'link.csv').status, 0);

      assert.equal(cli.read('target.csv'), plain);
      assert.ok(lstatSync(cli.pathOf('link.csv')).isSymbolicLink());
      assert.deepEqual(readdirSync(cli.path).toSorted(), ['link.csv', 'plain.csv', 'target.csv']);
    });
  });

  it('A file name with escape sequences and line breaks is printed as one harmless line', function () {
    if (process.platform === 'win32') return this.skip();
    const evil = 'a\u001b[31m\nb\r\u009b2J\u202ec.csv';
    const shown = 'a [31m b 2J c.csv';
    const control = /[\p{Cc}\p{Cf}\u2028\u2029]/u;
    writeFileSync(cli.pathOf(evil), `${penguins}\xe9,1\n`, 'latin1');
    mkdirSync(cli.pathOf(`${evil}.d`));
    cli.write(`bad${evil}`, '');
    cli.write(`${evil}.json`, '{');
    const fit = ['fit', evil, '-k', '1'];
    const runs: readonly (readonly [status: number, ...args: string[]])[] = [
      [0, ...fit],
      [0, 'describe', evil],
      [0, ...fit, '--quiet', '--out', `${evil}.model`],
      [0, 'score', evil, '--model', `${evil}.model`],
      [0, 'fix', evil, '--apply', 'meant', '--no-fit', '--out', `${evil}.fixed`],
      [2, 'fit', `no${evil}`],
      [2, 'fit', `bad${evil}`],
      [2, 'describe', `${evil}.d`],
      [2, ...fit, '--scores', evil],
      [2, ...fit, '--out', `${evil}.d`],
      [2, ...fit, '--out', `no${evil}/x`],
      [2, ...fit, '--start', `${evil}.json`],
      [2, 'score', evil, '--model', `${evil}.json`],
      [2, 'fit', evil, `--no${evil}`],
      [2, 'fit', evil, '-k', evil],
      [2, 'fit', evil, evil],
      [2, evil],
      [2, 'fix', evil, '--apply', evil, '--out', 'x'],
    ];

    for (const [expected, ...args] of runs) {
      const { status, stdout, stderr } = cli.run(...args);
      assert.equal(status, expected, stderr);
      assert.doesNotMatch((stdout + stderr).replaceAll('\n', ''), control, JSON.stringify(args));
      assert.match(stderr, /^(mixture-lens: [^\n]+\n)*$/);
      if (expected === 2 && !args.includes('x') && !stderr.includes('too many arguments'))
        assert.ok(stderr.includes(shown), stderr);
      if (expected === 0 && !args.includes('--quiet')) assert.ok(stdout.startsWith(shown), stdout);
    }
    for (const line of cli.run('describe', evil).stderr.trimEnd().split('\n'))
      assert.ok(line.startsWith(`mixture-lens: ${shown}`));
  });

  describe('the list of changes of mixture-lens fix', () => {
    it('fix never overwrites a file that is not a list of changes', () => {
      cli.write('fixed.changes.csv', 'precious\n');

      const { status, stderr } = cli.run('fix', PENGUINS_PATH, '--apply', 'meant', '--out', 'fixed.csv');

      assert.equal(status, 2);
      assert.match(stderr, /fixed\.changes\.csv is not a list of changes .* name another file with --changes/);
      assert.deepEqual(readdirSync(cli.path), ['fixed.changes.csv']);
    });

    it('fix overwrites an earlier list of changes', () => {
      for (const times of [1, 2])
        assert.equal(
          cli.run('fix', PENGUINS_PATH, '--apply', 'meant', '--out', 'again.csv').status,
          0,
          `time ${times}`,
        );
    });

    it('fix needs a name for the list of changes when its output is a device', () => {
      assert.match(
        cli.run('fix', PENGUINS_PATH, '--apply', 'meant', '--out', '/dev/null').stderr,
        /device; name a file for the list/,
      );
    });
  });

  describe('a table of which half the rows have another delimiter', () => {
    beforeEach(() => {
      const rows = Array.from({ length: 200 }, (_, n) => [n % 7, (n * 13) % 11, 'ab'[n % 2], (n * 7) % 17]);
      const lines = rows.map((row, n) => row.join(n < 100 ? ',' : '\t'));
      cli.write('half.csv', `a,b,c,d\n${lines.join('\n')}\n`);
    });

    it('fit prints the faulty rows where it says that no cell is unlikely', () => {
      const { stdout } = cli.run('fit', 'half.csv', '-k', '1');

      assert.match(stdout, /^The table has 100 faulty rows or quotation marks\. Line 102: .*\(and 99 more like it\)$/m);
      assert.match(stdout, /^No unlikely cells among .*, apart from 100 faulty rows or quotation marks\.$/m);
    });

    it('fit --report has a section about faulty rows', () => {
      cli.run('fit', 'half.csv', '-k', '1', '--report', 'half.html');

      assert.match(cli.read('half.html'), /<h2>Faults of rows and quotes<\/h2><p>Line 102: /);
    });

    it('--json of fit and score has the number of faulty rows and the line of the first', () => {
      cli.run('fit', 'half.csv', '-k', '1', '--out', 'half.json');

      for (const { stdout } of [
        cli.run('fit', 'half.csv', '-k', '1', '--json'),
        cli.run('score', 'half.csv', '--model', 'half.json', '--json'),
      ]) {
        const { problem } = JSON.parse(stdout) as FitReport;
        assert.deepEqual([problem?.count, problem?.line], [100, 102]);
      }
    });
  });
});
