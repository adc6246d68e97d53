/** `fix`: the corrected file, the list of changes, and what is refused. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const cli = resolve('dist/server/cli.cjs');
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

describe('the command line, fixing', function () {
  this.timeout(60_000);
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'mixture-lens-fix-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const place = (name: string): string => join(folder, name);

  function run(...args: string[]): ReturnType<typeof spawnSync> & { stdout: string; stderr: string } {
    return spawnSync(process.execPath, [cli, 'fix', ...args], { cwd: folder, encoding: 'utf8' });
  }

  it('corrects what is known, and keeps every other byte', () => {
    writeFileSync(place('dirty.csv'), Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(DIRTY, 'utf16le')]));
    const { status, stdout, stderr } = run('dirty.csv', '--apply', 'meant', '--out', 'fixed.csv');
    assert.equal(status, 0, stderr);
    assert.deepEqual(
      readFileSync(place('fixed.csv')),
      Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(FIXED, 'utf16le')]),
    );
    assert.match(
      stdout,
      /^fixed\.csv: 3 cells were changed; fixed\.changes\.csv lists them\n {2}line 13, city: "Hambrug" became "Hamburg"; it is misspelt: /,
    );
    assert.deepEqual(
      readFileSync(place('fixed.changes.csv'), 'utf8')
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

  it('has nothing to correct in what it wrote', () => {
    const { status, stdout } = run('fixed.csv', '--apply', 'meant', '--out', 'again.csv', '--changes', 'none.csv');
    assert.equal(status, 0);
    assert.match(stdout, /^again\.csv: nothing was changed; no cell has an intended value that is certain\n$/);
    assert.deepEqual(readFileSync(place('again.csv')), readFileSync(place('fixed.csv')));
    assert.equal(readFileSync(place('none.csv'), 'utf8').split('\r\n').length, 2);
  });

  it('corrects numbers that are unlikely beside the others, unless no fit is wanted', () => {
    const lines = Array.from({ length: 300 }, (_, row) => {
      const height = 150 + ((row * 37) % 50);
      return `${height},${row === 40 ? (height - 100) * 100 : height - 100 + ((row * 13) % 7)},${['a', 'b'][((row * row) % 3) % 2]}`;
    });
    writeFileSync(place('people.csv'), ['height,weight,group', ...lines, ''].join('\n'));
    const fixed = [...lines];
    fixed[40] = `${150 + ((40 * 37) % 50)},${50 + ((40 * 37) % 50)},${lines[40].slice(-1)}`;
    const { status, stdout, stderr } = run('people.csv', '--apply', 'meant', '--out', 'healthy.csv');
    assert.equal(status, 0, stderr);
    assert.equal(readFileSync(place('healthy.csv'), 'utf8'), ['height,weight,group', ...fixed, ''].join('\n'));
    assert.match(
      stdout,
      /1 cell was changed; healthy\.changes\.csv lists it\n {2}line 42, weight: "\d+00" became "\d\d"; it is unlikely beside the other cells of its row: 100 times too large/,
    );
    assert.match(
      run('people.csv', '--apply', 'meant', '--no-fit', '--out', 'unfitted.csv').stdout,
      /nothing was changed/,
    );
  });

  it('writes over no file that it reads, and nothing where it does not know how', () => {
    const refusals: readonly [RegExp, readonly string[]][] = [
      [/--out would overwrite the input file/, ['dirty.csv', '--apply', 'meant', '--out', 'dirty.csv']],
      [/--apply/, ['dirty.csv', '--out', 'other.csv']],
      [/--out/, ['dirty.csv', '--apply', 'meant']],
      [/The file is empty; there is nothing to fix/, ['empty.csv', '--apply', 'meant', '--out', 'other.csv']],
      [/no such file/, ['absent.csv', '--apply', 'meant', '--out', 'other.csv']],
      [
        /cannot be written in the encoding shift_jis/,
        ['sjis.csv', '--apply', 'meant', '--encoding', 'shift_jis', '--out', 'other.csv'],
      ],
    ];
    writeFileSync(place('sjis.csv'), 'a,b\n1,2\n');
    writeFileSync(place('empty.csv'), '\n');
    for (const [why, args] of refusals) {
      const { status, stderr } = run(...args);
      assert.equal(status, 2);
      assert.match(stderr, why);
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
    }
    assert.equal(existsSync(place('other.csv')), false);
  });
});
