/** Number of texts in columns of levels, which shows cells that no level of a model reads. */
import { DEFAULT_MISSING } from '../../core/csv/dialect/dialect';
import { families } from '../../core/families/registry';
import { usedColumns } from '../../core/schema/encoding/usedColumns';
import type { Schema } from '../../core/schema/infer';
import type { PassResult } from './passSelect';
import { sourceName, sqlSortOf } from './sqlCells';
import { sqlDialect } from './sqlDialects';
import type { SqlSource } from './sqlRows';

/** The statement, and the function that returns the number of cells with a text by column of the model. */
export interface UnreadLevels {
  readonly statement: string;
  readonly read: (result: PassResult) => ReadonlyMap<number, number>;
}

/** Returns the statement that counts the texts that stand for no missing value; undefined without such columns. */
export function unreadLevels(schema: Schema, source: SqlSource): UnreadLevels | undefined {
  const { asText, identifier, number, sum, text, when } = sqlDialect(source.dialect);
  const types = new Map(source.columns?.map(({ name, type }) => [name, type]));
  const words = DEFAULT_MISSING.map(text).join(', ');
  const columns = usedColumns(schema).flatMap((column, d) => {
    const name = sourceName(schema, column);
    const isText = families[column.kind].reads === 'level' && sqlSortOf(types.get(name) ?? '') === 'text';
    return isText && column.part === undefined && (column.codes ?? []).length === 0 ? [{ d, name }] : [];
  });
  if (columns.length === 0) return undefined;
  const counts = columns.map(({ name }) =>
    sum(when(`${asText(identifier(name))} NOT IN (${words})`, number(1), number(0))),
  );
  return {
    statement: `SELECT ${counts.join(', ')} FROM ${source.relation}`,
    read: ([row = []]) => new Map(columns.map(({ d }, i) => [d, Number(row[i])])),
  };
}
