/** `fix` on the command line: the corrected file, the list of changes, and what is refused. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { seededRandom } from '../../server/core/numeric/random';
import { useCommandLine, type Outcome } from './commandLine';

const CITIES = ['Köln', 'Berlin', 'Hamburg'];
const SLIPS = new Map([
  [10, '"Hambrug"'],
  [20, 'berlin'],
  [30, 'Berln'],
  [40, '=Rio'],
]);
const rows = Array.from({ length: 200 }, (_, row) =>
  `${SLIPS.get(row) ?? CITIES[(row * 7 + (row >> 3)) % 3]};${((row * 37) % 101) / 4};"a ""note"""`.replace('.', ','),
);
const DIRTY = ['# by hand', 'city;size;note', ...rows].join('\r\n');
const FIXED = DIRTY.replace('"Hambrug"', '"Hamburg"').replace('berlin', 'Berlin').replace('Berln', 'Berlin');
const utf16 = (text: string): Buffer => Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(text, 'utf16le')]);

describe('mixture-lens fix', function () {
  this.timeout(60_000);
  const cli = useCommandLine();
  before(() => cli.write('dirty.csv', utf16(DIRTY)));

  it('fix writes no guessed slip where a formula says another number', () => {
    const random = seededRandom(5);
    const items = Array.from({ length: 300 }, (_, row) => {
      const [quantity, price] = [1 + Math.floor(9 * random()), 2 + Math.floor(40 * random())];
      return `${row === 30 ? 5000 : quantity},${price},${quantity * price}`;
    });
    cli.write('items.csv', `qty,price,total\n${items.join('\n')}\n`);

    assert.equal(cli.run('fix', 'items.csv', '--apply', 'meant', '--out', 'items.fixed.csv').status, 0);

    const [written] = cli.read('items.fixed.csv').split('\n')[31].split(',');
    assert.notEqual(written, '5');
  });

  it('fix removes blanks at the ends of cells', () => {
    const towns = Array.from({ length: 60 }, (_, row) => `${CITIES[row % 3]},${(row * 37) % 101}`);
    const sound = ['town,n', ...towns].join('\n');
    cli.write('blanks.csv', sound.replace('Berlin,', 'Berlin\u00a0,').replace('Hamburg,', ' Hamburg,'));

    const { status, stderr } = cli.run(
      'fix',
      'blanks.csv',
      '--no-fit',
      '--apply',
      'meant',
      '--out',
      'blanks.fixed.csv',
    );

    assert.equal(status, 0, stderr);
    assert.equal(cli.read('blanks.fixed.csv'), sound);
  });

  describe('a table with misspelt cells', () => {
    let outcome: Outcome;
    before(() => {
      outcome = cli.run('fix', 'dirty.csv', '--apply', 'meant', '--out', 'fixed.csv');
      assert.equal(outcome.status, 0, outcome.stderr);
    });

    it('fix corrects misspelt cells and keeps every other byte', () => {
      assert.deepEqual(readFileSync(cli.pathOf('fixed.csv')), utf16(FIXED));
    });

    it('fix prints how many cells it changed, and each change with its reason', () => {
      assert.match(
        outcome.stdout,
        /^fixed\.csv: 3 cells were changed; fixed\.changes\.csv lists them\n {2}line 13, city: "Hambrug" became "Hamburg"; it is misspelt: /,
      );
    });

    it('fix writes a list of its changes', () => {
      assert.deepEqual(
        cli
          .read('fixed.changes.csv')
          .split('\r\n')
          .map((line) => line.split(',').slice(0, 5).join(' ')),
        [
          'line column before after code',
          '13 city Hambrug Hamburg cell.misspelt',
          '23 city berlin Berlin cell.variant',
          '33 city Berln Berlin cell.misspelt',
          '',
        ],
      );
    });

    it('fix changes nothing in a file that it wrote', () => {
      const options = ['--apply', 'meant', '--out', 'again.csv', '--changes', 'none.csv'];

      const { status, stdout } = cli.run('fix', 'fixed.csv', ...options);

      assert.equal(status, 0);
      assert.match(stdout, /^again\.csv: nothing was changed; no cell has an intended value that is certain\n$/);
      assert.deepEqual(readFileSync(cli.pathOf('again.csv')), readFileSync(cli.pathOf('fixed.csv')));
      assert.equal(cli.read('none.csv').split('\r\n').length, 2);
    });
  });

  describe('a table with an unlikely number', () => {
    const lines = Array.from({ length: 300 }, (_, row) => {
      const height = 150 + ((row * 37) % 50);
      return `${height},${row === 40 ? (height - 100) * 100 : height - 100 + ((row * 13) % 7)},${['a', 'b'][((row * row) % 3) % 2]}`;
    });
    before(() => cli.write('people.csv', ['height,weight,group', ...lines, ''].join('\n')));

    it('fix corrects a number that is unlikely given the other cells of its row', () => {
      const fixed = [...lines];
      fixed[40] = `${150 + ((40 * 37) % 50)},${50 + ((40 * 37) % 50)},${lines[40].slice(-1)}`;

      const { status, stdout, stderr } = cli.run('fix', 'people.csv', '--apply', 'meant', '--out', 'healthy.csv');

      assert.equal(status, 0, stderr);
      assert.equal(cli.read('healthy.csv'), ['height,weight,group', ...fixed, ''].join('\n'));
      assert.match(
        stdout,
        /1 cell was changed; healthy\.changes\.csv lists it\n {2}line 42, weight: "\d+00" became "\d\d"; it is unlikely beside the other cells of its row: 100 times too large/,
      );
    });

    it('fix --no-fit leaves unlikely numbers alone', () => {
      const { stdout } = cli.run('fix', 'people.csv', '--apply', 'meant', '--no-fit', '--out', 'unfitted.csv');

      assert.match(stdout, /nothing was changed/);
    });
  });

  describe('refusals', () => {
    before(() => {
      cli.write('sjis.csv', 'a,b\n1,2\n');
      cli.write('empty.csv', '\n');
    });

    const refused: readonly (readonly [string, RegExp, readonly string[]])[] = [
      [
        'an output over its input',
        /--out would overwrite the input file/,
        ['dirty.csv', '--apply', 'meant', '--out', 'dirty.csv'],
      ],
      ['a call without --apply', /--apply/, ['dirty.csv', '--out', 'other.csv']],
      ['a call without --out', /--out/, ['dirty.csv', '--apply', 'meant']],
      [
        'an empty file',
        /The file is empty; there is nothing to fix/,
        ['empty.csv', '--apply', 'meant', '--out', 'other.csv'],
      ],
      ['a missing file', /no such file/, ['absent.csv', '--apply', 'meant', '--out', 'other.csv']],
      [
        'an encoding that it cannot write',
        /cannot be written in the encoding shift_jis/,
        ['sjis.csv', '--apply', 'meant', '--encoding', 'shift_jis', '--out', 'other.csv'],
      ],
    ];
    for (const [what, why, args] of refused) {
      it(`fix refuses ${what} in one line and writes nothing`, () => {
        const { status, stderr } = cli.run('fix', ...args);

        assert.equal(status, 2);
        assert.match(stderr, why);
        assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
        assert.equal(existsSync(cli.pathOf('other.csv')), false);
        assert.deepEqual(readFileSync(cli.pathOf('dirty.csv')), utf16(DIRTY));
      });
    }
  });
});
