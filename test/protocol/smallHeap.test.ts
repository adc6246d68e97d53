// Tables that need more memory than Node.js may use: the command line refuses them in one line.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { seededRandom } from '../../server/core/numeric/random';
import { CLI, PENGUINS, useCommandLine, type Outcome } from './commandLine';

describe('the command line in a small heap', function () {
  this.timeout(120_000);
  const cli = useCommandLine();

  /** Runs a command with a heap of a few MB. */
  const runSmall = (megabytes: number, ...args: readonly string[]): Outcome =>
    spawnSync(process.execPath, [`--max-old-space-size=${megabytes}`, CLI, ...args], {
      cwd: cli.path,
      encoding: 'utf8',
    });

  const REFUSAL =
    /^mixture-lens: wide\.csv: The table needs more memory than the \d+ MB that Node\.js may use\. Allow more with NODE_OPTIONS=--max-old-space-size=\d+, or take fewer columns\.\n$/;

  for (const [columns, rows, megabytes] of [
    [60_000, 3, 150],
    [2_000, 600, 64],
  ])
    for (const command of [
      ['describe', 'wide.csv'],
      ['fit', 'wide.csv', '-k', '1'],
    ])
      it(`${command[0]} refuses ${columns} columns of ${rows} rows in ${megabytes} MB, in one line`, () => {
        cli.write('wide.csv', numbers(columns, rows));

        const { status, stdout, stderr } = runSmall(megabytes, ...command);

        assert.equal(status, 2, stderr.slice(0, 500));
        assert.match(stderr, REFUSAL);
        assert.equal(stdout, '');
      });

  it('fit gives the same answer as in a large heap where the table fits', () => {
    const small = runSmall(64, 'fit', PENGUINS, '-k', '2', '--json');

    assert.equal(small.status, 0, small.stderr);
    assert.equal(withoutSeconds(small.stdout), withoutSeconds(cli.output('fit', PENGUINS, '-k', '2', '--json')));
  });
});

function numbers(columns: number, rows: number): string {
  const random = seededRandom(1);
  const line = (cell: (column: number) => string): string => Array.from({ length: columns }, (_, c) => cell(c)).join();
  return [line((column) => `c${column}`), ...Array.from({ length: rows }, () => line(() => random().toFixed(4)))].join(
    '\n',
  );
}

function withoutSeconds(json: string): string {
  return JSON.stringify({ ...(JSON.parse(json) as Record<string, unknown>), seconds: undefined });
}
