/** Special functions that families share. */

export const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

/**
 * Complementary error function; relative error below 1.2e-15 over the range where it is not subnormal.
 *
 * For |x| < 0.46875 through erf, else the rational Chebyshev approximations of Cody (1969), "Rational Chebyshev
 * approximation for the error function", Math. Comp. 23.
 */
export function erfc(x: number): number {
  const y = Math.abs(x);
  if (y <= 0.46875) return 1 - erfSmall(x, y);
  const tail = scaledErfc(y);
  // exp(−y²) with y split in two, so that the rounding of y² does not affect the result (Cody 1969)
  const rounded = Math.trunc(y * 16) / 16;
  const rest = (y - rounded) * (y + rounded);
  const result = Math.exp(-rounded * rounded) * Math.exp(-rest) * tail;
  return x < 0 ? 2 - result : result;
}

/** exp(y²) erfc(y) for y ≥ 0.46875, which does not underflow in far tails. */
export function scaledErfc(y: number): number {
  return y <= 4 ? erfcMiddle(y) : erfcLarge(y);
}

const A = [3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694, 0.18577770618460315];
const B = [23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171];
const C = [
  0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001, 881.952221241769, 1712.0476126340707,
  2051.0783778260716, 1230.3393547979972, 2.1531153547440383e-8,
];
const D = [
  15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597, 4362.619090143247,
  3439.3676741437216, 1230.3393548037495,
];
const P = [
  0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.016083785148742275, 6.587491615298378e-4,
  0.016315387137302097,
];
const Q = [2.568520192289822, 1.8729528499234604, 0.5279051029514285, 0.06051834131244132, 0.0023352049762686918];

function erfSmall(x: number, y: number): number {
  const square = y > 1.11e-16 ? y * y : 0;
  let numerator = A[4] * square;
  let denominator = square;
  for (let i = 0; i < 3; i++) {
    numerator = (numerator + A[i]) * square;
    denominator = (denominator + B[i]) * square;
  }
  return (x * (numerator + A[3])) / (denominator + B[3]);
}

function erfcMiddle(y: number): number {
  let numerator = C[8] * y;
  let denominator = y;
  for (let i = 0; i < 7; i++) {
    numerator = (numerator + C[i]) * y;
    denominator = (denominator + D[i]) * y;
  }
  return (numerator + C[7]) / (denominator + D[7]);
}

function erfcLarge(y: number): number {
  const inverse = 1 / (y * y);
  let numerator = P[5] * inverse;
  let denominator = inverse;
  for (let i = 0; i < 4; i++) {
    numerator = (numerator + P[i]) * inverse;
    denominator = (denominator + Q[i]) * inverse;
  }
  const correction = (inverse * (numerator + P[4])) / (denominator + Q[4]);
  return (1 / Math.sqrt(Math.PI) - correction) / y;
}

/** Number of standard deviations beyond which Φ is 0 or 1; z may be infinite. */
const MOST_DEVIATIONS = 99;

/** Standard normal distribution function Φ(z), accurate in both tails. */
export function normalCdf(z: number): number {
  return 0.5 * erfc(-Math.max(-MOST_DEVIATIONS, Math.min(MOST_DEVIATIONS, z)) / Math.SQRT2);
}

const LANCZOS = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

/** log Γ(x) for x > 0, relative error below 1e-14 (Lanczos 1964, g = 7, n = 9; for x < ½ by reflection). */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  let sum = LANCZOS[0];
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i] / (x - 1 + i);
  const t = x + 6.5;
  return HALF_LOG_2PI + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/**
 * log Γ(x + 1) less Stirling's formula (x + ½) log x − x + ½ log 2π, for x > 0. Differences of such errors keep the
 * digits that differences of log Γ lose (Loader 2000, "Fast and accurate computation of binomial probabilities").
 */
export function stirlingError(x: number): number {
  if (x < 16) return logGamma(x + 1) - (x + 0.5) * Math.log(x) + x - HALF_LOG_2PI;
  const square = x * x;
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / x;
}

