/**
 * Elementary functions of two doubles at once, by polynomials.
 *
 * Where the engine has relaxed SIMD, a product and a sum are rounded once; results then differ in their last bit from
 * the other build, never between two runs of one build.
 *
 * `@inline` marks functions that the compiler would otherwise call in a hot loop; TypeScript, which checks the code in
 * editors, has no decorators of functions and needs `@ts-ignore`.
 */

/** a × b + c. */
// @ts-ignore: decorators of AssemblyScript
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(a, b, c);
  return f64x2.add(f64x2.mul(a, b), c);
}

/** c − a × b. */
// @ts-ignore: decorators of AssemblyScript
@inline
export function subtractProduct(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_nmadd(a, b, c);
  return f64x2.sub(c, f64x2.mul(a, b));
}

/**
 * Constants in pairs, as operands need them. They are loaded, since engines would otherwise build each from immediate
 * numbers where it is used, which takes longer than the multiplication.
 */
const EXP: usize = memory.data<f64>([
  -708.3964185322641, -708.3964185322641, // below this exp(x) is no normal double, and becomes 0
  1.4426950408889634, 1.4426950408889634, // 1 / log 2
  6755399441055744.0, 6755399441055744.0, // 1.5 × 2⁵²: adding it rounds to an integer, which is then in the lowest bits
  0.6931471803691238, 0.6931471803691238, // log 2 in two parts, the first with few enough bits…
  1.9082149292705877e-10, 1.9082149292705877e-10, // …to make its products with exponents exact (Cody & Waite 1980)
  1.0, 1.0,
  0.5000000000000001, 0.5000000000000001, // c₀ … c₉
  0.16666666666666669, 0.16666666666666669,
  0.041666666666624164, 0.041666666666624164,
  0.008333333333330065, 0.008333333333330065,
  0.0013888888917196719, 0.0013888888917196719,
  0.00019841269863040545, 0.00019841269863040545,
  2.4801521322368692e-5, 2.4801521322368692e-5,
  2.7557268480310024e-6, 2.7557268480310024e-6,
  2.7620075879983367e-7, 2.7620075879983367e-7,
  2.5100375832561234e-8, 2.5100375832561234e-8,
], 16);

const LOG: usize = memory.data<f64>([
  0.7071067811865476, 0.7071067811865476, // √½, used as bits
  6755399441055744.0, 6755399441055744.0,
  0.6931471803691238, 0.6931471803691238,
  1.9082149292705877e-10, 1.9082149292705877e-10,
  1.0, 1.0,
  0.5, 0.5,
  0.6666666666666735, 0.6666666666666735, // Lg1 … Lg7 of fdlibm
  0.3999999999940942, 0.3999999999940942,
  0.2857142874366239, 0.2857142874366239,
  0.22222198432149784, 0.22222198432149784,
  0.1818357216161805, 0.1818357216161805,
  0.15313837699209373, 0.15313837699209373,
  0.14798198605116586, 0.14798198605116586,
], 16);

/** A constant of EXP. */
// @ts-ignore: decorators of AssemblyScript
@inline
function e(index: usize): v128 {
  return v128.load(EXP + (index << 4));
}

/** Coefficient of the polynomial of exp. */
// @ts-ignore: decorators of AssemblyScript
@inline
function c(index: usize): v128 {
  return e(index + 6);
}

/** A constant of LOG. */
// @ts-ignore: decorators of AssemblyScript
@inline
function l(index: usize): v128 {
  return v128.load(LOG + (index << 4));
}

/**
 * exp(x) for x ≤ 0, relative error below 3 × 2⁻⁵³; 0 below −708.39…, where the result is no normal double, and for −∞.
 * x = n log 2 + r with |r| ≤ ½ log 2, and exp(r) = 1 + r + r² Σ c_i rⁱ interpolated at Chebyshev nodes, in Estrin's
 * order.
 */
// @ts-ignore: decorators of AssemblyScript
@inline
export function exp(x: v128): v128 {
  const isNormal = f64x2.ge(x, e(0));
  const shifted = multiplyAdd(x, e(1), e(2));
  const n = f64x2.sub(shifted, e(2));
  const r = subtractProduct(n, e(4), subtractProduct(n, e(3), x));
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const low = multiplyAdd(multiplyAdd(r, c(3), c(2)), r2, multiplyAdd(r, c(1), c(0)));
  const high = multiplyAdd(multiplyAdd(r, c(7), c(6)), r2, multiplyAdd(r, c(5), c(4)));
  const q = multiplyAdd(multiplyAdd(multiplyAdd(r, c(9), c(8)), r4, high), r4, low);
  const p = f64x2.add(e(5), multiplyAdd(q, r2, r));
  // p × 2ⁿ: n is in the lowest bits of `shifted`, and is added to the exponent.
  return v128.and(i64x2.add(p, i64x2.shl(shifted, 52)), isNormal);
}

/**
 * log(x) for normal x > 0, error below 1 unit in the last place: x = 2ᵏ(1 + f) with √½ ≤ 1 + f < √2, s = f/(2 + f), and
 * the minimax polynomial in s² of fdlibm (Sun Microsystems 1993, e_log.c).
 */
// @ts-ignore: decorators of AssemblyScript
@inline
export function log(x: v128): v128 {
  // The exponent counts from √½ upwards, so that f is near zero where x is near one.
  const exponent = i64x2.shr_s(i64x2.sub(x, l(0)), 52);
  const f = f64x2.sub(i64x2.sub(x, i64x2.shl(exponent, 52)), l(4));
  const k = f64x2.sub(i64x2.add(exponent, l(1)), l(1));
  const s = f64x2.div(f, f64x2.add(f64x2.add(l(4), l(4)), f));
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  const even = f64x2.mul(w, multiplyAdd(w, multiplyAdd(w, l(11), l(9)), l(7)));
  const odd = f64x2.mul(z, multiplyAdd(w, multiplyAdd(w, multiplyAdd(w, l(12), l(10)), l(8)), l(6)));
  const half = f64x2.mul(l(5), f64x2.mul(f, f));
  const correction = multiplyAdd(k, l(3), f64x2.mul(s, f64x2.add(half, f64x2.add(even, odd))));
  return f64x2.add(f64x2.mul(k, l(2)), f64x2.sub(f, f64x2.sub(half, correction)));
}

/** Sum of both lanes. */
// @ts-ignore: decorators of AssemblyScript
@inline
export function sumOf(a: v128): f64 {
  return f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
}
