/** A connection to a table in an engine that runs SQL, whichever engine it is. */
import type { SqlColumn } from '../formats/sql/sqlCells';
import { FitProblem } from '../words/fitProblem';
import { openClickhouse } from './clickhouse/clickhouseSession';
import { openDuckdb } from './duckdb/duckdbSession';
import type { TableLocation } from './location';
import type { Retries } from './retries';
import type { SqlDialect } from './sqlQuoting';

/** A value of a result; null stands for NULL. Decimals, dates and other types of an engine become numbers or texts. */
export type SqlValue = number | string | boolean | bigint | null;

export type { SqlColumn };

/** A table or view to be made from a SELECT. */
export interface SqlResult {
  readonly kind: 'table' | 'view';
  /** Name without a schema or database: the result stands beside the table of the session. */
  readonly name: string;
  readonly select: string;
  /** Whether a table or view of this name may be replaced. */
  readonly replaces: boolean;
}

/** The parts of a table that lie on several servers. */
export interface SqlShards {
  /** FROM expression of the table of a shard. */
  readonly relation: string;
  /** Like `query`, for a SELECT of sums over the table of a shard: adds up those of all shards. */
  readonly query: SqlSession['query'];
}

/** A connection to an engine that runs SQL. */
export interface SqlSession {
  readonly dialect: SqlDialect;
  /** FROM expression of the table, quoted and complete: conditions and FINAL are applied in a subquery. */
  readonly relation: string;
  /** Columns in the order of the table. */
  readonly columns: readonly SqlColumn[];
  /** Whether the rows have an order of their own, as in a file, so that no `orderBy` is needed. */
  readonly hasOrder: boolean;
  /**
   * Runs one statement that reads. Returns all rows of its result.
   *
   * @throws FitProblem that does not name the table; the reason of the signal once it is aborted
   */
  query(sql: string, signal?: AbortSignal): Promise<readonly (readonly SqlValue[])[]>;
  /** Absent where the table lies on one server, or the user may not ask the others. */
  readonly shards?: SqlShards | undefined;
  /**
   * Runs a SELECT of doubles, and fills arrays with its columns, NaN for NULL: calls `work` with the number of rows
   * whenever they are full, and at the end. Absent where rows cross a network.
   *
   * @throws FitProblem that does not name the table; the reason of the signal once it is aborted
   */
  readonly inBlocks?: (
    sql: string,
    arrays: readonly Float64Array[],
    work: (rows: number) => void,
    signal?: AbortSignal,
  ) => Promise<void>;
  /**
   * Writes columns of the table to a file as CSV: RFC 4180, UTF-8, a header, numbers with the shortest digits that read
   * back as the same doubles, nothing for NULL. The rows have the order of the table, or of the columns `orderBy`.
   *
   * @param from another FROM expression with these columns
   * @throws FitProblem that does not name the table
   */
  writeCsv(
    file: string,
    columns: readonly SqlColumn[],
    orderBy: readonly string[],
    signal?: AbortSignal,
    from?: string,
  ): Promise<number>;
  /**
   * Makes a table or view; a failure or an abort leaves the database as it was. Absent in a session that only reads.
   *
   * @returns the number of rows of a table; undefined for a view
   * @throws FitProblem that does not name the table of the session; the reason of the signal once it is aborted
   */
  readonly create?: (result: SqlResult, signal?: AbortSignal) => Promise<number | undefined>;
  /** Ends the connection. */
  close(): Promise<void>;
}

/** Options of a session. */
export interface SessionOptions {
  /** Time in seconds that a server may take to answer. */
  readonly timeoutSeconds: number;
  /** Password of a server; never part of a message. */
  readonly password?: string | undefined;
  /** Folder of the running program, from which an engine is looked up before the working directory. */
  readonly programFolder: string;
  /** Receives a line for the user. */
  readonly report?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Whether the session may make tables and views; it only reads by default. */
  readonly writes?: boolean | undefined;
  /** Whether the session passes over rows that may lie on several servers. */
  readonly hasPasses?: boolean | undefined;
  /** Repetitions of statements that read, on a server. */
  readonly retries?: Retries | undefined;
}

/** Time in seconds that a server may take to answer, where the user gives none. */
export const DEFAULT_TIMEOUT_SECONDS = 300;

/**
 * Opens a table that an engine can query.
 *
 * @throws FitProblem that does not name the table
 */
export async function openSession(location: TableLocation, options: SessionOptions): Promise<SqlSession> {
  switch (location.kind) {
    case 'clickhouse':
      return await openClickhouse(location, options);
    case 'text':
    case 'gzip':
      throw new FitProblem('this is a text file, which no engine queries; convert it to Parquet first');
    default:
      return await openDuckdb(location, options);
  }
}
