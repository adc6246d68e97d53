/**
 * Predictive distribution of a normal known from few rows: with its mean and variance integrated out under the prior of
 * Fraley & Raftery (2007) (see `normal.ts`), a further value has Student's t distribution (Murphy 2007, "Conjugate
 * Bayesian analysis of the Gaussian distribution", section 6). A value of it is expressed as a normal deviate that is
 * as far out (Wallace 1959, "Bounds on normal approximations to Student's and the chi-square distributions", Ann. Math.
 * Statist. 30), so tails of mixtures need Φ alone.
 */

/** Shrinkage κ: the prior mean counts as this many rows. */
export const SHRINKAGE = 0.01;
/** Degrees of freedom ν = d + 2 with d = 1. */
export const DEGREES_OF_FREEDOM = 3;

/**
 * Normal deviate that is as far out as a value under a component known from n rows: the value has a t of ν + n degrees
 * of freedom.
 *
 * @param z (value − μ)/σ at the estimates of `map`
 */
export function predictiveDeviate(z: number, rows: number): number {
  const degrees = DEGREES_OF_FREEDOM + rows;
  const square = ((z * z) / (1 + 1 / (SHRINKAGE + rows))) * (degrees / (degrees + 3));
  return Math.sign(z) * Math.sqrt(2 * wallaceFactor(degrees) * logOnePlusSquare(Math.sqrt(square), degrees));
}

/** ½z² as a multiple of log(1 + t²/ν), where z is the normal deviate as far out as a t of ν degrees of freedom. */
function wallaceFactor(degrees: number): number {
  const ratio = (8 * degrees + 1) / (8 * degrees + 3);
  return 0.5 * ratio * ratio * degrees;
}

/** log(1 + x²/scale), also where the square would leave the range of a double; log1p is the slowest part of judging. */
function logOnePlusSquare(x: number, scale: number): number {
  const square = (x * x) / scale;
  if (square > 0.1) return square < 1e18 ? Math.log1p(square) : 2 * Math.log(Math.abs(x)) - Math.log(scale);
  // 2 artanh(s/(2 + s)), of which few terms give all digits.
  const w = square / (2 + square);
  const ww = w * w;
  return 2 * w * (1 + ww * (1 / 3 + ww * (1 / 5 + ww * (1 / 7 + ww * (1 / 9 + ww / 11)))));
}
