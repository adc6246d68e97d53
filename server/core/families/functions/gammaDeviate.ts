/** Random numbers of a gamma distribution. */
import { normalDeviate, type Random } from '../../numeric/random';

/**
 * A gamma deviate of scale 1 (Marsaglia & Tsang 2000, "A simple method for generating gamma variables", ACM Trans.
 * Math. Softw. 26).
 */
export function drawGamma(shape: number, random: Random): number {
  const isSmall = shape < 1;
  const d = (isSmall ? shape + 1 : shape) - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = normalDeviate(random);
    const v = (1 + c * z) ** 3;
    if (!(v > 0) || Math.log(1 - random()) >= 0.5 * z * z + d * (1 - v + Math.log(v))) continue;
    // For a shape below 1, multiply by a power of a uniform number, which may underflow to zero.
    return d * v * (isSmall ? (1 - random()) ** (1 / shape) : 1);
  }
}
