/** Rows marked as expected in the sidecar of a table, on the command line. */
import assert from 'node:assert/strict';
import type { FitReport } from '../../server/protocol';
import { rowFindings } from '../../server/protocol/report/report';
import { PENGUINS_PATH, useCommandLine } from './commandLine';
import { penguins } from './tables';

describe('rows marked as expected, on the command line', function () {
  this.timeout(120_000);
  const cli = useCommandLine('test');

  describe('an unlikely row that is marked as expected', () => {
    let unmarked: FitReport;
    beforeEach(() => {
      const lines = penguins.split('\n');
      lines[11] = lines[11].replace(/,(\d{4}),/, ',63000,');
      unmarked = cli.fit(cli.write('marked.csv', lines.join('\n')), '-k', '2', '--out', 'marked.json');
      // In another order than the columns of the table.
      const [names, cells] = [lines[0], lines[11]].map((line) => line.replaceAll('"', '').split(','));
      const reversed = Object.fromEntries(names.map((name, d) => [name, cells[d]] as const).reverse());
      const sidecar = { version: 1, expected: [{ cells: reversed, reason: 'why not' }] };
      cli.write('marked.csv.mixture.json', JSON.stringify(sidecar));
    });

    it('fit does not report a row marked as expected, whatever the order of its cells', () => {
      const [{ row, tail }] = rowFindings(unmarked.findings);
      assert.equal(row, 10);
      assert.ok(tail < 1e-6);

      const marked = cli.fit('marked.csv', '-k', '2');

      assert.ok(rowFindings(marked.findings).every((finding) => finding.row !== row));
      assert.equal(marked.expectedRows, 1);
    });

    it('score prints the number of rows marked as expected', () => {
      const { stdout } = cli.run('score', 'marked.csv', '--model', 'marked.json');

      assert.match(stdout, /1 unlikely row marked as expected is not listed\./);
    });
  });

  it('fit refuses a sidecar of an unknown version', () => {
    cli.write('marked.csv', penguins);
    cli.write('marked.csv.mixture.json', '{"version": 2}');

    const { status, stderr } = cli.run('fit', 'marked.csv');

    assert.equal(status, 2);
    assert.match(stderr, /^mixture-lens: marked\.csv\.mixture\.json: "version" must be/);
  });

  it('fit notes an empty sidecar and leaves it as it is', () => {
    cli.write('a.csv', penguins);
    cli.write('a.csv.mixture.json', '');

    const { status, stdout, stderr } = cli.run('fit', 'a.csv', '-k', '1');

    assert.equal(status, 0);
    assert.match(stdout, /^a\.csv: 344 rows/);
    assert.equal(
      stderr,
      'mixture-lens: a.csv: a.csv.mixture.json is empty; its rows are lost. ' +
        'The next row that is marked as expected repairs it.\n',
    );
    assert.equal(cli.read('a.csv.mixture.json'), '');
  });

  for (const args of [
    ['convert', PENGUINS_PATH, '--out'],
    ['fit', PENGUINS_PATH, '-k', '2', '--scores'],
    ['fix', PENGUINS_PATH, '--apply', 'meant', '--out'],
  ]) {
    it(`${args[0]} never overwrites a sidecar`, () => {
      cli.write('a.csv.mixture.json', 'marks');

      const { status, stderr } = cli.run(...args, 'a.csv.mixture.json');

      assert.equal(status, 2);
      assert.match(
        stderr,
        /a\.csv\.mixture\.json: files named \*\.mixture\.json hold rows that are marked as expected; give/,
      );
      assert.equal(cli.read('a.csv.mixture.json'), 'marks');
    });
  }
});
