/** Mixtures of normals for a single column: one normal cannot distinguish skewed numbers from clumps. */
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
 *
 * @param enough the first mixture with at most this BIC is returned, and no larger one is fitted
 */
export function columnMixture(values: Float64Array, maxComponents: number, enough = -Infinity): ColumnMixture {
  const x = values.slice().sort();
  const runs = runsOf(x);
  let best: ColumnMixture | undefined;
  let smaller: Parameters | undefined;
  for (let k = 1; k <= maxComponents; k++) {
    const starts = [startFromQuantiles(x, k), ...(smaller === undefined ? [] : [withWidestSplit(smaller)])];
    const fit = starts
      .map((start) => fitFrom(runs, start))
      .reduce((a, b) => (b.logLikelihood > a.logLikelihood ? b : a));
    const bic = -2 * fit.logLikelihood + (3 * k - 1) * Math.log(x.length);
    if (best === undefined || bic < best.bic) best = { k, bic };
    if (best.bic <= enough) break;
    smaller = fit.parameters;
  }
  return best as ColumnMixture;
}

interface Parameters {
  readonly weights: readonly number[];
  readonly means: readonly number[];
  readonly sds: readonly number[];
}

/** Distinct numbers, ascending, with the number of times that each occurs. */
interface Runs {
  readonly distinct: Float64Array;
  readonly counts: Float64Array;
  readonly total: number;
  /** Least sd of a component. */
  readonly floor: number;
}

/** @param x ascending */
function runsOf(x: Float64Array): Runs {
  const distinct = x.filter((value, i) => i === 0 || value !== x[i - 1]);
  const counts = new Float64Array(distinct.length);
  let run = 0;
  for (let i = 0; i < x.length; i++) {
    if (x[i] !== distinct[run]) run++;
    counts[run]++;
  }
  return { distinct, counts, total: x.length, floor: LEAST_RELATIVE_SD * momentsOf(x).sd };
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
function fitFrom(runs: Runs, start: Parameters): { readonly parameters: Parameters; readonly logLikelihood: number } {
  let parameters = start;
  let step = emStep(runs, parameters);
  for (let i = 1; i < MOST_STEPS; i++) {
    const next = emStep(runs, step.parameters);
    parameters = step.parameters;
    const gain = next.logLikelihood - step.logLikelihood;
    step = next;
    if (gain < LEAST_GAIN) break;
  }
  return { parameters, logLikelihood: step.logLikelihood };
}

/** Returns the parameters after a step, and the log likelihood before it. */
function emStep(
  { distinct, counts, total, floor }: Runs,
  { weights, means, sds }: Parameters,
): { readonly parameters: Parameters; readonly logLikelihood: number } {
  const k = weights.length;
  const constants = weights.map((weight, j) => Math.log(weight) - Math.log(sds[j]) - 0.5 * Math.log(2 * Math.PI));
  const terms = new Float64Array(k);
  // Of each component: the sum of its responsibilities, of their deviations from its mean, and of the squares of these.
  const sums = new Float64Array(3 * k);
  let logLikelihood = 0;
  // This runs for every column of every table, mostly before it is compiled: its loops call as little as possible.
  for (let i = 0; i < distinct.length; i++) {
    const x = distinct[i];
    let max = -Infinity;
    for (let j = 0; j < k; j++) {
      const z = (x - means[j]) / sds[j];
      const log = constants[j] - 0.5 * (z * z);
      terms[j] = log;
      if (log > max) max = log;
    }
    let sum = 0;
    for (let j = 0; j < k; j++) sum += terms[j] = Math.exp(terms[j] - max);
    logLikelihood += counts[i] * (max + Math.log(sum));
    const scale = counts[i] / sum;
    for (let j = 0; j < k; j++) {
      const r = scale * terms[j];
      const difference = x - means[j];
      sums[3 * j] += r;
      sums[3 * j + 1] += r * difference;
      sums[3 * j + 2] += r * (difference * difference);
    }
  }
  const flooredCounts = means.map((_, j) => Math.max(1 / total, sums[3 * j]));
  const shifts = flooredCounts.map((count, j) => sums[3 * j + 1] / count);
  const parameters = {
    weights: flooredCounts.map((count) => count / flooredCounts.reduce((sum, other) => sum + other, 0)),
    means: means.map((mean, j) => mean + shifts[j]),
    sds: flooredCounts.map((count, j) =>
      Math.max(floor, Math.sqrt(Math.max(0, sums[3 * j + 2] / count - shifts[j] ** 2))),
    ),
  };
  return { parameters, logLikelihood };
}
