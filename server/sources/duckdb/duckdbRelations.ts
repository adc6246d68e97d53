/** Expressions behind FROM for each kind of file that DuckDB reads. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { filesNamedBy } from '../../disk/search/globFiles';
import { FitProblem } from '../../words/fitProblem';
import { nearNames } from '../nearNames';
import type { FileLocation, TableInFile } from '../location';
import type { SqlSession } from '../sqlSession';
import { quoteIdentifier, quoteLiteral } from '../sqlQuoting';

/** Name under which a database file is attached. */
export const CATALOG = 'mixture_lens_source';

type Query = SqlSession['query'];

/** Returns the FROM expression of a table. @throws FitProblem that does not name the file */
export async function relationOf(location: FileLocation | TableInFile, query: Query): Promise<string> {
  switch (location.kind) {
    case 'parquet':
      return `read_parquet(${pathList(parquetFiles(location.path))}, union_by_name = true)`;
    case 'jsonLines':
      return `read_ndjson(${pathList([location.path])}, sample_size = -1)`;
    case 'arrow':
      await load(query, 'nanoarrow', 'convert the file to Parquet');
      return `read_arrow(${pathList([location.path])})`;
    case 'excel':
      await load(query, 'excel', 'save the sheet as CSV');
      return `read_xlsx(${quoteLiteral('duckdb', globFree(location.path))}${sheet(location.table)})`;
    case 'sqlite':
      await load(query, 'sqlite', 'use Node.js 22.5 or later');
      return qualified(await attach(location, query, ' (READ_ONLY, TYPE sqlite)'));
    case 'duckdb':
      return qualified(await attach(location, query, ' (READ_ONLY)'));
    default:
      throw new FitProblem('DuckDB does not read this kind of file; convert it to Parquet');
  }
}

function sheet(name: string | undefined): string {
  return name === undefined ? '' : `, sheet = ${quoteLiteral('duckdb', name)}`;
}

/** Returns the files that a path, a pattern or a folder names, in the order of their names. */
export function parquetFiles(path: string): readonly string[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
    const files = filesNamedBy(path);
    if (files === undefined) throw new FitProblem('no file matches this pattern; check it');
    return files;
  }
  const folder = path.replace(/[\\*?[\]{}()!+@]/g, '\\$&');
  // A folder may be divided by the values of a column: year=2025/part-0.parquet.
  const files = ['*.parquet', '*=*/**/*.parquet'].flatMap((pattern) => filesNamedBy(join(folder, pattern)) ?? []);
  if (files.length === 0) throw new FitProblem('this is a folder without Parquet files; name a file in it');
  return files;
}

function pathList(paths: readonly string[]): string {
  return `[${paths.map((path) => quoteLiteral('duckdb', globFree(path))).join(', ')}]`;
}

/** Returns a path as a pattern that matches only it. A path that begins like an address is made one of a file. */
function globFree(path: string): string {
  const local = /^[a-z][a-z\d+.-]+:\/\//i.test(path) ? `./${path}` : path;
  return local.replace(/[*?[]/g, '[$&]');
}

/** Loads an extension that the user has installed. @throws FitProblem that says how to install it */
async function load(query: Query, extension: string, way: string): Promise<void> {
  try {
    await query(`LOAD ${extension}`);
  } catch {
    throw new FitProblem(
      `such files need the extension ${extension} of DuckDB, which is not installed; ` +
        `${way}, or install it (docs/sources.md says how)`,
    );
  }
}

/** A table or view of the attached database. */
export interface AttachedTable {
  readonly schema: string;
  readonly name: string;
}

function qualified({ schema, name }: AttachedTable): string {
  return [CATALOG, schema, name].map((part) => quoteIdentifier('duckdb', part)).join('.');
}

/** Attaches a database. Returns the requested table. @param options of the statement ATTACH */
export async function attach({ path, table }: TableInFile, query: Query, options: string): Promise<AttachedTable> {
  await query(`ATTACH ${quoteLiteral('duckdb', path)} AS ${CATALOG}${options}`);
  const found = await query(
    `SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = '${CATALOG}' UNION ALL ` +
      `SELECT schema_name, view_name FROM duckdb_views() WHERE database_name = '${CATALOG}' AND NOT internal`,
  );
  const tables = found.map(([schema, name]) => ({ schema: String(schema), name: String(name) }));
  const shown = tables.map(({ schema, name }) => (schema === 'main' ? name : `${schema}.${name}`));
  if (tables.length === 0) throw new FitProblem('the database holds no table');
  if (table === undefined && tables.length > 1)
    throw new FitProblem(`name one of its tables behind #: ${nearNames('', shown)}`);
  const index = table === undefined ? 0 : placeOf(table, tables, shown);
  if (index < 0) throw new FitProblem(`no such table in the database; its tables are ${nearNames(table ?? '', shown)}`);
  return tables[index];
}

/** Returns the index of a table by `table` or `schema.table`, whose parts may hold points themselves; -1 if absent. */
function placeOf(wanted: string, tables: readonly AttachedTable[], shown: readonly string[]): number {
  const candidates = [
    shown.indexOf(wanted),
    tables.findIndex(({ schema, name }) => `${schema}.${name}` === wanted),
    shown.findIndex((name) => name.toLowerCase() === wanted.toLowerCase()),
  ];
  return candidates.find((index) => index >= 0) ?? -1;
}