/** x log(x/m) + m − x for x and m above 0, with all its digits where they are nearly equal (Loader 2000). */
function deviance(x: number, m: number): number {
  // Not a number is beyond the range of the series, too, whose terms would never vanish.
  if (!(Math.abs(x - m) < 0.1 * (x + m))) return x * Math.log(x / m) + m - x;
  const v = (x - m) / (x + m);
  let sum = (x - m) * v;
  let term = 2 * x * v;
  for (let j = 3; ; j += 2) {
    term *= v * v;
    const next = sum + term / j;
    if (next === sum) return sum;
    sum = next;
  }
}

/** Table of log x! for common counts. */
const LOG_FACTORIAL = Float64Array.from({ length: 256 }, (_, x) => (x < 2 ? 0 : stirling(x)));

/** log x! for a count x. */
export function logFactorial(x: number): number {
  return x < LOG_FACTORIAL.length ? LOG_FACTORIAL[x] : stirling(x);
}

function stirling(x: number): number {
  return (x + 0.5) * Math.log(x) - x + HALF_LOG_2PI + stirlingError(x);
}

/**
 * x log λ − λ − log x!, the log probability of a count x under the Poisson with rate λ > 0; absolute error below 1e-12
 * near λ.
 */
export function logPoisson(x: number, rate: number, logRate: number): number {
  if (x < LOG_FACTORIAL.length) return x * logRate - rate - LOG_FACTORIAL[x];
  // For a million the terms are as large as 10⁷, which would leave no digit beyond the ninth.
  return -HALF_LOG_2PI - 0.5 * Math.log(x) - stirlingError(x) - deviance(x, rate);
}

/**
 * log(exp(−z) I₀(z)), I₀ the modified Bessel function, for z ≥ 0: by its power series, or Hankel's expansion where that
 * has as many digits (Abramowitz & Stegun 1964, 9.6.12 and 9.7.1).
 */
export function logScaledBessel(z: number): number {
  const isLarge = z > 30;
  let sum = 0;
  let term = 1;
  for (let k = 1; term > Number.EPSILON * 0.01 * sum; k++) {
    sum += term;
    term *= isLarge ? (2 * k - 1) ** 2 / (8 * k * z) : (z / (2 * k)) ** 2;
  }
  return isLarge ? Math.log(sum) - HALF_LOG_2PI - 0.5 * Math.log(z) : Math.log(sum) - z;
}

/** Rate above which an expansion replaces the sums, which have about 9√λ terms. */
const LARGE_RATE = 1e5;

/** P(X ≤ x) and P(X ≥ x) for X Poisson with this rate and a count x, both accurate however small they are. */
export function poissonTails(x: number, rate: number): { readonly below: number; readonly above: number } {
  if (Math.min(x, rate) > LARGE_RATE) return { below: gammaTail(x + 1, rate, 1), above: gammaTail(x, rate, -1) };
  const here = Math.exp(logPoisson(x, rate, Math.log(rate)));
  // The terms of the smaller tail are summed away from x; all of them are positive and falling.
  let sum = 0;
  let term = 1;
  for (let j = 0; term > Number.EPSILON * sum * 0.01; j++) {
    sum += term;
    term *= x <= rate ? (x - j) / rate : rate / (x + j + 1);
  }
  const small = Math.min(1, here * sum);
  const large = Math.min(1, 1 - small + here);
  return x <= rate ? { below: small, above: large } : { below: large, above: small };
}

/** Coefficients of c₀ and c₁ as power series in η (Temme 1979). */
const C0 = [-1 / 3, 1 / 12, -2 / 135, 1 / 864, 1 / 2835, -139 / 777600, 1 / 25515];
const C1 = [-1 / 540, -1 / 288, 1 / 378, -77 / 77760, 1 / 4860];

/**
 * The regularised incomplete gamma functions Q(a, z) (side 1) and P(a, z) (side −1) of a large a, by the uniform
 * expansion of Temme (1979), "The asymptotic expansion of the incomplete gamma functions", SIAM J. Math. Anal. 10.
 */
