/** The names of files on the terminal. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

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
});
