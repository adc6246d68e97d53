/** Tables that are no CSV, on the command line: the results are those of the same table as CSV. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FitReport, ScoreReport } from '../../server/protocol';
import { rowFindings } from '../../server/protocol/report/report';
import { csvTable, literal, runDuckdb } from '../support/duckdbTables';
import { ACTIVE_CHARACTERS, hostileTable } from '../support/hostileTexts';
import { PENGUINS_PATH, useCommandLine } from './commandLine';
import { penguins, withCell } from './tables';

const STAFF_PATH = resolve('samples/staff.csv');
/** A number of components, which spares the fits of the others. */
const K = ['-k', '3'];

describe('tables that are no CSV', function () {
  this.timeout(120_000);
  const cli = useCommandLine();

  /** The report of the CSV file. */
  let expected: FitReport;
  before(async () => {
    cli.write('penguins.csv', withCell(penguins, 20, 5, '41500'));
    const copy = (table: string, file: string): string => `COPY ${table} TO ${literal(cli.pathOf(file))}`;
    await runDuckdb(
      [
        `CREATE TABLE penguins AS SELECT * FROM ${csvTable(cli.pathOf('penguins.csv'))}`,
        `CREATE SCHEMA "s.h"`,
        `CREATE TABLE "s.h".staff AS SELECT * FROM ${csvTable(STAFF_PATH, false)}`,
        copy('penguins', 'penguins.parquet'),
        copy('penguins', 'penguins.jsonl'),
        copy('"s.h".staff', 'staff.parquet'),
      ],
      cli.pathOf('tables.duckdb'),
    );
    expected = cli.fit('penguins.csv', ...K);
    cli.write('penguins.csv.gz', gzipSync(cli.read('penguins.csv')));
    cli.write('penguins.jsonl.gz', gzipSync(cli.read('penguins.jsonl')));
  });

  /** The report without the places of its findings, and without the time that it took. */
  function withoutPlaces(report: FitReport): unknown {
    return JSON.parse(
      JSON.stringify({ ...report, seconds: 0, counts: undefined }, (name, value: unknown) =>
        name === 'line' ? 0 : value,
      ),
    );
  }

  for (const table of [
    'penguins.parquet',
    'tables.duckdb#penguins',
    'penguins.jsonl',
    'penguins.jsonl.gz',
    'penguins.csv.gz',
  ])
    it(`fit of ${table} gives the report of the CSV file`, () => {
      const report = cli.fit(table, ...K);

      assert.equal(report.nlml, expected.nlml);
      assert.deepEqual(withoutPlaces(report), withoutPlaces(expected));
    });

  it('Findings in a table without lines name rows', () => {
    const text = cli.output('fit', 'penguins.parquet', ...K);
    const [finding] = rowFindings(cli.fit('penguins.parquet', ...K).findings);

    assert.match(text, /\n {2}row 20 \(p < 1e-12\): body_mass_g is 41500/);
    assert.deepEqual([finding.row, finding.line], [19, 20]);
  });

  it('Findings in JSON lines name lines, also behind blank lines', () => {
    cli.write('blank.jsonl', `\n\n${cli.read('penguins.jsonl')}`);

    assert.match(cli.output('fit', 'blank.jsonl', ...K), /\n {2}line 22 \(p < 1e-12\): body_mass_g is 41500/);
  });

  it('A finding names the key of its row', () => {
    const text = cli.output('fit', 'penguins.parquet', ...K, '--key', 'species', '--key', 'year');
    const report = cli.fit('penguins.parquet', ...K, '--key', 'species', '--key', 'year');

    assert.match(text, /\n {2}row 20 \(species Adelie, year 2007, p < 1e-12\): body_mass_g/);
    assert.deepEqual(rowFindings(report.findings)[0].key, { species: 'Adelie', year: '2007' });
  });

  it('A key column that does not exist is refused', () => {
    const { status, stderr } = cli.run('fit', 'penguins.csv', '--key', 'spezies');

    assert.equal(status, 2);
    assert.match(stderr, /^mixture-lens: penguins\.csv: There is no key column "spezies"; the columns are species, /);
  });

  it('check gives the rows and columns of findings', () => {
    const { status, stdout } = cli.run('check', 'staff.parquet', '--key', 'id');

    assert.equal(status, 1);
    assert.match(stdout, /^staff\.parquet:9:2: warning: id E-1009: "Hambrug" is misspelt/m);
    assert.match(stdout, /^staff\.parquet:48:1: warning: id E-1013: "E-1013" is also in row 13/m);
  });

  it('A table in a schema is found by both names', () => {
    assert.match(
      cli.output('describe', 'tables.duckdb#s.h.staff'),
      /^tables\.duckdb#s\.h\.staff: 300 rows, 10 columns\n/,
    );
  });

  it('Several Parquet files are one table, in the order of their names', async () => {
    const half = (from: number, file: string): string =>
      `COPY (SELECT * FROM read_parquet(${literal(cli.pathOf('penguins.parquet'))}) LIMIT 172 OFFSET ${from}) ` +
      `TO ${literal(cli.pathOf(file))}`;
    await runDuckdb([half(0, 'part-1.parquet'), half(172, 'part-2.parquet')]);

    assert.deepEqual(withoutPlaces(cli.fit('part-*.parquet', ...K)), withoutPlaces(expected));
  });

  it('A folder of Parquet files is one table', async () => {
    await runDuckdb([
      `COPY (FROM read_parquet(${literal(cli.pathOf('penguins.parquet'))})) TO ${literal(cli.pathOf('parts'))} ` +
        '(FORMAT parquet, PARTITION_BY (year))',
    ]);

    assert.match(cli.output('describe', 'parts/'), /^parts\/: 344 rows, 8 columns\n/);
  });

  it('A name with characters of a pattern is that file alone', async () => {
    await runDuckdb([
      `COPY (SELECT range AS a, range * range AS b FROM range(30)) TO ${literal(cli.pathOf('x.parquet'))}`,
    ]);
    cli.bash('mv x.parquet "[p]*.parquet"');

    assert.match(cli.output('describe', '[p]*.parquet'), /^\[p\]\*\.parquet: 30 rows, 2 columns\n/);
  });

  it('A model of a CSV file judges the same table elsewhere, and the other way round', () => {
    assert.equal(cli.run('fit', PENGUINS_PATH, '-k', '3', '--quiet', '--out', 'csv.json').status, 0);
    assert.equal(cli.run('fit', 'penguins.parquet', '-k', '3', '--quiet', '--out', 'parquet.json').status, 0);
    const nlmlOf = (table: string, model: string): number =>
      (JSON.parse(cli.output('score', table, '--model', model, '--json', '--quiet')) as ScoreReport).nlml;

    assert.equal(nlmlOf('penguins.parquet', 'csv.json'), nlmlOf('penguins.csv', 'csv.json'));
    assert.equal(nlmlOf('penguins.csv', 'parquet.json'), nlmlOf('penguins.parquet', 'parquet.json'));
  });

  it('compare takes a CSV file and a Parquet file', () => {
    const text = cli.output('compare', 'penguins.csv', 'penguins.parquet', '-k', '3');

    assert.match(text, /^No difference found between A and B/);
    assert.match(text, / {2}row 20 \(p/);
  });

  it('Values keep their digits, and NULL is missing', async () => {
    const columns = [
      '0.1::DOUBLE + 0.2::DOUBLE AS sum',
      '5e-324::DOUBLE AS least',
      '9007199254740993::BIGINT AS big',
      "'a\"b,\nc'::VARCHAR AS text",
      'NULL::VARCHAR AS missing',
      "TIMESTAMPTZ '2020-01-01 01:00:00+01' AS moment",
      'true AS truth',
      "'x' || chr(0) || 'y' AS nul",
    ];
    await runDuckdb([`COPY (SELECT ${columns.join(', ')}) TO ${literal(cli.pathOf('values.parquet'))}`]);

    const text = cli.output('convert', 'values.parquet');

    assert.equal(
      text,
      'sum,least,big,text,missing,moment,truth,nul\r\n' +
        '0.30000000000000004,5e-324,9007199254740993,"a""b,\nc",,2020-01-01 00:00:00+00,true,x\ufffdy\r\n',
    );
  });

  it('A column without values in a table of one column keeps its rows', async () => {
    await runDuckdb([
      `COPY (SELECT CASE WHEN range % 3 > 0 THEN range END AS a FROM range(30)) TO ${literal(cli.pathOf('one.parquet'))}`,
    ]);

    assert.match(cli.output('describe', 'one.parquet'), /^one\.parquet: 30 rows, 1 column\n {2}a .*; 10 missing\n/);
  });

  it('Columns that hold no cells are left out with a note', async () => {
    const columns = ['[1, 2] AS list', "{'a': 1} AS record", "'x'::BLOB AS bytes", 'range AS n', 'range % 7 AS m'];
    await runDuckdb([`COPY (SELECT ${columns.join(', ')} FROM range(30)) TO ${literal(cli.pathOf('types.parquet'))}`]);

    const { status, stderr } = cli.run('describe', 'types.parquet');

    assert.equal(status, 0);
    assert.deepEqual(stderr.trimEnd().split('\n'), [
      'mixture-lens: types.parquet: not checked: column list: INTEGER[]',
      'mixture-lens: types.parquet: not checked: column record: STRUCT(a INTEGER)',
      'mixture-lens: types.parquet: not checked: column bytes: BLOB',
    ]);
  });

  it('A damaged line of JSON lines is a note and no row', () => {
    cli.write('damaged.jsonl', cli.read('penguins.jsonl').replace(/\n/, '\n{"species": oops\u001b[31m}\n[1]\n'));

    const { status, stdout, stderr } = cli.run('describe', 'damaged.jsonl');

    assert.equal(status, 0);
    assert.match(stdout, /^damaged\.jsonl: 344 rows/);
    assert.match(
      stderr,
      /^mixture-lens: damaged\.jsonl: line 2: "\{"species": oops \[31m\}" is no JSON object, and no row \(and 1 more/,
    );
  });

  it('Hostile names and cells reach neither SQL nor the terminal', async () => {
    cli.write('hostile.csv', hostileTable());
    await runDuckdb([
      `COPY (FROM read_csv(${literal(cli.pathOf('hostile.csv'))}, header = true, delim = ',', quote = '"')) ` +
        `TO ${literal(cli.pathOf('hostile.parquet'))}`,
    ]);
    const ofCsv = cli.fit('hostile.csv', '--quiet', ...K);

    const { status, stdout, stderr } = cli.run('fit', 'hostile.parquet', ...K);

    assert.equal(status, 0, stderr);
    assert.doesNotMatch(stdout + stderr, ACTIVE_CHARACTERS);
    assert.equal(cli.fit('hostile.parquet', '--quiet', ...K).nlml, ofCsv.nlml);
  });

  it('Nothing stays in the temporary folder', () => {
    cli.bash(
      'mkdir -p tmp; TMPDIR=$PWD/tmp "$0" "$1" fit penguins.parquet -k 3; TMPDIR=$PWD/tmp "$0" "$1" fit penguins.csv.gz -k 3',
    );
    cli.bash(
      'TMPDIR=$PWD/tmp "$0" "$1" describe tables.duckdb#nope; TMPDIR=$PWD/tmp "$0" "$1" fit staff.parquet --key x',
    );

    assert.deepEqual(readdirSync(cli.pathOf('tmp')), []);
  });
});
