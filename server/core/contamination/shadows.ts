/**
 * Components that are another one in every column but one. Wrong cells that go wrong in the same way, such as numbers times
 * ten or with the other sign, are dense enough to be worth a component by BIC; but their rows are those of the larger component,
 * and what they have of their own is their column's error channel.
 */
import type { Matrix } from '../matrix';
import type { Mixture } from '../mixture/model';
import { ofComponents } from '../mixture/moves';

/** With fewer columns too little else is alike. */
const LEAST_COLUMNS = 3;
/** A shadow holds no more than this share of the rows, and no more than this part of its original's. */
const LARGEST = 0.1;
const LARGEST_PART = 0.5;
/** It is this many standard deviations away in the one column, and no more than this in the others. */
const APART = 5;
const ALIKE = 1;

/** The mixture without its shadows; undefined where it has none. */
export function withoutShadows(mixture: Mixture, matrix: Matrix): Mixture | undefined {
  const { shape, theta } = mixture;
  if (shape.columns.length < LEAST_COLUMNS) return undefined;
  const all = Array.from({ length: shape.k }, (_, j) => j);
  const isShadow = (j: number): boolean => {
    const weight = Math.exp(theta[j]);
    return weight < LARGEST && all.some((l) => weight < LARGEST_PART * Math.exp(theta[l]) && isShadowOf(mixture, j, l));
  };
  const kept = all.filter((j) => !isShadow(j));
  return kept.length === shape.k || kept.length === 0 ? undefined : ofComponents(mixture, kept, matrix);
}

function isShadowOf({ shape: { k, columns }, theta }: Mixture, shadow: number, original: number): boolean {
  const only = (component: number): Float64Array => Float64Array.from({ length: k }, (_, j) => (j === component ? 1 : 0));
  let apart = 0;
  for (const { marginal, parameters } of columns) {
    const [own, other] = [marginal.predict(theta, parameters, only(shadow)), marginal.predict(theta, parameters, only(original))];
    if (own.of === 'level' || other.of === 'level') {
      if (own.of !== 'level' || other.of !== 'level' || likeliest(own.probabilities) !== likeliest(other.probabilities)) return false;
      continue;
    }
    // By the original's sd: wrong cells may be spread as widely as they like.
    const distance = Math.abs(own.mean - other.mean) / other.sd;
    if (distance > APART) apart++;
    else if (distance > ALIKE) return false;
  }
  return apart === 1;
}

function likeliest(probabilities: Float64Array): number {
  return probabilities.reduce((most, p, l) => (p > probabilities[most] ? l : most), 0);
}
