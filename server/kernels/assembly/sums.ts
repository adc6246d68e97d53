/**
 * Extent and sums of a column of numbers, from which its scale follows. A missing number is NaN and adds nothing. The
 * lanes hold every other row, like the sums of the plain code, so that both agree to the last bit.
 */

/**
 * Writes the number of missing values, the least and the greatest value; the latter two stay unchanged if all are
 * missing.
 */
export function extentOf(x: usize, rows: i32, out: usize): void {
  const end = x + (<usize>(rows & ~1) << 3);
  let least = v128.load64_splat(out, 8), greatest = v128.load64_splat(out, 16);
  let missing = i64x2.splat(0);
  for (; x < end; x += 16) {
    const v = v128.load(x);
    least = f64x2.pmin(least, v);
    greatest = f64x2.pmax(greatest, v);
    missing = i64x2.sub(missing, f64x2.ne(v, v));
  }
  if (rows & 1) {
    const v = v128.load64_splat(x);
    least = f64x2.pmin(least, v);
    greatest = f64x2.pmax(greatest, v);
    missing = i64x2.sub(missing, i64x2.replace_lane(f64x2.ne(v, v), 1, 0));
  }
  store<f64>(out, <f64>(i64x2.extract_lane(missing, 0) + i64x2.extract_lane(missing, 1)));
  store<f64>(out, min(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1)), 8);
  store<f64>(out, max(f64x2.extract_lane(greatest, 0), f64x2.extract_lane(greatest, 1)), 16);
}

/** Σ (x × scale − centre). */
export function sumAbout(x: usize, rows: i32, scale: f64, centre: f64): f64 {
  const end = x + (<usize>(rows & ~1) << 3);
  const s = f64x2.splat(scale), c = f64x2.splat(centre);
  let sums = f64x2.splat(0);
  for (; x < end; x += 16) {
    const t = f64x2.sub(f64x2.mul(v128.load(x), s), c);
    sums = f64x2.add(sums, v128.and(t, f64x2.eq(t, t)));
  }
  const last = rows & 1 ? load<f64>(x) * scale - centre : NaN;
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1) + (last == last ? last : 0);
}

/** Σ ((x × scale − mean) / spread)². */
export function squaresAbout(x: usize, rows: i32, scale: f64, mean: f64, spread: f64): f64 {
  const end = x + (<usize>(rows & ~1) << 3);
  const s = f64x2.splat(scale), c = f64x2.splat(mean), w = f64x2.splat(spread);
  let sums = f64x2.splat(0);
  for (; x < end; x += 16) {
    const t = f64x2.div(f64x2.sub(f64x2.mul(v128.load(x), s), c), w);
    sums = f64x2.add(sums, v128.and(f64x2.mul(t, t), f64x2.eq(t, t)));
  }
  const last = rows & 1 ? (load<f64>(x) * scale - mean) / spread : NaN;
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1) + (last == last ? last * last : 0);
}
