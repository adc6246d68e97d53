/** `score --in-database`: the engine judges the rows of its table, and only unlikely ones leave it. */
import assert from 'node:assert/strict';
import { DuckDBInstance } from '@duckdb/node-api';
import { useClickhouse } from '../clickhouse/server';
import { useCommandLine, type CommandLine } from './commandLine';
import { synthetic } from './tables';

const ROWS = 600;
/** A key that would colour a terminal and end its line. */
const HOSTILE_KEY = '\u001b[31mred\nline';

interface Listing {
  readonly rows: number;
  readonly unlikely: readonly { readonly key: { readonly id: string }; readonly tail: number }[];
}

/** Cells of the rows: the measures of one cluster with the colour of none, in the row with the hostile key. */
function tableRows(): readonly (readonly string[])[] {
  const rows = synthetic(ROWS).trim().split('\n').slice(1);
  return [...rows.map((line, n) => [`row ${n}`, ...line.split(',')]), [HOSTILE_KEY, '30', '-40', '25', 'red']];
}

function fitModel(cli: CommandLine): void {
  cli.write('table.csv', synthetic(ROWS));
  cli.output('fit', 'table.csv', '--out', 'model.json');
}

describe('score --in-database', function () {
  this.timeout(120_000);
  const cli = useCommandLine();
  const args = ['--model', 'model.json', '--in-database'] as const;

  before(async () => {
    fitModel(cli);
    const instance = await DuckDBInstance.create(cli.pathOf('shop.duckdb'));
    const connection = await instance.connect();
    await connection.run(
      'CREATE TABLE rows (id VARCHAR, width DOUBLE, height DOUBLE, depth DOUBLE, colour VARCHAR, other INTEGER[])',
    );
    const quoted = (cell: string): string => `'${cell}'`;
    const tuples = tableRows().map((row) => `(${row.map(quoted).join(', ')}, NULL)`);
    await connection.run(`INSERT INTO rows VALUES ${tuples.join(', ')}`);
    connection.closeSync();
    instance.closeSync();
  });

  it('lists the unlikely rows by their key, which cannot control a terminal', () => {
    const { status, stdout, stderr } = cli.run('score', 'shop.duckdb#rows', ...args, '--key', 'id');

    assert.equal(status, 0, stderr);
    assert.match(stdout, /^\d+ unlikely rows? of 601:\n {2}id \[31mred line: p < 1e-12, cluster \d, log density −/);
  });

  it('returns in JSON the tails that the program computes', () => {
    const { rows, unlikely } = JSON.parse(
      cli.output('score', 'shop.duckdb#rows', ...args, '--key', 'id', '--json'),
    ) as Listing;

    assert.equal(rows, ROWS + 1);
    assert.equal(unlikely[0].key.id, HOSTILE_KEY);
    cli.output('score', 'shop.duckdb#rows', '--model', 'model.json', '--scores', 'scores.csv');
    const tail = Number(cli.read('scores.csv').trimEnd().split(',').at(-2));
    assert.ok(Math.abs(Math.log(tail / unlikely[0].tail)) < 1e-6, `${unlikely[0].tail} for ${tail}`);
  });

  it('refuses an unknown key, a text file and an output of its own', () => {
    const outcomes = [
      cli.run('score', 'shop.duckdb#rows', ...args, '--key', 'no'),
      cli.run('score', 'table.csv', ...args),
      cli.run('score', 'shop.duckdb#rows', ...args, '--scores', 'scores.csv'),
      cli.run('score', 'shop.duckdb', ...args, '--table', 'rows'),
      cli.run('score', 'shop.duckdb#rows', ...args, '--missing', 'none'),
    ];

    assert.deepEqual(
      outcomes.map(({ status }) => status),
      [2, 2, 2, 2, 2],
    );
    assert.match(
      outcomes[0].stderr,
      /^mixture-lens: shop\.duckdb#rows: --key: there is no column "no"; the nearest names are "colour", .*\n$/,
    );
    assert.match(outcomes[1].stderr, /^mixture-lens: table\.csv: this is a text file, .*\n$/);
    assert.match(outcomes[2].stderr, /^mixture-lens: --in-database writes no --scores; .*\n$/);
    assert.match(outcomes[3].stderr, /^mixture-lens: --table belongs to --sql; .*\n$/);
    assert.match(outcomes[4].stderr, /^mixture-lens: --in-database has no --missing; .*\n$/);
  });
});

describe('score --in-database of ClickHouse', function () {
  this.timeout(120_000);
  const clickhouse = useClickhouse();
  const cli = useCommandLine();

  it('lists the unlikely rows of a table', async () => {
    fitModel(cli);
    const { server } = clickhouse;
    await server.run(
      'CREATE TABLE rows (id String, width Float64, height Float64, depth Nullable(Float64), colour String) ' +
        'ENGINE = MergeTree ORDER BY id',
    );
    const escaped = (cell: string): string => cell.replaceAll('\n', '\\n');
    const lines = tableRows().map((row) => `${row.map(escaped).join('\t')}\n`);
    await server.run('INSERT INTO rows FORMAT TabSeparated', lines.join(''));

    const { rows, unlikely } = JSON.parse(
      cli.output('score', server.addressOf('rows'), '--model', 'model.json', '--in-database', '--key', 'id', '--json'),
    ) as Listing;

    assert.equal(rows, ROWS + 1);
    assert.equal(unlikely[0].key.id, HOSTILE_KEY);
  });
});
