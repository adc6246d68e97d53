/** `score --into` and `--as-view`: the engine writes its rows with their scores beside its table. */
import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import { READER_PASSWORD, useClickhouse } from '../clickhouse/server';
import { useCommandLine, type CommandLine } from './commandLine';
import { synthetic } from './tables';

const ROWS = 600;
/** A name that would end early in SQL, and control a terminal. */
const HOSTILE_NAME = 'a"b`c\'; DROP TABLE rows; \u001b[31m';

/** Cells of the rows, of which some are missing, and one row that no cluster holds. */
function tableRows(): readonly (readonly string[])[] {
  const rows = synthetic(ROWS).trim().split('\n').slice(1);
  return [
    ...rows.map((line, n) => {
      const [width, height, depth, colour] = line.split(',');
      return [`row ${n}`, width, height, n % 7 === 0 ? '' : depth, colour];
    }),
    ['odd', '30', '-40', '25', 'red'],
  ];
}

function fitModel(cli: CommandLine): void {
  cli.write('table.csv', synthetic(ROWS));
  cli.output('fit', 'table.csv', '--out', 'model.json');
}

/** Cells of the file of scores by the name of the row. */
function scoresOf(cli: CommandLine, table: string): ReadonlyMap<string, Readonly<Record<string, string>>> {
  cli.output('score', table, '--model', 'model.json', '--scores', 'scores.csv', '--scores-digits', '17');
  const [header, ...lines] = cli
    .read('scores.csv')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  return new Map(
    lines.map((cells) => {
      const row = Object.fromEntries(header.map((name, i) => [name, cells[i]]));
      return [row.id, row];
    }),
  );
}

/** Requires that cluster, posteriors and log density agree to 1e-9. @param rows id, cluster, p1, p2, log density */
function requireScores(
  rows: readonly (readonly unknown[])[],
  expected: ReadonlyMap<string, Readonly<Record<string, string>>>,
): void {
  assert.equal(rows.length, ROWS + 1);
  for (const [id, cluster, ...numbers] of rows) {
    const scores = expected.get(String(id));
    assert.ok(scores !== undefined, String(id));
    assert.equal(Number(cluster), Number(scores.cluster), String(id));
    numbers.forEach((value, i) => {
      const wanted = Number(scores[['p1', 'p2', 'log_density'][i]]);
      const difference = Math.abs(Number(value) - wanted);
      assert.ok(difference <= 1e-9 * Math.max(1, Math.abs(wanted)), `${String(id)}: ${String(value)} for ${wanted}`);
    });
  }
}

