/** The command line as a program: its commands, help and version, and a closed output. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { CLI_PATH, PENGUINS_PATH, useCommandLine } from './commandLine';

describe('mixture-lens', function () {
  this.timeout(120_000);
  const cli = useCommandLine();

  it('A call without a command names the commands and exits with status 2', () => {
    const { status, stderr } = cli.run();

    assert.equal(status, 2);
    assert.match(
      stderr,
      /fit FILE, score FILE, check FILE\.\.\., compare A B, fix FILE, describe FILE, convert FILE, lsp, mcp or completion SHELL/,
    );
  });

  it('fit --help names the option --scores', () => {
    assert.match(cli.run('fit', '--help').stdout, /--scores/);
  });

  it('--version prints the version', () => {
    assert.match(cli.run('--version').stdout, /^\d+\.\d+\.\d+\n$/);
  });

  it('fit ends quietly when the reader of its output is gone', () => {
    const { stderr, status } = spawnSync(
      'sh',
      ['-c', `"${process.execPath}" "${CLI_PATH}" fit "${PENGUINS_PATH}" -k 2 --json --starts 1 | true`],
      { encoding: 'utf8' },
    );

    assert.equal(stderr, '');
    assert.equal(status, 0);
  });
});
