/** Size of a table in an engine, compared with the memory of this machine. */
import { freemem } from 'node:os';
import { holdsCells } from './cellTypes';
import type { SqlSession } from './sqlSession';

/** Memory in bytes that a fit takes per cell: 16 were measured for 200 million cells. */
const BYTES_PER_CELL = 16;
/** Share of the free memory that a fit may take. */
const SHARE = 0.5;

/** Number of cells that a fit may hold in memory where the user gives none: half of the free memory, 16 bytes each. */
export function defaultMemoryCells(): number {
  // Newer versions of Node.js know the limits of a container.
  const free = process.availableMemory?.() ?? freemem();
  return Math.floor((SHARE * free) / BYTES_PER_CELL);
}

/** Counts the cells of a table: rows times columns that hold cells. @throws FitProblem that does not name the table */
export async function countCells(session: SqlSession, signal?: AbortSignal): Promise<number> {
  const columns = session.columns.filter((column) => column.name !== '' && holdsCells(session.dialect, column));
  const [[rows]] = await session.query(`SELECT count(*) FROM ${session.relation}`, signal);
  return Number(rows) * columns.length;
}
