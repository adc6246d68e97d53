/** Reads tables of SQLite through the module that Node.js has from version 22.5 on. */
import type { TableInFile } from '../location';
import { FitProblem } from '../../words/fitProblem';
import { nearNames } from '../nearNames';
import { csvCell, csvLine, writingCsv } from '../csvCells';

/** Parts of `node:sqlite` that are used. */
interface Database {
  prepare(sql: string): Statement;
  close(): void;
}
interface Statement {
  all(...values: readonly string[]): readonly Readonly<Record<string, unknown>>[];
  iterate(): Iterable<Readonly<Record<string, unknown>>>;
  setReadBigInts(enabled: boolean): void;
}
type DatabaseClass = new (path: string, options: { readonly readOnly: true }) => Database;

/** Returns the class of databases; undefined where this Node.js has none. */
export function sqliteClass(): DatabaseClass | undefined {
  // The module warns that it is new, which is no news for the user of a command.
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => undefined;
  try {
    const found = process.getBuiltinModule?.('node:sqlite') as { DatabaseSync?: DatabaseClass } | undefined;
    return found?.DatabaseSync;
  } catch {
    return undefined;
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Result of reading a table. */
export interface SqliteText {
  readonly rows: number;
  /** Columns that hold bytes. */
  readonly leftOut: readonly string[];
}

/** Writes a table as CSV, in its own order or that of some columns. @throws FitProblem that does not name the file */
export async function writeSqlite(
  Database: DatabaseClass,
  { path, table }: TableInFile,
  csvPath: string,
  orderBy: readonly string[],
): Promise<SqliteText> {
  const database = opened(Database, path);
  try {
    const name = tableOf(database, table);
    const columns = database.prepare(`SELECT name, type FROM pragma_table_xinfo(?)`).all(name);
    const names = columns.filter(({ type }) => !/^blob/i.test(String(type))).map((column) => String(column['name']));
    const leftOut = columns.map((column) => String(column['name'])).filter((column) => !names.includes(column));
    if (names.length === 0) return { rows: 0, leftOut };
    const order = orderBy.length === 0 ? '' : ` ORDER BY ${orderBy.map(quoted).join(', ')}`;
    const statement = database.prepare(`SELECT ${names.map(quoted).join(', ')} FROM ${quoted(name)}${order}`);
    statement.setReadBigInts(true);
    const rows = await writingCsv(csvPath, async (file) => {
      let count = 0;
      await file.add(csvLine(names.map(csvCell)));
      for (const row of statement.iterate()) {
        count++;
        await file.add(csvLine(names.map((column) => cellOf(row[column]))));
      }
      return count;
    });
    return { rows, leftOut };
  } catch (error) {
    throw sqliteProblem(error);
  } finally {
    database.close();
  }
}

function opened(Database: DatabaseClass, path: string): Database {
  try {
    return new Database(path, { readOnly: true });
  } catch (error) {
    throw sqliteProblem(error);
  }
}

/** Returns the name of the requested table, or of the only one. */
function tableOf(database: Database, wanted: string | undefined): string {
  const names = database
    .prepare(
      "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )
    .all()
    .map(({ name }) => String(name));
  if (names.length === 0) throw new FitProblem('the database holds no table');
  if (wanted === undefined && names.length > 1)
    throw new FitProblem(`name one of its tables behind #: ${nearNames('', names)}`);
  const name = wanted === undefined ? names[0] : names.find((other) => other.toLowerCase() === wanted.toLowerCase());
  if (name === undefined)
    throw new FitProblem(`no such table in the database; its tables are ${nearNames(wanted ?? '', names)}`);
  return name;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function cellOf(value: unknown): string {
  if (value instanceof Uint8Array) return `(${value.length} bytes)`;
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return String(value);
    case 'string':
      return csvCell(value);
    default:
      return '';
  }
}

function sqliteProblem(error: unknown): unknown {
  if (error instanceof FitProblem || !(error instanceof Error)) return error;
  if (error instanceof TypeError || error instanceof RangeError) return error;
  if (/unable to open/i.test(error.message))
    return new FitProblem('no such file, or it may not be read; check the path');
  if (/not a database|malformed/i.test(error.message))
    return new FitProblem('this is no SQLite database, or it is damaged; check the file');
  return new FitProblem(`SQLite cannot read it: ${error.message.split('\n', 1)[0]}`);
}
