/** The user's wishes for columns. */
import type { ColumnSchema, SchemaOverrides } from './infer';

/** Whether the user left a column out, or said what it is. */
export function isLeftOut(name: string, { columns, ignore, kinds }: SchemaOverrides): boolean {
  return (
    columns?.includes(name) === false ||
    ignore?.includes(name) === true ||
    (kinds !== undefined && Object.hasOwn(kinds, name))
  );
}

/** Whether the cells of a column are compared with those of others. */
export function isWanted({ name, kind }: ColumnSchema, overrides: SchemaOverrides): boolean {
  return overrides.rowWeights !== name && (kind !== 'ignored' || !isLeftOut(name, overrides));
}
