/** Decisions of the user about columns. */
import type { ColumnSchema, SchemaOverrides } from './infer';

/** Whether the user left a column out, or chose its kind. */
export function isLeftOut(name: string, { columns, ignore, kinds }: SchemaOverrides): boolean {
  return (
    columns?.includes(name) === false ||
    ignore?.includes(name) === true ||
    (kinds !== undefined && Object.hasOwn(kinds, name))
  );
}

/** Whether the cells of a column are compared with those of others. */
export function isComparable({ name, kind }: ColumnSchema, overrides: SchemaOverrides): boolean {
  return overrides.rowWeights !== name && (kind !== 'ignored' || !isLeftOut(name, overrides));
}
