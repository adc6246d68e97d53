/**
 * Marks the rows of a block in which some cell may have a small tail probability, given the other cells. The tests are
 * those of `CellJudge.isPlainlySound`, for numbers alone.
 */
import { column, columns, components, constants, stride, values } from './plan';
import { exp, log } from './vector';

/** Size of a component's constants in bytes. */
const CONSTANTS: usize = 24;

/** Offsets of the numbers of a test. */
const DROP: usize = 0;
const FAR: usize = 8;
const HEAVY: usize = 16;
const NEAR: usize = 24;
const LIGHT: usize = 32;

/**
 * @param joint the block's log joint densities, followed by room for one number per row
 * @param marks one number per row: sets bits for the doubtful rows
 * @param test least distance of a cell's conditional density below the largest density of its column; ½z² up to which a
 * component gives a cell its tail, and the least log weight for that; these two numbers again for less likely
 * components
 */
export function doubtful(plan: usize, joint: usize, marks: usize, from: i32, rows: i32, test: usize): void {
  const drop = load<f64>(test, DROP);
  const far = load<f64>(test, FAR);
  const heavy = load<f64>(test, HEAVY);
  const near = load<f64>(test, NEAR);
  const light = load<f64>(test, LIGHT);
  const bytes = (<usize>(rows + 1) & ~1) << 3;
  const offset = <usize>from << 3;
  const step = stride(plan);
  const k = components(plan);
  const end = joint + <usize>k * step;
  const logK = f64x2.splat(Math.log(<f64>k));
  for (let i: usize = 0; i < bytes; i += 16) {
    let most = v128.load(joint + i);
    for (let at = joint + step + i; at < end; at += step) most = f64x2.pmax(most, v128.load(at));
    v128.store(end + i, most);
    v128.store(marks + i, i64x2.splat(0));
  }
  for (let d = 0; d < columns(plan); d++) {
    const own = constants(column(plan, d));
    const x = values(column(plan, d)) + offset;
    let peak: f64 = -Infinity;
    for (let j = 0; j < k; j++) peak = Math.max(peak, load<f64>(own + <usize>j * CONSTANTS, 16));
    const bound = f64x2.splat(peak - drop);
    for (let i: usize = 0; i < bytes; i += 16) {
      const v = v128.load(x + i);
      let others = f64x2.splat(-Infinity);
      for (let j = 0; j < k; j++) others = f64x2.pmax(others, restOf(v, own, joint, step, j, i));
      const least = f64x2.sub(v128.load(end + i), f64x2.add(others, logK));
      let isSound = v128.or(f64x2.ge(least, bound), f64x2.ne(v, v));
      if (!i64x2.all_true(isSound)) isSound = v128.or(isSound, isNear(v, own, joint, step, k, i, f64x2.add(others, logK), far, heavy, near, light));
      if (!i64x2.all_true(isSound)) {
        let sum = f64x2.splat(0);
        for (let j = 0; j < k; j++) sum = f64x2.add(sum, exp(f64x2.sub(restOf(v, own, joint, step, j, i), others)));
        isSound = v128.or(isSound, isNear(v, own, joint, step, k, i, f64x2.add(others, log(sum)), far, heavy, near, light));
      }
      v128.store(marks + i, v128.or(v128.load(marks + i), v128.not(isSound)));
    }
  }
}

/** Log joint density of the rows' other cells under a component. */
// @ts-ignore: decorators of AssemblyScript
@inline
function restOf(v: v128, own: usize, joint: usize, step: usize, j: i32, i: usize): v128 {
  const at = own + <usize>j * CONSTANTS;
  return f64x2.sub(v128.load(joint + <usize>j * step + i), f64x2.sub(v128.load64_splat(at, 16), halfSquare(v, at)));
}

/** ½z² of a cell. */
// @ts-ignore: decorators of AssemblyScript
@inline
function halfSquare(v: v128, at: usize): v128 {
  const t = f64x2.mul(f64x2.sub(v, v128.load64_splat(at)), v128.load64_splat(at, 8));
  return f64x2.mul(t, t);
}

/** Whether a single component near the cells, likely enough given the other cells, gives them a large enough tail. */
function isNear(v: v128, own: usize, joint: usize, step: usize, k: i32, i: usize, total: v128, far: f64, heavy: f64, near: f64, light: f64): v128 {
  let found = i64x2.splat(0);
  for (let j = 0; j < k; j++) {
    const half = halfSquare(v, own + <usize>j * CONSTANTS);
    const logWeight = f64x2.sub(restOf(v, own, joint, step, j, i), total);
    found = v128.or(found, v128.and(f64x2.le(half, f64x2.splat(far)), f64x2.ge(logWeight, f64x2.splat(heavy))));
    found = v128.or(found, v128.and(f64x2.le(half, f64x2.splat(near)), f64x2.ge(logWeight, f64x2.splat(light))));
  }
  return found;
}
