/** `fit --in-database` of a table that lies on three ClickHouse servers, one of which fails. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { ClickhouseServer, useClickhouses } from '../clickhouse/server';
import { until } from '../support/until';
import { CLI_PATH, useCommandLine } from './commandLine';
import { synthetic } from './tables';

const ROWS = 6000;
const ITERATIONS = 10;
const COLUMNS = '(width Float64, height Float64, depth Nullable(Float64), colour String)';
/** Options of a fit of many passes. */
const OPTIONS = [
  '--in-database',
  // Version 18.16 plans the passes of `robust` for seconds each.
  '--estimate',
  'map',
  '-k',
  '3',
  '--sample',
  '500',
  '--tolerance',
  '1e-10',
  '--max-iterations',
  String(ITERATIONS),
];

interface ModelFile {
  readonly rows: number;
  readonly nlml: number;
  readonly iterations: number;
  readonly components: readonly object[];
}

/** All numbers of a value, in order. */
function numbersIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

describe('fit --in-database of a table on three shards', function () {
  this.timeout(240_000);
  const cluster = useClickhouses(() => ClickhouseServer.startShards(3));
  const cli = useCommandLine();
  let alone: ModelFile;

  before(async function () {
    this.timeout(120_000);
    const lines = synthetic(ROWS).trimEnd().split('\n').slice(1);
    const [first] = cluster.servers;
    await first.run(`CREATE TABLE whole ${COLUMNS} ENGINE = MergeTree ORDER BY width`);
    await first.run('INSERT INTO whole FORMAT CSV', `${lines.join('\n')}\n`);
    for (const [i, server] of cluster.servers.entries()) {
      await server.run(`CREATE TABLE part ${COLUMNS} ENGINE = MergeTree ORDER BY width`);
      // Parts of different sizes.
      const own = lines.filter((_, n) => Math.min(2, n % 5) === i);
      await server.run('INSERT INTO part FORMAT CSV', `${own.join('\n')}\n`);
    }
    await first.run(`CREATE TABLE spread ${COLUMNS} ENGINE = Distributed(shards, default, part)`);
    alone = fitted('whole');
  });

  function addressOf(table: string): string {
    return cluster.servers[0].addressOf(table);
  }

  function fitted(table: string): ModelFile {
    return JSON.parse(cli.output('fit', addressOf(table), ...OPTIONS, '--json')) as ModelFile;
  }

  /** Requires the same numbers, up to the last digits of sums in another order. */
  function assertSame(found: ModelFile, expected: ModelFile): void {
    assert.deepEqual([found.rows, found.iterations], [expected.rows, expected.iterations]);
    assert.ok(Math.abs(found.nlml - expected.nlml) <= 1e-12 * Math.abs(expected.nlml), `NLML ${found.nlml}`);
    const parameters = numbersIn(found.components);
    numbersIn(expected.components).forEach((value, i) =>
      assert.ok(
        Math.abs(parameters[i] - value) <= 1e-8 * Math.max(1, Math.abs(value)),
        `${parameters[i]} for ${value}`,
      ),
    );
  }

  /** Starts a fit, whose state file shows the passes that it has made. */
  function begin(model: string): ChildProcess {
    const all = [CLI_PATH, 'fit', addressOf('spread'), ...OPTIONS, '--out', model];
    return spawn(process.execPath, all, { cwd: cli.path, stdio: ['ignore', 'ignore', 'pipe'] });
  }

  it('The numbers are those of the table on one server', () => {
    assertSame(fitted('spread'), alone);
  });

  it('The sums of a pass, not the rows, leave the shards', async () => {
    fitted('spread');

    for (const server of cluster.servers.slice(1)) {
      await server.run('SYSTEM FLUSH LOGS');
      const [passes, largest] = (
        await server.run(
          'SELECT count(), max(result_rows) FROM system.query_log ' +
            "WHERE type = 2 AND NOT is_initial_query AND query LIKE '%exp(%'",
        )
      ).split('\t');
      assert.ok(Number(passes) > ITERATIONS, `${passes} passes`);
      assert.equal(Number(largest), 1);
    }
  });

  it('A fit ends with the same numbers where a shard is killed and starts again', async () => {
    const child = begin('killed.json');
    const stderr = text(child.stderr ?? process.stdin);
    await until('a pass is done', () => existsSync(cli.pathOf('killed.state.json')));

    await cluster.servers[2].kill();
    await cluster.servers[2].begin();

    const [status] = (await once(child, 'exit')) as [number];
    assert.equal(status, 0, await stderr);
    assert.match(await stderr, /cannot reach one of its shards: .*; trying again in \d+\.\d s \(1 of 6\)\n/);
    assertSame(JSON.parse(cli.read('killed.json')) as ModelFile, alone);
    assert.ok(!existsSync(cli.pathOf('killed.state.json')));
  });
});
