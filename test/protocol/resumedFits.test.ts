/** `fit --in-database` after an interruption: its state file, and the run that goes on from it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { useClickhouse } from '../clickhouse/server';
import { runDuckdb } from '../support/duckdbTables';
import { until } from '../support/until';
import { CLI_PATH, useCommandLine } from './commandLine';
import { synthetic } from './tables';

/** Options of a fit of many passes. */
const OPTIONS = ['--in-database', '-k', '3', '--sample', '300', '--tolerance', '1e-12'];
/** ClickHouse 18.16 plans the passes of `robust` for seconds each. */
const SERVER_OPTIONS = [...OPTIONS, '--estimate', 'map'];

interface ModelFile {
  readonly nlml: number;
  readonly iterations: number;
}

/** A command that was ended by a signal. */
interface Ended {
  readonly status: number | null;
  readonly stderr: string;
}

describe('fit --in-database --resume', function () {
  this.timeout(120_000);
  const cli = useCommandLine();
  const table = 'shop.duckdb#rows';

  before(async () => {
    cli.write('table.csv', synthetic(20_000));
    const source = `read_csv('${cli.pathOf('table.csv')}')`;
    await runDuckdb(
      [`CREATE TABLE rows AS SELECT * FROM ${source}`, 'CREATE TABLE others AS FROM rows'],
      cli.pathOf('shop.duckdb'),
    );
  });

  /** Starts a fit, and ends it once its state is there. */
  async function interrupted(signal: 'SIGKILL' | 'SIGINT' | 'SIGTERM', model: string): Promise<Ended> {
    const args = [CLI_PATH, 'fit', table, ...OPTIONS, '--out', model];
    const child = spawn(process.execPath, args, { cwd: cli.path, stdio: ['ignore', 'ignore', 'pipe'] });
    const stderr = text(child.stderr);
    const state = cli.pathOf(model.replace('.json', '.state.json'));
    await until('the state is there', () => existsSync(state));
    child.kill(signal);
    const [status] = (await once(child, 'exit')) as [number | null];
    return { status, stderr: await stderr };
  }

  /** Returns the line of a command that must be refused. */
  function refusal(...args: readonly string[]): string {
    const { status, stdout, stderr } = cli.run('fit', ...args);
    assert.equal(status, 2, stderr);
    assert.equal(stdout, '');
    assert.match(stderr, /^mixture-lens: [^\n]*\n$/);
    return stderr.trimEnd();
  }

  it('A killed fit goes on to the model of an undisturbed one, bit for bit', async () => {
    cli.output('fit', table, ...OPTIONS, '--out', 'whole.json');
    await interrupted('SIGKILL', 'killed.json');

    cli.output('fit', table, ...OPTIONS, '--out', 'killed.json', '--resume', 'killed.state.json');

    assert.equal(cli.read('killed.json'), cli.read('whole.json'));
    assert.ok(!existsSync(cli.pathOf('killed.state.json')));
    assert.ok(!existsSync(cli.pathOf('whole.state.json')));
  });

  for (const [signal, expected] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)
    it(`A fit that ${signal} ends says how to go on`, async () => {
      const { status, stderr } = await interrupted(signal, `${signal}.json`);

      assert.equal(status, expected);
      assert.equal(stderr, `mixture-lens: ${table}: interrupted; go on with --resume ${signal}.state.json\n`);
    });

  it('A state that does not fit is refused in one line, and stays', async () => {
    await interrupted('SIGINT', 'other.json');
    const state = cli.read('other.state.json');
    cli.write('torn.state.json', state.slice(0, state.length / 2));
    const resumed = ['--resume', 'other.state.json'];

    assert.match(
      refusal('shop.duckdb#others', ...OPTIONS, ...resumed),
      /belongs to another table; name that table, or/,
    );
    assert.match(
      refusal(table, ...OPTIONS, '--seed', '2', ...resumed),
      /another value of the option seed; give the same/,
    );
    assert.match(
      refusal(table, ...OPTIONS, '--resume', 'torn.state.json'),
      /: torn\.state\.json: the state is damaged/,
    );
    assert.match(
      refusal(table, ...OPTIONS, '--resume', 'none.json'),
      /--resume none\.json: no such file; check the path$/,
    );
    assert.equal(cli.read('other.state.json'), state);
  });

  it('A state of a table that has changed is refused', async () => {
    await runDuckdb(
      ['CREATE TABLE rows AS SELECT range AS a, (range * 7) % 11 AS b FROM range(3000)'],
      cli.pathOf('live.duckdb'),
    );
    const args = ['live.duckdb#rows', '--in-database', '-k', '2', '--sample', '300', '--tolerance', '1e-12'];
    const child = spawn(process.execPath, [CLI_PATH, 'fit', ...args, '--state', 'live.state'], {
      cwd: cli.path,
      stdio: 'ignore',
    });
    await until('the state is there', () => existsSync(cli.pathOf('live.state')));
    child.kill('SIGINT');
    await once(child, 'exit');
    await runDuckdb(['INSERT INTO rows VALUES (1, 1)'], cli.pathOf('live.duckdb'));

    assert.match(
      refusal(...args, '--resume', 'live.state'),
      /the rows of the table have changed since the state was written/,
    );
  });

  it('A file that is there is not taken for the state', () => {
    cli.write('notes.txt', 'mine');

    const line = refusal(table, ...OPTIONS, '--state', 'notes.txt');

    assert.match(
      line,
      /: notes\.txt: there is already a file of this name; go on with its fit by --resume, or remove it$/,
    );
    assert.equal(cli.read('notes.txt'), 'mine');
  });

  it('--state, --resume and --retries belong to --in-database', () => {
    for (const [flag, value] of [
      ['--state', 'a'],
      ['--resume', 'a'],
      ['--retries', '1'],
    ])
      assert.match(refusal('table.csv', flag, value), new RegExp(`${flag} belongs to --in-database$`));
  });
});

