/**
 * Tables of a ClickHouse server, over its HTTP interface. The one place of the program that uses the network; every
 * statement runs with readonly set, but the one that ends another and those that make a result.
 */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import type { ClickHouseClient } from '@clickhouse/client';
import { nearNames } from '../nearNames';
import type { SessionOptions, SqlColumn, SqlSession, SqlShards } from '../sqlSession';
import { QUICK_RETRIES, withRetries, type Retries } from '../retries';
import { quoteIdentifier, quoteLiteral } from '../sqlQuoting';
import { clickhouseProblem, greetingProblem, isRefusal, mayStillRun, type ServerName } from './clickhouseProblems';
import { createInClickhouse } from './clickhouseResults';
import { allRows, parsedRows } from './clickhouseRows';
import type { ClickhouseLocation } from './clickhouseUrl';
import { shardedSums, shardedTable, shardsProblem } from './clickhouseShards';
import { writeRows } from './clickhouseSpool';
import { FitProblem } from '../../words/fitProblem';

/** Longest time in seconds that a server may take to accept a connection and to answer a first question. */
const FIRST_ANSWER_SECONDS = 15;
/** Settings that are sent where the server knows them. */
const WANTED = {
  // Sums without the rows of a shard would look like those of the whole table.
  skip_unavailable_shards: '0',
  cancel_http_readonly_queries_on_client_close: '1',
  // A model in SQL has many expressions, of which some engines count each repetition.
  max_query_size: '67108864',
  max_ast_elements: '1000000',
  max_expanded_ast_elements: '10000000',
} as const;

type Settings = Readonly<Record<string, string>>;

/** A connection to a server. */
interface Server {
  readonly client: ClickHouseClient;
  readonly name: ServerName;
  readonly timeoutSeconds: number;
  readonly retries: Retries;
  /** Settings of each statement that reads. */
  readonly settings: Settings;
}

/** A statement and how it is sent. */
interface Statement {
  readonly sql: string;
  /** Format of the answer; left out for a statement that writes, which is never sent again. */
  readonly format?: string;
  readonly settings?: Settings;
  readonly signal?: AbortSignal | undefined;
}

/** Opens a table of a server. @throws FitProblem that names neither the table nor the password */
export async function openClickhouse(
  location: ClickhouseLocation,
  {
    timeoutSeconds,
    password,
    report,
    signal,
    writes = false,
    retries = QUICK_RETRIES,
    hasPasses = false,
  }: SessionOptions,
): Promise<SqlSession> {
  const { host, port, user, isEncrypted, isOpenToOthers } = location;
  if (isOpenToOthers) report?.('the connection is not encrypted (tls=0): others on the way can read the table');
  const { ClickHouseLogLevel, createClient } = await import('./clickhouseClient');
  const client = createClient({
    url: `${isEncrypted ? 'https' : 'http'}://${host}:${port}`,
    username: user,
    password: password ?? '',
    request_timeout: 1000 * timeoutSeconds,
    keep_alive: { enabled: false },
    log: { level: ClickHouseLogLevel.OFF },
  });
  const name = { address: `${host}:${port}`, user, timeoutSeconds };
  // A server that cannot be reached at first is rather a wrong address than a fault that passes.
  const server: Server = { client, name, timeoutSeconds, retries: QUICK_RETRIES, settings: {} };
  try {
    const ready = { ...server, settings: await readingSettings(server, isEncrypted, signal) };
    const session = await sessionOn(ready, location, retries, signal);
    const shards = hasPasses ? await shardsOf(session, location, report) : undefined;
    return { ...session, shards, ...(writes && { create: creating(ready, session, location, report) }) };
  } catch (error) {
    await client.close();
    throw error;
  }
}

