/**
 * Opens any table that an argument of the command line names as the source of a text. A table that is no text is
 * written once to a temporary file, which loses its name as soon as it is open, so that nothing is left behind.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { FileSource } from '../disk/fileSource';
import { reasonOf } from '../disk/textFile';
import { FitProblem } from '../words/fitProblem';
import { printable } from '../words/printable';
import { holdsCells, LONGEST_TYPE } from './cellTypes';
import { spoolProblem } from './csvCells';
import { parquetFiles } from './duckdb/duckdbRelations';
import { gunzipTo } from './files/gunzip';
import { writeJsonLines } from './files/jsonLines';
import { sqliteClass, writeSqlite } from './files/sqliteFile';
import { locationOf, type TableInFile, type TableLocation } from './location';
import { nearNames } from './nearNames';
import { makePrivateFolder } from './privateFolder';
import { openSession, type SessionOptions, type SqlColumn } from './sqlSession';

export interface OpenOptions extends SessionOptions {
  /** Encoding of a text file; detected if left out. */
  readonly encoding?: string | undefined;
  /** Columns by which the rows of a database are ordered. */
  readonly keys?: readonly string[] | undefined;
}

/** A table as the source of a text. */
export interface OpenTable {
  readonly source: FileSource;
  /** Whether the text is plain CSV that was written from a table, whose dialect is therefore known. */
  readonly isWritten: boolean;
  /** Notes on what was left out, one line each. */
  readonly notes: readonly string[];
}

/** A table that was written as a text. */
interface Written {
  readonly notes: readonly string[];
  readonly rows: number;
  /** Lines of the rows, from 1, in the file that the user named; undefined where it has none. */
  readonly lineOf?: (row: number) => number;
}

/** Returns where an argument leads. @throws FitProblem for an address that is wrong */
export function locate(argument: string): TableLocation {
  const statOf = (path: string): ReturnType<typeof statSync> => {
    try {
      return statSync(path, { throwIfNoEntry: false });
    } catch {
      return undefined;
    }
  };
  return locationOf(
    argument,
    (path) => statOf(path)?.isFile() === true,
    (path) => argument !== '-' && statOf(path)?.isDirectory() === true,
  );
}

/** Returns the paths of the files that a table is read from; none for a server. */
export function filesOf(location: TableLocation): readonly string[] {
  if (location.kind === 'clickhouse') return [];
  if (location.kind !== 'parquet') return [location.path];
  try {
    return parquetFiles(location.path);
  } catch (error) {
    // Opening the table will report the problem.
    if (error instanceof FitProblem) return [location.path];
    throw error;
  }
}

/** Whether a pattern of such files names several tables, one in each file. */
export function isTablePerFile({ kind }: TableLocation): boolean {
  return kind === 'text' || kind === 'gzip' || kind === 'jsonLines' || kind === 'arrow';
}

/** Opens a table. @throws FitProblem that does not name it */
export async function openTable(argument: string, options: OpenOptions): Promise<OpenTable> {
  const location = locate(argument);
  if (location.kind === 'text')
    return { source: FileSource.open(argument, options.encoding), isWritten: false, notes: [] };
  requireReadable(location);
  const folder = makePrivateFolder();
  try {
    const path = join(folder.path, 'table.csv');
    if (location.kind === 'gzip') {
      await gunzipTo(location.path, path, options.signal).catch(rethrown);
      return { source: FileSource.open(path, options.encoding), isWritten: false, notes: [] };
    }
    const { rows, notes, lineOf } = await write(location, path, options).catch(rethrown);
    if (rows === 0) throw new FitProblem('the table has no rows; at least two are needed');
    const source = FileSource.open(path, 'utf-8');
    source.places =
      lineOf === undefined ? { noun: 'row', numberOf: (row) => row + 1 } : { noun: 'line', numberOf: lineOf };
    return { source, isWritten: true, notes };
  } finally {
    folder.remove();
  }
}

