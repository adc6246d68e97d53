/** The files that the command line writes, and the names of files on the terminal. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { FitReport } from '../../server/protocol';

const cli = resolve('dist/server/cli.cjs');
const penguins = resolve('samples/penguins.csv');

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe('files and the command line', function () {
  this.timeout(120_000);
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'mixture-lens-cli-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function run(...args: readonly string[]): Outcome {
    return spawnSync(process.execPath, [cli, ...args], { cwd: folder, encoding: 'utf8' });
  }
  /** `"$0" "$1"` is the command line. */
  function bash(words: string): Outcome {
    return spawnSync('bash', ['-c', words, process.execPath, cli], { cwd: folder, encoding: 'utf8' });
  }
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

  for (const option of ['out', 'scores', 'report']) {
    it(`--${option} on a full disk leaves the old file as it is, nothing beside it, and says what is the matter`, function () {
      mkdirSync(join(folder, 'full'));
      const { status, stdout, stderr } = bash(`
        unshare -Urm true 2> /dev/null || exit 77
        unshare -Urm bash -c '
          mount -t tmpfs -o size=16k none full || exit 77
          printf old > full/old
          "$0" "$1" fit ${penguins} -k 2 --quiet --${option} full/old
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

  it('outputs may be pipes, devices and links, and stay so', function () {
    if (process.platform === 'win32') return this.skip();
    const scores = `"$0" "$1" fit ${penguins} -k 1 --quiet --scores`;
    assert.equal(run('fit', penguins, '-k', '1', '--quiet', '--scores', 'plain.csv').status, 0);
    for (const words of [
      `${scores} /dev/stdout | cat > found.csv`,
      `${scores} /dev/stdout > found.csv`,
      `${scores} >(cat > found.csv; echo done > done) && until [ -e done ]; do read -t 0.01 <> <(:); done; rm done`,
    ]) {
      rmSync(join(folder, 'found.csv'), { force: true });
      const { status, stderr } = bash(words);
      assert.deepEqual([status, stderr, read('found.csv')], [0, '', read('plain.csv')], words);
    }
    const appended = bash(`printf 'before\\n' > found.csv; ${scores} /dev/stdout >> found.csv`);
    assert.deepEqual([appended.status, read('found.csv')], [0, `before\n${read('plain.csv')}`]);
    assert.equal(run('fit', penguins, '-k', '1', '--quiet', '--scores', '/dev/null').status, 0);
    assert.ok(lstatSync('/dev/null').isCharacterDevice());
    writeFileSync(join(folder, 'target.csv'), 'old');
    symlinkSync('target.csv', join(folder, 'link.csv'));
    assert.equal(run('fit', penguins, '-k', '1', '--quiet', '--scores', 'link.csv').status, 0);
    assert.equal(read('target.csv'), read('plain.csv'));
    assert.ok(lstatSync(join(folder, 'link.csv')).isSymbolicLink());
    assert.deepEqual(readdirSync(folder).toSorted(), ['found.csv', 'link.csv', 'plain.csv', 'target.csv']);
  });

  it('a damaged sidecar is told, and the rows that can be read of it count', () => {
    writeFileSync(join(folder, 'a.csv'), readFileSync(penguins));
    writeFileSync(join(folder, 'a.csv.mixture.json'), '');
    const { status, stdout, stderr } = run('fit', 'a.csv', '-k', '1');
    assert.equal(status, 0);
    assert.match(stdout, /^a\.csv: 344 rows/);
    assert.equal(
      stderr,
      'mixture-lens: a.csv: a.csv.mixture.json is empty; its rows are lost. ' +
        'The next row that is marked as expected repairs it.\n',
    );
    assert.equal(read('a.csv.mixture.json'), '');
  });

  it('a name with escape sequences and line breaks reaches the terminal as one harmless line', function () {
    if (process.platform === 'win32') return this.skip();
    const evil = 'a\u001b[31m\nb\r\u009b2J\u202ec.csv';
    const shown = 'a [31m b 2J c.csv';
    const control = /[\p{Cc}\p{Cf}\u2028\u2029]/u;
    writeFileSync(join(folder, evil), `${readFileSync(penguins, 'latin1')}\xe9,1\n`, 'latin1');
    mkdirSync(join(folder, `${evil}.d`));
    writeFileSync(join(folder, `bad${evil}`), '');
    writeFileSync(join(folder, `${evil}.json`), '{');
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
      const { status, stdout, stderr } = run(...args);
      assert.equal(status, expected, stderr);
      assert.doesNotMatch((stdout + stderr).replaceAll('\n', ''), control, JSON.stringify(args));
      assert.match(stderr, /^(mixture-lens: [^\n]+\n)*$/);
      if (expected === 2 && !args.includes('x') && !stderr.includes('too many arguments'))
        assert.ok(stderr.includes('a [31m b 2J c.csv'), stderr);
      if (expected === 0 && !args.includes('--quiet')) assert.ok(stdout.startsWith(shown), stdout);
    }
    for (const line of run('describe', evil).stderr.trimEnd().split('\n'))
      assert.ok(line.startsWith(`mixture-lens: ${shown}`));
  });

  it('no output takes the place of a file that holds rows marked as expected', () => {
    const outputs = [
      ['convert', penguins, '--out'],
      ['fit', penguins, '-k', '2', '--scores'],
      ['fix', penguins, '--apply', 'meant', '--out'],
    ];
    for (const args of outputs) {
      writeFileSync(join(folder, 'a.csv.mixture.json'), 'marks');
      const { status, stderr } = run(...args, 'a.csv.mixture.json');
      assert.equal(status, 2);
      assert.match(
        stderr,
        /a\.csv\.mixture\.json: files named \*\.mixture\.json hold rows that are marked as expected; give/,
      );
      assert.equal(read('a.csv.mixture.json'), 'marks');
    }
  });

  it('a list of changes overwrites another list of changes, and no other file that was not named', () => {
    writeFileSync(join(folder, 'fixed.changes.csv'), 'precious\n');
    const refused = run('fix', penguins, '--apply', 'meant', '--out', 'fixed.csv');
    assert.equal(refused.status, 2);
    assert.match(refused.stderr, /fixed\.changes\.csv is not a list of changes .* name another file with --changes/);
    assert.deepEqual(readdirSync(folder), ['fixed.changes.csv']);
    for (const times of [1, 2])
      assert.equal(run('fix', penguins, '--apply', 'meant', '--out', 'again.csv').status, 0, `time ${times}`);
    assert.match(
      run('fix', penguins, '--apply', 'meant', '--out', '/dev/null').stderr,
      /device; name a file for the list/,
    );
  });

  it('rows that are divided otherwise are named before it is said that nothing was found, everywhere', () => {
    const rows = Array.from({ length: 200 }, (_, n) => [n % 7, (n * 13) % 11, 'ab'[n % 2], (n * 7) % 17]);
    const text = rows.map((row, n) => row.join(n < 100 ? ',' : '\t')).join('\n');
    writeFileSync(join(folder, 'half.csv'), `a,b,c,d\n${text}\n`);
    const { stdout } = run('fit', 'half.csv', '-k', '1', '--report', 'half.html', '--out', 'half.json');
    assert.match(stdout, /^The table has 100 faulty rows or quotation marks\. Line 102: .*\(and 99 more like it\)$/m);
    assert.match(stdout, /^No unlikely cells among .*, beside 100 faulty rows or quotation marks\.$/m);
    assert.match(read('half.html'), /<h2>Faults of rows and quotes<\/h2><p>Line 102: /);
    const score = run('score', 'half.csv', '--model', 'half.json', '--json');
    for (const { stdout: json } of [run('fit', 'half.csv', '-k', '1', '--json'), score]) {
      const { problem } = JSON.parse(json) as FitReport;
      assert.deepEqual([problem?.count, problem?.line], [100, 102]);
    }
  });
});
