/**
 * Bins for a histogram that a few wild values cannot squash: they cover the range of most values, and count the rest at
 * either side.
 */
import { robustSpread } from '../numeric/robust';

/** Equal bins: bin i holds first + i × width ≤ v < first + (i + 1) × width. */
export interface Bins {
  readonly first: number;
  readonly width: number;
  readonly count: number;
}

/**
 * Distance from the median, in robust standard deviations, beyond which values are wild, unless there are too many of
 * them…
 */
const FENCE_DISTANCE = 5;
/**
 * …namely more than this share; then they are a group of their own, and the bins reach to all but half of that share.
 */
const MOST_WILD_SHARE = 0.01;
/** Maximum number of evenly spaced values from which quantiles are computed. */
const MOST_SAMPLED_VALUES = 20_000;
const LEAST_BINS = 12;
const MOST_BINS = 48;
/** Maximum number of decimals that values may have in common. */
const MOST_DECIMALS = 6;
/** Number of common steps per bin up to which the bins are shifted by half a step. */
const MANY_STEPS = 20;

/** Chooses bins for the values; undefined where no value is observed. @param values NaN where missing */
export function binsOf(values: Float64Array): Bins | undefined {
  const sorted = sortedSample(values);
  if (sorted.length === 0) return undefined;
  const { median, sd } = robustSpread(sorted);
  const [low, high] = extremes(
    values,
    lowerEnd(sorted, median - FENCE_DISTANCE * sd),
    -lowerEnd(sorted.map((v) => -v).reverse(), -median - FENCE_DISTANCE * sd),
  );
  const step = commonStep(sorted);
  // Freedman & Diaconis (1981), "On the histogram as a density estimator: L2 theory"; sd × 1.349 is a robust
  // interquartile range.
  const ideal = (2 * 1.349 * sd) / Math.cbrt(observedCount(values));
  const clampedWidth = Math.min((high - low) / LEAST_BINS, Math.max(ideal, (high - low) / MOST_BINS));
  const size = clampedWidth > 0 ? clampedWidth : Math.abs(median) / 10 || 1;
  const width = Math.max(roundedWidth(size), step);
  if (!(width > 0) || !Number.isFinite(width)) return undefined;
  // Shifted bins have the multiples of a step in their middle, not on their edges.
  const shift = step > 0 && width <= MANY_STEPS * step ? step / 2 : 0;
  const first = Math.floor((low + shift) / width) * width - shift;
  return { first, width, count: Math.max(1, Math.floor((high - first) / width) + 1) };
}

/** Returns the index of the bin of a value; −1 below all bins and `count` above. */
export function binOf({ first, width, count }: Bins, value: number): number {
  return Math.max(-1, Math.min(count, Math.floor((value - first) / width)));
}

export interface BinCounts {
  readonly inside: Float64Array;
  readonly below: number;
  readonly above: number;
}

/** Counts the values by bin. @param weights of the values; 1 where left out */
export function countByBin(bins: Bins, values: Float64Array, weights?: Float64Array): BinCounts {
  const counts = new Float64Array(bins.count + 2);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === value) counts[binOf(bins, value) + 1] += weights === undefined ? 1 : weights[i];
  }
  return { inside: counts.slice(1, -1), below: counts[0], above: counts[bins.count + 1] };
}

function observedCount(values: Float64Array): number {
  return values.reduce((count, value) => (value === value ? count + 1 : count), 0);
}

function lowerEnd(sorted: Float64Array, fence: number): number {
  let wild = 0;
  while (wild < sorted.length && sorted[wild] < fence) wild++;
  return wild <= MOST_WILD_SHARE * sorted.length || wild < 2
    ? fence
    : sorted[Math.floor((MOST_WILD_SHARE / 2) * sorted.length)];
}

function sortedSample(values: Float64Array): Float64Array {
  const step = Math.max(1, Math.ceil(values.length / MOST_SAMPLED_VALUES));
  const sample: number[] = [];
  for (let i = 0; i < values.length; i += step) if (values[i] === values[i]) sample.push(values[i]);
  if (sample.length === 0 && step > 1)
    for (const value of values) if (value === value && sample.length < MOST_SAMPLED_VALUES) sample.push(value);
  return Float64Array.from(sample).sort();
}

/** Returns the least and greatest value between two fences; the fences themselves where no value lies between. */
function extremes(values: Float64Array, lowest: number, highest: number): readonly [number, number] {
  let least = Infinity;
  let greatest = -Infinity;
  for (const value of values) {
    if (value < least && value >= lowest) least = value;
    if (value > greatest && value <= highest) greatest = value;
  }
  return least <= greatest ? [least, greatest] : [lowest, highest];
}

/**
 * Returns the largest power of ten, from 1 down, of which all these values are multiples; 0 if none with at most
 * MOST_DECIMALS decimals fits.
 */
function commonStep(values: Float64Array): number {
  for (let decimals = 0; decimals <= MOST_DECIMALS; decimals++) {
    const scale = 10 ** decimals;
    if (
      values.every(
        (value) => Math.abs(value * scale - Math.round(value * scale)) <= 1e-9 * Math.max(1, Math.abs(value * scale)),
      )
    )
      return 1 / scale;
  }
  return 0;
}

/** Returns the nearest of 1, 2 and 5 times powers of ten, by ratio. */
function roundedWidth(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size));
  const factor = size / power;
  return power * (factor < Math.SQRT2 ? 1 : factor < Math.sqrt(10) ? 2 : factor < Math.sqrt(50) ? 5 : 10);
}
