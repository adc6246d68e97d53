/** Sums over a column of numbers, in which NaN is missing and counts for nothing. */
import type { NumberExtent, TypedColumn } from '../../csv/columns/typedColumn';

/** Who passes over a column. The results of all are the same to the last bit. */
export interface ColumnSums {
  extent(values: Float64Array): NumberExtent;
  /** Σ (x × scale − centre), for a scale that is a power of two. */
  about(values: Float64Array, scale: number, centre: number): number;
  /** Σ ((x × scale − mean) / spread)². */
  squares(values: Float64Array, scale: number, mean: number, spread: number): number;
}

/** The same column with its extent, which is asked for more than once. */
export function measured(column: TypedColumn, sums: ColumnSums = plainSums): TypedColumn {
  return { ...column, extent: sums.extent(column.numbers) };
}

/** Sums are those of every other row, which need not wait for each other. */
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
    // Adding 0 takes the sign off a zero.
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
