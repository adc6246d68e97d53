/** Places of tables: the kinds of files and servers that an argument of the command line can name. */
import { resolve } from 'node:path';
import { FitProblem } from '../words/fitProblem';
import { isClickhouseUrl, parseClickhouseUrl, type ClickhouseLocation } from './clickhouse/clickhouseUrl';

/** A table in a file, or in several files of one table. */
export interface FileLocation {
  readonly kind: 'text' | 'gzip' | 'jsonLines' | 'parquet' | 'arrow';
  /** Path, or a pattern or a folder of Parquet files. */
  readonly path: string;
}

/** A table within a file that holds several. */
export interface TableInFile {
  readonly kind: 'duckdb' | 'sqlite' | 'excel';
  readonly path: string;
  /** Name of the table or sheet, with its schema before a point; undefined where the file's only one is meant. */
  readonly table: string | undefined;
}

export type TableLocation = FileLocation | TableInFile | ClickhouseLocation;

/** Returns what identifies a table: its place, without the user and the way there. */
export function identityOf(location: TableLocation): string {
  if (location.kind === 'clickhouse') {
    const { host, port, database, table, where = null, isFinal } = location;
    return JSON.stringify(['clickhouse', host, port, database, table, where, isFinal]);
  }
  return JSON.stringify([location.kind, resolve(location.path), 'table' in location ? (location.table ?? null) : null]);
}

/** Kinds of files by the ending of their names. */
const ENDINGS: readonly (readonly [RegExp, FileLocation['kind']])[] = [
  [/\.(?:parquet|parq)$/i, 'parquet'],
  [/\.(?:arrow|arrows|feather|ipc)$/i, 'arrow'],
  [/\.(?:jsonl|ndjson)(?:\.gz)?$/i, 'jsonLines'],
  [/\.gz$/i, 'gzip'],
];

/** Files that hold tables; a name behind # selects one. */
const WITH_TABLES: readonly (readonly [RegExp, TableInFile['kind']])[] = [
  [/^(.*?\.(?:duckdb|ddb))(?:#(.*))?$/is, 'duckdb'],
  [/^(.*?\.(?:sqlite3?|db3?))(?:#(.*))?$/is, 'sqlite'],
  [/^(.*?\.xlsx)(?:#(.*))?$/is, 'excel'],
];

/**
 * Tells from the form of an argument what it names. A file whose name is taken literally, such as `a.db#b.csv`, is read
 * as it is if `isFile` says that it is there.
 *
 * @param isFile whether a path leads to a file
 * @param isFolder whether a path leads to a folder
 * @throws FitProblem for a URL that is wrong
 */
export function locationOf(
  argument: string,
  isFile: (path: string) => boolean = () => false,
  isFolder: (path: string) => boolean = () => false,
): TableLocation {
  if (isClickhouseUrl(argument)) return parseClickhouseUrl(argument);
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(argument))
    throw new FitProblem('no such kind of address; name a file, or a table as clickhouse://user@host/database/table');
  if (isFolder(argument)) return { kind: 'parquet', path: argument };
  const ending = ENDINGS.find(([pattern]) => pattern.test(argument));
  if (ending !== undefined) return { kind: ending[1], path: argument };
  for (const [pattern, kind] of WITH_TABLES) {
    const [, path, table] = pattern.exec(argument) ?? [];
    if (path === undefined || (table !== undefined && isFile(argument))) continue;
    return { kind, path, table: table === '' ? undefined : table };
  }
  return { kind: 'text', path: argument };
}
