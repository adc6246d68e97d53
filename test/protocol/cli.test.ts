import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { FitReport, ScoreReport } from '../../server/protocol';
import { skewed } from './tables';
import { MODEL_VERSION } from '../../server/formats/model/writeModel';
import { rowFindings, smallestTail } from '../../server/protocol/report/report';

const cli = resolve('dist/server/cli.cjs');

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe('the command line', function () {
  this.timeout(120_000);
  let folder = '';
  before(() => (folder = mkdtempSync(join(tmpdir(), 'mixture-lens-cli-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  function run(args: readonly string[], input?: string): Outcome {
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
      cwd: folder,
      encoding: 'utf8',
      input,
    });
    return { status, stdout, stderr };
  }
  function file(name: string, content: string | Uint8Array): string {
    writeFileSync(join(folder, name), content);
    return name;
  }
  function report(args: readonly string[], input?: string): FitReport {
    const { status, stdout, stderr } = run(['fit', ...args, '--json'], input);
    assert.equal(status, 0, stderr);
    assert.equal(stderr, '');
    return JSON.parse(stdout) as FitReport;
  }

  it('reads a table through a pipe, whatever its name', () => {
    const rows = 40_000;
    const table = file(
      'piped.csv',
      `x,y\n${Array.from({ length: rows }, (_, i) => `${(i * 7919) % 1009},${(i * 31) % 97}.25`).join('\n')}\n`,
    );
    const fit = (words: string): unknown => {
      const { status, stdout, stderr } = spawnSync('bash', ['-c', words, process.execPath, cli], {
        cwd: folder,
        encoding: 'utf8',
      });
      assert.equal(status, 0, stderr);
      const { rows: found, nlml } = JSON.parse(stdout) as FitReport;
      return { rows: found, nlml };
    };
    const plain = fit(`"$0" "$1" fit ${table} -k 1 --json`);
    for (const words of [
      'fit <(cat piped.csv) -k 1 --json',
      'fit /dev/stdin -k 1 --json < piped.csv',
      'fit - -k 1 --json < piped.csv',
      'fit - -k 1 --json < <(cat piped.csv)',
    ]) {
      assert.deepEqual(fit(`"$0" "$1" ${words}`), plain, words);
    }
    assert.deepEqual(fit('cat piped.csv | "$0" "$1" fit /dev/stdin -k 1 --json'), plain);
  });

  it('never writes over what it reads, nor two things into one file', () => {
    const content = readFileSync(resolve('samples/penguins.csv'), 'utf8');
    file('own.csv', content);
    linkSync(join(folder, 'own.csv'), join(folder, 'linked.csv'));
    for (const args of [
      ['--scores', 'own.csv'],
      ['--out', './own.csv'],
      ['--report', 'own.csv'],
      ['--scores', 'linked.csv'],
      ['--out', 'x', '--scores', './x'],
      ['--scores', '-'],
    ]) {
      const { status, stdout, stderr } = run(['fit', 'own.csv', '-k', '1', ...args]);
      assert.deepEqual([status, stdout], [2, ''], args.join(' '));
      assert.match(stderr, /^[^\n]*(would overwrite|needs the name of a file)[^\n]*\n$/);
    }
    assert.equal(readFileSync(join(folder, 'own.csv'), 'utf8'), content);
    assert.equal(run(['fit', 'own.csv', '-k', '1', '--quiet', '--out', 'model.json']).status, 0);
    const model = readFileSync(join(folder, 'model.json'), 'utf8');
    assert.equal(run(['score', 'own.csv', '--model', 'model.json', '--scores', 'model.json']).status, 2);
    assert.equal(readFileSync(join(folder, 'model.json'), 'utf8'), model);
  });

  it('gives no two columns of scores one name, however often a file is scored', () => {
    file('0.csv', readFileSync(resolve('samples/penguins.csv'), 'utf8'));
    for (const n of [1, 2, 3])
      assert.equal(
        run(['fit', `${n - 1}.csv`, '-k', '1', '--columns', 'body_mass_g', '--quiet', '--scores', `${n}.csv`]).status,
        0,
      );
    const names = readFileSync(join(folder, '3.csv'), 'utf8').split('\n')[0].split(',');
    assert.equal(names.length, 8 + 3 * 5);
    assert.equal(new Set(names).size, names.length);
  });

  it('fits the penguins: kinds, missing cells, K, reason, trace', () => {
    const found = report([resolve('samples/penguins.csv')]);
    assert.equal(found.rows, 344);
    const kinds = Object.fromEntries(found.columns.map(({ name, kind }) => [name, kind]));
    for (const name of ['species', 'island', 'sex'])
      assert.ok(['categorical', 'bernoulli'].includes(kinds[name]), name);
    for (const name of ['bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g'])
      assert.equal(kinds[name], 'normal');
    assert.equal(
      found.columns.reduce((sum, { missing }) => sum + missing, 0),
      19,
    );
    assert.ok(found.columns.every(({ reason }) => reason.length > 0));
    assert.equal(found.components.length, found.k);
    assert.equal(found.reason, 'converged');
    assert.equal(found.trace[0].iteration, 0);
    assert.equal(found.trace.length, found.iterations + 1);
    found.trace
      .slice(1)
      .forEach(({ objective }, i) => assert.ok(objective <= found.trace[i].objective, `rose at ${i + 1}`));
    assert.equal(found.trace.at(-1)?.nlml, found.nlml);
    assert.ok(found.findings.length < 0.01 * found.rows, 'a clean file');
    assert.deepEqual(Object.keys(found.seconds), ['read', 'scan', 'encode', 'fit', 'score']);
    assert.ok(
      'year' in found.components[0].columns &&
        Math.abs(found.components.reduce((sum, { weight }) => sum + weight, 0) - 1) < 1e-12,
    );
  });

  it('flags a planted 63000 at its cell', () => {
    const lines = readFileSync('samples/penguins.csv', 'utf8').split('\n');
    lines[50] = lines[50].replace(/,(\d{4}),("?\w+"?,2\d{3})/, ',63000,$2');
    assert.match(lines[50], /,63000,/);
    const found = report([file('planted.csv', lines.join('\n'))]);
    const [
      {
        code,
        line,
        row,
        tail,
        cells: [cell, ...others],
      },
    ] = rowFindings(found.findings);
    assert.deepEqual(
      [code, line, row, cell.column, cell.value, others],
      ['cell.unlikely', 51, 49, 'body_mass_g', '63000', []],
    );
    assert.ok(Number(cell.expected) < 7000 && tail < 1e-10 && cell.tail < 1e-10);
    const { setAside = 0, errorRate = 0 } = found.columns.find(({ name }) => name === 'body_mass_g') ?? {};
    assert.ok(setAside >= 1 && errorRate > 0 && errorRate < 0.02, 'the fit itself set it aside');
    assert.ok(found.findings.length < 0.01 * found.rows + 1);
  });

  it('flags a wild cell of any size alone, and its model file judges alike', () => {
    const plain = skewed(200).split('\n');
    for (const wild of ['1e12', '1e120', '1e300']) {
      const lines = plain.map((line, n) => (n === 40 ? line.replace(/[^,]+$/, wild) : line));
      const found = report([
        file('far.csv', lines.join('\n')),
        '--kind',
        'income=lognormal',
        '--kind',
        'visits=poisson',
        '-k',
        '2',
        '--out',
        'far.json',
        '--scores',
        'far-fit.csv',
      ]);
      assert.deepEqual(
        rowFindings(found.findings).map(({ line, cells }) => [line, cells[0].column, cells[0].value]),
        [[41, 'income', wild]],
      );
      assert.equal(run(['score', 'far.csv', '--model', 'far.json', '--quiet', '--scores', 'far-score.csv']).stderr, '');
      assert.equal(
        readFileSync(join(folder, 'far-score.csv'), 'utf8'),
        readFileSync(join(folder, 'far-fit.csv'), 'utf8'),
      );
    }
  });

  it(
    'writes a line of scores for every row of the file, in ' +
      'its order, that of a row without any cell being the weights',
    () => {
      const rows = Array.from({ length: 40 }, (_, n) =>
        n === 9 ? ',' : `${((n * 7) % 11) + (n % 2) * 40}.5,${(n * 5) % 13}.25`,
      );
      const found = report([file('blank.csv', `x,y\n${rows.join('\n')}\n`), '-k', '2', '--scores', 'blank-scores.csv']);
      const scored = readFileSync(join(folder, 'blank-scores.csv'), 'utf8').trimEnd().split('\n').slice(1);
      assert.deepEqual(
        scored.map((line) => line.split(',').slice(0, 2).join(',')),
        rows,
      );
      const [, , , p1, p2, logDensity, tail] = scored[9].split(',').map(Number);
      found.components.forEach(({ weight }, j) => assert.ok(Math.abs([p1, p2][j] - weight) < 1e-12));
      assert.ok(Math.abs(logDensity) < 1e-12 && tail === 1);
    },
  );

  it('does not tell rows that are marked as expected beside the file, whatever their order', () => {
    const lines = readFileSync('samples/penguins.csv', 'utf8').split('\n');
    lines[11] = lines[11].replace(/,(\d{4}),/, ',63000,');
    const name = file('marked.csv', lines.join('\n'));
    const [{ row, tail }] = rowFindings(report([name, '-k', '2', '--out', 'marked.json']).findings);
    assert.equal(row, 10);
    const cells = Object.fromEntries(
      lines[0].split(',').map((column, d) => [column.replaceAll('"', ''), lines[11].split(',')[d].replaceAll('"', '')]),
    );
    file(
      'marked.csv.mixture.json',
      JSON.stringify({
        version: 1,
        expected: [{ cells: Object.fromEntries(Object.entries(cells).reverse()), reason: 'why not' }],
      }),
    );
    const marked = report([name, '-k', '2']);
    assert.ok(rowFindings(marked.findings).every((finding) => finding.row !== row));
    assert.equal(marked.expectedRows, 1);
    const scored = run(['score', name, '--model', 'marked.json']);
    assert.match(scored.stdout, /1 unlikely row marked as expected is not listed\./);
    assert.ok(tail < 1e-6);
    file('marked.csv.mixture.json', '{"version": 2}');
    const broken = run(['fit', name]);
    assert.equal(broken.status, 2);
    assert.match(broken.stderr, /^mixture-lens: marked\.csv\.mixture\.json: "version" must be/);
    rmSync(join(folder, 'marked.csv.mixture.json'));
  });

  it('tells numbers that are none, and says the tail of a finding as it is', () => {
    const lines = Array.from(
      { length: 60 },
      (_, n) =>
        `${({ 4: 'Infinity', 9: 'inf', 14: '1e400', 19: '1e307' } as Record<number, string>)[n] ?? (Math.sin(n * n) + 1).toFixed(4)},${n % 7}.5`,
    );
    const { status, stderr } = run([
      'fit',
      file('inf.csv', `x,y\n${lines.join('\n')}\n`),
      '-k',
      '1',
      '--quiet',
      '--json',
    ]);
    assert.equal(status, 0);
    assert.equal(stderr, '');
    assert.match(
      run(['fit', 'inf.csv', '-k', '1']).stderr,
      /^mixture-lens: inf\.csv: line 6: "Infinity" is not a finite number, as the other cells of x are; it counts as missing \(and 3 more like it\)\n$/,
    );
    // Wild enough for a tail like 1e-10, which must not lose its zero.
    let seen = 0;
    for (const wild of [5, 5.2, 5.3, 5.4, 5.5, 5.6, 5.8, 6]) {
      const planted = file(
        'tail.csv',
        `x,y\n${lines.map((line, n) => (n === 30 ? `${wild},3.5` : line)).join('\n')}\n`,
      );
      const [finding] = rowFindings(report([planted, '-k', '1', '--quiet']).findings);
      const p = finding === undefined ? 0 : Number(smallestTail(finding).toPrecision(2));
      if (p < 1e-12) continue;
      assert.ok(run(['fit', planted, '-k', '1']).stdout.includes(`line 32 (p = ${p})`), `${p}`);
      if (/e-\d0$/.test(String(p))) seen++;
    }
    assert.ok(seen > 0);
  });

  it('finds the maximum that others publish', () => {
    const found = report([resolve('test/reference/data/faithful.csv'), '-k', '2', '--estimate', 'ml']);
    assert.ok(Math.abs(found.nlml - 1147.8064) < 5e-5, String(found.nlml));
  });

  it('gives the same bytes for the same seed, whatever the number of threads', () => {
    const strip = ({ seconds, ...rest }: FitReport): unknown => (assert.ok(seconds), rest);
    const data = resolve('test/reference/data/iris.csv');
    assert.deepEqual(
      strip(report([data, '--seed', '3', '--threads', '1'])),
      strip(report([data, '--seed', '3', '--threads', '2'])),
    );
  });

  it('starts from a model that it wrote, by either method', () => {
    const data = resolve('test/reference/data/faithful.csv');
    assert.equal(run(['fit', data, '-k', '2', '--quiet', '--out', 'model.json']).status, 0);
    const model = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as FitReport & {
      mixtureLensModel: number;
    };
    assert.equal(model.mixtureLensModel, MODEL_VERSION);
    const again = report([data, '--start', 'model.json']);
    assert.equal(again.k, 2);
    assert.ok(again.iterations <= 3 && Math.abs(again.trace[0].objective - model.objective) < 1e-9 * model.objective);
    const direct = report([data, '-k', '2', '--method', 'lbfgs']);
    assert.equal(direct.method, 'lbfgs');
    assert.ok(Math.abs(direct.objective - model.objective) < 1e-8 * model.objective);
  });

  it('writes scores behind the untouched rows', () => {
    const text = 'name;"x"\r\n"a;""b""";1,5\r\nq;2,5\r\n"two\nlines";9,5\r\nz;10,5\r\nshort\r\n';
    const { status, stderr } = run([
      'fit',
      file('s.csv', text),
      '-k',
      '2',
      '--kind',
      'x=normal',
      '--columns',
      'x',
      '--scores',
      'out.csv',
      '--quiet',
    ]);
    assert.equal(status, 0, stderr);
    const lines = readFileSync(join(folder, 'out.csv'), 'utf8').split('\r\n');
    assert.equal(lines.length, 7);
    assert.equal(lines[0], 'name;"x";cluster;p1;p2;log_density;tail;oddness');
    assert.match(lines[1], /^"a;""b""";1,5;[12];\d(,\d+(e-\d+)?)?;/);
    assert.match(lines[3], /^"two\nlines";9,5;[12];/);
    assert.match(lines[5], /^short;;[12];/);
    assert.equal(lines[6], '');
  });

  it('reads standard input, UTF-16 and Windows code pages', () => {
    const text = 'größe,b\n1,x\n2,y\n5,x\n7,y\n1,x\n';
    assert.equal(report(['-', '-k', '1'], text).columns[0].name, 'größe');
    assert.equal(
      report([file('u16.csv', new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'))), '-k', '1']).columns[0].name,
      'größe',
    );
    const latin = run(['fit', file('latin.csv', new Uint8Array(Buffer.from(text, 'latin1'))), '-k', '1']);
    assert.match(latin.stderr, /^mixture-lens: latin.csv: not UTF-8; read as windows-1252\n$/);
    assert.match(latin.stdout, /größe/);
  });

  it('tells what is wrong with the file itself', () => {
    const rows = Array.from({ length: 30 }, (_, i) => `${i}.5,${i % 2 === 0 ? 'a' : 'b'}`);
    rows[3] = 'l.5,a';
    rows[20] = '7.5,"b';
    const { status, stderr } = run(['fit', file('slips.csv', `x,y\n${rows.join('\n')}\n`), '-k', '1']);
    assert.equal(status, 0);
    assert.match(stderr, /slips\.csv: line 22: .*quote/i);
    assert.match(
      stderr,
      /slips\.csv: line 5: "l\.5" is not a number, as the other cells of x are; it counts as missing/,
    );
  });

  it('fits counts and skewed numbers, and tells their own parameters beside mean and sd', () => {
    const kinds = ['--kind', 'visits=poisson', '--kind', 'income=lognormal', '-k', '2'];
    const found = report([file('skewed.csv', skewed(400)), ...kinds]);
    assert.deepEqual(
      found.columns.map(({ kind }) => kind),
      ['poisson', 'lognormal'],
    );
    for (const {
      columns: { visits, income },
    } of found.components) {
      assert.deepEqual(
        [Object.keys(visits), Object.keys(income)],
        [
          ['rate', 'mean', 'sd'],
          ['meanlog', 'sdlog', 'mean', 'sd'],
        ],
      );
      assert.ok('mean' in visits && visits.rate === visits.mean && Math.abs(visits.sd ** 2 / visits.rate - 1) < 1e-12);
      assert.ok(
        'mean' in income && Math.abs(income.mean / Math.exp(income.meanlog + income.sdlog ** 2 / 2) - 1) < 1e-12,
      );
    }
    const [many, few] = found.components
      .map(({ columns }) => columns.visits)
      .map((visits) => ('mean' in visits ? visits.rate : NaN));
    assert.ok(Math.abs(many - 4) < 0.5 && Math.abs(few - 20) < 1.2, `${many}, ${few}`);
    // The families' own parameters are enough to begin from.
    const start = {
      components: found.components.map(
        ({ weight, columns: { visits, income } }) => (
          assert.ok('mean' in visits && 'mean' in income),
          {
            weight,
            columns: { visits: { rate: visits.rate }, income: { meanlog: income.meanlog, sdlog: income.sdlog } },
          }
        ),
      ),
    };
    const again = report(['skewed.csv', ...kinds.slice(0, 4), '--start', file('start.json', JSON.stringify(start))]);
    assert.ok(Math.abs(again.trace[0].nlml - found.nlml) < 1e-9 * found.nlml);
    assert.match(run(['fit', 'skewed.csv', ...kinds]).stdout, /^visits +[\d.]+ ± [\d.]+ +[\d.]+ ± [\d.]+$/m);
  });

  it('tells numbers that a kind cannot hold', () => {
    const text = skewed(60)
      .split('\n')
      .map((line, n) => (n === 9 ? '-3,-0.5' : line))
      .join('\n');
    const { status, stderr } = run([
      'fit',
      file('cannot.csv', text),
      '-k',
      '1',
      '--kind',
      'visits=poisson',
      '--kind',
      'income=lognormal',
    ]);
    assert.equal(status, 0);
    assert.match(
      stderr,
      /cannot\.csv: line 10: "-3" is not a whole number from 0 to 9e15, as the kind poisson of visits needs; it counts as missing \(and 1 more like it\)\n$/,
    );
  });

  it('weighs the prior as it is told', () => {
    const penguins = [resolve('samples/penguins.csv'), '-k', '3', '--starts', '2'];
    const [weak, strong] = [
      report([...penguins, '--prior-strength', '0.1']),
      report([...penguins, '--prior-strength', '10']),
    ];
    assert.deepEqual(
      [weak.priorStrength, strong.priorStrength, report([...penguins, '--starts', '1']).priorStrength],
      [0.1, 10, 1],
    );
    assert.ok(weak.nlml < strong.nlml);
  });

  it('ends quietly when nobody reads on', () => {
    const { stderr, status } = spawnSync(
      'sh',
      ['-c', `"${process.execPath}" "${cli}" fit "${resolve('samples/penguins.csv')}" -k 2 --json --starts 1 | true`],
      { encoding: 'utf8' },
    );
    assert.equal(stderr, '');
    assert.equal(status, 0);
  });

  const NORMAL_FILE = 'x,y\n1,a\n2,b\n4,a\n3,b\n9,a\n';
  function besideDevice(): string {
    if (!existsSync(join(folder, 'beside.csv.mixture.json')))
      symlinkSync('/dev/zero', join(folder, 'beside.csv.mixture.json'));
    return file('beside.csv', NORMAL_FILE);
  }
  function roundLink(): string {
    rmSync(join(folder, 'round.csv'), { force: true });
    symlinkSync('round.csv', join(folder, 'round.csv'));
    return 'round.csv';
  }
  const unusable: readonly [string, () => readonly string[], RegExp][] = [
    ['an empty file', () => [file('empty.csv', '')], /empty\.csv: The file is empty/],
    ['a header alone', () => [file('head.csv', 'a,b\n')], /head\.csv: There is a header but no row/],
    [
      'a quote that takes all rows',
      () => [file('quote.csv', 'a,b\n"1,2\n3,4\n5,6\n')],
      /quote\.csv: The file has one row;.* Line 2: This quote is never closed/,
    ],
    [
      'a quote that takes the header',
      () => [file('quoted.csv', '"a,b\n1,2\n3,4\n')],
      /quoted\.csv: There is a header but no row below it;.* Line 1: This quote is never closed/,
    ],
    ['one row', () => [file('one.csv', 'a,b\n1,2\n')], /one\.csv: The file has one row/],
    [
      'constant columns',
      () => [file('constant.csv', 'a,b\n1,2\n1,2\n')],
      /constant\.csv: No column can be fitted \("a" has one distinct value/,
    ],
    [
      'more components than rows',
      () => [file('n.csv', NORMAL_FILE), '-k', '9'],
      /n\.csv: 9 components need at least 9 rows, and there are 5/,
    ],
    [
      'a binary file',
      () => [
        file(
          'b.csv',
          Uint8Array.from({ length: 999 }, (_, i) => (i * 7919) % 256),
        ),
      ],
      /b\.csv: This is not a text file/,
    ],
    ['a folder', () => (mkdirSync(join(folder, 'dir'), { recursive: true }), ['dir']), /dir: this is a folder/],
    ['no such file', () => ['nowhere.csv'], /nowhere\.csv: no such file/],
    ['a device', () => ['/dev/zero'], /\/dev\/zero: This is not a text file/],
    [
      'a device beside the file',
      () => [besideDevice()],
      /beside\.csv\.mixture\.json: this is a pipe or a device, which may have no end; put a file in its place/,
    ],
    [
      'a start that is a device',
      () => [file('n.csv', NORMAL_FILE), '--start', '/dev/zero'],
      /^mixture-lens: \/dev\/zero: this is a pipe or a device/,
    ],
    [
      'an unknown column',
      () => [file('n.csv', NORMAL_FILE), '--columns', 'x,q'],
      /There is no column "q"; the columns are "x", "y"/,
    ],
    ['a column kind for no column', () => [file('n.csv', NORMAL_FILE), '--kind', 'q=normal'], /There is no column "q"/],
    ['a kind that is none', () => [file('n.csv', NORMAL_FILE), '--kind', 'x=gauss'], /column=kind/],
    ['a prior strength that is none', () => [file('n.csv', NORMAL_FILE), '--prior-strength', '0'], /number above 0/],
    [
      'a start without a rate',
      () => [
        file('n.csv', NORMAL_FILE),
        '--columns',
        'x',
        '--kind',
        'x=poisson',
        '--start',
        file('s.json', '{"components":[{"columns":{"x":{"mean":1,"sd":1}}}]}'),
      ],
      /column "x", needs a "rate" above zero/,
    ],
    ['a k that is none', () => [file('n.csv', NORMAL_FILE), '-k', '0'], /whole number of at least 1/],
    [
      'a start that is no JSON',
      () => [file('n.csv', NORMAL_FILE), '--start', file('s.json', '{')],
      /s\.json: not valid JSON \(.*\); pass weights and components, or a model file/,
    ],
    [
      'a start without components',
      () => [file('n.csv', NORMAL_FILE), '--start', file('s.json', '{"a":1}')],
      /The start has no "components"/,
    ],
    [
      'a start with a negative sd',
      () => [
        file('n.csv', NORMAL_FILE),
        '--columns',
        'x',
        '--start',
        file('s.json', '{"components":[{"columns":{"x":{"mean":1,"sd":-1}}}]}'),
      ],
      /component 1, column "x", needs an "sd" above zero/,
    ],
    [
      'a start that is null',
      () => [file('n.csv', NORMAL_FILE), '--start', file('s.json', 'null')],
      /The start has no "components"/,
    ],
    [
      'a start with a null component',
      () => [file('n.csv', NORMAL_FILE), '--start', file('s.json', '{"components":[null]}')],
      /component 1 has no "columns"/,
    ],
    [
      'a start with weights that are none',
      () => [file('n.csv', NORMAL_FILE), '--start', file('s.json', '{"weights":"ab","components":[{},{}]}')],
      /"weights" must be a list of numbers/,
    ],
    [
      'a start with probabilities of null',
      () => [
        file('n.csv', NORMAL_FILE),
        '--columns',
        'y',
        '--start',
        file('s.json', '{"components":[{"columns":{"y":{"probabilities":null}}}]}'),
      ],
      /column "y", needs "probabilities"/,
    ],
    [
      'a start out of reach of the data',
      () => [
        file('n.csv', NORMAL_FILE),
        '--columns',
        'x',
        '--start',
        file('s.json', '{"components":[{"columns":{"x":{"mean":1e300,"sd":1e-300}}}]}'),
      ],
      /density of zero/,
    ],
    [
      'a start and another k',
      () => [
        file('n.csv', NORMAL_FILE),
        '--columns',
        'x',
        '-k',
        '2',
        '--start',
        file('s.json', '{"components":[{"columns":{"x":{"mean":1,"sd":1}}}]}'),
      ],
      /has 1 components, and 2 were asked for/,
    ],
    ['no file', () => [], /missing required argument/],
    ['two files', () => ['a.csv', 'b.csv'], /too many arguments/],
    ['an unknown option', () => ['a.csv', '--frobnicate'], /unknown option/],
    [
      'a folder to write into that is not there',
      () => [file('n.csv', NORMAL_FILE), '--out', 'no/such/model.json'],
      /^mixture-lens: no\/such\/model\.json cannot be written: its folder does not exist \(ENOENT\); create the folder/,
    ],
    [
      'a link to itself',
      () => [roundLink()],
      /^mixture-lens: round\.csv: too many links in the path; check the path\n$/,
    ],
    [
      'a link to itself to write to',
      () => [file('n.csv', NORMAL_FILE), '--out', roundLink()],
      /^mixture-lens: round\.csv cannot be written: too many links in the path \(ELOOP\); check the path\.\n$/,
    ],
    [
      'a name that is too long',
      () => [`${'x'.repeat(300)}.csv`],
      /^mixture-lens: x{300}\.csv: the name of the file is too long; check the path\n$/,
    ],
  ];
  for (const [what, args, message] of unusable) {
    it(`${what}: one clear line and exit 2`, () => {
      const { status, stdout, stderr } = run(['fit', ...args()]);
      assert.match(stderr, message);
      assert.equal(status, 2);
      assert.equal(stdout, '');
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
      assert.ok(stderr.startsWith('mixture-lens: '));
    });
  }

  it('fits a frequency table as it stands, and the same rows are judged alike by the model file', () => {
    const titanic = resolve('samples/titanic.csv');
    const one = report([titanic, '--row-weights', 'Freq', '-k', '1', '--estimate', 'ml']);
    assert.deepEqual([one.rows, one.totalWeight], [32, 2201]);
    // −Σ n log(n/N) over the levels of each column: 325, 285, 706 and 885 by class, 1731 men, 2092 adults, 711
    // survivors.
    const margins = [
      [325, 285, 706, 885],
      [1731, 470],
      [2092, 109],
      [711, 1490],
    ];
    const expected = -margins.flat().reduce((sum, n) => sum + n * Math.log(n / 2201), 0);
    assert.ok(Math.abs(one.nlml - expected) < 1e-8 * expected, `${one.nlml} instead of ${expected}`);
    assert.ok(Math.abs(one.bic - (2 * expected + 6 * Math.log(2201))) < 1e-6);
    const found = report([titanic, '--row-weights', 'Freq', '--out', 'titanic.json', '--scores', 'fitted.csv']);
    assert.ok(
      found.k > 1 && rowFindings(found.findings).every(({ row }) => row !== 3),
      'children of the crew do not count',
    );
    const scored = run(['score', titanic, '--model', 'titanic.json', '--json', '--scores', 'scored.csv']);
    assert.equal(scored.status, 0, scored.stderr);
    const { totalWeight, nlml } = JSON.parse(scored.stdout) as ScoreReport;
    assert.equal(totalWeight, 2201);
    assert.ok(Math.abs(nlml - found.nlml) < 1e-9 * nlml);
    assert.equal(readFileSync(join(folder, 'scored.csv'), 'utf8'), readFileSync(join(folder, 'fitted.csv'), 'utf8'));
    const wrong = run(['fit', file('weights.csv', 'x,n\n1,2\n4,-1\n7,1\n'), '--row-weights', 'n']);
    assert.deepEqual([wrong.status, wrong.stdout], [2, '']);
    assert.match(
      wrong.stderr,
      /^mixture-lens: weights\.csv: Line 3: the row weight "-1" in "n" is not a number of at least 0\.\n$/,
    );
    assert.match(run(['fit', titanic, '--row-weights', 'freq']).stderr, /There is no column "freq"; the columns are/);
  });

  describe('score', () => {
    const penguins = resolve('samples/penguins.csv');
    before(() =>
      assert.equal(
        run(['fit', penguins, '-k', '4', '--quiet', '--out', 'penguins.json', '--scores', 'fitted.csv']).status,
        0,
      ),
    );

    function scored(args: readonly string[], input?: string): ScoreReport {
      const { status, stdout, stderr } = run(['score', ...args, '--json', '--quiet'], input);
      assert.equal(status, 0, stderr);
      assert.equal(stderr, '');
      return JSON.parse(stdout) as ScoreReport;
    }

    it('gives the scores of the fit to the byte, from another process', () => {
      for (const [data, ...options] of [
        [penguins],
        [resolve('test/reference/data/airquality.csv'), '--estimate', 'ml', '-k', '3'],
      ]) {
        assert.equal(run(['fit', data, ...options, '--quiet', '--out', 'm.json', '--scores', 'a.csv']).status, 0);
        assert.equal(run(['score', data, '--model', 'm.json', '--scores', 'b.csv', '--quiet']).status, 0);
        assert.equal(readFileSync(join(folder, 'b.csv'), 'utf8'), readFileSync(join(folder, 'a.csv'), 'utf8'));
      }
    });

    it('finds what a fit would find, in columns of any order, and leaves others alone', () => {
      const rows = readFileSync(penguins, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => line.split(','));
      rows[50][5] = '63000';
      const text = rows
        .map((cells) =>
          [...cells]
            .reverse()
            .concat(cells === rows[0] ? 'note' : 'x')
            .join(';'),
        )
        .join('\n');
      const found = scored([file('new.csv', text), '--model', 'penguins.json']);
      assert.equal(found.rows, 344);
      const rowsFound = rowFindings(found.findings);
      assert.deepEqual(
        rowsFound.map(({ row, line, cells }) => [row, line, cells[0].column, cells[0].value]),
        [[49, 51, 'body_mass_g', '63000']],
      );
      const [low, high] = rowsFound[0].cells[0].interval.map(Number);
      assert.ok(rowsFound[0].tail < 1e-10 && low > 2500 && high < 6500);
      assert.deepEqual([found.model.rows, found.model.k, found.model.estimate], [344, 4, 'robust']);
      assert.ok(found.nlml / found.rows > found.model.nlml / found.model.rows && (found.nlmlPerRowError ?? 0) > 0);
      assert.deepEqual(found.notes, []);
      assert.deepEqual(Object.keys(found.seconds), ['read', 'scan', 'encode', 'score']);
      const { stdout } = run(['score', 'new.csv', '--model', 'penguins.json']);
      assert.match(stdout, /^new\.csv: 344 rows judged by penguins\.json \(4 clusters of 344 rows, Mixture Lens \d/);
      assert.match(
        stdout,
        /1 unlikely row of 344:\n {2}line 51 \(p [=<] .*\): body_mass_g is 63000, expected \d+ \(\d+ to \d+\) given its other cells\n$/,
      );
    });

    it('reads a single row, standard input and files without a header', () => {
      const [header, row] = readFileSync(penguins, 'utf8').split('\n');
      const one = scored(['-', '--model', 'penguins.json'], `${header}\n${row}\n`);
      assert.equal(one.rows, 1);
      assert.ok(!('nlmlPerRowError' in one));
      const bare = file('bare.csv', '1,5\n2,6\n4,5\n3,7\n9,6\n2,5\n');
      assert.equal(run(['fit', bare, '--no-header', '-k', '1', '--quiet', '--out', 'bare.json']).status, 0);
      assert.equal(scored([bare, '--no-header', '--model', 'bare.json']).rows, 6);
    });

    it('tells of levels that the model does not know, and of cells that are no numbers', () => {
      const text = readFileSync(penguins, 'utf8')
        .replace('Adelie', 'Gorgon')
        .replace('Adelie', 'Gorgon')
        .replace(',3250,', ',heavy,');
      const { stderr, status } = run(['score', file('odd.csv', text), '--model', 'penguins.json']);
      assert.equal(status, 0);
      assert.equal(
        stderr,
        [
          'mixture-lens: odd.csv: line 2: "Gorgon" is not a value of species that the fit knows ("Adelie", ' +
            '"Chinstrap", "Gentoo"); it counts as missing (and 1 more like it)',
          'mixture-lens: odd.csv: line 4: "heavy" is not a number, ' +
            'as the other cells of body_mass_g are; it counts as missing',
          '',
        ].join('\n'),
      );
      assert.equal(scored(['odd.csv', '--model', 'penguins.json']).notes.length, 2);
    });

    it('has numbers for JSON even of a row that the model holds for impossible', () => {
      const tame = file('tame.csv', `x\n${Array.from({ length: 30 }, (_, i) => ((i * 7) % 30) + 0.5).join('\n')}\n`);
      assert.equal(run(['fit', tame, '-k', '1', '--estimate', 'ml', '--quiet', '--out', 'tame.json']).status, 0);
      const found = scored(['-', '--model', 'tame.json'], 'x\n3.5\n1e300\n9.5\n');
      assert.deepEqual(
        rowFindings(found.findings).map(({ row, logDensity }) => [row, logDensity]),
        [[1, -Number.MAX_VALUE]],
      );
      assert.equal(found.nlml, Number.MAX_VALUE);
    });

    const unusable: readonly [string, () => readonly string[], RegExp][] = [
      ['no model', () => [penguins], /required option '--model <MODEL\.json>'/],
      [
        'a model that is not there',
        () => [penguins, '--model', 'nowhere.json'],
        /^mixture-lens: nowhere\.json: no such file/,
      ],
      [
        'a model that is a device',
        () => [penguins, '--model', '/dev/zero'],
        /^mixture-lens: \/dev\/zero: this is a pipe or a device, which may have no end; put a file in its place\n$/,
      ],
      ['a model that is none', () => [penguins, '--model', penguins], /penguins\.csv: Not valid JSON/],
      [
        'a model from the future',
        () => [penguins, '--model', file('future.json', '{"mixtureLensModel":5}')],
        /future\.json: This was written by a newer Mixture Lens \(model version 5; this one reads up to 4\); update the extension\./,
      ],
      [
        'a model that was cut',
        () => [
          penguins,
          '--model',
          file('cut.json', readFileSync(join(folder, 'penguins.json'), 'utf8').slice(0, -200)),
        ],
        /cut\.json: Not valid JSON/,
      ],
      [
        'a missing column',
        () => [file('few.csv', 'species,year\nAdelie,2007\nGentoo,2008\n'), '--model', 'penguins.json'],
        /few\.csv: The model needs columns "island", "bill_length_mm",.*; the file has "species", "year"\./,
      ],
      [
        'no rows',
        () => [file('head.csv', 'species,year\n'), '--model', 'penguins.json'],
        /head\.csv: There is a header but no row below it; at least one row is needed/,
      ],
      ['an empty file', () => [file('empty.csv', ''), '--model', 'penguins.json'], /empty\.csv: The file is empty/],
      ['an option of fit', () => [penguins, '--model', 'penguins.json', '-k', '3'], /unknown option/],
    ];
    for (const [what, args, message] of unusable) {
      it(`${what}: one clear line and exit 2`, () => {
        const { status, stdout, stderr } = run(['score', ...args()]);
        assert.match(stderr, message);
        assert.equal(status, 2);
        assert.equal(stdout, '');
        assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
      });
    }
  });

  it('names its commands to those who name none', () => {
    const { status, stderr } = run([]);
    assert.equal(status, 2);
    assert.match(stderr, /fit FILE, score FILE, fix FILE, describe FILE, convert FILE or lsp/);
    assert.match(run(['fit', '--help']).stdout, /--scores/);
    assert.match(run(['--version']).stdout, /^\d+\.\d+\.\d+\n$/);
  });
});
