/** Makes tables and views on a ClickHouse server, in the database of the table that they are made from. */
import { randomUUID } from 'node:crypto';
import { FitProblem } from '../../words/fitProblem';
import { printable } from '../../words/printable';
import type { SqlResult, SqlSession } from '../sqlSession';
import { quoteIdentifier, quoteLiteral } from '../sqlQuoting';
import { isRefusal } from './clickhouseProblems';
import type { ClickhouseLocation } from './clickhouseUrl';

/** Statements of a session. */
interface Statements {
  readonly query: SqlSession['query'];
  /** Runs a statement that writes. */
  readonly run: (sql: string, signal?: AbortSignal) => Promise<void>;
  /** Receives a line for the user. */
  readonly report?: ((line: string) => void) | undefined;
}

/** First version that is not known to take minutes to accept a view of many nested SELECTs, as 18.16 does. */
const FIRST_WITH_VIEWS = 20;

/** Requires a server that accepts views of a model. @throws FitProblem */
async function requireViews(query: SqlSession['query']): Promise<void> {
  const [[version]] = await query('SELECT version()');
  if (Number(String(version).split('.', 1)[0]) < FIRST_WITH_VIEWS)
    throw new FitProblem(
      `ClickHouse ${printable(String(version), 30)} takes minutes to accept a view of a model; use --into instead`,
    );
}

/**
 * Makes a table or view under a name of its own, which it changes once it is whole; on a failure it is dropped. A table
 * that cannot be dropped is reported.
 *
 * @returns the number of rows of a table
 * @throws FitProblem, or the reason of the signal
 */
export async function createInClickhouse(
  { query, run, report }: Statements,
  { database, table }: Pick<ClickhouseLocation, 'database' | 'table'>,
  { kind, name, select, replaces }: SqlResult,
  signal?: AbortSignal,
): Promise<number | undefined> {
  const shown = printable(name, 60);
  if (name === table) throw new FitProblem(`"${shown}" is the table itself; give the result another name`);
  if (kind === 'view') await requireViews(query);
  const existing = await query(
    `SELECT name FROM system.tables WHERE database = ${quoteLiteral('clickhouse', database)} ` +
      `AND name = ${quoteLiteral('clickhouse', name)}`,
  );
  if (existing.length > 0 && !replaces)
    throw new FitProblem(`there is already a table or view "${shown}"; choose another name, or add --replace`);
  const named = (of: string): string => [database, of].map((part) => quoteIdentifier('clickhouse', part)).join('.');
  const [made, former] = [randomUUID(), randomUUID()].map((id) => named(`mixture_lens_${id.replaceAll('-', '')}`));
  const target = named(name);
  const drop = async (left: string): Promise<void> => {
    // A large table is protected by the server's max_table_size_to_drop.
    await run(`DROP TABLE IF EXISTS ${left}`).catch((error: unknown) => {
      const reason = error instanceof FitProblem ? error.message : 'the server does not drop it';
      report?.(`the table ${left} is left over and can be dropped by hand: ${reason}`);
    });
  };
  let rows: number | undefined;
  try {
    if (kind === 'view') await run(`CREATE VIEW ${made} AS ${select}`);
    else {
      // An abort ends the second statement alone, so that it is known whether there is a table to drop.
      await run(`CREATE TABLE ${made} ENGINE = MergeTree ORDER BY tuple() AS SELECT * FROM (${select}) LIMIT 0`);
      await run(`INSERT INTO ${made} ${select}`, signal);
    }
    if (kind === 'table') rows = Number((await query(`SELECT count() FROM ${made}`, signal))[0][0]);
    signal?.throwIfAborted();
    if (existing.length === 0) await run(`RENAME TABLE ${made} TO ${target}`);
    else await run(`RENAME TABLE ${target} TO ${former}, ${made} TO ${target}`);
  } catch (error) {
    const isForbidden = isRefusal(error, 'readonly') || isRefusal(error, 'forbidden');
    if (!isForbidden) await drop(made);
    throw isForbidden
      ? new FitProblem('the user may not make tables in this database; ask for the right, or use --scores FILE')
      : error;
  }
  if (existing.length > 0) await drop(former);
  return rows;
}
