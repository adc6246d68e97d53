/** Tables that the command line reads: pipes, encodings, faulty rows, and cells that are not numbers. */
import assert from 'node:assert/strict';
import type { FitReport } from '../../server/protocol';
import { useCommandLine } from './commandLine';
import { infiniteRows, skewed } from './tables';

const GERMAN = 'größe,b\n1,x\n2,y\n5,x\n7,y\n1,x\n';

describe('input of mixture-lens fit', function () {
  this.timeout(120_000);
  const cli = useCommandLine();

  it('fit reads a table from a pipe as it reads the file', () => {
    const rows = Array.from({ length: 40_000 }, (_, i) => `${(i * 7919) % 1009},${(i * 31) % 97}.25`);
    cli.write('piped.csv', `x,y\n${rows.join('\n')}\n`);
    const rowsAndNlml = (script: string): unknown => {
      const { status, stdout, stderr } = cli.bash(script);
      assert.equal(status, 0, stderr);
      const report = JSON.parse(stdout) as FitReport;
      return { rows: report.rows, nlml: report.nlml };
    };

    const plain = rowsAndNlml('"$0" "$1" fit piped.csv -k 1 --json');

    for (const script of [
      '"$0" "$1" fit <(cat piped.csv) -k 1 --json',
      '"$0" "$1" fit /dev/stdin -k 1 --json < piped.csv',
      '"$0" "$1" fit - -k 1 --json < piped.csv',
      '"$0" "$1" fit - -k 1 --json < <(cat piped.csv)',
      'cat piped.csv | "$0" "$1" fit /dev/stdin -k 1 --json',
    ])
      assert.deepEqual(rowsAndNlml(script), plain, script);
  });

  it('fit reads standard input under the name -', () => {
    assert.equal(cli.fitInput(GERMAN, '-', '-k', '1').columns[0].name, 'größe');
  });

  it('fit reads UTF-16 with a byte order mark', () => {
    cli.write('u16.csv', new Uint8Array(Buffer.from(`\ufeff${GERMAN}`, 'utf16le')));

    assert.equal(cli.fit('u16.csv', '-k', '1').columns[0].name, 'größe');
  });

  it('fit reads a file that is not UTF-8 as windows-1252 and notes it', () => {
    cli.write('latin.csv', new Uint8Array(Buffer.from(GERMAN, 'latin1')));

    const { stdout, stderr } = cli.run('fit', 'latin.csv', '-k', '1');

    assert.match(stderr, /^mixture-lens: latin.csv: not UTF-8; read as windows-1252\n$/);
    assert.match(stdout, /größe/);
  });

  it('fit notes the lines of an open quote and of a cell that is not a number', () => {
    const rows = Array.from({ length: 30 }, (_, i) => `${i}.5,${i % 2 === 0 ? 'a' : 'b'}`);
    rows[3] = 'l.5,a';
    rows[20] = '7.5,"b';
    cli.write('slips.csv', `x,y\n${rows.join('\n')}\n`);

    const { status, stderr } = cli.run('fit', 'slips.csv', '-k', '1');

    assert.equal(status, 0);
    assert.match(stderr, /slips\.csv: line 22: .*quote/i);
    assert.match(
      stderr,
      /slips\.csv: line 5: "l\.5" is not a number, as the other cells of x are; it counts as missing/,
    );
  });

  describe('numbers that are not finite', () => {
    before(() => cli.write('inf.csv', `x,y\n${infiniteRows.join('\n')}\n`));

    it('fit counts infinite and far too large numbers as missing and notes them in one line', () => {
      assert.match(
        cli.run('fit', 'inf.csv', '-k', '1').stderr,
        /^mixture-lens: inf\.csv: line 6: "Infinity" is not a finite number, as the other cells of x are; it counts as missing \(and 3 more like it\)\n$/,
      );
    });

    it('fit --quiet leaves notes about cells out', () => {
      const { status, stderr } = cli.run('fit', 'inf.csv', '-k', '1', '--quiet', '--json');

      assert.equal(status, 0);
      assert.equal(stderr, '');
    });
  });

  it('fit counts a number that the kind of its column cannot hold as missing', () => {
    const lines = skewed(60).split('\n');
    lines[9] = '-3,-0.5';
    cli.write('cannot.csv', lines.join('\n'));
    const kinds = ['--kind', 'visits=poisson', '--kind', 'income=lognormal'];

    const { status, stderr } = cli.run('fit', 'cannot.csv', '-k', '1', ...kinds);

    assert.equal(status, 0);
    assert.match(
      stderr,
      /cannot\.csv: line 10: "-3" is not a whole number from 0 to 9e15, which the kind poisson of visits requires; it counts as missing \(and 1 more like it\)\n$/,
    );
  });
});
