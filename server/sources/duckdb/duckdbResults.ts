/** Makes tables and views in a database file of DuckDB, beside the table that they are made from. */
import { statSync } from 'node:fs';
import { FitProblem } from '../../words/fitProblem';
import { printable } from '../../words/printable';
import type { FileLocation, TableInFile } from '../location';
import type { SqlResult, SqlSession } from '../sqlSession';
import { quoteIdentifier, quoteLiteral } from '../sqlQuoting';
import { attach, CATALOG, type AttachedTable } from './duckdbRelations';

type Query = SqlSession['query'];

/**
 * Attaches a database file for writing, and makes its schema the current one: a view must not name the database by the
 * name that it has in this session alone.
 *
 * @throws FitProblem that does not name the file
 */
export async function attachForWriting(location: FileLocation | TableInFile, query: Query): Promise<AttachedTable> {
  if (location.kind !== 'duckdb')
    throw new FitProblem(
      'results go into tables of DuckDB and ClickHouse only; write those of a file with --scores FILE',
    );
  // An absent or empty file would become a database.
  if (!((statSync(location.path, { throwIfNoEntry: false })?.size ?? 0) > 0))
    throw new FitProblem('no such file, or an empty one; check the path');
  const table = await attach(location, query, '');
  await query(`USE ${[CATALOG, table.schema].map((part) => quoteIdentifier('duckdb', part)).join('.')}`);
  return table;
}

/** Returns the quoted name of a table in the current database. */
export function relationBeside({ schema, name }: AttachedTable): string {
  return [schema, name].map((part) => quoteIdentifier('duckdb', part)).join('.');
}

/**
 * Makes a table or view in one transaction.
 *
 * @returns the number of rows of a table
 * @throws FitProblem, or the reason of the signal
 */
export async function createInDuckdb(
  query: Query,
  source: AttachedTable,
  { kind, name, select, replaces }: SqlResult,
  signal?: AbortSignal,
): Promise<number | undefined> {
  const shown = printable(name, 60);
  // Names in DuckDB differ by more than their case.
  if (source.name.toLowerCase() === name.toLowerCase())
    throw new FitProblem(`"${shown}" is the table itself; give the result another name`);
  const place = (of: string): string =>
    `database_name = '${CATALOG}' AND schema_name = ${quoteLiteral('duckdb', source.schema)} ` +
    `AND lower(${of}) = lower(${quoteLiteral('duckdb', name)})`;
  const [existing] = await query(
    `SELECT 'TABLE', table_name FROM duckdb_tables() WHERE ${place('table_name')} UNION ALL ` +
      `SELECT 'VIEW', view_name FROM duckdb_views() WHERE ${place('view_name')}`,
  );
  if (existing !== undefined && !replaces)
    throw new FitProblem(`there is already a table or view "${shown}"; choose another name, or add --replace`);
  const target = relationBeside({ schema: source.schema, name });
  await query('BEGIN TRANSACTION');
  try {
    if (existing !== undefined) await query(`DROP ${String(existing[0])} ${target}`);
    await query(`CREATE ${kind.toUpperCase()} ${target} AS ${select}`, signal);
    const [[rows]] = kind === 'table' ? await query(`SELECT count(*) FROM ${target}`) : [[undefined]];
    await query('COMMIT');
    return rows === undefined ? undefined : Number(rows);
  } catch (error) {
    // The engine may have ended the transaction itself.
    await query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
