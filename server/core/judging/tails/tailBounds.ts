/** Bounds of log densities that stand for tail probabilities, without distribution functions. */
import { normalCdf } from '../../families/functions/special';
import type { Mixture } from '../../mixture/model';

/**
 * Returns by column the largest log density, on the matrix's own scale, of a cell with a two-sided tail of at most
 * `tail` under any mixture of the components. For normals it is φ(Φ⁻¹(tail/2))/σ, since φ(Φ⁻¹) is concave, with the
 * smallest σ; a level or a count is no likelier than its tail.
 */
export function logDensityBounds({ shape: { k, columns }, theta }: Mixture, tail: number): Float64Array {
  const z = normalDeviateOf(tail / 2);
  return Float64Array.from(columns, ({ marginal, parameters }) => {
    if (!marginal.continuous) return Math.log(tail);
    let peak = -Infinity;
    for (let j = 0; j < k; j++) peak = Math.max(peak, marginal.peak(theta, parameters + j * marginal.parameterCount));
    return peak - 0.5 * z * z;
  });
}

/** Returns the z with Φ(−z) = p, for p from 0 to ½; by bisection. */
export function normalDeviateOf(p: number): number {
  let [low, high] = [0, 40];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (normalCdf(-middle) > p) low = middle;
    else high = middle;
  }
  return low;
}
