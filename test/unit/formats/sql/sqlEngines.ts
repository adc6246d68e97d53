/** Engines that run SQL for tests: DuckDB in this process, and ClickHouse and PostgreSQL where they are installed. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { sqlDialect, type SqlDialectName } from '../../../../server/formats/sql/sqlDialects';
import { ClickhouseServer, hasClickhouse } from '../../../clickhouse/server';

export type Cell = number | string | boolean | null;

/** A table of a test: the type of each column in the words of DuckDB, and its rows. */
export interface TestTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: 'DOUBLE' | 'BIGINT' | 'VARCHAR' | 'TIMESTAMP' }[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface TestEngine {
  readonly dialect: SqlDialectName;
  /** Runs a statement. Returns its rows; numbers as doubles, other values as texts. */
  run(sql: string): Promise<readonly (readonly Cell[])[]>;
  stop(): Promise<void>;
}

const TYPES: Readonly<Record<SqlDialectName, (type: TestTable['columns'][number]['type']) => string>> = {
  duckdb: (type) => type,
  postgres: (type) => ({ DOUBLE: 'float8', BIGINT: 'bigint', VARCHAR: 'text', TIMESTAMP: 'timestamp' })[type],
  clickhouse: (type) =>
    `Nullable(${{ DOUBLE: 'Float64', BIGINT: 'Int64', VARCHAR: 'String', TIMESTAMP: 'DateTime' }[type]})`,
};

/** Creates a table with its rows. */
export async function createTable(engine: TestEngine, { name, columns, rows }: TestTable): Promise<void> {
  const dialect = sqlDialect(engine.dialect);
  const table = dialect.identifier(name);
  const literal = (cell: Cell, type: string): string =>
    cell === null
      ? 'NULL'
      : typeof cell === 'number'
        ? dialect.number(cell)
        : typeof cell === 'boolean'
          ? String(cell)
          : type === 'TIMESTAMP' && engine.dialect !== 'clickhouse'
            ? `TIMESTAMP ${dialect.text(cell)}`
            : dialect.text(cell);
  const fields = columns.map((column) => `${dialect.identifier(column.name)} ${TYPES[engine.dialect](column.type)}`);
  await engine.run(
    `CREATE TABLE ${table} (${fields.join(', ')})${engine.dialect === 'clickhouse' ? ' ENGINE = Memory' : ''}`,
  );
  const tuples = rows.map((row) => `(${row.map((cell, i) => literal(cell, columns[i].type)).join(', ')})`);
  await engine.run(`INSERT INTO ${table} VALUES ${tuples.join(', ')}`);
}

class Duckdb implements TestEngine {
  readonly dialect = 'duckdb';
  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
  ) {}

  static async start(): Promise<Duckdb> {
    const instance = await DuckDBInstance.create(':memory:');
    return new Duckdb(instance, await instance.connect());
  }

  async run(sql: string): Promise<readonly (readonly Cell[])[]> {
    const rows = (await this.connection.runAndReadAll(sql)).getRows();
    return rows.map((row) => row.map((cell) => (typeof cell === 'bigint' ? Number(cell) : (cell as Cell))));
  }

  stop(): Promise<void> {
    this.connection.closeSync();
    this.instance.closeSync();
    return Promise.resolve();
  }
}

class Clickhouse implements TestEngine {
  readonly dialect = 'clickhouse';
  constructor(private readonly server: ClickhouseServer) {}

