/** Rows of DuckDB in blocks of columns. */
import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import { duckdbProblem } from './duckdbProblems';

/** Arrays to fill, and work to do whenever they are full, and at the end. */
export interface Blocks {
  readonly arrays: readonly Float64Array[];
  readonly work: (rows: number) => void;
}

/** Runs a SELECT of doubles; an abort interrupts it. @throws FitProblem, or the reason of the signal */
export async function readBlocks(
  connection: DuckDBConnection,
  sql: string,
  { arrays, work }: Blocks,
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted();
  const interrupt = (): void => connection.interrupt();
  signal?.addEventListener('abort', interrupt);
  const size = arrays[0].length;
  let filled = 0;
  const next = await fetcher(connection, sql, signal);
  try {
    for (let chunk = await next(); chunk !== undefined; chunk = await next()) {
      for (let at = 0; at < chunk.rowCount;) {
        const count = Math.min(chunk.rowCount - at, size - filled);
        copy(chunk, at, count, { arrays, filled });
        at += count;
        filled += count;
        if (filled < size) continue;
        work(filled);
        filled = 0;
      }
    }
    if (filled > 0) work(filled);
  } finally {
    signal?.removeEventListener('abort', interrupt);
  }
}

/** Returns a function that fetches the next rows; undefined at the end. */
async function fetcher(
  connection: DuckDBConnection,
  sql: string,
  signal: AbortSignal | undefined,
): Promise<() => Promise<DuckDBDataChunk | undefined>> {
  const checked = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      const result = await work();
      signal?.throwIfAborted();
      return result;
    } catch (error) {
      signal?.throwIfAborted();
      throw duckdbProblem(error);
    }
  };
  const result = await checked(() => connection.stream(sql));
  return async () => {
    const chunk = await checked(() => result.fetchChunk());
    return chunk === null || chunk.rowCount === 0 ? undefined : chunk;
  };
}

function copy(
  chunk: DuckDBDataChunk,
  from: number,
  count: number,
  { arrays, filled }: { readonly arrays: readonly Float64Array[]; readonly filled: number },
): void {
  arrays.forEach((array, column) => {
    const vector = chunk.getColumnVector(column);
    for (let i = 0; i < count; i++) array[filled + i] = (vector.getItem(from + i) as number | null) ?? NaN;
  });
}
