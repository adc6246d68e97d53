/** Mixtures of normals for a single column: one normal cannot distinguish skewed numbers from clumps. */
import { logSumExp } from '../../families/functions/special';

/** Least sd of a component, as a share of the whole column's. */
const LEAST_RELATIVE_SD = 0.05;
const MOST_STEPS = 200;
/** Gain in log likelihood, in nats, below which iteration stops. */
const LEAST_GAIN = 0.01;

export interface ColumnMixture {
  readonly k: number;
  /** −2 log likelihood + (3k − 1) log n. */
  readonly bic: number;
}

/**
 * Fits mixtures of 1 to `maxComponents` components, each by EM from quantiles and from its predecessor with a component
 * split, and returns the mixture with the lowest BIC.
 */
export function columnMixture(values: Float64Array, maxComponents: number): ColumnMixture {
  const x = values.slice().sort();
  let best: ColumnMixture | undefined;
  let smaller: Parameters | undefined;
  for (let k = 1; k <= maxComponents; k++) {
    const starts = [startFromQuantiles(x, k), ...(smaller === undefined ? [] : [withWidestSplit(smaller)])];
    const fit = starts.map((start) => fitFrom(x, start)).reduce((a, b) => (b.logLikelihood > a.logLikelihood ? b : a));
    const bic = -2 * fit.logLikelihood + (3 * k - 1) * Math.log(x.length);
    if (best === undefined || bic < best.bic) best = { k, bic };
    smaller = fit.parameters;
  }
  return best as ColumnMixture;
}

interface Parameters {
  readonly weights: readonly number[];
  readonly means: readonly number[];
  readonly sds: readonly number[];
}

/** @param x ascending */
function startFromQuantiles(x: Float64Array, k: number): Parameters {
  const parts = Array.from({ length: k }, (_, j) =>
    x.subarray(Math.floor((j * x.length) / k), Math.max(Math.floor(((j + 1) * x.length) / k), 1)),
  );
  const floor = LEAST_RELATIVE_SD * momentsOf(x).sd;
  const moments = parts.map(momentsOf);
  return {
    weights: parts.map(() => 1 / k),
    means: moments.map(({ mean }) => mean),
    sds: moments.map(({ sd }) => Math.max(floor, sd)),
  };
}

function withWidestSplit({ weights, means, sds }: Parameters): Parameters {
  const j = sds.indexOf(Math.max(...sds));
  const halved = weights.with(j, weights[j] / 2);
  return {
    weights: [...halved, weights[j] / 2],
    means: [...means.with(j, means[j] - sds[j] / 2), means[j] + sds[j] / 2],
    sds: [...sds, sds[j]],
  };
}

function momentsOf(x: Float64Array): { readonly mean: number; readonly sd: number } {
  const mean = x.reduce((sum, value) => sum + (value - x[0]), 0) / x.length + x[0];
  return { mean, sd: Math.sqrt(x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length) };
}

/** Runs EM until the gain falls below the minimum. */
function fitFrom(
  x: Float64Array,
  start: Parameters,
): { readonly parameters: Parameters; readonly logLikelihood: number } {
  const floor = LEAST_RELATIVE_SD * momentsOf(x).sd;
  let parameters = start;
  let step = emStep(x, parameters, floor);
  for (let i = 1; i < MOST_STEPS; i++) {
    const next = emStep(x, step.parameters, floor);
    parameters = step.parameters;
    const gain = next.logLikelihood - step.logLikelihood;
    step = next;
    if (gain < LEAST_GAIN) break;
  }
  return { parameters, logLikelihood: step.logLikelihood };
}

/** Returns the parameters after a step, and the log likelihood before it. @param x ascending */
function emStep(
  x: Float64Array,
  { weights, means, sds }: Parameters,
  floor: number,
): { readonly parameters: Parameters; readonly logLikelihood: number } {
  const k = weights.length;
  const constants = weights.map((weight, j) => Math.log(weight) - Math.log(sds[j]) - 0.5 * Math.log(2 * Math.PI));
  const logs = new Float64Array(k);
  const [counts, sums, squares] = [new Float64Array(k), new Float64Array(k), new Float64Array(k)];
  const terms = new Float64Array(3 * k);
  let total = 0;
  let logLikelihood = 0;
  // This runs for every column of every table, mostly before it is compiled: its loops call as little as possible.
  for (let i = 0; i < x.length; i++) {
    // Equal numbers are neighbours and have the same terms.
    if (i === 0 || x[i] !== x[i - 1]) {
      for (let j = 0; j < k; j++) {
        const z = (x[i] - means[j]) / sds[j];
        logs[j] = constants[j] - 0.5 * (z * z);
      }
      total = logSumExp(logs, 0, k);
      for (let j = 0; j < k; j++) {
        const r = Math.exp(logs[j] - total);
        const difference = x[i] - means[j];
        terms[3 * j] = r;
        terms[3 * j + 1] = r * difference;
        terms[3 * j + 2] = r * (difference * difference);
      }
    }
    logLikelihood += total;
    for (let j = 0; j < k; j++) {
      counts[j] += terms[3 * j];
      sums[j] += terms[3 * j + 1];
      squares[j] += terms[3 * j + 2];
    }
  }
  const least = 1 / x.length;
  const flooredCounts = Array.from(counts, (count) => Math.max(least, count));
  const shifts = flooredCounts.map((count, j) => sums[j] / count);
  const parameters = {
    weights: flooredCounts.map((count) => count / flooredCounts.reduce((sum, other) => sum + other, 0)),
    means: means.map((mean, j) => mean + shifts[j]),
    sds: flooredCounts.map((count, j) => Math.max(floor, Math.sqrt(Math.max(0, squares[j] / count - shifts[j] ** 2)))),
  };
  return { parameters, logLikelihood };
}
