/** Sums over a column of numbers, where NaN is missing and adds nothing. */
import type { NumberExtent, TypedColumn } from '../../csv/columns/typedColumn';

/** Passes over a column. All implementations give the same results to the last bit. */
export interface ColumnSums {
  extent(values: Float64Array): NumberExtent;
  /** Σ (x × scale − centre); `scale` is a power of two. */
  about(values: Float64Array, scale: number, centre: number): number;
  /** Σ ((x × scale − mean) / spread)². */
  squares(values: Float64Array, scale: number, mean: number, spread: number): number;
}

/** Returns the column with its extent, which several callers need. */
export function withExtent(column: TypedColumn, sums: ColumnSums = plainSums): TypedColumn {
  // In this order, V8 gives all columns one hidden class; a field after the spread gets each column one of its own.
  return { extent: sums.extent(column.numbers), ...column };
}

/** Adds their extents to the columns of a list, in place: the columns as read are released one by one. */
export function addExtents(typed: (TypedColumn | undefined)[], sums?: ColumnSums): TypedColumn[] {
  for (let index = 0; index < typed.length; index++) typed[index] = withExtent(typed[index] as TypedColumn, sums);
  return typed as TypedColumn[];
}

/** Reference implementation: it sums even and odd rows separately, so that additions need not wait for each other. */
export const plainSums: ColumnSums = {
  extent(values) {
    let missing = 0;
    let least = Infinity;
    let greatest = -Infinity;
    for (let row = 0; row < values.length; row++) {
      const x = values[row];
      if (x < least) least = x;
      if (x > greatest) greatest = x;
      if (x !== x) missing++;
    }
    // Adding 0 removes the sign of a zero.
    return { missing, least: least + 0, greatest: greatest + 0 };
  },

  about(values, scale, centre) {
    let even = 0;
    let odd = 0;
    for (let row = 0; row + 1 < values.length; row += 2) {
      const x = values[row] * scale - centre;
      const y = values[row + 1] * scale - centre;
      if (x === x) even += x;
      if (y === y) odd += y;
    }
    const last = values.length % 2 === 1 ? values[values.length - 1] * scale - centre : NaN;
    return even + odd + (last === last ? last : 0);
  },

  squares(values, scale, mean, spread) {
    let even = 0;
    let odd = 0;
    for (let row = 0; row + 1 < values.length; row += 2) {
      const x = (values[row] * scale - mean) / spread;
      const y = (values[row + 1] * scale - mean) / spread;
      if (x === x) even += x * x;
      if (y === y) odd += y * y;
    }
    const last = values.length % 2 === 1 ? (values[values.length - 1] * scale - mean) / spread : NaN;
    return even + odd + (last === last ? last * last : 0);
  },
};
