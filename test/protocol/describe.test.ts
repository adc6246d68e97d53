/**
 * `describe`, `convert` and the options that say how a file is read, on a file that is dirty in several ways at once.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { FitReport, TableReport } from '../../server/protocol';

const cli = resolve('dist/server/cli.cjs');

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

describe('the command line, reading', function () {
  this.timeout(60_000);
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'mixture-lens-describe-'));
    writeFileSync(join(folder, 'dirty.csv'), DIRTY);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function run(...args: string[]): string {
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { cwd: folder, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    return stdout;
  }

  it('describes the table: what is no row, what the columns are, and what their numbers count', () => {
    const table = JSON.parse(run('describe', 'dirty.csv', '--json')) as TableReport;
    assert.deepEqual([table.rows, table.delimiter, table.header, table.decimal], [ROWS, ',', true, '.']);
    assert.deepEqual(table.passedOver, { count: 4, line: 1, text: 'Report of March,,,,' });
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
    const words = run('describe', 'dirty.csv');
    for (const part of [
      '60 rows, 5 columns; delimiter comma, a header, decimal point',
      '4 lines are not rows, the first on line 1: Report of March',
      'numbers in "kg", but for 1 cell',
    ]) {
      assert.ok(words.includes(part), words);
    }
  });

  it('converts it to plain CSV, which reads as the same table', () => {
    run('convert', 'dirty.csv', '--out', 'plain.csv');
    const plain = readFileSync(join(folder, 'plain.csv'), 'utf8');
    assert.equal(plain, run('convert', 'dirty.csv'));
    const lines = plain.split('\r\n');
    assert.deepEqual(
      [lines.length, lines[0], lines[1], lines[10]],
      [ROWS + 2, 'code,price,mass,score,kept', '00100,"1,000 €",2.0 kg,0,yes', '00109,"1,851 €",2909 g,5.5,no'],
    );
    const [before, after] = ['dirty.csv', 'plain.csv'].map(
      (file) => JSON.parse(run('describe', file, '--json')) as TableReport,
    );
    assert.deepEqual(after.columns, before.columns);
  });

  it('tells in a fit what was passed over and which cells count something else', () => {
    const { status, stderr, stdout } = spawnSync(process.execPath, [cli, 'fit', 'dirty.csv', '-k', '1', '--json'], {
      cwd: folder,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    assert.match(stderr, /line 1: "Report of March,,,," is no row \(and 3 more like it\)/);
    assert.match(stderr, /"2909 g" is in "g", but mass is in "kg"; it counts as missing/);
    assert.equal((JSON.parse(stdout) as FitReport).columns[2].unit, 'kg');
  });

  it('does as it is told: marks, words, and lines above and below the header', () => {
    writeFileSync(join(folder, 'told.csv'), 'x;y\nm;s\n1,5;9\n%2;7\n2,25;n/k\n3,125;8\n');
    const told = JSON.parse(
      run(
        'describe',
        'told.csv',
        '--json',
        '--decimal',
        'comma',
        '--comment',
        '%',
        '--units-rows',
        '1',
        '--missing',
        'n/k',
      ),
    ) as TableReport;
    assert.deepEqual(
      [told.rows, told.decimal, told.passedOver?.count, told.columns.map(({ missing }) => missing)],
      [3, ',', 2, [0, 1]],
    );
    const skipped = JSON.parse(run('describe', 'told.csv', '--json', '--skip', '1', '--comment', '')) as TableReport;
    assert.deepEqual([skipped.rows, skipped.columns.map(({ name }) => name)], [4, ['m', 's']]);
    for (const flags of [
      ['--decimal', 'dot'],
      ['--skip', '-1'],
      ['--units-rows', 'x'],
      ['--thousands', ';'],
      ['--encoding', 'ebcdic'],
      ['--thousands', 'comma', '--decimal', 'comma'],
    ]) {
      const { status, stderr } = spawnSync(process.execPath, [cli, 'describe', 'told.csv', ...flags], {
        cwd: folder,
        encoding: 'utf8',
      });
      assert.equal(status, 2);
      assert.match(stderr, /^mixture-lens: [^\n]+\n$/);
    }
  });

  it('does as it is told: what separates thousands, and which marks make no number', () => {
    const marked = Array.from({ length: 40 }, (_, n) => `${1 + (n % 9)}.${100 + ((n * 37) % 900)};${n % 2}`);
    writeFileSync(join(folder, 'thousands.csv'), ['price;kept', ...marked, "1'250;1", '2 250;0', ''].join('\n'));
    const mean = (...flags: string[]): number => {
      const report = JSON.parse(
        run('fit', 'thousands.csv', '--json', '--quiet', '-k', '1', '--kind', 'price=normal', ...flags),
      ) as FitReport;
      return (report.components[0].columns as Record<string, { readonly mean: number }>).price.mean;
    };
    const unread = (...flags: string[]): readonly string[] =>
      (
        JSON.parse(
          run('fit', 'thousands.csv', '--json', '--quiet', '-k', '1', '--kind', 'price=normal', ...flags),
        ) as FitReport
      ).unreadable?.map(({ text }) => text) ?? [];
    assert.ok(mean() < 10 && mean('--thousands', 'point') > 1000);
    assert.deepEqual(
      [unread(), unread('--thousands', 'point'), unread('--thousands', 'apostrophe'), unread('--thousands', 'none')],
      [[], ["1'250", '2 250'], ['2 250'], ["1'250", '2 250']],
    );
    assert.equal(
      (JSON.parse(run('describe', 'thousands.csv', '--json', '--thousands', 'point')) as TableReport).decimal,
      ',',
    );
    writeFileSync(join(folder, 'ambiguous.csv'), 'a,b\n"1,250",1\n"2,375",2\n"1,125",1\n"3,500",4\n');
    const decimals = [[], ['--thousands', 'comma'], ['--thousands', 'none'], ['--thousands', 'blank']].map(
      (flags) => (JSON.parse(run('describe', 'ambiguous.csv', '--json', ...flags)) as TableReport).decimal,
    );
    assert.deepEqual(decimals, ['.', '.', ',', ',']);
  });

  it('does as it is told: the encoding of the file', () => {
    const names = (encoding: BufferEncoding | Buffer, ...flags: string[]): readonly string[] => {
      const text = `größe,${'名'}\n${Array.from({ length: 30 }, (_, n) => `${(n * 7) % 23}.5,${n % 5}`).join('\n')}\n`;
      writeFileSync(join(folder, 'encoded.csv'), typeof encoding === 'string' ? Buffer.from(text, encoding) : encoding);
      return (JSON.parse(run('describe', 'encoded.csv', '--json', ...flags)) as TableReport).columns.map(
        ({ name }) => name,
      );
    };
    assert.deepEqual(names('utf16le', '--encoding', 'UTF-16LE'), ['größe', '名']);
    const japanese = Buffer.concat([Buffer.of(0x96, 0xbc, 0x2c, 0x62, 0x0a), Buffer.from('1,2\n3,4\n')]);
    assert.deepEqual(names(japanese, '--encoding', 'shift_jis'), ['名', 'b']);
    assert.deepEqual(names(japanese), ['–¼', 'b']);
    assert.deepEqual(names('utf8', '--encoding', 'latin1'), ['grÃ¶ÃŸe', 'å\u0090\u008d']);
    const { stderr } = spawnSync(process.execPath, [cli, 'describe', 'encoded.csv', '--encoding', 'utf-16le'], {
      cwd: folder,
      encoding: 'utf8',
    });
    assert.doesNotMatch(stderr, /not UTF-8/);
    const plain = run('convert', 'encoded.csv', '--encoding', 'latin1');
    assert.ok(plain.startsWith('grÃ¶ÃŸe,'));
  });
});
