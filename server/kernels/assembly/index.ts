/**
 * The passes over a block of rows. Component k's row i of a block is at k × stride + 8 i; blocks are aligned to 16
 * bytes and have room for an even number of rows.
 */
import { doubtful } from './doubtful';
import { column, columns, components, constants, form, GAPPED_QUADRATIC, logWeights, PLAIN_QUADRATIC, rowWeights, isLogarithm, statisticBytes, statisticsOf, stride, tableSize, values } from './plan';
import { accumulate1, accumulate3, accumulateGapped, CONSTANTS, density1, density4, densityGapped } from './quadratic';
import * as table from './table';
export { countLines, readRecords, readStretch } from './records';
export { extentOf, squaresAbout, sumAbout } from './sums';
import { exp, log, sumOf } from './vector';

/** Size of the rows in bytes, rounded up to whole pairs. */
function pairs(rows: i32): usize {
  return (<usize>(rows + 1) & ~1) << 3;
}

/** Number of columns of the plan up to a form: columns are sorted by form, those without gaps first and tables last. */
function leading(plan: usize, last: i32): i32 {
  const count = columns(plan);
  let d = 0;
  while (d < count && form(column(plan, d)) <= last) d++;
  return d;
}

/** Writes the block's log joint densities: log π_k + Σ_d log p(x_d | k). */
export function density(plan: usize, joint: usize, from: i32, rows: i32): void {
  const bytes = pairs(rows);
  const offset = <usize>from << 3;
  const plain = leading(plan, PLAIN_QUADRATIC);
  const numbers = leading(plan, GAPPED_QUADRATIC);
  for (let k = 0; k < components(plan); k++) {
    const row = joint + <usize>k * stride(plan);
    const start = v128.load64_splat(logWeights(plan) + (<usize>k << 3));
    for (let i: usize = 0; i < bytes; i += 16) v128.store(row + i, start);
    const own = <usize>k * CONSTANTS;
    let d = 0;
    for (; d + 3 < plain; d += 4) {
      const a = column(plan, d), b = column(plan, d + 1), c = column(plan, d + 2), e = column(plan, d + 3);
      density4(
        values(a) + offset, values(b) + offset, values(c) + offset, values(e) + offset,
        constants(a) + own, constants(b) + own, constants(c) + own, constants(e) + own, row, bytes,
      );
    }
    for (; d < plain; d++) density1(values(column(plan, d)) + offset, constants(column(plan, d)) + own, row, bytes);
    for (; d < numbers; d++) densityGapped(values(column(plan, d)) + offset, constants(column(plan, d)) + own, row, bytes);
  }
  const jointBytes = <usize>components(plan) * stride(plan);
  for (let d = numbers; d < columns(plan); d++) {
    const c = column(plan, d);
    table.density(values(c) + offset, rows, constants(c), joint, <usize>tableSize(c) << 3, stride(plan), jointBytes);
  }
}

/** Number of row pairs whose sums of densities are multiplied before the logarithm is taken: each sum is at most K. */
const FACTORS: i32 = 32;

/**
 * Turns log joint densities into posteriors in place. A row with density zero under every component gets −∞ and equal
 * posteriors. The slot after an odd number of rows is left at zero.
 *
 * @param keeps whether to write the rows' log densities; else adds their sum, and the uncertainty of their component,
 * to `sums`
 */
