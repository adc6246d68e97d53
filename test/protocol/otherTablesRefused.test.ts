/** Tables that are no CSV and cannot be read: one line that says what to do, and status 2. */
import assert from 'node:assert/strict';
import { cpSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { spawnSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { literal, runDuckdb } from '../support/duckdbTables';
import { useCommandLine } from './commandLine';

describe('tables that are no CSV and cannot be read', function () {
  this.timeout(60_000);
  const cli = useCommandLine();

  before(async () => {
    await runDuckdb(
      [
        'CREATE TABLE measured AS SELECT range AS a, range * range AS b FROM range(3000)',
        'CREATE TABLE others AS SELECT 1 AS a',
        'CREATE TABLE nothing (a INTEGER, b INTEGER)',
        'CREATE TABLE lists AS SELECT [range] AS a FROM range(9)',
        `COPY measured TO ${literal(cli.pathOf('whole.parquet'))}`,
        `CREATE VIEW failing AS SELECT a, CASE WHEN a = 2500 THEN error('out of order') END AS b FROM measured`,
        'CHECKPOINT',
      ],
      cli.pathOf('tables.duckdb'),
    );
    const whole = readFileSync(cli.pathOf('whole.parquet'));
    cli.write('cut.parquet', whole.subarray(0, whole.length / 2));
    cli.write(
      'overwritten.parquet',
      Buffer.concat([whole.subarray(0, 50), Buffer.alloc(1000, 0x5a), whole.subarray(1050)]),
    );
    cli.write('text.duckdb', 'a,b\n1,2\n');
    cli.write('text.csv.gz', 'a,b\n1,2\n');
    cli.write('cut.csv.gz', gzipSync('a,b\n1,2\n'.repeat(999)).subarray(0, 40));
    cli.write('list.jsonl', '[1]\n');
    cli.write('nested.jsonl', '{"a": [1]}\n{"a": [2]}\n');
    cli.write('a.xlsx', 'PK');
    cli.write('a.arrow', 'ARROW1');
  });

  const refused: readonly (readonly [title: string, args: readonly string[], message: RegExp])[] = [
    ['a file that does not exist', ['no.parquet'], /^no\.parquet: no such file; check the path$/],
    ['a pattern without files', ['no*.parquet'], /^no\*\.parquet: no file matches this pattern; check it$/],
    [
      'a cut Parquet file',
      ['cut.parquet'],
      /^cut\.parquet: this is no Parquet file, or its end is missing; write it again$/,
    ],
    ['a damaged Parquet file', ['overwritten.parquet'], /^overwritten\.parquet: /],
    ['a text as a database', ['text.duckdb#t'], /^text\.duckdb#t: this is no DuckDB database, or it is damaged/],
    [
      'a text as a packed file',
      ['text.csv.gz'],
      /^text\.csv\.gz: this is no gzip file, or it is damaged; pack it again$/,
    ],
    ['a cut packed file', ['cut.csv.gz'], /^cut\.csv\.gz: this is no gzip file, or it is damaged; pack it again$/],
    ['a database without a table’s name', ['tables.duckdb'], /: name one of its tables behind #: "failing", "lists", /],
    [
      'a table that does not exist',
      ['tables.duckdb#measure'],
      /: no such table in the database; its tables are "measured", /,
    ],
    ['a table without rows', ['tables.duckdb#nothing'], /: the table has no rows; at least two are needed$/],
    ['a table without cells', ['tables.duckdb#lists'], /: no column of the table holds .* \(left out: "a"\)/],
    ['a view that fails in the middle', ['tables.duckdb#failing'], /: DuckDB cannot read it: .*out of order/],
    ['JSON lines without objects', ['list.jsonl'], /: no line holds a JSON object such as \{"a": 1\}; check the file$/],
    ['JSON lines without cells', ['nested.jsonl'], /: no column of the table holds/],
    [
      'a spreadsheet without the extension',
      ['a.xlsx'],
      /: such files need the extension excel of DuckDB, .*save the sheet as CSV/,
    ],
    [
      'an Arrow file without the extension',
      ['a.arrow'],
      /: such files need the extension nanoarrow .*convert the file to Parquet/,
    ],
    ['an option for texts', ['whole.parquet', '--delimiter', ';'], /: --delimiter is for text files/],
    ['a table without header', ['whole.parquet', '--no-header'], /: --no-header is for text files/],
    [
      'a key that does not exist',
      ['tables.duckdb#measured', '--key', 'c'],
      /: --key: there is no column "c"; the nearest names are "a", "b"$/,
    ],
    ['another kind of address', ['http://h/t'], /: no such kind of address/],
    ['an output that is the table', ['whole.parquet', '--out', 'whole.parquet'], /would overwrite the input file/],
    [
      'an output that is the database',
      ['tables.duckdb#measured', '--out', 'tables.duckdb'],
      /would overwrite the input file/,
    ],
  ];
  for (const [title, args, message] of refused)
    it(`fit refuses ${title}`, () => {
      const { status, stdout, stderr } = cli.run('fit', ...args);

      assert.equal(status, 2);
      assert.equal(stdout, '');
      assert.match(stderr, /^mixture-lens: [^\n]*\n$/);
      assert.match(stderr.slice('mixture-lens: '.length).trimEnd(), message);
    });

  it('fix refuses a table that is no text', () => {
    const { status, stderr } = cli.run('fix', 'whole.parquet', '--apply', 'meant', '--out', 'x.csv');

    assert.equal(status, 2);
    assert.match(
      stderr,
      /^mixture-lens: whole\.parquet: fix takes plain text files only; write the table as CSV with convert first\n$/,
    );
  });

  it('check goes on behind a table that cannot be read', () => {
    const { status, stdout } = cli.run('check', 'cut.parquet', 'whole.parquet');

    assert.equal(status, 2);
    assert.match(stdout, /^cut\.parquet: not checked: this is no Parquet file/m);
    assert.match(stdout, /^whole\.parquet: .* in 3,?000 rows/m);
  });

  it('Without DuckDB, one line says which command installs it', () => {
    cpSync(resolve('dist/server'), cli.pathOf('program'), { recursive: true });

    const { status, stderr } = spawnSync(process.execPath, [cli.pathOf('program/cli.cjs'), 'fit', 'whole.parquet'], {
      cwd: cli.path,
      encoding: 'utf8',
    });

    assert.equal(status, 2);
    assert.equal(
      stderr,
      'mixture-lens: whole.parquet: such tables are read by DuckDB, which is not installed; run: npm install @duckdb/node-api\n',
    );
  });
});
