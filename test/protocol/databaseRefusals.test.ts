/** Tables that a fit in a database cannot read: one line, exit status 2, and nothing left behind. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { useClickhouse } from '../clickhouse/server';
import { runDuckdb } from '../support/duckdbTables';
import { CLI_PATH, useCommandLine, type CommandLine } from './commandLine';

/** Returns the line of a fit that must fail, and requires that it leaves no file. */
function refusal(cli: CommandLine, table: string): string {
  const before = readdirSync(cli.path);
  const env = { ...process.env, TMPDIR: cli.pathOf('spool') };
  const args = [CLI_PATH, 'fit', table, '--in-database', '--out', 'model.json', '--retries', '0'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: cli.path, encoding: 'utf8', env });
  assert.equal(status, 2, stderr);
  assert.equal(stdout, '');
  assert.match(stderr, /^mixture-lens: [^\n]*\n$/);
  assert.deepEqual(readdirSync(cli.pathOf('spool')), []);
  assert.deepEqual(readdirSync(cli.path), before);
  return stderr.trimEnd();
}

describe('fit --in-database of DuckDB', function () {
  this.timeout(60_000);
  const cli = useCommandLine();

  before(async () => {
    mkdirSync(cli.pathOf('spool'));
    await runDuckdb(
      [
        'CREATE TABLE lists (a INTEGER[])',
        'INSERT INTO lists VALUES ([1]), ([2])',
        'CREATE TABLE nothing (a DOUBLE)',
        "CREATE TABLE words AS SELECT i, CASE WHEN i = 40000 THEN 'x' ELSE i::VARCHAR END AS a FROM range(50000) t(i)",
        'CREATE VIEW failing AS SELECT i % 7 AS b, a::INTEGER AS a FROM words',
      ],
      cli.pathOf('shop.duckdb'),
    );
  });

  const cases: readonly (readonly [what: string, table: string, message: RegExp])[] = [
    ['a table that does not exist', 'no', /no such table in the database; its tables are "/],
    ['a column of lists alone', 'lists', /no column of the table holds numbers, texts or dates \(left out: "a"\)/],
    ['a table without rows', 'nothing', /the table has no rows; at least two are needed$/],
    ['a view that fails in the middle of a pass', 'failing', /DuckDB cannot read it: .*Could not convert string 'x'/],
  ];
  for (const [what, table, message] of cases)
    it(`${what} is refused`, () => {
      assert.match(refusal(cli, `shop.duckdb#${table}`), message);
    });
});

describe('fit --in-database of ClickHouse', function () {
  this.timeout(60_000);
  const clickhouse = useClickhouse();
  const cli = useCommandLine();

  before(async () => {
    mkdirSync(cli.pathOf('spool'));
    const { server } = clickhouse;
    await server.run('CREATE TABLE shapes (a Float64) ENGINE = Memory');
    await server.run('INSERT INTO shapes VALUES (1), (2)');
    await server.run('CREATE TABLE lists (a Array(Int8)) ENGINE = Memory');
    await server.run('CREATE TABLE nothing (a Float64) ENGINE = Memory');
    await server.run(
      'CREATE VIEW failing AS SELECT number % 7 AS a, throwIf(number = 90000) AS b FROM system.numbers LIMIT 100000',
    );
  });

  const cases: readonly (readonly [what: string, table: string, user: string, message: RegExp])[] = [
    ['a wrong password', 'shapes', 'reader', /refuses the user "reader" or the password; check/],
    [
      'a table that does not exist',
      'shape',
      'default',
      /no such table in its database; the nearest names are "shapes"/,
    ],
    [
      'a column of arrays alone',
      'lists',
      'default',
      /no column of the table holds numbers, texts or dates \(left out: "a"\)/,
    ],
    ['a table without rows', 'nothing', 'default', /the table has no rows; at least two are needed$/],
    ['a view that fails in the middle of a pass', 'failing', 'default', /the server .*throwIf/],
  ];
  for (const [what, table, user, message] of cases)
    it(`${what} is refused`, () => {
      assert.match(refusal(cli, clickhouse.server.addressOf(table, user)), message);
    });
});