// @ts-ignore: decorators of AssemblyScript
@inline
function normaliseRows(plan: usize, joint: usize, logDensity: usize, rows: i32, keeps: bool, sums: usize): void {
  const step = stride(plan);
  const end = joint + <usize>components(plan) * step;
  const none = f64x2.splat(-Infinity);
  let maxima = f64x2.splat(0);
  let logs = f64x2.splat(0);
  let product = f64x2.splat(1);
  let factors = 0;
  for (let i: usize = 0; i < pairs(rows); i += 16) {
    let max = v128.load(joint + i);
    for (let at = joint + step + i; at < end; at += step) max = f64x2.pmax(max, v128.load(at));
    const isImpossible = f64x2.eq(max, none);
    const shift = v128.andnot(max, isImpossible);
    let sum = f64x2.splat(0);
    for (let at = joint + i; at < end; at += step) {
      const density = exp(f64x2.sub(v128.load(at), shift));
      v128.store(at, density);
      sum = f64x2.add(sum, density);
    }
    if (v128.any_true(isImpossible)) sum = evenOut(joint + i, end, step, isImpossible);
    const perSum = f64x2.div(f64x2.splat(1), sum);
    for (let at = joint + i; at < end; at += step) v128.store(at, f64x2.mul(v128.load(at), perSum));
    if (keeps) {
      v128.store(logDensity + i, v128.bitselect(none, f64x2.add(max, log(sum)), isImpossible));
      continue;
    }
    if (i == <usize>rows - 1 << 3) {
      // The last row of an odd number has no neighbour.
      max = f64x2.replace_lane(max, 1, 0);
      sum = f64x2.replace_lane(sum, 1, 1);
    }
    maxima = f64x2.add(maxima, max);
    product = f64x2.mul(product, sum);
    if (++factors == FACTORS) {
      logs = f64x2.add(logs, log(product));
      product = f64x2.splat(1);
      factors = 0;
    }
  }
  if (rows & 1) {
    for (let at = joint + (<usize>rows << 3); at < end; at += step) store<f64>(at, 0);
  }
  if (keeps) return;
  // The largest posterior of a row is 1 over the sum of its densities, scaled so that the largest density is 1.
  const uncertainty = sumOf(f64x2.add(logs, log(product)));
  store<f64>(sums, load<f64>(sums) + sumOf(maxima) + uncertainty);
  store<f64>(sums, load<f64>(sums, 8) + uncertainty, 8);
}

/** Sets the densities of impossible rows to 1 under every component; returns the sums of both rows. */
function evenOut(joint: usize, end: usize, step: usize, isImpossible: v128): v128 {
  let sum = f64x2.splat(0);
  for (let at = joint; at < end; at += step) {
    const density = v128.bitselect(f64x2.splat(1), v128.load(at), isImpossible);
    v128.store(at, density);
    sum = f64x2.add(sum, density);
  }
  return sum;
}

/** Turns log joint densities into posteriors, in place, and writes log densities, not yet in the data's units. */
export function normalise(plan: usize, joint: usize, logDensity: usize, rows: i32): void {
  normaliseRows(plan, joint, logDensity, rows, true, 0);
}

/** Converts log densities of rows to the data's units, from the scale of the values. */
export function addJacobians(plan: usize, logDensity: usize, from: i32, rows: i32): void {
  for (let d = 0; d < columns(plan); d++) {
    const c = column(plan, d);
    if (!isLogarithm(c)) continue;
    const x = values(c) + (<usize>from << 3);
    for (let i: usize = 0; i < pairs(rows); i += 16) {
      const v = v128.load(x + i);
      v128.store(logDensity + i, f64x2.sub(v128.load(logDensity + i), v128.and(v, f64x2.eq(v, v))));
    }
  }
}

/** Multiplies posteriors by row weights. */
export function weigh(plan: usize, joint: usize, from: i32, rows: i32): void {
  const weights = rowWeights(plan) + (<usize>from << 3);
  for (let k = 0; k < components(plan); k++) {
    const row = joint + <usize>k * stride(plan);
    for (let i: usize = 0; i < <usize>rows << 3; i += 8) store<f64>(row + i, load<f64>(row + i) * load<f64>(weights + i));
  }
}

