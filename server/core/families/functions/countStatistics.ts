/**
 * Statistics of a component's counts for the size of a negative binomial: L(r) = Σ w [log Γ(x + r) − log Γ(r)] as a
 * function of r, from sums that do not depend on r. Such sums make the M step and the gradient exact at any θ.
 *
 * Counts below 64 have a sum each, Σ w. A larger count shares its weight among 16 Chebyshev nodes on the scale of log
 * x, as in polynomial interpolation (Berrut & Trefethen 2004, "Barycentric Lagrange interpolation", SIAM Review 46): L
 * is linear in functions of x, and log Γ(x + r) is analytic in log x within the strip of half-width π, whatever r. Over
 * a factor of 16 the ellipse of convergence within that strip is (π + √(π² + log²4))/log 4 = 4.74 (Trefethen 2013,
 * "Approximation Theory and Approximation Practice", chapter 8), so an error of about 4.74⁻¹⁶ = 10⁻¹¹ of the function's
 * change remains.
 */
import { digammaExcess } from './special';

/** Count below which each count has its own sum. */
const EXACT_COUNTS = 64;
const INTERVAL_FACTOR = 16;
const NODES = 16;
/** Number of intervals of a factor of 16: 64 × 16¹² = 2⁵⁴ is beyond all counts that a double holds. */
const INTERVALS = 12;

/** Count of numbers in S per component. */
export const COUNT_SUMS = EXACT_COUNTS + INTERVALS * NODES;

const LOG_EXACT = Math.log(EXACT_COUNTS);
const LOG_FACTOR = Math.log(INTERVAL_FACTOR);
/** Chebyshev points of the first kind on [−1, 1], and their barycentric weights. */
const POINTS = Float64Array.from({ length: NODES }, (_, j) => Math.cos(((2 * j + 1) * Math.PI) / (2 * NODES)));
const WEIGHTS = Float64Array.from(
  { length: NODES },
  (_, j) => (j % 2 === 0 ? 1 : -1) * Math.sin(((2 * j + 1) * Math.PI) / (2 * NODES)),
);
/** Values of the nodes on the scale of counts, not whole numbers, interval by interval. */
const COUNTS = Float64Array.from({ length: INTERVALS * NODES }, (_, i) => {
  const interval = Math.floor(i / NODES);
  return Math.exp(LOG_EXACT + (interval + 0.5 + 0.5 * POINTS[i % NODES]) * LOG_FACTOR);
});

/** Number of cached counts: the components of a block, and ties, need the same counts again and again. */
const CACHED_COUNTS = 1024;

/** Distributes a count's weight among the nodes; the latest shares are cached. */
export class CountShares {
  private readonly cachedCounts = new Float64Array(CACHED_COUNTS).fill(-1);
  private readonly intervals = new Uint8Array(CACHED_COUNTS);
  private readonly shares = new Float64Array(CACHED_COUNTS * NODES);

  /** S += weight × T(x) for a count x, or for any number from 64 on. */
  add(x: number, weight: number, statistics: Float64Array, at: number): void {
    if (x < EXACT_COUNTS) {
      statistics[at + x] += weight;
      return;
    }
    const place = Math.floor(x) % CACHED_COUNTS;
    if (this.cachedCounts[place] !== x) this.computeShares(x, place);
    const from = place * NODES;
    const to = at + EXACT_COUNTS + this.intervals[place] * NODES;
    for (let j = 0; j < NODES; j++) statistics[to + j] += weight * this.shares[from + j];
  }

  private computeShares(x: number, place: number): void {
    const steps = Math.min(INTERVALS, (Math.log(x) - LOG_EXACT) / LOG_FACTOR);
    const interval = Math.min(INTERVALS - 1, Math.floor(steps));
    const t = 2 * (steps - interval) - 1;
    const from = place * NODES;
    let sum = 0;
    for (let j = 0; j < NODES; j++)
      sum += this.shares[from + j] = WEIGHTS[j] / (t - POINTS[j] || Number.EPSILON * 0.01);
    for (let j = 0; j < NODES; j++) this.shares[from + j] /= sum;
    this.cachedCounts[place] = x;
    this.intervals[place] = interval;
  }
}

/**
 * First and second derivative over r of Σ w log p(x | m, r), from S; writes them into `out`. The terms are chosen so
 * that no digits cancel where r is large relative to all counts: with u = (x − m)/(r + m) the first is Σ w [log(1 + u)
 * − u + δ(x + r) − δ(r)], δ = ψ − log.
 */
export function sizeSlopes(statistics: Float64Array, at: number, mean: number, size: number, out: Float64Array): void {
  const perTotal = 1 / (size + mean);
  const logRatio = Math.log1p(mean / size);
  const logRatioSlope = (mean * perTotal) / size;
  let first = 0;
  let second = 0;
  // ψ(x + r) − ψ(r) and its derivative.
  let rise = 0;
  let riseSlope = 0;
  let largest = EXACT_COUNTS - 1;
  while (largest > 0 && statistics[at + largest] === 0) largest--;
  for (let x = 0; x <= largest; x++) {
    const w = statistics[at + x];
    if (w !== 0) {
      const u = (x - mean) * perTotal;
      first += w * (rise - logRatio - u);
      second += w * (riseSlope + logRatioSlope + u * perTotal);
    }
    const inverse = 1 / (size + x);
    rise += inverse;
    riseSlope -= inverse * inverse;
  }
  const zero = digammaExcess(size);
  for (let i = 0; i < COUNTS.length; i++) {
    const w = statistics[at + EXACT_COUNTS + i];
    if (w === 0) continue;
    const total = size + COUNTS[i];
    const u = (COUNTS[i] - mean) * perTotal;
    const here = digammaExcess(total);
    first += w * (Math.log1p(u) - u + here.value - zero.value);
    second += w * ((u * u) / total + here.slope - zero.slope);
  }
  out[0] = first;
  out[1] = second;
}
