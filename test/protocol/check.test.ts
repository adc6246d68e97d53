/** `check` on the command line: exit statuses, what counts, baselines, patterns and standard input. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { spawnSync } from 'node:child_process';
import type { CheckedFile, CheckReport } from '../../server/protocol/report/checkReport';
import { CLI_PATH, PENGUINS_PATH, useCommandLine, type Outcome } from './commandLine';
import { penguins } from './tables';

const STAFF_PATH = resolve('samples/staff.csv');
const FINDING = /^(.+):(\d+):(\d+): (error|warning|info): (.+) \[([a-z.-]+)\]$/;

describe('mixture-lens check', function () {
  this.timeout(120_000);
  const cli = useCommandLine();
  /** Penguins with a body mass of a zero too many on line 51. */
  const wrong = changed((rows) => (rows[50][5] = '37500'));
  before(() => {
    assert.equal(cli.run('fit', PENGUINS_PATH, '-k', '4', '--quiet', '--out', 'penguins.json').status, 0);
    cli.write('clean.csv', penguins);
    cli.write('wrong.csv', wrong);
  });

  function changed(change: (rows: string[][]) => void): string {
    const rows = penguins.split('\n').map((line) => line.split(','));
    change(rows);
    return rows.map((cells) => cells.join(',')).join('\n');
  }

  function check(...args: readonly string[]): Outcome {
    return cli.run('check', ...args, '--model', 'penguins.json');
  }

  function checked(...args: readonly string[]): CheckedFile {
    const { stdout } = cli.run('check', ...args, '--format', 'json');
    const { files } = JSON.parse(stdout) as CheckReport;
    return files[0] as CheckedFile;
  }

  it('A clean file ends with 0 and says what was checked', () => {
    const { status, stdout, stderr } = check('clean.csv');

    assert.deepEqual([status, stderr], [0, '']);
    assert.equal(stdout, 'clean.csv: no findings in 344 rows, 8 of 8 columns checked\n');
  });

  it('A file with a wrong cell ends with 1 and names its line, column, severity and code', () => {
    const { status, stdout, stderr } = check('wrong.csv');

    assert.equal(status, 1);
    assert.equal(stderr, '');
    assert.match(
      stdout,
      /^wrong\.csv:51:\d+: warning: body_mass_g is 37500 \(probably 3750: a zero too many\), expected .* \(p < 1e-12\) \[cell\.slip\]\nwrong\.csv: 1 finding \(1 warning\) in 344 rows, 8 of 8 columns checked\n$/,
    );
  });

  it('A column of the model without a value is a finding, and is not checked', () => {
    cli.write(
      'empty.csv',
      changed((rows) => rows.slice(1, -1).forEach((cells) => (cells[5] = ''))),
    );

    const { stdout, status } = check('empty.csv');

    assert.match(
      stdout,
      /: info: body_mass_g is not checked: it has no cell that the model can judge \[column.left-out\]/,
    );
    assert.match(stdout, /7 of 8 columns checked; not checked: body_mass_g\n/);
    assert.equal(status, 1);
  });

  it('Errors of many kinds at once are all found', () => {
    const errors: readonly (readonly [row: number, column: number, text: string])[] = [
      [1, 5, '37500'],
      [21, 2, '378'],
      [31, 3, '-17.8'],
      [41, 4, '1 86'],
      [51, 0, 'Adelei'],
      [61, 1, 'Biscoo'],
      [71, 5, 'n/k'],
      [81, 6, 'mael'],
      [91, 5, '3950 g'],
      [101, 7, '2070'],
      [111, 2, 'O9.1'],
      [121, 1, '??'],
      [161, 3, '148'],
      [201, 4, '21'],
      [301, 5, '63O0'],
    ];
    cli.write(
      'many.csv',
      changed((rows) => errors.forEach(([row, column, text]) => (rows[row][column] = text))),
    );

    const { findings } = checked('many.csv');

    const lines = new Set(findings.map(({ region }) => region.startLine));
    assert.deepEqual(
      errors.filter(([row]) => !lines.has(row + 1)),
      [],
    );
    assert.ok(findings.length <= errors.length + 1, `${findings.length} findings`);
  });

  it('A reader that stops reading does not change the exit status', () => {
    cli.write(
      'words.csv',
      changed((rows) => rows.slice(1, -1).forEach((cells) => (cells[5] = 'x'.repeat(200)))),
    );
    const script = '"$0" "$1" check words.csv --model penguins.json | head -1 >/dev/null; exit ${PIPESTATUS[0]}';

    const { status } = spawnSync('bash', ['-c', script, process.execPath, CLI_PATH], { cwd: cli.path });

    assert.equal(status, 1);
  });

  it('Without a model, a file is judged by a fit of its own', () => {
    const { status, stdout } = cli.run('check', STAFF_PATH);

    const codes = stdout.split('\n').flatMap((line) => FINDING.exec(line)?.[6] ?? []);
    assert.equal(status, 1);
    assert.deepEqual(
      ['cell.misspelt', 'cell.duplicate-key', 'cell.bad-date', 'cell.slip', 'cell.sentinel', 'cell.misplaced'].filter(
        (code) => !codes.includes(code),
      ),
      [],
    );
  });

  it('Results with another seed or number of threads have the same places', () => {
    const places = checked(STAFF_PATH).findings.map(({ code, region }) => [code, region]);

    const others = checked(STAFF_PATH, '--threads', '1').findings.map(({ code, region }) => [code, region]);

    assert.deepEqual(others, places);
  });

  it('A file that cannot be read ends with 2, and the other files are checked', () => {
    cli.write('empty.csv', '');

    const { status, stdout, stderr } = check('nowhere.csv', 'wrong.csv', 'empty.csv');

    assert.equal(status, 2);
    assert.match(stdout, /^nowhere\.csv: not checked: no such file; check the path\nwrong\.csv:51:/);
    assert.match(stdout, /\n1 file checked: 1 finding \(1 warning\) in 1 of them; 2 files not checked\n$/);
    assert.deepEqual(stderr.trimEnd().split('\n').length, 2);
  });

  it('A model that cannot be read ends with 2 and one line', () => {
    const { status, stdout, stderr } = cli.run('check', 'clean.csv', '--model', 'clean.csv');

    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /^mixture-lens: clean\.csv: Not valid JSON .*\n$/);
  });

  it('A column that the model does not know is named as not checked', () => {
    cli.write(
      'wide.csv',
      penguins.replace(/^.*$/gm, (line, at: number) => (line === '' ? '' : `${line},${at === 0 ? 'note' : 'x'}`)),
    );

    const { stdout } = check('wide.csv');

    assert.match(stdout, /no findings in 344 rows, 8 of 9 columns checked; not checked: note\n$/);
  });

  it('--fail-on sets the least severity that counts', () => {
    const statuses = ['error', 'warning', 'any', 'never'].map((least) => check('wrong.csv', '--fail-on', least).status);

    assert.deepEqual(statuses, [0, 1, 1, 0]);
  });

  it('An unclosed quotation mark is an error', () => {
    const rows = Array.from({ length: 30 }, (_, i) => `${(i * 7) % 30},"word${i % 3}"`);
    cli.write('open.csv', `a,b\n${rows.join('\n')}\n9,"open\n8,x\n`);

    const { status, stdout } = cli.run('check', 'open.csv', '--fail-on', 'error');

    assert.equal(status, 1, stdout);
    assert.match(stdout, /: error: This quote is never closed.* \[quote\.unclosed\]\n/);
  });

  it('--max-findings tolerates so many findings and no more', () => {
    cli.write(
      'three.csv',
      changed((rows) => [10, 50, 100].forEach((row) => (rows[row][5] = '99999'))),
    );

    const statuses = ['0', '2', '3'].map((count) => check('three.csv', '--max-findings', count).status);

    assert.deepEqual(statuses, [1, 1, 0]);
  });

  it('Rows that are marked as expected stay hidden and are counted', () => {
    const [header, ...rows] = wrong
      .replaceAll('"', '')
      .split('\n')
      .map((line) => line.split(','));
    const cells = Object.fromEntries(header.map((name, column) => [name, rows[49][column]]));
    cli.write('marked.csv', wrong);
    cli.write('marked.csv.mixture.json', JSON.stringify({ version: 1, expected: [{ reason: '', cells }] }));

    const { status, stdout } = check('marked.csv');

    assert.equal(status, 0);
    assert.match(stdout, /^marked\.csv: no findings .*; 1 unlikely row marked as expected is not listed\n$/);
  });

  it('Patterns are expanded in the order of names, without sidecars and node_modules', () => {
    for (const name of ['in/b.csv', 'in/a.csv', 'in/deep/c.csv', 'in/node_modules/d.csv', 'in/.hidden.csv']) {
      mkdirSync(dirname(cli.pathOf(name)), { recursive: true });
      copyFileSync(PENGUINS_PATH, cli.pathOf(name));
    }
    cli.write('in/a.csv.mixture.json', '{"version":1,"expected":[]}');

    const { stdout, status } = check('in/**/*', 'in/a.csv');

    assert.equal(status, 0, stdout);
    assert.deepEqual(
      stdout.split('\n').flatMap((line) => /^(\S+): no findings/.exec(line)?.[1] ?? []),
      ['in/a.csv', 'in/b.csv', 'in/deep/c.csv'],
    );
  });

  it('A pattern without a file is an error, and a file with the name of a pattern is no pattern', () => {
    cli.write('[x].csv', penguins);

    const named = check('[x].csv');
    const unmatched = check('*.tsv');

    assert.equal(named.status, 0);
    assert.equal(unmatched.status, 2);
    assert.equal(unmatched.stderr, 'mixture-lens: *.tsv: no file matches this pattern; check it\n');
  });

  it('Standard input is checked under the name of --stdin-name', () => {
    const { status, stdout } = cli.runWithInput(
      wrong,
      'check',
      '-',
      '--model',
      'penguins.json',
      '--stdin-name',
      'new.csv',
    );

    assert.equal(status, 1);
    assert.match(stdout, /^new\.csv:51:/);
  });

  it('--out writes the report and leaves a summary on standard output', () => {
    const { stdout } = check('wrong.csv', '--out', 'report.txt');

    assert.equal(stdout, 'wrong.csv: 1 finding (1 warning) in 344 rows, 8 of 8 columns checked\n');
    assert.match(cli.read('report.txt'), /^wrong\.csv:51:.*\[cell\.slip\]\n/);
  });

  it('--out never overwrites an input, the model or the baseline', () => {
    cli.write('known.json', '{"version":1,"findings":[]}');

    for (const out of ['clean.csv', 'penguins.json', 'known.json']) {
      const { status, stderr } = check('cl*n.csv', '--baseline', 'known.json', '--out', out);

      assert.equal(status, 2);
      assert.match(stderr, /would overwrite/);
    }
  });

  it('check --help loads neither kernels nor threads', () => {
    const alone = cli.pathOf('alone.cjs');
    copyFileSync(CLI_PATH, alone);

    const { status, stdout, stderr } = spawnSync(process.execPath, [alone, 'check', '--help'], { encoding: 'utf8' });

    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /--fail-on <severity>/);
  });

  describe('baselines', () => {
    before(() => assert.equal(cli.run('check', STAFF_PATH, '--write-baseline', 'known.json').status, 0));

    it('All findings are known to the baseline that was written of them', () => {
      const { status, stdout } = cli.run('check', STAFF_PATH, '--baseline', 'known.json');

      assert.equal(status, 0, stdout);
      assert.match(stdout, /: no findings in 300 rows.*; 13 more findings in the baseline\n/);
    });

    it('A baseline has a line per entry, in order, and no line of the file', () => {
      const lines = cli.read('known.json').trimEnd().split('\n');

      const entries = lines.slice(3, -2);
      assert.deepEqual([lines.length, entries.length], [18, 13]);
      assert.deepEqual(entries, entries.toSorted());
      for (const entry of entries)
        assert.deepEqual(Object.keys(JSON.parse(entry.replace(/,$/, '')) as object), [
          'file',
          'code',
          'column',
          'fingerprint',
          'count',
        ]);
    });

    it('Writing a baseline again gives the same bytes', () => {
      cli.run('check', STAFF_PATH, '--baseline', 'known.json', '--write-baseline', 'again.json');

      assert.equal(cli.read('again.json'), cli.read('known.json'));
    });

    it('Rows that moved stay known, and a new finding is reported', () => {
      const rows = penguins.split('\n').map((line) => line.split(','));
      rows[50][5] = '37500';
      cli.write('known.csv', rows.map((cells) => cells.join(',')).join('\n'));
      assert.equal(check('known.csv', '--write-baseline', 'one.json').status, 0);
      rows.splice(200, 0, ...rows.splice(50, 1));
      rows[60][5] = '47500';
      cli.write('known.csv', rows.map((cells) => cells.join(',')).join('\n'));

      const { status, stdout } = check('known.csv', '--baseline', 'one.json');

      assert.equal(status, 1);
      assert.match(stdout, /^known\.csv:61:.*47500.*\nknown\.csv: 1 finding .*; 1 more finding in the baseline\n$/);
    });

    it('One more of equal findings than the baseline counts is reported', () => {
      cli.write('one.csv', penguins.replace('"Adelie', '"Adelei'));
      assert.equal(check('one.csv', '--write-baseline', 'spelt.json').status, 0);
      cli.write('one.csv', penguins.replace('"Adelie', '"Adelei').replace('"Adelie', '"Adelei'));

      const { status, stdout } = check('one.csv', '--baseline', 'spelt.json');

      assert.equal(status, 1);
      assert.match(stdout, /^one\.csv:3:1: warning: "Adelei" .*\n.*; 1 more finding in the baseline\n$/);
    });

    it('A finding that the baseline has of one file is reported in another', () => {
      const text = penguins.replace('"Adelie', '"Adelei');
      for (const name of ['first.csv', 'second.csv']) cli.write(name, text);
      assert.equal(check('first.csv', '--write-baseline', 'first.json').status, 0);

      assert.equal(check('second.csv', '--baseline', 'first.json').status, 1);
    });

    it('A baseline is not written if a file cannot be checked', () => {
      const { status, stderr } = check('clean.csv', 'nowhere.csv', '--write-baseline', 'partial.json');

      assert.equal(status, 2);
      assert.match(stderr, /partial\.json: not written, since it would lack the findings of files/);
      assert.throws(() => cli.read('partial.json'));
    });

    const refused: readonly [string, string, RegExp][] = [
      ['an unfinished merge', '{\n<<<<<<< ours\n', /Not valid JSON\. Resolve an unfinished merge/],
      ['a newer version', '{"version":2,"findings":[]}', /newer Mixture Lens/],
      ['an unknown code', '{"version":1,"findings":[{"file":"a.csv","code":"x"}]}', /entry 1: "code" must be one of/],
      ['another JSON file', '[]', /must be an object/],
    ];
    for (const [what, text, message] of refused) {
      it(`A baseline that is ${what} is refused with one line and exit status 2`, () => {
        const { status, stderr } = check('clean.csv', '--baseline', cli.write('broken.json', text));

        assert.equal(status, 2);
        assert.match(stderr, message);
        assert.match(stderr, /^mixture-lens: broken\.json: [^\n]*\n$/);
      });
    }
  });
});
