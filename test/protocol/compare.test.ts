/** Tests `mixture-lens compare`: answers, structure, inputs and exit statuses. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { parseHTML } from 'linkedom';
import type { ComparisonReport } from '../../server/protocol';
import { PENGUINS_PATH, useCommandLine } from './commandLine';
import { infiniteRows, penguins, skewed, synthetic } from './tables';

const OLD = synthetic(400, 11);
const NEW = synthetic(300, 12);
/** A header that would be markup if it were not escaped. */
const HOSTILE_HEADER = 'width,"height"" onload=""x""><img src=x>",depth,colour';
/** The new table with every width 1 larger. */
const DRIFTED = editRows(NEW, ([width, ...rest]) => [(Number(width) + 1).toFixed(4), ...rest]);

function editRows(text: string, edit: (cells: readonly string[], row: number) => readonly string[]): string {
  const [header, ...lines] = text.trimEnd().split('\n');
  return `${[header, ...lines.map((line, row) => edit(line.split(','), row).join(','))].join('\n')}\n`;
}

/** Times of the day about 9 o'clock plus the shift, in rows with a number. */
function hours(rows: number, shift: number): string {
  const lines = Array.from({ length: rows }, (_, n) => {
    const minutes = Math.round(60 * (9 + shift) + 70 * Math.sin(n * n + shift));
    const time = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
    const day = String(1 + ((n * 7) % 28)).padStart(2, '0');
    return `2024-0${1 + (n % 6)}-${day} ${time},${(5 + Math.cos(n * 1.7)).toFixed(3)}`;
  });
  return `seen,size\n${lines.join('\n')}\n`;
}

function withHeader(text: string, header: string): string {
  return text.replace(/^.*/, header);
}

