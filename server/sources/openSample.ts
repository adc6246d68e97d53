/** Reads a sample of the rows of a table in a database. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { FileSource } from '../disk/fileSource';
import { FitProblem } from '../words/fitProblem';
import { holdsCells } from './cellTypes';
import { leftOutNote, requireColumns, type OpenTable } from './openTable';
import { makePrivateFolder } from './privateFolder';
import { quoteIdentifier, quoteLiteral } from './sqlQuoting';
import type { SqlColumn, SqlSession } from './sqlSession';

/** Size of a sample, and what determines its rows. */
export interface SampleOptions {
  /** Maximum number of rows. */
  readonly rows: number;
  readonly seed: number;
  /** Columns by which a whole table is ordered. */
  readonly keys?: readonly string[] | undefined;
}

/** A sample of a table. */
export interface OpenedSample extends OpenTable {
  /** Hash of the rows of the sample and of the number of all rows, by which a changed table is recognised. */
  readonly hash: string;
}

/**
 * Opens a sample as the source of a text: the rows with the smallest hashes of their cells and the seed, in the order
 * of the hashes. The same table, seed and version of the engine give the same rows. A table of no more rows is read
 * whole and in its own order, if it has one, so that its fit is that of the table as a file.
 *
 * @throws FitProblem that does not name the table; the reason of the signal once it is aborted
 */
export async function openSample(
  session: SqlSession,
  { rows, seed, keys = [] }: SampleOptions,
  signal: AbortSignal,
): Promise<OpenedSample> {
  const cells = session.columns.filter((column) => column.name !== '' && holdsCells(session.dialect, column));
  const others = session.columns.filter((column) => !cells.includes(column));
  requireColumns(
    others.map(({ name }) => name),
    cells.length,
  );
  const folder = makePrivateFolder();
  try {
    const path = join(folder.path, 'sample.csv');
    const [[count]] = await session.query(`SELECT count(*) FROM ${session.relation}`, signal);
    if (Number(count) === 0) throw new FitProblem('the table has no rows; at least two are needed');
    // ClickHouse reads the parts of a table in no fixed order.
    const isOrdered = session.dialect === 'duckdb' || keys.length > 0;
    if (Number(count) <= rows && isOrdered) await session.writeCsv(path, cells, session.hasOrder ? [] : keys, signal);
    else await session.writeCsv(path, cells, [], signal, sampleOf(session, cells, rows, seed));
    const source = FileSource.open(path, 'utf-8');
    source.places = { noun: 'row', numberOf: (row) => row + 1 };
    return {
      source,
      isWritten: true,
      notes: others.map(({ name, type }) => leftOutNote(name, type)),
      hash: await hashOfFile(path, String(count)),
    };
  } finally {
    folder.remove();
  }
}

async function hashOfFile(path: string, prefix: string): Promise<string> {
  const hash = createHash('sha256').update(`${prefix}\n`);
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest('hex');
}

/** FROM expression of the rows with the smallest hashes; rows of one hash are alike. */
function sampleOf(
  { dialect, relation }: SqlSession,
  columns: readonly SqlColumn[],
  rows: number,
  seed: number,
): string {
  const names = columns.map(({ name }) => quoteIdentifier(dialect, name));
  // In ClickHouse the hash of NULL is NULL.
  const cells = dialect === 'clickhouse' ? names.map((name) => `ifNull(toString(${name}), '\\\\N')`) : names;
  const hash = `${dialect === 'clickhouse' ? 'cityHash64' : 'hash'}(${[quoteLiteral(dialect, String(seed)), ...cells].join(', ')})`;
  return `(SELECT ${names.join(', ')} FROM ${relation} ORDER BY ${[hash, ...names].join(', ')} LIMIT ${rows})`;
}