function gammaTail(a: number, z: number, side: 1 | -1): number {
  const exponent = deviance(a, z);
  const eta = Math.sign(z - a) * Math.sqrt((2 * exponent) / a);
  const mu = (z - a) / a;
  const near = Math.abs(eta) < 0.1;
  const c0 = near ? polynomial(C0, eta) : 1 / mu - 1 / eta;
  const c1 = near ? polynomial(C1, eta) : 1 / eta ** 3 - 1 / mu ** 3 - 1 / mu ** 2 - 1 / (12 * mu);
  const rest = Math.exp(-exponent - HALF_LOG_2PI - 0.5 * Math.log(a)) * (c0 + c1 / a);
  return Math.max(0, 0.5 * erfc(side * Math.sign(eta) * Math.sqrt(exponent)) + side * rest);
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}

/**
 * log x, adjusted so that log(exp(log x)) is the same to the last bit. The plain logarithm is not stable: near zero,
 * about one number in a thousand changes.
 */
export function settledLog(x: number): number {
  let log = Math.log(x);
  for (let round = 0; round < 3; round++) log = Math.log(Math.exp(log));
  return log;
}

/** log Σ exp(values), over `count` numbers from `from`; −∞ when all are −∞. */
export function logSumExp(values: Float64Array, from: number, count: number): number {
  let max = -Infinity;
  for (let i = from; i < from + count; i++) if (values[i] > max) max = values[i];
  if (max === -Infinity) return -Infinity;
  let sum = 0;
  for (let i = from; i < from + count; i++) sum += Math.exp(values[i] - max);
  return max + Math.log(sum);
}

/**
 * δ(x) = ψ(x) − log x, ψ the digamma function, and its derivative, for x > 0 (Abramowitz & Stegun 1964, 6.3.18 and
 * 6.4.11).
 */
export function digammaExcess(x: number): { readonly value: number; readonly slope: number } {
  let value = 0;
  let slope = 0;
  let z = x;
  // Recur upwards to where the asymptotic series has all digits.
  for (; z < 12; z++) {
    value -= 1 / z;
    slope += 1 / (z * z);
  }
  const inverse = 1 / z;
  const square = inverse * inverse;
  value -=
    inverse * 0.5 +
    square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square * (1 / 132)))));
  slope +=
    square * (0.5 + inverse * (1 / 6 - square * (1 / 30 - square * (1 / 42 - square * (1 / 30 - square * (5 / 66))))));
  return z === x ? { value, slope } : { value: value + Math.log(z / x), slope: slope + inverse - 1 / x };
}

/**
 * Remainder of log x! beyond the terms of Stirling's formula that logs of whole probabilities are written without: ½
 * log 2πx + stirlingError(x), 0 for x = 0.
 */
function factorialRest(x: number): number {
  return x > 0 ? HALF_LOG_2PI + 0.5 * Math.log(x) + stirlingError(x) : 0;
}

/**
 * Log probability of a count x under the negative binomial with this mean and size r, variance mean + mean²/r, by
 * saddle points (Loader 2000): differences of log Γ would lose all digits of large counts and sizes.
 *
 * @param errorOfSize `stirlingError(size)`, for callers that need many counts of one size
 */
export function logNegativeBinomial(x: number, mean: number, size: number, errorOfSize = stirlingError(size)): number {
  if (x === 0) return -size * Math.log1p(mean / size);
  const total = x + size;
  const share = total / (size + mean);
  return (
    0.5 * Math.log(size / total) +
    stirlingError(total) -
    errorOfSize -
    factorialRest(x) -
    deviance(size, size * share) -
    deviance(x, mean * share)
  );
}

/**
 * Maximum distance between counts that ratios of probabilities bridge: over a longer distance a ratio can leave the
 * range of a double.
 */
const MOST_RATIO_STEPS = 16;
/** Maximum number of counts over which rounding errors accumulate. */
const RESTART_INTERVAL = 64;

/**
 * Log probabilities of ascending counts, each from the one before by p(x + 1)/p(x) = (x + r)/(x + 1) × mean/(r + mean);
 * differs from `logNegativeBinomial` by less than 1e-12.
 */
