/**
 * Anderson's acceleration of a fixed-point iteration (Anderson 1965, "Iterative procedures for nonlinear integral
 * equations", J. ACM 12; Walker & Ni 2011, "Anderson acceleration for fixed-point iterations", SIAM J. Numer. Anal.
 * 49).
 */

/** Maximum number of secants; older ones are dropped. */
const MOST_SECANTS = 12;
/** Length of what is left of a secant, in proportion, below which it depends on the others. */
const LEAST_INDEPENDENT = 1e-4;

/** A step of the iterate, and how the residual changed with it. */
interface Secant {
  readonly step: Float64Array;
  readonly change: Float64Array;
}

/**
 * Secants of a map G: pairs of a step and the change of the residual G(x) − x. They hold for all maps that differ by a
 * constant.
 */
export class Secants {
  private readonly list: Secant[] = [];

  /** Stores a secant, both parts as arrays that are not changed later. */
  add(step: Float64Array, change: Float64Array): void {
    this.list.unshift({ step, change });
    if (this.list.length > MOST_SECANTS) this.list.pop();
  }

  /**
   * Returns the step from an iterate with this residual: to the image of the point at which the residual would be
   * least if it changed along the secants as it did before. Without secants it is the residual.
   */
  stepFrom(residual: Float64Array): Float64Array {
    const rest = residual.slice();
    const step = new Float64Array(residual.length);
    const basis: Secant[] = [];
    for (const { step: ownStep, change: ownChange } of this.list) {
      const secant: Secant = { step: ownStep.slice(), change: ownChange.slice() };
      const before = lengthOf(secant.change);
      for (const other of basis) subtract(secant, other, dot(other.change, secant.change));
      const after = lengthOf(secant.change);
      if (!(after > LEAST_INDEPENDENT * before)) continue;
      scale(secant, 1 / after);
      basis.push(secant);
      const share = dot(secant.change, rest);
      for (let i = 0; i < rest.length; i++) {
        rest[i] -= share * secant.change[i];
        step[i] -= share * secant.step[i];
      }
    }
    for (let i = 0; i < step.length; i++) step[i] += rest[i];
    return step;
  }
}

/** Returns the Euclidean length of a vector. */
export function lengthOf(vector: Float64Array): number {
  return Math.sqrt(dot(vector, vector));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function subtract(from: Secant, other: Secant, share: number): void {
  for (let i = 0; i < from.step.length; i++) {
    from.step[i] -= share * other.step[i];
    from.change[i] -= share * other.change[i];
  }
}

function scale({ step, change }: Secant, factor: number): void {
  for (let i = 0; i < step.length; i++) {
    step[i] *= factor;
    change[i] *= factor;
  }
}
