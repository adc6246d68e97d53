/**
 * Columns of numbers whose log density is a constant − ((v − centre) × perWidth)². Constants of a component: centre,
 * perWidth, constant. Statistics: n, Σ r t, Σ r t² with t = v − centre, always in this form: expanded squares would
 * lose every digit of 10⁹ ± 10⁻³.
 */
import { multiplyAdd, subtractProduct, sumOf } from './vector';

/** Size of a component's constants in bytes. */
const CONSTANTS: usize = 24;

// @ts-ignore: decorators of AssemblyScript
@inline
function square(x: v128, centre: v128, perWidth: v128, from: v128): v128 {
  const t = f64x2.mul(f64x2.sub(x, centre), perWidth);
  return subtractProduct(t, t, from);
}

/**
 * joint −= the squares of four columns without gaps, for one component. With four at once, joint densities are read and
 * written once for four columns, and the constants just fit in the 16 registers of x64.
 */
export function density4(x0: usize, x1: usize, x2: usize, x3: usize, c0: usize, c1: usize, c2: usize, c3: usize, joint: usize, bytes: usize): void {
  const m0 = v128.load64_splat(c0), h0 = v128.load64_splat(c0, 8);
  const m1 = v128.load64_splat(c1), h1 = v128.load64_splat(c1, 8);
  const m2 = v128.load64_splat(c2), h2 = v128.load64_splat(c2, 8);
  const m3 = v128.load64_splat(c3), h3 = v128.load64_splat(c3, 8);
  for (let i: usize = 0; i < bytes; i += 16) {
    let a = v128.load(joint + i);
    a = square(v128.load(x0 + i), m0, h0, a);
    a = square(v128.load(x1 + i), m1, h1, a);
    a = square(v128.load(x2 + i), m2, h2, a);
    a = square(v128.load(x3 + i), m3, h3, a);
    v128.store(joint + i, a);
  }
}

/** joint −= the squares of one column without gaps, for one component. */
export function density1(x: usize, c: usize, joint: usize, bytes: usize): void {
  const m = v128.load64_splat(c), h = v128.load64_splat(c, 8);
  for (let i: usize = 0; i < bytes; i += 16) v128.store(joint + i, square(v128.load(x + i), m, h, v128.load(joint + i)));
}

/** joint += the log density of one column with gaps, for one component; a missing cell, NaN, adds nothing. */
export function densityGapped(x: usize, c: usize, joint: usize, bytes: usize): void {
  const m = v128.load64_splat(c), h = v128.load64_splat(c, 8), constant = v128.load64_splat(c, 16);
  for (let i: usize = 0; i < bytes; i += 16) {
    const v = v128.load(x + i);
    const density = v128.and(square(v, m, h, constant), f64x2.eq(v, v));
    v128.store(joint + i, f64x2.add(v128.load(joint + i), density));
  }
}

/** Adds n, Σ r t, Σ r t² of one component to the statistics. */
// @ts-ignore: decorators of AssemblyScript
@inline
function addTo(s: usize, n: f64, first: v128, second: v128): void {
  store<f64>(s, load<f64>(s) + n);
  store<f64>(s, load<f64>(s, 8) + sumOf(first), 8);
  store<f64>(s, load<f64>(s, 16) + sumOf(second), 16);
}

/**
 * Adds the statistics of three columns without gaps, for one component whose posteriors sum to n. `bytes` counts whole
 * pairs of rows; with `odd` one more row follows.
 */
export function accumulate3(
  x0: usize, x1: usize, x2: usize, c0: usize, c1: usize, c2: usize, s0: usize, s1: usize, s2: usize, posterior: usize, bytes: usize, odd: bool, n: f64,
): void {
  const m0 = v128.load64_splat(c0), m1 = v128.load64_splat(c1), m2 = v128.load64_splat(c2);
  let f0 = f64x2.splat(0), f1 = f64x2.splat(0), f2 = f64x2.splat(0);
  let q0 = f64x2.splat(0), q1 = f64x2.splat(0), q2 = f64x2.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const r = v128.load(posterior + i);
    const t0 = f64x2.sub(v128.load(x0 + i), m0), p0 = f64x2.mul(r, t0);
    f0 = f64x2.add(f0, p0);
    q0 = multiplyAdd(p0, t0, q0);
    const t1 = f64x2.sub(v128.load(x1 + i), m1), p1 = f64x2.mul(r, t1);
    f1 = f64x2.add(f1, p1);
    q1 = multiplyAdd(p1, t1, q1);
    const t2 = f64x2.sub(v128.load(x2 + i), m2), p2 = f64x2.mul(r, t2);
    f2 = f64x2.add(f2, p2);
    q2 = multiplyAdd(p2, t2, q2);
  }
  if (odd) {
    const r = v128.load64_zero(posterior + bytes);
    const t0 = f64x2.sub(v128.load64_zero(x0 + bytes), m0), p0 = f64x2.mul(r, t0);
    f0 = f64x2.add(f0, p0);
    q0 = multiplyAdd(p0, t0, q0);
    const t1 = f64x2.sub(v128.load64_zero(x1 + bytes), m1), p1 = f64x2.mul(r, t1);
    f1 = f64x2.add(f1, p1);
    q1 = multiplyAdd(p1, t1, q1);
    const t2 = f64x2.sub(v128.load64_zero(x2 + bytes), m2), p2 = f64x2.mul(r, t2);
    f2 = f64x2.add(f2, p2);
    q2 = multiplyAdd(p2, t2, q2);
  }
  addTo(s0, n, f0, q0);
  addTo(s1, n, f1, q1);
  addTo(s2, n, f2, q2);
}

/** Adds the statistics of one column without gaps, for one component whose posteriors sum to n. */
export function accumulate1(x: usize, c: usize, s: usize, posterior: usize, bytes: usize, odd: bool, n: f64): void {
  const m = v128.load64_splat(c);
  let first = f64x2.splat(0), second = f64x2.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const t = f64x2.sub(v128.load(x + i), m), p = f64x2.mul(v128.load(posterior + i), t);
    first = f64x2.add(first, p);
    second = multiplyAdd(p, t, second);
  }
  if (odd) {
    const t = f64x2.sub(v128.load64_zero(x + bytes), m), p = f64x2.mul(v128.load64_zero(posterior + bytes), t);
    first = f64x2.add(first, p);
    second = multiplyAdd(p, t, second);
  }
  addTo(s, n, first, second);
}

/** Adds the statistics of one column with gaps, for one component; rows without the cell add nothing. */
export function accumulateGapped(x: usize, c: usize, s: usize, posterior: usize, bytes: usize, odd: bool): void {
  const m = v128.load64_splat(c);
  let n = f64x2.splat(0), first = f64x2.splat(0), second = f64x2.splat(0);
  const end = odd ? bytes + 8 : bytes;
  for (let i: usize = 0; i < end; i += 16) {
    const isLast = i == bytes;
    const v = isLast ? v128.load64_zero(x + i) : v128.load(x + i);
    const seen = f64x2.eq(v, v);
    const t = v128.and(f64x2.sub(v, m), seen);
    const r = v128.and(isLast ? v128.load64_zero(posterior + i) : v128.load(posterior + i), seen);
    const p = f64x2.mul(r, t);
    n = f64x2.add(n, r);
    first = f64x2.add(first, p);
    second = multiplyAdd(p, t, second);
  }
  addTo(s, sumOf(n), first, second);
}

export { CONSTANTS };