export function logNegativeBinomials(
  counts: Float64Array,
  mean: number,
  size: number,
  out: Float64Array,
  outAt: number,
): void {
  const errorOfSize = stirlingError(size);
  const share = mean / (size + mean);
  let last = -Infinity;
  let log = 0;
  for (let i = 0; i < counts.length; i++) {
    const x = counts[i];
    if (i % RESTART_INTERVAL === 0 || x - last > MOST_RATIO_STEPS)
      log = logNegativeBinomial(x, mean, size, errorOfSize);
    else {
      let ratio = 1;
      for (let y = last; y < x; y++) ratio *= ((y + size) / (y + 1)) * share;
      log += Math.log(ratio);
    }
    out[outAt + i] = log;
    last = x;
  }
}

/** Smaller parameter above which an expansion is used: the continued fraction needs steps in proportion to its root. */
const LARGE_PARAMETER = 1e7;

/**
 * P(X ≤ x) and P(X ≥ x) for X negative binomial with this mean and size and a count x: the smaller one is accurate
 * however small it is.
 */
export function negativeBinomialTails(
  x: number,
  mean: number,
  size: number,
): { readonly below: number; readonly above: number } {
  const here = Math.exp(logNegativeBinomial(x, mean, size));
  if (x === 0) return { below: here, above: 1 };
  const total = size + mean;
  const [p, q] = [size / total, mean / total];
  if (Math.min(x, size) > LARGE_PARAMETER)
    return { below: betaTail(size, x + 1, p, q), above: betaTail(x, size, q, p) };
  // P(X ≤ x) = I_p(r, x + 1) and P(X ≥ x) = I_q(x, r); the fraction of one of them converges fast.
  if (p * (size + x + 3) < size + 1) {
    const below = Math.min(1, (here * (x + size) * q) / betaFraction(size, x + 1, p, q, p * (mean - x - 1)));
    return { below, above: Math.min(1, Math.max(here, 1 - below + here)) };
  }
  const above = Math.min(1, (here * x) / betaFraction(x, size, q, p, p * (x - mean)));
  return { below: Math.min(1, Math.max(here, 1 - above + here)), above };
}

/**
 * The continued fraction z^a (1 − z)^b/(B(a, b) I_z(a, b)) of Didonato & Morris (1992), "Algorithm 708: significant
 * digit computation of the incomplete beta function ratios", ACM Trans. Math. Softw. 18, by the method of Lentz (1976),
 * "Generating Bessel functions in Mie scattering calculations using continued fractions", Applied Optics 15.
 *
 * @param rest 1 − z
 * @param lambda a − (a + b) z, at least about −1
 */
function betaFraction(a: number, b: number, z: number, rest: number, lambda: number): number {
  let fraction = (a * (lambda + 1)) / (a + 1);
  let c = fraction;
  let d = 0;
  for (let m = 1; m < 1e5; m++) {
    const odd = a + 2 * m - 1;
    const part = (m * (b - m) * z) / odd;
    const numerator = (((a + m - 1) * (a + b + m - 1)) / odd) * z * part;
    const denominator = m + part + ((a + m) * (lambda + 1 + m * (1 + rest))) / (a + 2 * m + 1);
    d = 1 / (denominator + numerator * d);
    c = denominator + numerator / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 2 * Number.EPSILON) break;
  }
  return fraction;
}

/**
 * I_z(a, b) for large a and b, by the uniform expansion of Temme (1982), "The uniform asymptotic expansion of a class
 * of integrals related to cumulative distribution functions", SIAM J. Math. Anal. 13, to its first correction.
 *
 * @param rest 1 − z
 */
function betaTail(a: number, b: number, z: number, rest: number): number {
  const n = a + b;
  const exponent = deviance(a, n * z) + deviance(b, n * rest);
  const root = Math.sqrt((a / n) * (b / n));
  const distance = z * (b / n) - rest * (a / n);
  const eta = Math.sign(distance) * Math.sqrt((2 * exponent) / n);
  const correction = Math.abs(eta) < 1e-6 * root ? (b - a) / n / (3 * root) : 1 / eta - root / distance;
  return Math.min(
    1,
    Math.max(
      0,
      0.5 * erfc(-Math.sign(eta) * Math.sqrt(exponent)) +
        Math.exp(-exponent - HALF_LOG_2PI) * (correction / Math.sqrt(n)),
    ),
  );
}
