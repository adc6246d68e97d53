// Tables that need more memory than Node.js may use: the command line refuses them in one line.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { seededRandom } from '../../server/core/numeric/random';
import { Client, refusal } from './client';
import { CLI_PATH, PENGUINS_PATH, useCommandLine, type Outcome } from './commandLine';

describe('the command line in a small heap', function () {
  this.timeout(120_000);
  const cli = useCommandLine();

  /** Runs a command with an old generation of at most this many MB. */
  const runSmall = (megabytes: number, ...args: readonly string[]): Outcome =>
    spawnSync(process.execPath, [`--max-old-space-size=${megabytes}`, CLI_PATH, ...args], {
      cwd: cli.path,
      encoding: 'utf8',
    });

  const REFUSAL =
    /^mixture-lens: wide\.csv: The table needs more memory than the \d+ MB that Node\.js may use\. Allow more with NODE_OPTIONS=--max-old-space-size=\d+, or take fewer columns\.\n$/;

  for (const [columns, rows, megabytes] of [
    [60_000, 3, 40],
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
    const small = runSmall(64, 'fit', PENGUINS_PATH, '-k', '2', '--json');

    assert.equal(small.status, 0, small.stderr);
    assert.equal(withoutSeconds(small.stdout), withoutSeconds(cli.output('fit', PENGUINS_PATH, '-k', '2', '--json')));
  });
});

describe('the server in a small heap', function () {
  this.timeout(120_000);
  const cli = useCommandLine();
  let client: Client;
  before(async () => {
    process.env['NODE_OPTIONS'] = '--max-old-space-size=100';
    client = await Client.start();
    delete process.env['NODE_OPTIONS'];
  });
  after(() => client.stop());

  it('A fit of a closed file is refused in one line, and the next one is carried out', async () => {
    const wide = cli.writeUri('wide.csv', numbers(60_000, 3));

    const { message } = await refusal(client.fit(wide, { k: 1 }));

    assert.match(
      message,
      /[\\/]wide\.csv: The table needs more memory than the \d+ MB that Node\.js may use\. .*take fewer columns\.$/,
    );
    const penguins = cli.writeUri('penguins.csv', readFileSync(PENGUINS_PATH, 'utf8'));
    assert.equal((await client.fit(penguins, { k: 2, starts: 1 })).k, 2);
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