/** statistics += the block's share, from posteriors. */
export function accumulate(plan: usize, posterior: usize, from: i32, rows: i32, statistics: usize): void {
  const whole = (<usize>rows >> 1) << 4;
  const odd = (rows & 1) != 0;
  const offset = <usize>from << 3;
  const plain = leading(plan, PLAIN_QUADRATIC);
  const numbers = leading(plan, GAPPED_QUADRATIC);
  for (let k = 0; k < components(plan); k++) {
    const row = posterior + <usize>k * stride(plan);
    let sum = f64x2.splat(0);
    for (let i: usize = 0; i < whole; i += 16) sum = f64x2.add(sum, v128.load(row + i));
    if (odd) sum = f64x2.add(sum, v128.load64_zero(row + whole));
    const n = sumOf(sum);
    const place = statistics + (<usize>k << 3);
    store<f64>(place, load<f64>(place) + n);
    const own = <usize>k * CONSTANTS;
    let d = 0;
    for (; d + 2 < plain; d += 3) {
      const a = column(plan, d), b = column(plan, d + 1), c = column(plan, d + 2);
      accumulate3(
        values(a) + offset, values(b) + offset, values(c) + offset, constants(a) + own, constants(b) + own, constants(c) + own,
        statisticsOf(a, statistics) + own, statisticsOf(b, statistics) + own, statisticsOf(c, statistics) + own, row, whole, odd, n,
      );
    }
    for (; d < plain; d++) {
      const c = column(plan, d);
      accumulate1(values(c) + offset, constants(c) + own, statisticsOf(c, statistics) + own, row, whole, odd, n);
    }
    for (; d < numbers; d++) {
      const c = column(plan, d);
      accumulateGapped(values(c) + offset, constants(c) + own, statisticsOf(c, statistics) + <usize>k * statisticBytes(c), row, whole, odd);
    }
  }
  const posteriorBytes = <usize>components(plan) * stride(plan);
  for (let d = numbers; d < columns(plan); d++) {
    const c = column(plan, d);
    table.accumulate(values(c) + offset, rows, statisticsOf(c, statistics), posterior, statisticBytes(c), stride(plan), posteriorBytes);
  }
}

/**
 * Adds the rows' log densities and uncertainties, weighted; a row of weight zero adds nothing even where its log
 * density is −∞.
 */
function addWeighted(plan: usize, joint: usize, logDensity: usize, from: i32, rows: i32, sums: usize): void {
  const weights = rowWeights(plan) + (<usize>from << 3);
  let total: f64 = 0;
  let uncertainty: f64 = 0;
  for (let i: usize = 0; i < <usize>rows << 3; i += 8) {
    const weight = load<f64>(weights + i);
    if (!(weight > 0)) continue;
    let largest: f64 = 0;
    for (let k = 0; k < components(plan); k++) largest = max(largest, load<f64>(joint + <usize>k * stride(plan) + i));
    total += weight * load<f64>(logDensity + i);
    uncertainty -= weight * f64x2.extract_lane(log(f64x2.splat(largest)), 0);
  }
  store<f64>(sums, load<f64>(sums) + total);
  store<f64>(sums, load<f64>(sums, 8) + uncertainty, 8);
}

/** Sum over the rows of the values that Jacobians subtract from their log densities. */
function jacobians(plan: usize, from: i32, rows: i32): f64 {
  let sum: f64 = 0;
  for (let d = 0; d < columns(plan); d++) {
    const c = column(plan, d);
    if (!isLogarithm(c)) continue;
    const x = values(c) + (<usize>from << 3);
    for (let i: usize = 0; i < <usize>rows << 3; i += 8) {
      const v = load<f64>(x + i);
      if (v == v) sum += v;
    }
  }
  return sum;
}

/**
 * The E step over a block, from its log joint densities. Adds to `sums`: the sum of the log densities, the uncertainty
 * −Σ log max_k r_nk, then the sufficient statistics.
 */
export function expectation(plan: usize, joint: usize, logDensity: usize, from: i32, rows: i32, sums: usize): void {
  if (rowWeights(plan) == 0) {
    normaliseRows(plan, joint, logDensity, rows, false, sums);
    store<f64>(sums, load<f64>(sums) - jacobians(plan, from, rows));
  } else {
    normaliseRows(plan, joint, logDensity, rows, true, 0);
    addJacobians(plan, logDensity, from, rows);
    addWeighted(plan, joint, logDensity, from, rows, sums);
    weigh(plan, joint, from, rows);
  }
  accumulate(plan, joint, from, rows, sums + 16);
}

