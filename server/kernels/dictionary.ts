/**
 * Dictionaries of columns of counts with few distinct values: the values, and each cell as an index among them, as a
 * table for kernels.
 */
import type { CellColumn } from '../core/data/matrix';

export interface Dictionary {
  /** Distinct values, ascending. */
  readonly distinct: Float64Array;
  /** Index by row; NaN where the cell is missing. */
  readonly indices: Float64Array;
}

/**
 * Maximum number of entries of a table, also as a share of the rows: the sums of each entry are added up shard by
 * shard.
 */
const MOST_DISTINCT = 1024;
const LARGEST_SHARE = 0.5;
/** Minimum number of rows for a dictionary to pay off. */
const LEAST_ROWS = 64;
/** Limit of counts in a dictionary, since they index an array. */
const COUNT_LIMIT = 2 ** 16;

/** Builds dictionaries, each once. */
export class Dictionaries {
  private readonly cache = new WeakMap<Float64Array, Dictionary | undefined>();
  private readonly changingIndices = new WeakMap<Float64Array, Float64Array>();

  /** @param allocate allocates room for indices */
  constructor(private readonly allocate: (length: number) => Float64Array) {}

  /** Returns the dictionary of a column of counts, with its current cells; undefined where it has too many values. */
  of({ values, changes }: CellColumn): Dictionary | undefined {
    const whole = this.wholeOf(changes ?? values);
    if (whole === undefined || changes === undefined) return whole;
    let indices = this.changingIndices.get(values);
    if (indices === undefined) this.changingIndices.set(values, (indices = this.allocate(values.length)));
    for (let n = 0; n < indices.length; n++) indices[n] = values[n] === values[n] ? whole.indices[n] : NaN;
    return { distinct: whole.distinct, indices };
  }

  private wholeOf(values: Float64Array): Dictionary | undefined {
    if (!this.cache.has(values)) this.cache.set(values, this.build(values));
    return this.cache.get(values);
  }

  private build(values: Float64Array): Dictionary | undefined {
    if (values.length < LEAST_ROWS) return undefined;
    const distinct = distinctOf(values);
    if (distinct === undefined) return undefined;
    const places = new Int32Array((distinct.at(-1) ?? 0) + 1);
    distinct.forEach((value, place) => {
      places[value] = place;
    });
    const indices = this.allocate(values.length);
    for (let n = 0; n < values.length; n++) indices[n] = values[n] === values[n] ? places[values[n]] : NaN;
    return { distinct, indices };
  }
}

/** Returns the distinct values, ascending; undefined where they are too many, or too large. */
function distinctOf(values: Float64Array): Float64Array | undefined {
  const limit = Math.min(MOST_DISTINCT, LARGEST_SHARE * values.length);
  const seen = new Set<number>();
  for (const value of values) {
    if (value !== value) continue;
    seen.add(value);
    if (seen.size > limit || !(value < COUNT_LIMIT)) return undefined;
  }
  return Float64Array.from(seen).sort();
}
