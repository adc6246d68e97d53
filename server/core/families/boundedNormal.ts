/**
 * Cells of a normal column known only by a bound b (Tobin 1958; left-censoring of measurements below the limit of
 * detection: Helsel 2012, "Statistics for censored environmental data using Minitab and R", 2nd ed.). For the lognormal
 * b is a logarithm.
 *
 * With t = (b − μ)/σ for "below" and −(b − μ)/σ for "above", the likelihood is Φ(t). With h = φ(t)/Φ(t) the
 * standardised value Z within the bound has the moments E Z = ∓h and E Z² = 1 − t h (Johnson, Kotz & Balakrishnan 1994,
 * "Continuous univariate distributions", volume 1, section 13.10.1).
 */
import type { Bound, BoundedCells } from './family';
import { HALF_LOG_2PI, normalCdf, scaledErfc } from './functions/special';
import { predictiveDeviate } from './functions/student';

/** Value of t below which Φ(t) is computed from its ratio to φ(t), which never underflows. */
const FAR = -1;
const SQRT_HALF_PI = Math.sqrt(Math.PI / 2);

/** log Φ(t), accurate to all digits in both tails. */
export function logNormalCdf(t: number): number {
  if (t >= FAR) return t > 0 ? Math.log1p(-normalCdf(-t)) : Math.log(normalCdf(t));
  return -0.5 * t * t - HALF_LOG_2PI + Math.log(SQRT_HALF_PI * scaledErfc(-t * Math.SQRT1_2));
}

/** φ(t)/Φ(t): the inverse of Mills' ratio. */
export function inverseMills(t: number): number {
  return t >= FAR
    ? Math.exp(-0.5 * t * t - HALF_LOG_2PI) / normalCdf(t)
    : 1 / (SQRT_HALF_PI * scaledErfc(-t * Math.SQRT1_2));
}

export class BoundedNormal implements BoundedCells {
  /** @param perUnit scale of the statistics; see `NormalMarginal` */
  constructor(private readonly perUnit: number) {}

  logProbability(theta: Float64Array, at: number, bound: Bound): number {
    return logNormalCdf(distance(theta, at, bound));
  }

  accumulate(
    theta: Float64Array,
    at: number,
    bound: Bound,
    weight: number,
    statistics: Float64Array,
    statisticsAt: number,
  ): void {
    const t = distance(theta, at, bound);
    const h = inverseMills(t);
    const sd = Math.exp(theta[at + 1]) * this.perUnit;
    statistics[statisticsAt] += weight;
    statistics[statisticsAt + 1] += weight * bound.side * h * sd;
    // A bound that contains every number has t = ∞ and h = 0.
    statistics[statisticsAt + 2] += weight * (h > 0 ? 1 - t * h : 1) * sd * sd;
  }

  tail(theta: Float64Array, at: number, weights: Float64Array, bound: Bound, rows?: Float64Array): number {
    let probability = 0;
    for (let k = 0; k < weights.length; k++) {
      const t = distance(theta, at + 2 * k, bound);
      probability +=
        weights[k] * normalCdf(rows === undefined || !Number.isFinite(t) ? t : predictiveDeviate(t, rows[k]));
    }
    return Math.min(1, 2 * probability);
  }
}

/** t: distance of the bound's limit from μ in standard deviations, positive where μ is within the bound. */
function distance(theta: Float64Array, at: number, { side, limit }: Bound): number {
  return -side * (limit - theta[at]) * Math.exp(-theta[at + 1]);
}
