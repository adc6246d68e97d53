/** Tables of a ClickHouse server on the command line; skipped where no server is installed. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { createInterface } from 'node:readline';
import type { FitReport } from '../../server/protocol';
import { locationOf } from '../../server/sources/location';
import { openSession, type SqlSession } from '../../server/sources/sqlSession';
import { freePort, READER_PASSWORD, useClickhouse } from '../clickhouse/server';
import { ACTIVE_CHARACTERS, HOSTILE_CELLS } from '../support/hostileTexts';
import { until } from '../support/until';
import { CLI_PATH, useCommandLine, type Outcome } from './commandLine';
import { synthetic } from './tables';

const K = ['-k', '2'];

describe('tables of a ClickHouse server', function () {
  this.timeout(120_000);
  const cli = useCommandLine();
  const clickhouse = useClickhouse();

  before(async () => {
    const { server } = clickhouse;
    // ClickHouse 18 reads most decimals of an INSERT one unit in the last place off, but not quarters.
    const quarters = synthetic(300).replaceAll(/-?\d+\.\d+/g, (text) => String(Math.round(4 * Number(text)) / 4));
    const [header, ...rows] = quarters.trimEnd().split('\n');
    rows[20] = rows[20].replace(/^[^,]*/, '97531');
    cli.write('shapes.csv', [`number,${header}`, ...rows.map((row, i) => `${i},${row}`), ''].join('\n'));
    await server.run(
      'CREATE TABLE shapes (number UInt32, width Float64, height Nullable(Float64), depth Float64, ' +
        'colour Nullable(String), tags Array(String)) ENGINE = MergeTree ORDER BY number',
    );
    const data = rows.map((row, i) => [String(i), ...row.split(','), '[]'].join('\t')).join('\n');
    await server.run('INSERT INTO shapes FORMAT TabSeparated', `${data}\n`);
    await server.run('CREATE TABLE spread AS shapes ENGINE = Distributed(pair, default, shapes)');
    await server.run(
      'CREATE VIEW failing AS SELECT number, throwIf(number = 300000) AS x FROM system.numbers LIMIT 400000',
    );
    await server.run('CREATE VIEW endless AS SELECT count() AS n FROM system.numbers WHERE sleep(0.001) = 1');
    await server.run('CREATE TABLE nothing (a Int8) ENGINE = Memory');
  });

  /** Runs a command with variables of the environment. */
  function runWith(variables: Readonly<Record<string, string>>, ...args: readonly string[]): Outcome {
    const env = { ...process.env, ...variables };
    return spawnSync(process.execPath, [CLI_PATH, ...args], { cwd: cli.path, encoding: 'utf8', env });
  }

  function addressOf(table: string, user?: string): string {
    return clickhouse.server.addressOf(table, user);
  }

  /** The one line of a command that must be refused. */
  function refusal({ status, stdout, stderr }: Outcome): string {
    assert.equal(status, 2, stderr);
    assert.equal(stdout, '');
    assert.match(stderr, /^mixture-lens: [^\n]*\n$/);
    return stderr.trimEnd();
  }

  for (const table of ['shapes', 'spread'])
    it(`The fit of ${table} is that of the table as CSV`, () => {
      const expected = cli.fit('shapes.csv', ...K, '--ignore', 'number');

      const { stdout } = cli.run('fit', addressOf(table), ...K, '--key', 'number', '--ignore', 'number', '--json');

      const report = JSON.parse(stdout) as FitReport;
      assert.equal(report.nlml, expected.nlml);
      assert.deepEqual(report.components, expected.components);
    });

  it('A finding names the row and its key', () => {
    const { stdout, stderr } = cli.run('fit', addressOf('shapes'), ...K, '--key', 'number', '--ignore', 'number');

    assert.match(stdout, /\n {2}row 21 \(number 20, p < 1e-12\): width is 97531/);
    assert.match(stderr, /: not checked: column tags: Array\(String\)\n/);
  });

  it('A condition selects rows', () => {
    const text = cli.output('describe', `${addressOf('shapes')}?where=number%20%3C%2050`);

    assert.match(text, /: 50 rows, 5 columns\n/);
  });

  it('FINAL merges the rows that replace others', async () => {
    const { server } = clickhouse;
    await server.run('CREATE TABLE replaced (k UInt8, v Float64) ENGINE = ReplacingMergeTree ORDER BY k');
    await server.run('INSERT INTO replaced SELECT number, number / 7 FROM numbers(50)');
    await server.run('INSERT INTO replaced SELECT number, number / 9 FROM numbers(50)');

    assert.match(cli.output('describe', addressOf('replaced')), /: 100 rows/);
    assert.match(cli.output('describe', `${addressOf('replaced')}?final=1`), /: 50 rows/);
  });

  it('A password comes from the environment or a file, also for a user who may only read', () => {
    cli.write('password', `${READER_PASSWORD}\n`);
    const args = ['describe', addressOf('shapes', 'reader')];

    const outcomes = [
      runWith({ MIXTURE_LENS_CLICKHOUSE_PASSWORD: READER_PASSWORD }, ...args),
      runWith({ CLICKHOUSE_PASSWORD: READER_PASSWORD }, ...args),
      cli.run(...args, '--password-file', 'password'),
    ];

    assert.deepEqual(
      outcomes.map(({ status }) => status),
      [0, 0, 0],
    );
  });

  it('No message, report or model holds the password', () => {
    const environment = { MIXTURE_LENS_CLICKHOUSE_PASSWORD: READER_PASSWORD };
    const fit = runWith(environment, 'fit', addressOf('shapes', 'reader'), ...K, '--json', '--out', 'model.json');
    const failed = runWith(environment, 'fit', addressOf('no', 'reader'));

    assert.ok(![fit.stdout, fit.stderr, failed.stderr, cli.read('model.json')].join('').includes('secret'));
  });

  it('Hostile names and cells come through unchanged and are shown without harm', async () => {
    const { server } = clickhouse;
    const name = 'a`b\\c"d\'e;--\u{1f600}';
    const quoted = name.replaceAll('\\', '\\\\').replaceAll('`', '\\`');
    await server.run(`CREATE TABLE \`${quoted}\` (\`${quoted}\` String, n Float64) ENGINE = Memory`);
    const escaped = (text: string): string =>
      text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t');
    const cells = HOSTILE_CELLS.filter((cell) => !cell.includes('"') && !/[,\n\r]/.test(cell));
    const data = cells.map((cell, i) => `${escaped(cell)}\t${i / 7}\n`).join('');
    await server.run(`INSERT INTO \`${quoted}\` FORMAT TabSeparated`, data);

    const converted = cli.output('convert', addressOf(name));
    const described = cli.run('check', addressOf(name));

    assert.deepEqual(
      converted.trimEnd().split(/\r?\n/).slice(1),
      cells.map((cell, i) => `${cell},${i / 7}`),
    );
    assert.doesNotMatch(described.stdout + described.stderr, ACTIVE_CHARACTERS);
  });

  const refused: readonly (readonly [title: string, args: () => readonly string[], message: RegExp])[] = [
    ['a wrong password', () => [addressOf('shapes', 'reader')], /refuses the user "reader" or the password; check/],
    [
      'a table that does not exist',
      () => [addressOf('shape')],
      /: no such table in its database; the nearest names are "shapes", /,
    ],
    [
      'a database that does not exist',
      () => [addressOf('shapes').replace('/default/', '/defalt/')],
      /: no such database; the nearest names are "default", "system"$/,
    ],
    [
      'a wrong condition',
      () => [`${addressOf('shapes')}?where=colur%3D1`],
      /: the server refuses: Unknown identifier: colur$/,
    ],
    [
      'a condition that would write',
      () => [`${addressOf('shapes')}?where=1)%3B%20DROP%20TABLE%20shapes%20--`],
      /: the server refuses: /,
    ],
    ['a table without rows', () => [addressOf('nothing')], /: the table has no rows; at least two are needed$/],
    [
      'a view that fails while its rows are counted',
      () => [addressOf('failing')],
      /: the server refuses: Value passed to 'throwIf'/,
    ],
    [
      'a server that does not answer in time',
      () => [addressOf('endless'), '--timeout', '1'],
      /does not answer within 1 s; try again, or allow more with --timeout$/,
    ],
    [
      'encryption that the server lacks',
      () => [`${addressOf('shapes')}?tls=1`],
      /: no encrypted connection to 127\.0\.0\.1:\d+ \(/,
    ],
    [
      'a key that does not exist',
      () => [addressOf('shapes'), '--key', 'numbr'],
      /: --key: there is no column "numbr"; the nearest names are "number", /,
    ],
    [
      'a password file that does not exist',
      () => [addressOf('shapes'), '--password-file', 'no'],
      /--password-file no: no such file; check the path$/,
    ],
  ];
  for (const [title, args, message] of refused)
    it(`fit refuses ${title}`, () => {
      assert.match(refusal(cli.run('fit', ...args())), message);
    });

  it('describe refuses a view that fails in the middle', () => {
    const line = refusal(cli.run('describe', addressOf('failing')));

    assert.match(line, /: the server failed while the table was read: Code: 395.*throwIf/);
  });

  it('fit refuses a port that no server listens on', async () => {
    const port = await freePort();

    const line = refusal(cli.run('fit', `clickhouse://127.0.0.1:${port}/default/t`));

    assert.match(line, /: no server answers on 127\.0\.0\.1:\d+; check the host and the port$/);
  });

  it('fit refuses encryption, or a server, that does not answer', async () => {
    // The kernel accepts the connection; nobody reads what the client says.
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = `clickhouse://127.0.0.1:${(silent.address() as AddressInfo).port}/default/t`;

    const encrypted = refusal(cli.run('fit', `${address}?tls=1`, '--timeout', '1'));
    const plain = refusal(cli.run('fit', address, '--timeout', '1'));

    silent.close();
    assert.match(encrypted, /: no encrypted connection to \S+ \(no answer within 1 s\); check the port, and whether /);
    assert.match(plain, /: \S+ does not answer within 1 s; try again, or allow more with --timeout$/);
  });

  it('A statement that would write is refused by the server', async () => {
    const session = await openSession(locationOf(addressOf('shapes')), { timeoutSeconds: 30, programFolder: '.' });

    await assert.rejects(session.query('INSERT INTO nothing VALUES (1)'), /readonly mode/);
    await session.close();
  });

  describe('a connection that is lost', () => {
    let proxy: Server;
    let drops = 0;
    let connections = 0;
    before(async () => {
      proxy = createServer((socket) => {
        connections++;
        socket.on('error', () => undefined);
        if (drops-- > 0) {
          socket.once('data', () => socket.destroy());
          return;
        }
        const target = connect(clickhouse.server.port, '127.0.0.1');
        target.on('error', () => socket.destroy());
        socket.pipe(target).pipe(socket);
      }).listen(0, '127.0.0.1');
      await once(proxy, 'listening');
    });
    after(() => proxy.close());

    /** Opens the table through the proxy, which drops the first connections. */
    async function openDropping(count: number): Promise<SqlSession> {
      [drops, connections] = [count, 0];
      const { port } = proxy.address() as AddressInfo;
      return await openSession(locationOf(`clickhouse://127.0.0.1:${port}/default/shapes`), {
        timeoutSeconds: 30,
        programFolder: '.',
      });
    }

    it('The statement is sent again, up to three times', async () => {
      const session = await openDropping(2);

      const [[count]] = await session.query(`SELECT toUInt32(count()) FROM ${session.relation}`);

      await session.close();
      assert.equal(count, 300);
    });

    it('After the third loss, one line says so', async () => {
      await assert.rejects(openDropping(9), /^FitProblem: the connection to 127\.0\.0\.1:\d+ was lost; try again$/);

      // After each loss, a connection more ends the statement on the server.
      assert.equal(connections, 6);
    });
  });

  it('An abort ends the statement on the server', async () => {
    const { server } = clickhouse;
    const session = await openSession(locationOf(addressOf('shapes')), { timeoutSeconds: 30, programFolder: '.' });
    const running = (): Promise<string> =>
      server.run(
        "SELECT count() FROM system.processes WHERE query LIKE '%sleep(0.01)%' AND query NOT LIKE '%processes%'",
      );
    const stop = new AbortController();
    const answer = session.query('SELECT count() FROM system.numbers WHERE sleep(0.01) = 1', stop.signal);
    await until('the statement runs', async () => (await running()) === '1\n');

    stop.abort(new Error('stopped'));

    await assert.rejects(answer, /^Error: stopped$/);
    await until('the statement has ended', async () => (await running()) === '0\n');
    await session.close();
  });

  it('A signal in the middle leaves nothing behind', async () => {
    await clickhouse.server.run(
      'CREATE VIEW large AS SELECT number AS a, toString(number % 10) AS b FROM system.numbers LIMIT 100000000',
    );
    cli.bash('mkdir spool');
    const child = spawn(process.execPath, [CLI_PATH, 'fit', addressOf('large'), '--memory-cells', '1000000000'], {
      cwd: cli.path,
      env: { ...process.env, TMPDIR: cli.pathOf('spool') },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const lines = createInterface({ input: child.stderr });
    await until('the table is written', () => readdirSync(cli.pathOf('spool')).length > 0);

    child.kill('SIGINT');

    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    lines.close();
    assert.equal(signal, 'SIGINT');
    assert.deepEqual(readdirSync(cli.pathOf('spool')), []);
  });
});