async function sessionOn(
  server: Server,
  location: ClickhouseLocation,
  retries: Retries,
  signal: AbortSignal | undefined,
): Promise<SqlSession> {
  const patient = { ...server, retries };
  const query: SqlSession['query'] = async (sql, abort) => {
    // The server keeps the whole answer back, so that a failure on the way has a status of its own.
    const settings = { ...server.settings, wait_end_of_query: '1' };
    return parsedRows(await answer(patient, { sql, format: 'TabSeparatedWithNamesAndTypes', settings, signal: abort }))
      .rows;
  };
  const relation = relationOf(location);
  const columns = await columnsOf(server, relation, signal).catch(async (error: unknown) => {
    throw isRefusal(error, 'absent') ? await absent(location, query, error) : error;
  });
  return {
    dialect: 'clickhouse',
    relation,
    columns,
    hasOrder: false,
    query,
    writeCsv: async (file, chosen, orderBy, abort, from = relation) => {
      const sql = selection(from, chosen, orderBy);
      const statement = { sql, format: 'TabSeparated', settings: server.settings, signal: abort };
      return await send(patient, statement, (stream) => {
        // An earlier attempt may have written a part.
        rmSync(file, { force: true });
        return writeRows(stream, file, chosen);
      });
    },
    close: () => server.client.close(),
  };
}

/** Returns the function that makes tables and views; its statements run without readonly. */
function creating(
  server: Server,
  session: SqlSession,
  location: ClickhouseLocation,
  report: SessionOptions['report'],
): NonNullable<SqlSession['create']> {
  const settings = Object.fromEntries(Object.entries(server.settings).filter(([name]) => name !== 'readonly'));
  const run = async (sql: string, signal?: AbortSignal): Promise<void> => {
    await answer(server, { sql, settings: { ...settings, wait_end_of_query: '1' }, signal });
  };
  return (result, signal) =>
    createInClickhouse({ query: (sql, abort) => session.query(sql, abort), run, report }, location, result, signal);
}

/** Returns the parts of a `Distributed` table; undefined for others, and where the user may not use them. */
async function shardsOf(
  session: SqlSession,
  { database, table, where, isFinal }: ClickhouseLocation,
  report: SessionOptions['report'],
): Promise<SqlShards | undefined> {
  const query: SqlSession['query'] = (sql, signal) => session.query(sql, signal);
  const [[engine] = ['']] = await query(
    `SELECT engine_full FROM system.tables WHERE database = ${quoteLiteral('clickhouse', database)} ` +
      `AND name = ${quoteLiteral('clickhouse', table)}`,
  );
  const sharded = shardedTable(String(engine));
  if (sharded === undefined) return undefined;
  const problem = await shardsProblem(sharded.cluster, query);
  if (problem !== undefined) {
    report?.(problem);
    return undefined;
  }
  return {
    relation: relationOf({ database: sharded.database, table: sharded.table, where, isFinal }),
    query: (sql, signal) => query(shardedSums(sql, sharded.cluster), signal),
  };
}

/** Returns the FROM expression of a table. */
function relationOf({
  database,
  table,
  where,
  isFinal,
}: Pick<ClickhouseLocation, 'database' | 'table' | 'where' | 'isFinal'>): string {
  const name = [database, table].map((part) => quoteIdentifier('clickhouse', part)).join('.');
  const whole = isFinal ? `${name} FINAL` : name;
  // The condition ends with its line, whatever it holds.
  return where === undefined && !isFinal
    ? name
    : `(SELECT * FROM ${whole}${where === undefined ? '' : ` WHERE (${where}\n)`})`;
}

async function columnsOf(server: Server, relation: string, signal?: AbortSignal): Promise<readonly SqlColumn[]> {
  const sql = `SELECT * FROM ${relation} LIMIT 0`;
  const { settings } = server;
  const { names, types } = parsedRows(
    await answer(server, { sql, format: 'TabSeparatedWithNamesAndTypes', settings, signal }),
  );
  return names.map((name, i) => ({ name, type: types[i] }));
}

/** Returns the statement that reads columns; a last cell of each row shows that the row is whole. */
function selection(relation: string, columns: readonly SqlColumn[], orderBy: readonly string[]): string {
  const quoted = (name: string): string => quoteIdentifier('clickhouse', name);
  const order = orderBy.length === 0 ? '' : ` ORDER BY ${orderBy.map(quoted).join(', ')}`;
  return `SELECT ${[...columns.map(({ name }) => quoted(name)), '1'].join(', ')} FROM ${relation}${order}`;
}

