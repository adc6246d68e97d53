/** What a person wants of columns. */
import type { ColumnSchema, SchemaOverrides } from './infer';

/** Whether a person wants nothing of a column, or said what it is. */
export function isLeftOut(name: string, { columns, ignore, kinds }: SchemaOverrides): boolean {
  return (
    columns?.includes(name) === false ||
    ignore?.includes(name) === true ||
    (kinds !== undefined && Object.hasOwn(kinds, name))
  );
}

/** Whether the cells of a column are looked at beside those of others. */
export function isWanted({ name, kind }: ColumnSchema, overrides: SchemaOverrides): boolean {
  return overrides.rowWeights !== name && (kind !== 'ignored' || !isLeftOut(name, overrides));
}