  async run(sql: string): Promise<readonly (readonly Cell[])[]> {
    const isQuery = sql.startsWith('SELECT');
    const response = await fetch(`http://127.0.0.1:${this.server.port}/?max_query_size=100000000`, {
      method: 'POST',
      body: isQuery ? `${sql}\nFORMAT TabSeparated` : sql,
    });
    const text = await response.text();
    if (!response.ok) throw new Error(text.slice(0, 500));
    return cellsOf(text);
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

/** Session of chDB, the engine of today's ClickHouse as a library. */
interface ChdbSession {
  query(sql: string, format?: string): string;
  cleanup(): void;
}

/** Folder in which chDB is installed, whose 600 MB a clone of this repository does not download. */
const CHDB_FOLDER = process.env['MIXTURE_LENS_CHDB'];

function chdbModule(folder: string): { readonly Session: new () => ChdbSession } {
  const load = createRequire(join(folder, 'package.json'));
  return load('chdb') as { readonly Session: new () => ChdbSession };
}

class Chdb implements TestEngine {
  readonly dialect = 'clickhouse';
  constructor(private readonly session: ChdbSession) {
    session.query('CREATE DATABASE tests');
    session.query('USE tests');
  }

  run(sql: string): Promise<readonly (readonly Cell[])[]> {
    const text = this.session.query(sql, sql.startsWith('SELECT') ? 'TabSeparated' : undefined);
    return Promise.resolve(cellsOf(text));
  }

  stop(): Promise<void> {
    this.session.cleanup();
    return Promise.resolve();
  }
}

/** Reads lines of cells with tabs between them. */
function cellsOf(text: string): readonly (readonly Cell[])[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t').map(cellOf));
}

function cellOf(text: string): Cell {
  if (text === '\\N' || text === '') return null;
  if (/^[-+]?inf(?:inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  const number = Number(text);
  return Number.isNaN(number) && !/^nan$/i.test(text) ? text : number;
}

const POSTGRES = '/usr/lib/postgresql';
/** A user who is not root, whom PostgreSQL demands. */
const NOBODY = 65_534;

class Postgres implements TestEngine {
  readonly dialect = 'postgres';
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    private readonly programs: string,
  ) {}

  static async start(): Promise<Postgres> {
    const programs = join(POSTGRES, readdirSync(POSTGRES)[0], 'bin');
    const folder = mkdtempSync(join(tmpdir(), 'mixture-lens-postgres-'));
    const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
    if ('uid' in user) chownSync(folder, NOBODY, NOBODY);
    const options = { ...user, cwd: folder, env: { ...process.env, HOME: folder } };
    const data = join(folder, 'data');
    const made = spawnSync(
      join(programs, 'initdb'),
      ['-D', data, '-U', 'tester', '-A', 'trust', '-E', 'UTF8', '--no-locale'],
      options,
    );
    if (made.status !== 0) throw new Error(String(made.stderr));
    const child = spawn(join(programs, 'postgres'), ['-D', data, '-k', folder, '-c', 'listen_addresses='], {
      ...options,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    for await (const line of createInterface({ input: child.stderr })) if (line.includes('ready to accept')) break;
    child.stderr.resume();
    return new Postgres(child, folder, programs);
  }

  run(sql: string): Promise<readonly (readonly Cell[])[]> {
    const { status, stdout, stderr } = spawnSync(
      join(this.programs, 'psql'),
      ['-h', this.folder, '-U', 'tester', '-d', 'postgres', '-At', '-F', '\t', '-q', '-v', 'ON_ERROR_STOP=1'],
      { input: sql, encoding: 'utf8', maxBuffer: 2 ** 28 },
    );
    if (status !== 0) return Promise.reject(new Error(stderr.slice(0, 500)));
    return Promise.resolve(cellsOf(stdout));
  }

  async stop(): Promise<void> {
    this.child.kill('SIGINT');
    if (this.child.exitCode === null) await once(this.child, 'exit');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Engines by name: one for each dialect, and the library of today's ClickHouse. */
export type TestEngineName = SqlDialectName | 'chdb';

const STARTS: Readonly<Record<TestEngineName, { readonly isThere: boolean; start(): Promise<TestEngine> }>> = {
  duckdb: { isThere: true, start: () => Duckdb.start() },
  clickhouse: { isThere: hasClickhouse, start: async () => new Clickhouse(await ClickhouseServer.start()) },
  chdb: {
    isThere: CHDB_FOLDER !== undefined,
    start: () => {
      const { Session } = chdbModule(CHDB_FOLDER ?? '');
      return Promise.resolve(new Chdb(new Session()));
    },
  },
  postgres: { isThere: existsSync(POSTGRES), start: () => Postgres.start() },
};

/** Gives the tests of a `describe` an engine; they are skipped where it is not installed. */
export function useSqlEngine(name: TestEngineName): { readonly engine: TestEngine } {
  const holder: { engine?: TestEngine } = {};
  before(async function () {
    this.timeout(60_000);
    if (!STARTS[name].isThere) {
      process.stdout.write(`      skipped: ${name} is not installed\n`);
      this.skip();
    }
    holder.engine = await STARTS[name].start();
  });
  after(async () => holder.engine?.stop());
  return {
    get engine(): TestEngine {
      if (holder.engine === undefined) throw new Error('the engine has not started');
      return holder.engine;
    },
  };
}
