/** Pairs of mixtures and their divergences, shared by the tests of divergences. */
import assert from 'node:assert/strict';
import {
  absoluteLoss,
  klDivergence,
  pairOf,
  squaredLoss,
  type Estimated,
  type MixturePair,
  type NamedMixture,
} from '../../../server/core/description/divergence';
import type { ColumnFacts } from '../../../server/core/families/family';
import { shapeOf, type Mixture } from '../../../server/core/mixture/model';
import { complete } from '../../../server/core/numeric/generators';
import { seededRandom } from '../../../server/core/numeric/random';

/** Number of draws of an estimate. */
export const DRAWS = 20_000;

/** Weight of a component, then mean and sd, or the shares of the levels, for each column. */
export type Component = readonly [number, ...(readonly number[])[]];

/** Facts of a column of numbers. */
export const NUMBER: ColumnFacts = { observed: 100, missing: 0, mean: 0, sd: 1, levels: 0 };
const LEVELS = 'abcdefgh';

/** A mixture of columns x0, x1, …; `kinds` has 'n' for a normal column and 'c' for one of levels. */
export function namedMixture(kinds: string, components: readonly Component[]): NamedMixture {
  const widths = components[0].slice(1).map((parameters) => (parameters as readonly number[]).length);
  const columns = [...kinds].map((kind, d) =>
    kind === 'n'
      ? { family: 'normal' as const, facts: NUMBER }
      : { family: 'categorical' as const, facts: { ...NUMBER, levels: widths[d] } },
  );
  const shape = shapeOf(columns, components.length);
  const theta = new Float64Array(shape.parameterCount);
  components.forEach(([weight, ...parameters], k) => {
    theta[k] = Math.log(weight);
    parameters.forEach((given, d) => {
      const { marginal, parameters: at } = shape.columns[d];
      theta.set(
        [...kinds][d] === 'n' ? [given[0], Math.log(given[1])] : given.map(Math.log),
        at + k * marginal.parameterCount,
      );
    });
  });
  const names = [...kinds].map((kind, d) => ({
    name: `x${d}`,
    levels: kind === 'n' ? [] : [...LEVELS.slice(0, widths[d])],
  }));
  return { mixture: { shape, theta }, columns: names };
}

export function pair(kinds: string, p: readonly Component[], q: readonly Component[]): MixturePair {
  return pairOf(namedMixture(kinds, p), namedMixture(kinds, q));
}

/** Returns the mixture without closed forms of its families, whose divergences are then estimated by draws. */
export function withoutClosedForms({ shape, theta }: Mixture): Mixture {
  const columns = shape.columns.map((column) => ({
    ...column,
    marginal: Object.create(column.marginal, { logOverlap: { value: undefined } }) as typeof column.marginal,
  }));
  return { theta, shape: { ...shape, columns } };
}

/** Asserts that an estimate is within four standard errors of the expected value. */
export function within({ value, standardError }: Estimated, expected: number, what = ''): void {
  assert.ok(standardError > 0, `${what} has a standard error`);
  assert.ok(
    Math.abs(value - expected) <= 4 * standardError,
    `${what}: ${value} ± ${standardError} instead of ${expected}`,
  );
}

export function near(actual: number, expected: number, what = ''): void {
  assert.ok(
    Math.abs(actual - expected) <= 1e-12 * Math.max(1, Math.abs(expected)),
    `${what}: ${actual} instead of ${expected}`,
  );
}

export const kl = (of: MixturePair, seed = 1, draws = DRAWS): Estimated =>
  complete(klDivergence(of, draws, seededRandom(seed)));
export const absolute = (of: MixturePair, seed = 1, draws = DRAWS): Estimated =>
  complete(absoluteLoss(of, draws, seededRandom(seed)));
export const squared = (of: MixturePair, seed = 1, draws = DRAWS) =>
  complete(squaredLoss(of, draws, seededRandom(seed)));
export const reversed = ({ p, q }: MixturePair): MixturePair => ({ p: q, q: p });

/** N(1, 2²) and N(−0.5, 1.2²). */
export const normals = pair('n', [[1, [1, 2]]], [[1, [-0.5, 1.2]]]);
/** Two and three components of two columns of numbers and one of levels between them. */
export const P: readonly Component[] = [
  [0.7, [0, 1], [0.8, 0.15, 0.05], [10, 3]],
  [0.3, [4, 0.5], [0.1, 0.1, 0.8], [2, 1]],
];
export const Q: readonly Component[] = [
  [0.5, [0.3, 1.1], [0.7, 0.2, 0.1], [9, 3]],
  [0.4, [4, 0.7], [0.1, 0.2, 0.7], [2, 1.5]],
  [0.1, [-2, 1], [0.3, 0.3, 0.4], [5, 5]],
];
export const mixed = pair('ncn', P, Q);
