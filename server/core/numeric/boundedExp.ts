/** The exponential of moderate negative numbers, which takes a fraction of the time of `Math.exp`. */

const LEAST_ARGUMENT = -16;
/** Number of steps of the table per unit. */
const STEPS = 64;
/** exp(−i / STEPS) at i. */
const TABLE = Float64Array.from({ length: 1 - LEAST_ARGUMENT * STEPS }, (_, i) => Math.exp(-i / STEPS));

/**
 * Returns exp(x) for −16 ≤ x ≤ 0, with a relative error below 5 × 10⁻¹⁶: a value of the table times the
 * Taylor polynomial of the rest, whose next term is below 5 × 10⁻¹⁷.
 */
export function boundedExp(x: number): number {
  const step = (x * -STEPS) | 0;
  const r = x + step / STEPS;
  const polynomial = 1 + r * (1 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720))))));
  return TABLE[step] * polynomial;
}
