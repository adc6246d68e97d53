/** Decides where the rows of a table are passed over: in memory, or in its engine if they are too many. */
import { locate } from '../../../sources/openTable';
import { countCells, defaultMemoryCells } from '../../../sources/tableSize';
import { about, notePrinter } from '../../console';
import type { FitFlags } from '../../fitOptions';
import { openDatabase } from '../../tableInput';
import { UsageError } from '../../usageError';
import { interruptible } from './interruption';
import { requireDatabaseFlags } from './runFitInDatabase';

/** Kinds of tables that an engine can pass over as they lie. */
const IN_ENGINES = ['parquet', 'duckdb', 'clickhouse'];

/**
 * Whether a table has more cells than fit into memory, which a line then says.
 *
 * @throws UsageError, also for options that a fit in a database does not have
 */
export async function isTooLarge(file: string, flags: FitFlags): Promise<boolean> {
  const { kind } = about(file, () => locate(file));
  if (!IN_ENGINES.includes(kind)) return false;
  const limit = flags.memoryCells ?? defaultMemoryCells();
  const cells = await cellsOf(file, flags).catch((error: unknown) => {
    // Reading a file says in its own words why it cannot be read; a server is not asked twice.
    if (kind !== 'clickhouse' && UsageError.is(error)) return 0;
    throw error;
  });
  if (cells <= limit) return false;
  const reason = `${cells} cells are more than ${limit}, the limit of --memory-cells`;
  try {
    requireDatabaseFlags(flags);
  } catch (error) {
    throw UsageError.is(error) ? new UsageError(`${file}: ${reason}, and ${error.message}`) : error;
  }
  notePrinter(file, flags.quiet)(`${reason}; the engine passes over them, as with --in-database`);
  return true;
}

/** Counts the cells of a table; 0 after an interruption. @throws UsageError that names the table */
async function cellsOf(file: string, flags: FitFlags): Promise<number> {
  let cells = 0;
  await interruptible(file, async (signal) => {
    // Opening the table again reports the same lines.
    const session = await openDatabase(file, flags, () => undefined, { signal });
    try {
      cells = await countCells(session, signal);
    } finally {
      await session.close();
    }
  });
  return cells;
}
