/** The examples of the README, which are findings in samples/staff.csv. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { useCommandLine } from './commandLine';

describe('the README', function () {
  this.timeout(60_000);
  const cli = useCommandLine();

  it('Each of the ten examples is a finding of check', () => {
    const [, table = ''] = readFileSync('README.md', 'utf8').split('| finding | example |');
    const examples = table
      .split('\n\n')[0]
      .split('\n')
      .slice(2)
      .map((row) => [...row.matchAll(/[`_]([^`_]+)[`_]/g)].map(([, example]) => example));

    const { stdout } = cli.run('check', resolve('samples/staff.csv'));

    assert.equal(examples.length, 10);
    for (const example of examples.flat()) assert.ok(stdout.includes(example), example);
  });
});