/** Returns a problem about a table or database that does not exist, with names that the user may have meant. */
async function absent(
  { database, table }: ClickhouseLocation,
  query: SqlSession['query'],
  error: unknown,
): Promise<unknown> {
  const namesOf = async (sql: string): Promise<readonly string[]> =>
    (await query(sql).catch(() => [])).map(([found]) => String(found));
  const literal = quoteLiteral('clickhouse', database);
  const tables = await namesOf(`SELECT name FROM system.tables WHERE database = ${literal} ORDER BY name`);
  if (tables.includes(table)) return error;
  if (tables.length > 0)
    return new FitProblem(`no such table in its database; the nearest names are ${nearNames(table, tables)}`);
  const databases = await namesOf('SELECT name FROM system.databases ORDER BY name');
  if (databases.includes(database)) return new FitProblem('its database holds no table that this user may read');
  return databases.length === 0
    ? error
    : new FitProblem(`no such database; the nearest names are ${nearNames(database, databases)}`);
}

/**
 * Returns the settings of statements that read. Servers refuse settings that they do not know, and users whose profile
 * is read-only may set none or not this one.
 */
async function readingSettings(
  server: Server,
  isEncrypted: boolean,
  signal: AbortSignal | undefined,
): Promise<Settings> {
  const seconds = Math.min(server.timeoutSeconds, FIRST_ANSWER_SECONDS);
  const names = ['readonly', ...Object.keys(WANTED)].map((name) => quoteLiteral('clickhouse', name)).join(', ');
  const rows = parsedRows(
    await answer(server, {
      sql: `SELECT name, value FROM system.settings WHERE name IN (${names})`,
      format: 'TabSeparatedWithNamesAndTypes',
      signal: AbortSignal.timeout(1000 * seconds),
    }).catch((error: unknown) => {
      throw isEncrypted ? greetingProblem(error, server.name, seconds) : error;
    }),
  ).rows;
  signal?.throwIfAborted();
  const values = new Map(rows.map(([name, value]) => [String(name), String(value)]));
  const level = values.get('readonly') ?? '0';
  if (level === '1') return {};
  const known = Object.fromEntries(Object.entries(WANTED).filter(([name]) => values.has(name)));
  // With level 2, the other settings remain free; level 1 must not come before them.
  return level === '0' ? { ...known, readonly: '2' } : known;
}

function answer(server: Server, statement: Statement): Promise<string> {
  return send(server, statement, allRows);
}

/**
 * Sends a statement and takes its answer; sends it again as far as the server's retries allow. An abort, or a failure
 * to take the answer, ends the statement on the server, too.
 */
async function send<T>(
  server: Server,
  statement: Statement,
  take: (stream: AsyncIterable<Buffer>) => Promise<T>,
): Promise<T> {
  const { signal } = statement;
  const attempt = async (): Promise<T> => {
    const id = randomUUID();
    try {
      return await sendOnce(server, statement, id, take);
    } catch (error) {
      // The signal may be aborted while the statement is being ended; what happened first counts.
      const isAborted = signal?.aborted === true;
      const reason: unknown = signal?.reason;
      const problem = clickhouseProblem(isTimeout(reason) ? reason : error, server.name);
      if (isAborted || mayStillRun(problem)) await endStatement(server, id);
      if (isAborted && !isTimeout(reason)) throw reason;
      throw problem;
    }
  };
  const isRepeatable = (): boolean => statement.format !== undefined && signal?.aborted !== true;
  return await withRetries(attempt, server.retries, signal, isRepeatable);
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'TimeoutError';
}

async function sendOnce<T>(
  { client }: Server,
  { sql, format, settings, signal }: Statement,
  id: string,
  take: (stream: AsyncIterable<Buffer>) => Promise<T>,
): Promise<T> {
  const { stream } = await client.exec({
    query: format === undefined ? sql : `${sql}\nFORMAT ${format}`,
    query_id: id,
    ...(settings !== undefined && { clickhouse_settings: settings }),
    ...(signal !== undefined && { abort_signal: signal }),
  });
  const abort = (): unknown => stream.destroy(new Error('aborted'));
  signal?.addEventListener('abort', abort);
  try {
    return await take(stream as AsyncIterable<Buffer>);
  } finally {
    signal?.removeEventListener('abort', abort);
    stream.destroy();
  }
}

/** Ends a statement that may still run on the server, as far as the user may. */
async function endStatement({ client }: Server, id: string): Promise<void> {
  await client
    .command({
      query: `KILL QUERY WHERE query_id = ${quoteLiteral('clickhouse', id)}`,
      abort_signal: AbortSignal.timeout(1000 * FIRST_ANSWER_SECONDS),
    })
    .catch(() => undefined);
}
