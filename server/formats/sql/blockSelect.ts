/** The rows of a table as the matrix has them, for passes in this process over blocks that its engine reads. */
import { families } from '../../core/families/registry';
import { contentHash } from '../contentHash';
import { complete } from '../../core/numeric/generators';
import { weightItems } from './passSelect';
import { requireSqlColumns } from './sqlCells';
import { SqlRows, type SqlModel, type SqlSource } from './sqlRows';

/** A SELECT of doubles, NULL where a cell is missing. */
export interface BlockSelect {
  readonly statement: string;
  /** Number of its columns: those of the model, then the row weights, where rows have weights. */
  readonly width: number;
}

/**
 * Returns the statement. It is another one for other sums and parameters, although the rows are the same: a record of
 * passes knows them by their statements.
 *
 * @param sums what is summed
 * @throws FitProblem where a column cannot be read in SQL
 */
export function blockSelect(model: SqlModel, source: SqlSource, sums: string, rowWeights?: string): BlockSelect {
  requireSqlColumns(model.schema, source.columns);
  const rows = new SqlRows(model, source);
  const weight = weightItems(rows, rowWeights);
  const values = rows.used.map(({ kind }, d) =>
    families[kind].reads === 'level' ? `CAST(v${d} - 1 AS DOUBLE)` : `CAST(v${d} AS DOUBLE)`,
  );
  const items = [...values, ...weight.map(([, name]) => `CAST(${name} AS DOUBLE)`)];
  const { theta, channels, facts } = model;
  const hash = complete(contentHash(JSON.stringify([Array.from(theta), channels, facts])));
  return {
    statement: `/* ${sums} ${hash} */ SELECT ${items.join(', ')}\nFROM (${rows.values(weight)}) AS q`,
    width: items.length,
  };
}
