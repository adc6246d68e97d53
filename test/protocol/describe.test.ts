/** `describe`, `convert` and the options of reading, on a file that is dirty in several ways at once. */
import assert from 'node:assert/strict';
import type { FitReport, TableReport } from '../../server/protocol';
import { useCommandLine, type Outcome, reportOfJson } from './commandLine';

const ROWS = 60;
const rows = Array.from({ length: ROWS }, (_, n) =>
  [
    `00${100 + n}`,
    `"${(1000 + 37 * ((n * 7) % 40)).toLocaleString('en')} €"`,
    n === 9 ? '2909 g' : `${(2 + ((n * 11) % 17) / 10).toFixed(1)} kg`,
    n === 12 ? 'Inf' : n % 7 === 3 ? '.' : ((n * 5) % 23) / 4,
    n === 20 ? 'none given' : ['yes', 'no'][n % 2],
  ].join(','),
);
const DIRTY = [
  'Report of March,,,,',
  '',
  '# made by hand',
  'code,price,mass,score,kept',
  ',[EUR],[kg],[m],',
  ...rows,
  '(60 rows)',
  '',
].join('\r\n');

describe('reading on the command line', function () {
  this.timeout(60_000);
  const cli = useCommandLine();
  before(() => cli.write('dirty.csv', DIRTY));

  function describeTable(...args: readonly string[]): TableReport {
    return JSON.parse(cli.output('describe', ...args, '--json')) as TableReport;
  }

  describe('mixture-lens describe', () => {
    let table: TableReport;
    before(() => (table = describeTable('dirty.csv')));

    it('describe reports the rows and the dialect', () => {
      assert.deepEqual([table.rows, table.delimiter, table.header, table.decimal], [ROWS, ',', true, '.']);
    });

    it('describe reports the number of lines that are not rows, and the first of them', () => {
      assert.deepEqual(table.passedOver, { count: 4, line: 1, text: 'Report of March,,,,' });
    });

    it('describe reports kind, unit and missing cells of each column', () => {
      assert.deepEqual(
        table.columns.map(({ name, kind, unit, missing }) => [name, kind === 'ignored', unit, missing]),
        [
          ['code', true, undefined, 0],
          ['price', false, '€', 0],
          ['mass', false, 'kg', 0],
          ['score', false, undefined, 9],
          ['kept', false, undefined, 0],
        ],
      );
      assert.match(table.columns[0].reason, /begin with a zero/);
    });

    it('describe prints the dialect, the lines that are not rows, and units', () => {
      const words = cli.output('describe', 'dirty.csv');

      for (const part of [
        '60 rows, 5 columns; delimiter comma, a header, decimal point',
        '4 lines are not rows, the first on line 1: Report of March',
        'numbers in "kg", but for 1 cell',
      ])
        assert.ok(words.includes(part), words);
    });
  });

  describe('mixture-lens convert', () => {
    let plain: string;
    before(() => {
      cli.output('convert', 'dirty.csv', '--out', 'plain.csv');
      plain = cli.read('plain.csv');
    });

    it('convert prints what it writes to the file of --out', () => {
      assert.equal(plain, cli.output('convert', 'dirty.csv'));
    });

    it('convert writes the header and the rows as plain CSV', () => {
      const lines = plain.split('\r\n');

      assert.deepEqual(
        [lines.length, lines[0], lines[1], lines[10]],
        [ROWS + 2, 'code,price,mass,score,kept', '00100,"1,000 €",2.0 kg,0,yes', '00109,"1,851 €",2909 g,5.5,no'],
      );
    });

    it('A converted table has the columns of the original', () => {
      const [original, converted] = ['dirty.csv', 'plain.csv'].map((file) => describeTable(file));

      assert.deepEqual(converted.columns, original.columns);
    });
  });

  describe('a fit of a dirty file', () => {
    let outcome: Outcome;
    before(() => {
      outcome = cli.run('fit', 'dirty.csv', '-k', '1', '--json');
      assert.equal(outcome.status, 0, outcome.stderr);
    });

    it('fit notes the lines that are not rows', () => {
      assert.match(outcome.stderr, /line 1: "Report of March,,,," is not a row \(and 3 more like it\)/);
    });

    it('fit notes a cell in another unit, which counts as missing', () => {
      assert.match(outcome.stderr, /"2909 g" is in "g", but mass is in "kg"; it counts as missing/);
    });

    it('fit reports the unit of a column', () => {
      assert.equal((JSON.parse(outcome.stdout) as FitReport).columns[2].unit, 'kg');
    });
  });

  describe('options of lines and missing values', () => {
    before(() => cli.write('framed.csv', 'x;y\nm;s\n1,5;9\n%2;7\n2,25;n/k\n3,125;8\n'));

    it('describe reads decimal marks, comments, units and missing values as its options say', () => {
      const options = ['--decimal', 'comma', '--comment', '%', '--units-rows', '1', '--missing', 'n/k'];

      const table = describeTable('framed.csv', ...options);

      assert.deepEqual(
        [table.rows, table.decimal, table.passedOver?.count, table.columns.map(({ missing }) => missing)],
        [3, ',', 2, [0, 1]],
      );
    });

    it('describe --skip finds the header below the skipped lines', () => {
      const table = describeTable('framed.csv', '--skip', '1', '--comment', '');

      assert.deepEqual([table.rows, table.columns.map(({ name }) => name)], [4, ['m', 's']]);
    });

    for (const flags of [
      ['--decimal', 'dot'],
      ['--skip', '-1'],
      ['--units-rows', 'x'],
      ['--thousands', ';'],
      ['--encoding', 'ebcdic'],
      ['--thousands', 'comma', '--decimal', 'comma'],
    ]) {
      it(`describe refuses ${flags.join(' ')} in one line`, () => {
        const { status, stderr } = cli.run('describe', 'framed.csv', ...flags);

        assert.equal(status, 2);
        assert.match(stderr, /^mixture-lens: [^\n]+\n$/);
      });
    }
  });

  describe('thousands separators', () => {
    before(() => {
      const marked = Array.from({ length: 40 }, (_, n) => `${1 + (n % 9)}.${100 + ((n * 37) % 900)};${n % 2}`);
      cli.write('thousands.csv', ['price;kept', ...marked, "1'250;1", '2 250;0', ''].join('\n'));
    });

    function fitted(...flags: readonly string[]): FitReport {
      const options = ['-k', '1', '--kind', 'price=normal', '--json', '--quiet'];
      return reportOfJson(cli.output('fit', 'thousands.csv', ...options, ...flags));
    }

    it('fit --thousands point reads 1.250 as a thousand', () => {
      const mean = (report: FitReport): number =>
        (report.components[0].columns as Record<string, { readonly mean: number }>).price.mean;

      assert.ok(mean(fitted()) < 10 && mean(fitted('--thousands', 'point')) > 1000);
    });

    it('fit --thousands makes numbers with another separator unreadable', () => {
      const unreadable = (...flags: readonly string[]): readonly string[] =>
        fitted(...flags).unreadable?.map(({ text }) => text) ?? [];

      assert.deepEqual(
        [
          unreadable(),
          unreadable('--thousands', 'point'),
          unreadable('--thousands', 'apostrophe'),
          unreadable('--thousands', 'none'),
        ],
        [[], ["1'250", '2 250'], ['2 250'], ["1'250", '2 250']],
      );
    });

    it('describe --thousands point implies a decimal comma', () => {
      assert.equal(describeTable('thousands.csv', '--thousands', 'point').decimal, ',');
    });

    it('describe --thousands decides whether an ambiguous comma is the decimal mark', () => {
      cli.write('ambiguous.csv', 'a,b\n"1,250",1\n"2,375",2\n"1,125",1\n"3,500",4\n');

      const decimals = [[], ['--thousands', 'comma'], ['--thousands', 'none'], ['--thousands', 'blank']].map(
        (flags) => describeTable('ambiguous.csv', ...flags).decimal,
      );

      assert.deepEqual(decimals, ['.', '.', ',', ',']);
    });
  });

  describe('encodings', () => {
    const text = `größe,名\n${Array.from({ length: 30 }, (_, n) => `${(n * 7) % 23}.5,${n % 5}`).join('\n')}\n`;
    const japanese = Buffer.concat([Buffer.of(0x96, 0xbc, 0x2c, 0x62, 0x0a), Buffer.from('1,2\n3,4\n')]);

    function namesOf(content: Uint8Array, ...flags: readonly string[]): readonly string[] {
      return describeTable(cli.write('encoded.csv', content), ...flags).columns.map(({ name }) => name);
    }

    it('describe --encoding reads UTF-16 without a byte order mark', () => {
      assert.deepEqual(namesOf(Buffer.from(text, 'utf16le'), '--encoding', 'UTF-16LE'), ['größe', '名']);
    });

    it('describe --encoding reads Shift JIS', () => {
      assert.deepEqual(namesOf(japanese, '--encoding', 'shift_jis'), ['名', 'b']);
    });

    it('describe reads a file that is not UTF-8 as windows-1252 by default', () => {
      assert.deepEqual(namesOf(japanese), ['–¼', 'b']);
    });

    it('describe --encoding latin1 reads UTF-8 byte by byte', () => {
      assert.deepEqual(namesOf(Buffer.from(text), '--encoding', 'latin1'), ['grÃ¶ÃŸe', 'å\u0090\u008d']);
    });

    it('describe has no note about UTF-8 when an encoding is requested', () => {
      cli.write('encoded.csv', japanese);

      const { status, stderr } = cli.run('describe', 'encoded.csv', '--encoding', 'shift_jis');

      assert.deepEqual([status, stderr], [0, '']);
    });

    it('convert --encoding reads its input in the requested encoding', () => {
      cli.write('encoded.csv', text);

      assert.ok(cli.output('convert', 'encoded.csv', '--encoding', 'latin1').startsWith('grÃ¶ÃŸe,'));
    });
  });
});
