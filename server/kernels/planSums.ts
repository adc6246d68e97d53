/** Conversion of the sums of kernels to the statistics of families. */
import type { Matrix } from '../core/data/matrix';
import type { Mixture } from '../core/mixture/model';
import type { Plan } from './layout';

/** Adds the statistics of the columns that kernels do not compute. */
export function accumulatePlain(
  { plain, stride }: Plan,
  { shape, theta }: Mixture,
  matrix: Matrix,
  from: number,
  count: number,
  posterior: Float64Array,
  sums: Float64Array,
): void {
  for (const d of plain) {
    const { marginal, parameters, statistics } = shape.columns[d];
    for (let k = 0; k < shape.k; k++) {
      const place = parameters + k * marginal.parameterCount;
      marginal.accumulate(
        theta,
        place,
        matrix.columns[d].values,
        from,
        count,
        posterior,
        k * stride,
        sums,
        statistics + k * marginal.statisticCount,
      );
    }
  }
}

/** Adds up the sums of all shards. @param width count of numbers per shard */
export function totalOf(sums: Float64Array, width: number): Float64Array {
  const total = new Float64Array(width);
  for (let at = 0; at < sums.length; at += width) for (let i = 0; i < width; i++) total[i] += sums[at + i];
  return total;
}

/** Adds numbers to sums, element by element. */
export function addTo(sums: Float64Array, addends: Float64Array): void {
  for (let i = 0; i < sums.length; i++) sums[i] += addends[i];
}

/** Returns the statistics of the families, from the sums of kernels. */
export function statisticsIn(
  sums: Float64Array,
  { shape, units: { indices, factors }, tallied }: Plan,
  { theta }: Mixture,
): Float64Array {
  const statistics = sums.slice(0, shape.statisticCount);
  // Factors are powers of two, so no digit is lost.
  for (let i = 0; i < indices.length; i++) statistics[indices[i]] *= factors[i];
  for (const {
    column: { marginal, parameters, statistics: at },
    dictionary: { distinct },
    sums: from,
  } of tallied) {
    for (let k = 0; k < shape.k; k++) {
      // Each distinct value represents all cells that have it.
      const place = parameters + k * marginal.parameterCount;
      marginal.accumulate(
        theta,
        place,
        distinct,
        0,
        distinct.length,
        sums,
        from + k * distinct.length,
        statistics,
        at + k * marginal.statisticCount,
      );
    }
  }
  return statistics;
}