describe('fit --in-database of a server that fails', function () {
  this.timeout(120_000);
  const clickhouse = useClickhouse();
  const cli = useCommandLine();
  let model: ModelFile;

  before(async function () {
    this.timeout(60_000);
    const { server } = clickhouse;
    await server.run(
      'CREATE TABLE rows (width Float64, height Float64, depth Float64, colour String) ENGINE = MergeTree ORDER BY width',
    );
    const lines = synthetic(3000).trimEnd().split('\n').slice(1);
    await server.run('INSERT INTO rows FORMAT CSV', `${lines.join('\n')}\n`);
    model = read(cli.output('fit', server.addressOf('rows'), ...SERVER_OPTIONS, '--max-iterations', '12', '--json'));
  });

  function read(json: string): ModelFile {
    return JSON.parse(json) as ModelFile;
  }

  /** Runs a fit, and a function once its state is there. */
  async function disturbed(name: string, retries: number, disturb: () => Promise<void>): Promise<Ended> {
    const args = [...SERVER_OPTIONS, '--max-iterations', '12', '--out', name, '--retries', String(retries)];
    const child = spawn(process.execPath, [CLI_PATH, 'fit', clickhouse.server.addressOf('rows'), ...args], {
      cwd: cli.path,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const stderr = text(child.stderr);
    await until('the state is there', () => existsSync(cli.pathOf(name.replace('.json', '.state.json'))));
    await disturb();
    const [status] = (await once(child, 'exit')) as [number | null];
    return { status, stderr: await stderr };
  }

  function assertSame(found: ModelFile): void {
    assert.equal(found.iterations, model.iterations);
    assert.ok(Math.abs(found.nlml - model.nlml) <= 1e-12 * Math.abs(model.nlml), `${found.nlml} for ${model.nlml}`);
  }

  it('A server that starts again is asked again, with a line for each time', async () => {
    const { status, stderr } = await disturbed('again.json', 6, async () => {
      await clickhouse.server.kill();
      await clickhouse.server.begin();
    });

    assert.equal(status, 0, stderr);
    assert.match(stderr, /(?:was lost|no server answers on [^\n]*); trying again in \d+\.\d s \(1 of 6\)\n/);
    assertSame(read(cli.read('again.json')));
  });

  it('A server that stays away ends the fit with one line, and --resume goes on to the same numbers', async () => {
    const { status, stderr } = await disturbed('away.json', 1, () => clickhouse.server.kill());
    await clickhouse.server.begin();
    assert.equal(status, 2);
    assert.match(stderr, /\nmixture-lens: [^\n]*; go on with --resume away\.state\.json\n$/);
    assert.equal(stderr.trimEnd().split('\n').length, 2);

    const args = [...SERVER_OPTIONS, '--max-iterations', '12', '--json', '--resume', 'away.state.json'];
    const resumed = read(cli.output('fit', clickhouse.server.addressOf('rows'), ...args));

    assertSame(resumed);
  });
});