describe('score --into', function () {
  this.timeout(120_000);
  const cli = useCommandLine();
  const args = ['score', 'shop.duckdb#rows', '--model', 'model.json'] as const;

  async function sql(...statements: readonly string[]): Promise<readonly (readonly DuckDBValue[])[]> {
    const instance = await DuckDBInstance.create(cli.pathOf('shop.duckdb'));
    const connection = await instance.connect();
    try {
      let rows: readonly (readonly DuckDBValue[])[] = [];
      for (const statement of statements) rows = (await connection.runAndReadAll(statement)).getRows();
      return rows;
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  }

  /** Names of all tables and views. */
  async function names(): Promise<readonly string[]> {
    return (await sql('SELECT table_name FROM information_schema.tables ORDER BY table_name')).map(([name]) =>
      String(name),
    );
  }

  before(() => fitModel(cli));

  beforeEach(async () => {
    rmSync(cli.pathOf('shop.duckdb'), { force: true });
    const tuples = tableRows().map(
      (row) => `(${row.map((cell) => (cell === '' ? 'NULL' : `'${cell}'`)).join(', ')}, [1, 2])`,
    );
    await sql(
      'CREATE TABLE rows (id VARCHAR, width DOUBLE, height DOUBLE, depth DOUBLE, colour VARCHAR, other INTEGER[])',
      `INSERT INTO rows VALUES ${tuples.join(', ')}`,
    );
  });

  it('writes all columns of the table with the scores that the program computes', async () => {
    const output = cli.output(...args, '--into', 'scored');

    assert.equal(output, 'shop.duckdb#rows: made the table "scored" of 601 rows with their scores\n');
    const columns = (await sql('DESCRIBE scored')).map(([name]) => name);
    assert.deepEqual(columns, [
      'id',
      'width',
      'height',
      'depth',
      'colour',
      'other',
      'cluster',
      'p1',
      'p2',
      'log_density',
      'tail',
    ]);
    const rows = await sql('SELECT id, cluster, p1, p2, log_density FROM scored');
    requireScores(rows, scoresOf(cli, 'shop.duckdb#rows'));
  });

  it('makes a view that follows the table, with the columns of --key alone', async () => {
    cli.output(...args, '--as-view', 'scored', '--key', 'id');

    await sql("INSERT INTO rows SELECT * REPLACE ('later' AS id) FROM rows WHERE id = 'odd'");

    const [[count]] = await sql("SELECT count(*) FROM scored WHERE id = 'later' AND tail < 1e-6");
    assert.equal(Number(count), 1);
    const columns = (await sql('DESCRIBE scored')).map(([name]) => name);
    assert.deepEqual(columns, ['id', 'cluster', 'p1', 'p2', 'log_density', 'tail']);
  });

  it('refuses an existing name of any kind, unless it may be replaced', async () => {
    await sql('CREATE VIEW "Scored" AS SELECT 1 AS former');

    const refused = cli.run(...args, '--into', 'scored');
    const before = await sql('SELECT * FROM scored');
    const replaced = cli.run(...args, '--into', 'scored', '--replace', '--quiet');

    assert.equal(refused.status, 2);
    assert.match(refused.stderr, /^mixture-lens: shop\.duckdb#rows: there is already a table or view "scored"; .*\n$/);
    assert.equal(before.length, 1);
    assert.deepEqual([replaced.status, replaced.stdout, replaced.stderr], [0, '', '']);
    assert.equal((await sql('SELECT * FROM scored')).length, ROWS + 1);
    assert.deepEqual(await names(), ['rows', 'scored']);
  });

  it('never replaces the table itself', async () => {
    const { status, stderr } = cli.run(...args, '--into', 'ROWS', '--replace');

    assert.equal(status, 2);
    assert.match(stderr, /"ROWS" is the table itself; give the result another name\n$/);
    assert.equal((await sql('SELECT * FROM rows')).length, ROWS + 1);
  });

  it('leaves the former table as it was where the statement fails on the way', async () => {
    await sql(
      'CREATE TABLE scored AS SELECT 1 AS former',
      "CREATE VIEW failing AS SELECT * REPLACE (CASE WHEN id = 'odd' THEN error('no') ELSE width END AS width) FROM rows",
    );

    const outcome = cli.run('score', 'shop.duckdb#failing', '--model', 'model.json', '--into', 'scored', '--replace');

    assert.equal(outcome.status, 2);
    assert.match(outcome.stderr, /^mixture-lens: shop\.duckdb#failing: .*\n$/);
    assert.deepEqual(await names(), ['failing', 'rows', 'scored']);
    assert.equal((await sql('SELECT former FROM scored')).length, 1);
  });

  it('quotes any name', async () => {
    const output = cli.output(...args, '--into', HOSTILE_NAME);

    assert.ok(!output.includes('\u001b'));
    assert.deepEqual(await names(), [HOSTILE_NAME, 'rows']);
  });

  it('refuses files, names with points and contradictions in one line, and makes no file', () => {
    const outcomes = [
      cli.run('score', 'table.csv', '--model', 'model.json', '--into', 'scored'),
      cli.run('score', 'absent.parquet', '--model', 'model.json', '--as-view', 'scored'),
      cli.run('score', 'absent.duckdb#rows', '--model', 'model.json', '--into', 'scored'),
      cli.run(...args, '--into', 'main.scored'),
      cli.run(...args, '--into', 'scored', '--as-view', 'scored'),
      cli.run(...args, '--replace'),
      cli.run(...args, '--into', 'scored', '--key', 'no'),
    ];

    outcomes.forEach(({ status, stderr }) => {
      assert.equal(status, 2);
      assert.match(stderr, /^mixture-lens: .*\n$/);
    });
    assert.match(outcomes[0].stderr, /--scores FILE\n$/);
    assert.ok(!existsSync(cli.pathOf('absent.duckdb')));
  });
});

describe('score --into of ClickHouse', function () {
  this.timeout(180_000);
  const clickhouse = useClickhouse();
  const cli = useCommandLine();

  before(async () => {
    fitModel(cli);
    const { server } = clickhouse;
    await server.run(
      'CREATE TABLE rows (id String, width Float64, height Float64, depth Nullable(Float64), colour String) ' +
        'ENGINE = MergeTree ORDER BY id',
    );
    const lines = tableRows().map((row) => `${row.map((cell) => (cell === '' ? '\\N' : cell)).join('\t')}\n`);
    await server.run('INSERT INTO rows FORMAT TabSeparated', lines.join(''));
  });

  function score(...args: readonly string[]): ReturnType<CommandLine['run']> {
    return cli.run('score', clickhouse.server.addressOf('rows'), '--model', 'model.json', ...args);
  }

  it('writes the scores that the program computes, and replaces a table only on request', async () => {
    const { server } = clickhouse;
    const first = score('--into', 'scored');
    const refused = score('--into', 'scored');
    const replaced = score('--into', 'scored', '--key', 'id', '--replace');

    assert.equal(first.status, 0, first.stderr);
    assert.match(refused.stderr, /there is already a table or view "scored"; .*\n$/);
    assert.equal(replaced.status, 0, replaced.stderr);
    const answer = await server.run('SELECT id, cluster, p1, p2, log_density FROM scored');
    const rows = answer
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
    requireScores(rows, scoresOf(cli, server.addressOf('rows')));
    assert.equal(await server.run('SHOW TABLES'), 'rows\nscored\n');
  });

  it('refuses a view of an old server, and leaves nothing behind where a statement fails on the way', async () => {
    const { server } = clickhouse;
    await server.run(
      "CREATE VIEW failing AS SELECT id, width + throwIf(id = 'odd') AS width, height, depth, colour FROM rows",
    );

    const view = score('--as-view', 'seen', '--key', 'id');
    const failed = cli.run('score', server.addressOf('failing'), '--model', 'model.json', '--into', 'lost');

    assert.equal(view.status, 2);
    assert.match(view.stderr, /: ClickHouse 18\S* takes minutes to accept a view of a model; use --into instead\n$/);
    assert.equal(failed.status, 2);
    assert.match(failed.stderr, /^mixture-lens: .*\n$/);
    assert.equal(
      await server.run("SELECT name FROM system.tables WHERE name IN ('lost', 'seen') OR name LIKE 'mixture%'"),
      '',
    );
  });

  it('says that a reader may not make tables', () => {
    const { server } = clickhouse;
    cli.write('password', READER_PASSWORD);

    const { status, stderr } = cli.run(
      'score',
      server.addressOf('rows', 'reader'),
      '--model',
      'model.json',
      '--into',
      'mine',
      '--password-file',
      'password',
    );

    assert.equal(status, 2);
    assert.match(stderr, /the user may not make tables in this database; .*\n$/);
  });
});
