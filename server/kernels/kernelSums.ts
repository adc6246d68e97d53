/** Sums of columns by the kernels; the plain equivalent is `plainSums` of `core/schema/encoding/columnSums.ts`. */
import type { NumberExtent } from '../core/csv/columns/typedColumn';
import { plainSums, type ColumnSums } from '../core/schema/encoding/columnSums';
import type { Arena, Kernels } from './instance';
import { Scratch } from './instance';

export class KernelSums implements ColumnSums {
  private readonly out: Scratch;

  constructor(
    private readonly kernels: Kernels,
    private readonly arena: Arena,
  ) {
    this.out = new Scratch(arena);
  }

  extent(values: Float64Array): NumberExtent {
    if (!this.arena.contains(values)) return plainSums.extent(values);
    const at = this.out.reserve(24);
    const out = this.arena.doubles(at, 3);
    out.set([0, Infinity, -Infinity]);
    this.kernels.extentOf(values.byteOffset, values.length, at);
    const [missing, least, greatest] = out;
    // The sign of zero depends on the order of the comparisons.
    return { missing, least: least + 0, greatest: greatest + 0 };
  }

  about(values: Float64Array, scale: number, centre: number): number {
    return this.arena.contains(values)
      ? this.kernels.sumAbout(values.byteOffset, values.length, scale, centre)
      : plainSums.about(values, scale, centre);
  }

  squares(values: Float64Array, scale: number, mean: number, spread: number): number {
    if (!this.arena.contains(values)) return plainSums.squares(values, scale, mean, spread);
    return this.kernels.squaresAbout(values.byteOffset, values.length, scale, mean, spread);
  }
}