/**
 * The E step over the rows of a shard, block by block. Writes the sums of `expectation`.
 *
 * @param block room for the components' rows, followed by the log densities
 */
export function shard(plan: usize, block: usize, from: i32, to: i32, blockRows: i32, sums: usize, statisticCount: i32): void {
  memory.fill(sums, 0, <usize>(statisticCount + 2) << 3);
  const logDensity = block + <usize>components(plan) * stride(plan);
  for (let start = from; start < to; start += blockRows) {
    const rows = min(blockRows, to - start);
    density(plan, block, start, rows);
    expectation(plan, block, logDensity, start, rows, sums);
  }
}

/**
 * Writes posteriors by row and log densities for the rows of a shard, block by block; `posterior` and `logDensity`
 * cover all rows.
 *
 * @param sums destination of the statistics as in `shard`, with the two sums before them left at 0; 0 to skip them
 */
export function scoreShard(
  plan: usize, block: usize, from: i32, to: i32, blockRows: i32, posterior: usize, logDensity: usize, sums: usize, statisticCount: i32,
): void {
  if (sums != 0) memory.fill(sums, 0, <usize>(statisticCount + 2) << 3);
  const bytes = <usize>components(plan) << 3;
  const own = block + <usize>components(plan) * stride(plan);
  for (let start = from; start < to; start += blockRows) {
    const rows = min(blockRows, to - start);
    density(plan, block, start, rows);
    normalise(plan, block, own, rows);
    addJacobians(plan, own, start, rows);
    transpose(plan, block, rows, posterior + <usize>start * bytes);
    memory.copy(logDensity + (<usize>start << 3), own, <usize>rows << 3);
    if (sums == 0) continue;
    if (rowWeights(plan) != 0) weigh(plan, block, start, rows);
    accumulate(plan, block, start, rows, sums + 16);
  }
}

/**
 * Marks the doubtful rows of a shard with a byte of 1, block by block; `marks` covers all rows.
 *
 * @param block room for the components' rows, followed by two numbers per row
 * @param test see `doubtful`
 */
export function doubtfulShard(plan: usize, block: usize, from: i32, to: i32, blockRows: i32, test: usize, marks: usize): void {
  const own = block + <usize>(components(plan) + 1) * stride(plan);
  for (let start = from; start < to; start += blockRows) {
    const rows = min(blockRows, to - start);
    density(plan, block, start, rows);
    doubtful(plan, block, own, start, rows, test);
    for (let i = 0; i < rows; i++) store<u8>(marks + start + i, load<i64>(own + (<usize>i << 3)) != 0 ? 1 : 0);
  }
}

/** Publishes 1 to all threads, and everything written before. */
export function mark(word: usize): void {
  atomic.store<i32>(word, 1);
}

/** Transposes posteriors from component-major to row-major order: component k's row i at i × K + k. */
export function transpose(plan: usize, joint: usize, rows: i32, out: usize): void {
  const k = components(plan);
  for (let j = 0; j < k; j++) {
    const row = joint + <usize>j * stride(plan);
    let at = out + (<usize>j << 3);
    for (let i: usize = 0; i < <usize>rows << 3; i += 8) {
      store<f64>(at, load<f64>(row + i));
      at += <usize>k << 3;
    }
  }
}

/** exp and log of an array, for tests of their error bounds. */
export function exps(x: usize, out: usize, pairs: i32): void {
  for (let i: usize = 0; i < <usize>pairs << 4; i += 16) v128.store(out + i, exp(v128.load(x + i)));
}

export function logs(x: usize, out: usize, pairs: i32): void {
  for (let i: usize = 0; i < <usize>pairs << 4; i += 16) v128.store(out + i, log(v128.load(x + i)));
}

/** First free byte. */
export function heapBase(): usize {
  return __heap_base;
}
