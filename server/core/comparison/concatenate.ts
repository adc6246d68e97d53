/** Columns of two tables, one after the other. */
import type { Bounds } from '../data/cellBounds';
import type { MatrixColumn } from '../data/matrix';

/** Returns a column with the cells of both columns, which must have the same family and levels. */
export function concatenatedColumn(first: MatrixColumn, second: MatrixColumn): MatrixColumn {
  const { name, family, levels, facts } = first;
  const values = new Float64Array(first.values.length + second.values.length);
  values.set(first.values);
  values.set(second.values, first.values.length);
  const bounds = concatenatedBounds(first.bounds, second.bounds, first.values.length);
  return { name, family, levels, facts, values, ...(bounds !== undefined && { bounds }) };
}

function concatenatedBounds(first: Bounds | undefined, second: Bounds | undefined, shift: number): Bounds | undefined {
  if (first === undefined && second === undefined) return undefined;
  const before = first?.distinct.length ?? 0;
  return {
    rows: Uint32Array.from([...(first?.rows ?? []), ...(second?.rows ?? []).map((row) => row + shift)]),
    kinds: Int32Array.from([
      ...(first?.kinds ?? []),
      ...(second?.kinds ?? []).map((kind) => (kind < 0 ? kind : kind + before)),
    ]),
    distinct: [...(first?.distinct ?? []), ...(second?.distinct ?? [])],
  };
}
