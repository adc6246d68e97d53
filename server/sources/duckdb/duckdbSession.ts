/** Tables that DuckDB reads: Parquet files, its own database files, JSON lines, and others by installed extensions. */
import type { DuckDBConnection, DuckDBInstance, DuckDBValue } from '@duckdb/node-api';
import { FitProblem } from '../../words/fitProblem';
import type { FileLocation, TableInFile } from '../location';
import { makePrivateFolder, type PrivateFolder } from '../privateFolder';
import type { SessionOptions, SqlColumn, SqlResult, SqlSession, SqlValue } from '../sqlSession';
import { quoteIdentifier, quoteLiteral } from '../sqlQuoting';
import { loadDuckdb } from './duckdbModule';
import { duckdbProblem } from './duckdbProblems';
import { relationOf } from './duckdbRelations';
import { readBlocks } from './duckdbBlocks';
import { attachForWriting, createInDuckdb, relationBeside } from './duckdbResults';

/** Settings of DuckDB under which it neither loads nor downloads anything, and no statement can change that. */
const SETTINGS = {
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_unsigned_extensions: 'false',
};

/** A connection, with what it leaves on disk. */
interface Opened {
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
  readonly folder: PrivateFolder;
}

/** Opens a table in a file. @throws FitProblem that does not name the file */
export async function openDuckdb(
  location: FileLocation | TableInFile,
  { programFolder, signal, writes = false }: SessionOptions,
): Promise<SqlSession> {
  const { DuckDBInstance: Instance } = loadDuckdb(programFolder);
  signal?.throwIfAborted();
  const folder = makePrivateFolder();
  try {
    const instance = await Instance.create(':memory:', { ...SETTINGS, temp_directory: folder.path });
    const connection = await instance.connect();
    const opened = { instance, connection, folder };
    try {
      return await sessionOn(opened, location, writes, signal);
    } catch (error) {
      close(opened);
      throw error;
    }
  } catch (error) {
    folder.remove();
    throw duckdbProblem(error);
  }
}

async function sessionOn(
  opened: Opened,
  location: FileLocation | TableInFile,
  writes: boolean,
  signal: AbortSignal | undefined,
): Promise<SqlSession> {
  const { connection } = opened;
  const query: SqlSession['query'] = (sql, abort) => run(connection, sql, abort);
  // Times with a zone are written alike on every machine.
  await query("SET TimeZone = 'UTC'");
  const target = writes ? await attachForWriting(location, query) : undefined;
  const relation = target === undefined ? await relationOf(location, query) : relationBeside(target);
  await query('SET lock_configuration = true');
  const columns = (await query(`DESCRIBE FROM ${relation}`, signal)).map(([name, type]): SqlColumn => ({
    name: String(name),
    type: String(type),
  }));
  return {
    dialect: 'duckdb',
    relation,
    columns,
    hasOrder: location.kind === 'parquet' || location.kind === 'arrow' || location.kind === 'excel',
    query,
    inBlocks: (sql, arrays, work, abort) => readBlocks(connection, sql, { arrays, work }, abort),
    ...(target !== undefined && {
      create: async (result: SqlResult, abort?: AbortSignal) => await createInDuckdb(query, target, result, abort),
    }),
    writeCsv: async (file, chosen, orderBy, abort, from = relation) => {
      if (chosen.length === 0) throw new FitProblem('the table has no column that can be read');
      const [[count]] = await query(copyStatement(from, file, chosen, orderBy), abort);
      return Number(count);
    },
    close: () => {
      close(opened);
      return Promise.resolve();
    },
  };
}

function close({ instance, connection, folder }: Opened): void {
  connection.closeSync();
  instance.closeSync();
  folder.remove();
}

/** Runs a statement; an abort interrupts it. @throws FitProblem, or the reason of the signal */
async function run(
  connection: DuckDBConnection,
  sql: string,
  signal?: AbortSignal,
): Promise<readonly (readonly SqlValue[])[]> {
  signal?.throwIfAborted();
  const interrupt = (): void => connection.interrupt();
  signal?.addEventListener('abort', interrupt);
  try {
    const reader = await connection.runAndReadAll(sql);
    return reader.getRows().map((row) => row.map(plainValue));
  } catch (error) {
    signal?.throwIfAborted();
    throw duckdbProblem(error);
  } finally {
    signal?.removeEventListener('abort', interrupt);
  }
}

/** Returns a value as a number, a truth value or a text. */
function plainValue(value: DuckDBValue): SqlValue {
  if (value === null || typeof value !== 'object') return value;
  return 'toDouble' in value && typeof value.toDouble === 'function' ? value.toDouble() : String(value);
}

/** Returns the statement that writes a table as CSV, and returns the number of its rows. */
function copyStatement(
  relation: string,
  file: string,
  columns: readonly SqlColumn[],
  orderBy: readonly string[],
): string {
  const quoted = (name: string): string => quoteIdentifier('duckdb', name);
  const isOnly = columns.length === 1;
  const cells = columns.map(({ name, type }) => `${cell(quoted(name), type, isOnly)} AS ${quoted(name)}`);
  const order = orderBy.length === 0 ? '' : ` ORDER BY ${orderBy.map(quoted).join(', ')}`;
  const quotes = isOnly ? `, FORCE_QUOTE (${quoted(columns[0].name)})` : '';
  return (
    `COPY (SELECT ${cells.join(', ')} FROM ${relation}${order}) TO ${quoteLiteral('duckdb', file)} ` +
    `(FORMAT csv, HEADER true, DELIMITER ',', QUOTE '"', ESCAPE '"', NULLSTR ''${quotes})`
  );
}

/**
 * Returns the expression of a cell. No text holds NUL, which becomes U+FFFD, and the only column of a table is always
 * in quotation marks, since an empty line would be no row.
 */
function cell(name: string, type: string, isOnly: boolean): string {
  const text = type === 'VARCHAR' || type.startsWith('ENUM(') ? `replace(${name}::VARCHAR, chr(0), chr(65533))` : name;
  return isOnly ? `coalesce(${text}::VARCHAR, '')` : text;
}
