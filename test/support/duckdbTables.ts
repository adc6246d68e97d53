/** Files of DuckDB for tests. */
import { DuckDBInstance } from '@duckdb/node-api';
import { quoteLiteral } from '../../server/sources/sqlQuoting';

/** Runs statements of DuckDB, in a database file or in memory. Returns the rows of the last. */
export async function runDuckdb(statements: readonly string[], file = ':memory:'): Promise<readonly unknown[][]> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  try {
    let rows: unknown[][] = [];
    for (const statement of statements) rows = (await connection.runAndReadAll(statement)).getRows();
    return rows;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Returns the expression of a CSV file as a table. @param isTyped whether types are detected; texts otherwise */
export function csvTable(path: string, isTyped = true): string {
  return `read_csv(${literal(path)}, header = true, delim = ',', quote = '"', nullstr = 'NA', all_varchar = ${!isTyped})`;
}

export function literal(text: string): string {
  return quoteLiteral('duckdb', text);
}