describe('mixture-lens compare', function () {
  this.timeout(240_000);

  const shell = useCommandLine();

  before(() => {
    shell.write('old.csv', OLD);
    shell.write('new.csv', NEW);
    shell.write('drifted.csv', DRIFTED);
    shell.write('one-of-many.csv', synthetic(100, 21));
    shell.write('many.csv', synthetic(5000, 22));
  });

  function compare(...args: readonly string[]): ComparisonReport {
    return JSON.parse(shell.output('compare', ...args, '-k', '2', '--json')) as ComparisonReport;
  }

  function firstLine(...args: readonly string[]): string {
    return shell.output('compare', ...args, '-k', '2').split('\n')[0];
  }

  it('A file shows no difference to itself', () => {
    const report = compare(PENGUINS_PATH, PENGUINS_PATH);

    assert.equal(report.p, 1);
    assert.deepEqual([report.losses?.klForward.value, report.losses?.absolute.value], [0, 0]);
  });

  it('Two tables of one source show no difference, and are not called equal', () => {
    assert.match(
      firstLine('old.csv', 'new.csv'),
      /^No difference found between A and B \(p = 0\.\d+, 4 columns compared\)/,
    );
  });

  it('A drifted column is named first, with its direction', () => {
    const line = firstLine('old.csv', 'drifted.csv');
    const { columns } = compare('old.csv', 'drifted.csv');

    assert.match(line, /^B differs from A \(p < 0\.001\): 1 of 4 columns changed: width\.$/);
    assert.equal(columns[0].column, 'width');
    assert.match(columns[0].changes[0], /^mean 1\.\d+ → 2\.\d+$/);
  });

  it('A removed column ends with 1 where a difference is to fail', () => {
    shell.write('narrow.csv', NEW.replace(/^[^,]*,/gm, ''));

    const { status } = shell.run('compare', 'old.csv', 'narrow.csv', '-k', '1', '--fail-below', '0.01');

    assert.equal(status, 1);
  });

  it('A limit that no p-value can be below is refused with the permutations that it needs', () => {
    const { status, stderr } = shell.run('compare', 'old.csv', 'new.csv', '--fail-below', '0.0004');

    assert.equal(status, 2);
    assert.match(stderr, /^mixture-lens: --fail-below 0\.0004 needs --permutations of at least 2500: [^\n]*\n$/);
  });

  it('Levels that only B has are not said to count as missing', () => {
    shell.write('levels.csv', penguins.replaceAll('Chinstrap', 'Gentoo'));

    const { status, stderr } = shell.run('compare', 'levels.csv', PENGUINS_PATH, '-k', '2');

    assert.equal(status, 0);
    assert.doesNotMatch(stderr, /counts as missing/);
  });

  it('The comparison is the same from run to run', () => {
    const [first, second] = [1, 2].map(() => ({ ...compare('old.csv', 'drifted.csv'), seconds: undefined }));

    assert.deepEqual(first, second);
  });

  it('Another order of columns is no difference', () => {
    const moved = editRows(withHeader(NEW, 'colour,width,height,depth'), ([a, b, c, d]) => [d, a, b, c]);
    shell.write('moved.csv', moved);

    const [plain, reordered] = [compare('old.csv', 'new.csv'), compare('old.csv', 'moved.csv')];

    assert.deepEqual([reordered.structure.isReordered, reordered.p], [true, plain.p]);
  });

  it('Columns of one table, columns of another sort and new levels come first', () => {
    const edited = editRows(
      withHeader(NEW, 'width,height,colour,extra\u001b[31m\u202e'),
      ([width, height, , colour], row) => [`about ${width} cm long`, height, row % 10 === 0 ? 'teal' : colour, 'x'],
    );
    shell.write('edited.csv', edited);

    const stdout = shell.output('compare', 'old.csv', 'edited.csv', '-k', '2');

    assert.match(
      stdout.split('\n')[0],
      /^B differs from A \(p < 0\.001\): 1 column removed; 1 column added; 1 column of another sort; new levels in 1 column; 1 of 2 columns changed: colour\.$/,
    );
    assert.match(stdout, /\nOnly in A: depth\n/);
    assert.match(stdout, /\nwidth: numbers in A, text in B; not compared further\n/);
    assert.match(stdout, /\ncolour: only in B "teal" \(30 cells\)\n/);
    assert.ok(!stdout.includes('\u001b') && !stdout.includes('\u202e'));
  });

  it('Missing cells count as a part of their column', () => {
    shell.write(
      'gaps.csv',
      editRows(NEW, ([width, height, depth, colour], row) => [width, row % 5 === 0 ? '' : height, depth, colour]),
    );

    const { columns, losses } = compare('old.csv', 'gaps.csv');

    assert.equal(columns[0].column, 'height');
    assert.deepEqual([columns[0].missing, columns[0].changes[0]], [[0, 0.2], 'missing 0 % → 20 %']);
    assert.ok(Number.isFinite(losses?.klForward.value) && Number.isFinite(columns[0].share));
  });

  it('A table whose columns are all empty differs by its missing cells, without losses', () => {
    shell.write(
      'empty.csv',
      editRows(NEW, () => ['', '', '', '']),
    );

    const { columns, losses } = compare('old.csv', 'empty.csv');

    assert.ok(columns.every(({ p, missing }) => p < 0.001 && missing[1] === 1));
    assert.equal(losses, undefined);
  });

  it('A column that is constant in B differs by a finite divergence', () => {
    shell.write(
      'constant.csv',
      editRows(NEW, ([, ...rest]) => ['1.5', ...rest]),
    );

    const { columns, losses } = compare('old.csv', 'constant.csv');

    assert.equal(columns[0].column, 'width');
    assert.ok(Number(losses?.klForward.value) > 10 && Number.isFinite(losses?.klForward.value));
  });

  it('A column of dates whose hours moved is named first, with the hours', () => {
    const [early, late] = [0, 3].map((shift) => hours(300, shift));
    shell.write('early.csv', early);
    shell.write('late.csv', late);

    const { columns } = compare('early.csv', 'late.csv');

    assert.equal(columns[0].column, 'seen');
    assert.match(columns[0].changes[0], /^hour: mean 0[89]:\d\d → 1[12]:\d\d$/);
  });

  it('Infinite and enormous numbers are compared under ml, too', () => {
    shell.write('finite.csv', `x,y\n${infiniteRows.filter((row) => /^\d\.\d+,/.test(row)).join('\n')}\n`);
    shell.write('infinite.csv', `x,y\n${infiniteRows.join('\n')}\n`);

    const { columns, losses } = compare('finite.csv', 'infinite.csv', '--estimate', 'ml');

    assert.deepEqual(columns.map(({ column }) => column).sort(), ['x', 'y']);
    assert.ok(columns.every(({ p, share }) => p > 0 && p <= 1 && (share === null || Number.isFinite(share))));
    assert.ok(losses !== undefined);
  });

  it('Under ml a level that B lacks makes the divergence infinite, which is null', () => {
    shell.write(
      'teal.csv',
      editRows(NEW, (cells, row) => (row % 10 === 0 ? cells.with(3, 'teal') : cells)),
    );

    const { losses } = compare('teal.csv', 'old.csv', '--estimate', 'ml');

    assert.equal(losses?.klForward.value, null);
    assert.ok(Number.isFinite(losses.klBackward.value));
  });

  it('Rows of B that are drawn beside a model are said to be', () => {
    shell.output('fit', 'one-of-many.csv', '-k', '1', '--out', 'small.json', '--quiet');

    const stdout = shell.output('compare', 'small.json', 'many.csv', '-k', '1');

    assert.match(stdout, /; 2,000 rows of B, drawn at random; 100 rows drawn from the model stand for A/);
  });

  it('The mean of a cluster that moved on a logarithmic scale is called geometric', () => {
    const [a, b] = [skewed(1500, 3), skewed(1500, 4)];
    shell.write('skewed.csv', a);
    shell.write(
      'richer.csv',
      editRows(b, ([visits, income]) => [visits, (1.4 * Number(income)).toFixed(2)]),
    );

    const args = ['skewed.csv', 'richer.csv', '--kind', 'income=lognormal'];
    const { clusters } = compare(...args);

    assert.ok(
      clusters.some(({ moves }) => moves.some((move) => move.column === 'income' && move.isGeometric === true)),
    );
    assert.match(shell.output('compare', ...args, '-k', '2'), /income [\d.]+ → [\d.]+ \(geometric mean\)/);
  });

  it('A single row of B is compared', () => {
    shell.write('one.csv', NEW.split('\n').slice(0, 2).join('\n'));

    const { b, p, losses } = compare('old.csv', 'one.csv');

    assert.equal(b.rows, 1);
    assert.ok(p > 0 && p <= 1 && Number.isFinite(losses?.klBackward.value));
  });

  it('A model stands for its table', () => {
    shell.output('fit', 'old.csv', '-k', '2', '--out', 'model.json', '--quiet');

    const [same, drifted] = ['old.csv', 'drifted.csv'].map((file) => compare('model.json', file));

    assert.ok(same.a.isModel && same.p > 0.05);
    assert.deepEqual([drifted.p < 0.001, drifted.columns[0].column], [true, 'width']);
  });

  it('Unlikely rows of B are those that score finds', () => {
    shell.write(
      'wild.csv',
      editRows(NEW, ([width, ...rest], row) => [row === 7 ? '999' : width, ...rest]),
    );
    shell.output('fit', 'old.csv', '-k', '2', '--out', 'model.json', '--quiet');

    const { unlikely } = compare('old.csv', 'wild.csv');
    const scored = JSON.parse(
      shell.output('score', 'wild.csv', '--model', 'model.json', '--json'),
    ) as ComparisonReport['unlikely'];

    assert.deepEqual(
      unlikely.findings,
      scored.findings.filter((finding) => 'row' in finding),
    );
    assert.equal(unlikely.findings[0].line, 9);
  });

  it('--fail-below and --fail-above set the exit status to 1', () => {
    const statusOf = (...args: readonly string[]): number | null =>
      shell.run('compare', 'old.csv', ...args, '-k', '2', '--quiet').status;

    assert.deepEqual(
      [
        statusOf('new.csv', '--fail-below', '0.001', '--fail-above', '1.9'),
        statusOf('drifted.csv', '--fail-below', '0.001'),
        statusOf('drifted.csv', '--fail-above', '0.1'),
      ],
      [0, 1, 1],
    );
  });

  it('--out writes the object of --json', () => {
    const printed = shell.output('compare', 'old.csv', 'new.csv', '-k', '2', '--json', '--out', 'comparison.json');

    assert.equal(shell.read('comparison.json'), printed);
  });

  describe('the report of --report', () => {
    let html: string;
    before(() => {
      const hostile = editRows(withHeader(DRIFTED, HOSTILE_HEADER), (cells, row) =>
        row % 9 === 0 ? cells.with(3, '<script>alert(1)</script>\u202e') : cells,
      );
      shell.write('hostile.csv', hostile);
      shell.write('named.csv', withHeader(OLD, HOSTILE_HEADER));
      shell.output('compare', 'named.csv', 'hostile.csv', '-k', '2', '--quiet', '--report', 'report.html');
      html = shell.read('report.html');
    });

    it('The answer comes first, then by how much the tables differ', () => {
      assert.match(
        html,
        /<h1>named\.csv → hostile\.csv<\/h1>\s*<p class="lead">B differs from A \(p &lt; 0\.001\): [^<]*<\/p>\s*<p>The absolute loss between their mixtures is \d[\d.]* ± /,
      );
    });

    it('Each column has a picture with a label, and a table of the same numbers', () => {
      const pictures = html.match(/<svg [^>]*aria-label="(?:Distribution|Levels) of [^"]* in A and in B"[^>]*>/g) ?? [];

      assert.equal(pictures.length, 4);
      assert.ok(pictures.every((picture) => picture.includes('role="img"')));
      assert.equal((html.match(/<summary>As a table<\/summary>/g) ?? []).length, 4);
    });

    it('Tables are told apart by dashes, not by colour alone', () => {
      const marks = (html.match(/<[^>]*>/g) ?? []).filter((tag) => tag.includes('var(--side-b)'));

      assert.ok(marks.some((tag) => tag.includes('stroke-dasharray="5 3"')));
    });

    it('Hostile text is escaped, without scripts, images and addresses', () => {
      const { document } = parseHTML(html);

      assert.equal(document.querySelectorAll('img, script, link, a').length, 0);
      assert.equal(document.querySelectorAll('[onload]').length, 0);
      assert.match(document.body.textContent ?? '', /height" onload="x"><img src=x>[^]*<script>alert\(1\)<\/script>/);
      assert.doesNotMatch(html, /https?:\/\/(?!www\.w3\.org)|\u202e/);
    });

    it('The report never overwrites a table', () => {
      const { status, stderr } = shell.run('compare', 'old.csv', 'new.csv', '--report', 'new.csv');

      assert.equal(status, 2);
      assert.match(stderr, /--report would overwrite B; give another name\n$/);
    });
  });

  it('Unusable input ends with status 2 and one line', () => {
    shell.write('other.csv', 'q,r\n1,2\n3,4\n');
    shell.write('words.json', '{}');
    shell.write('empty-file.csv', '');
    const cases: readonly [readonly string[], RegExp][] = [
      [['old.csv'], /compare needs two tables A and B, or one file and --git REV$/],
      [
        ['old.csv', 'other.csv'],
        /^mixture-lens: old\.csv, other\.csv: The tables have no column in common: A has "width"/,
      ],
      [
        ['old.csv', 'empty-file.csv'],
        /^mixture-lens: empty-file\.csv: The file is empty; a header and at least one row/,
      ],
      [
        ['old.csv', 'new.csv', '--permutations', '1e9'],
        /It must be a whole number from 999 to 1000000\. \(run with --help/,
      ],
      [['old.csv', 'gone.csv'], /^mixture-lens: gone\.csv: no such file; check the path$/],
      [['words.json', 'old.csv'], /^mixture-lens: words\.json: Not a Mixture Lens model/],
      [['old.csv', 'words.json'], /B must be a table; put the model first$/],
      [['-', '-'], /A and B cannot both be standard input/],
      [
        ['old.csv', 'new.csv', '--ignore', 'width,height,depth,colour'],
        /^mixture-lens: old\.csv: No column can be fitted/,
      ],
      [['old.csv', 'new.csv', '--out', 'old.csv'], /--out would overwrite A; give another name$/],
      [['--git', 'HEAD', 'old.csv'], /^mixture-lens: old\.csv: not in a git repository; name a file of a work tree\.$/],
      [['--git=--output=x', 'old.csv'], /"--output=x" is no revision/],
    ];

    for (const [args, message] of cases) {
      const { status, stdout, stderr } = shell.run('compare', ...args);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr.trimEnd(), message);
      assert.equal(stderr.trimEnd().includes('\n'), false);
    }
  });
});

describe('mixture-lens compare --git', function () {
  this.timeout(120_000);

  const shell = useCommandLine();

  before(() => {
    const git = (...args: readonly string[]): void => {
      execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.org', ...args], { cwd: shell.path });
    };
    git('init', '-q');
    shell.write('data.csv', penguins);
    git('add', 'data.csv');
    git('commit', '-q', '-m', 'data');
    shell.write(
      'data.csv',
      editRows(penguins, (cells) => cells.with(5, cells[5] === '' ? '' : String(Number(cells[5]) + 400))),
    );
  });

  it('A file is compared with its version in a revision', () => {
    const stdout = shell.output('compare', '--git', 'HEAD', 'data.csv', '-k', '2');

    assert.match(
      stdout,
      /^B differs from A \(p < 0\.001\): 1 of 8 columns changed: body_mass_g\.\nA: data\.csv in HEAD, 344 rows/,
    );
  });

  it('A revision that git does not know, or that lacks the file, is named', () => {
    shell.write('untracked.csv', penguins);

    const [unknown, lacking] = [
      shell.run('compare', '--git', 'no-such-branch', 'data.csv'),
      shell.run('compare', '--git', 'HEAD', 'untracked.csv'),
    ];

    assert.deepEqual(
      [unknown.status, unknown.stderr],
      [2, 'mixture-lens: data.csv: git knows no revision "no-such-branch" here; name a commit, a branch or a tag.\n'],
    );
    assert.deepEqual(
      [lacking.status, lacking.stderr],
      [2, 'mixture-lens: untracked.csv: not in revision "HEAD"; name a revision that has the file.\n'],
    );
  });
});