/** Requires that files are there and can be read, before an engine says it in its own words. */
function requireReadable(location: TableLocation): void {
  if (location.kind === 'clickhouse') return;
  const files = location.kind === 'parquet' ? parquetFiles(location.path) : [location.path];
  for (const file of files) {
    try {
      if (!statSync(file).isFile()) throw new FitProblem('this is no file; check the path');
    } catch (error) {
      throw new FitProblem(reasonOf(error));
    }
  }
}

/** Throws an error of a file as a problem. */
function rethrown(error: unknown): never {
  if (error instanceof FitProblem) throw error;
  const { code = '', syscall } = error as NodeJS.ErrnoException;
  if (syscall === 'write') throw spoolProblem(error);
  if (code === 'Z_DATA_ERROR' || code === 'Z_BUF_ERROR')
    throw new FitProblem('this is no gzip file, or it is damaged; pack it again');
  if (/^E[A-Z]+$/.test(code)) throw new FitProblem(reasonOf(error));
  throw error;
}

async function write(location: TableLocation, path: string, options: OpenOptions): Promise<Written> {
  if (location.kind === 'jsonLines') {
    const { rows, lines, leftOut, notes } = await writeJsonLines(location.path, path, options.signal);
    requireColumns(leftOut, rows === 0 && leftOut.length > 0 ? 0 : 1);
    const lineOf = (row: number): number => lines?.[row] ?? row + 1;
    return { rows, lineOf, notes: [...notes, ...leftOut.map((name) => leftOutNote(name, 'lists or objects'))] };
  }
  const sqlite = location.kind === 'sqlite' ? sqliteClass() : undefined;
  return sqlite === undefined
    ? await writeFromSession(location, path, options)
    : await writeFromSqlite(sqlite, location as TableInFile, path, options);
}

async function writeFromSqlite(
  database: NonNullable<ReturnType<typeof sqliteClass>>,
  location: TableInFile,
  path: string,
  { keys = [] }: OpenOptions,
): Promise<Written> {
  const { rows, leftOut } = await writeSqlite(database, location, path, keys);
  return { rows, notes: leftOut.map((name) => leftOutNote(name, 'BLOB')) };
}

async function writeFromSession(location: TableLocation, path: string, options: OpenOptions): Promise<Written> {
  const session = await openSession(location, options);
  try {
    const cells = session.columns.filter((column) => column.name !== '' && holdsCells(session.dialect, column));
    const others = session.columns.filter((column) => !cells.includes(column));
    requireColumns(
      others.map(({ name }) => name),
      cells.length,
    );
    const { keys = [], signal } = options;
    requireKeys(keys, cells);
    // Rows of files have an order of their own.
    const rows = await session.writeCsv(path, cells, session.hasOrder ? [] : keys, signal);
    return { rows, notes: others.map(({ name, type }) => leftOutNote(name, type)) };
  } finally {
    await session.close();
  }
}

export function requireColumns(leftOut: readonly string[], count: number): void {
  if (count > 0) return;
  const names = leftOut.length === 0 ? 'it has none' : `left out: ${nearNames('', leftOut)}`;
  throw new FitProblem(`no column of the table holds numbers, texts or dates (${names}); name another table`);
}

/** Requires that a table has the columns of `--key`. @throws FitProblem that does not name the table */
export function requireKeys(keys: readonly string[], columns: readonly SqlColumn[]): void {
  const names = columns.map(({ name }) => name);
  const unknown = keys.find((key) => !names.includes(key));
  if (unknown !== undefined)
    throw new FitProblem(
      `--key: there is no column "${printable(unknown)}"; the nearest names are ${nearNames(unknown, names)}`,
    );
}

export function leftOutNote(name: string, type: string): string {
  return name === ''
    ? `not checked: a column without a name (${printable(type, LONGEST_TYPE)})`
    : `not checked: column ${printable(name, LONGEST_TYPE)}: ${printable(type, LONGEST_TYPE)}`;
}
