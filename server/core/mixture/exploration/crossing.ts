/** Crosses two mixtures of one table into a child that takes components of both. */
import type { Matrix } from '../../data/matrix';
import { logSumExp } from '../../families/functions/special';
import type { Random } from '../../numeric/random';
import { score } from '../expectation';
import type { Mixture } from '../model';

/**
 * Crosses two mixtures of the same shape. Components that share rows are paired, those that share the most first, and
 * of each pair the child takes one at random, with its weight; the weights are scaled to sum to 1.
 */
export function* crossMixtures(
  first: Mixture,
  second: Mixture,
  matrix: Matrix,
  random: Random,
): Generator<undefined, Mixture> {
  const { shape } = first;
  const { k } = shape;
  const theta = first.theta.slice();
  for (const [to, from] of pairsOf(yield* sharedRows(first, second, matrix), k)) {
    if (random() < 0.5) continue;
    theta[to] = second.theta[from];
    for (const { marginal, parameters } of shape.columns) {
      const count = marginal.parameterCount;
      const at = parameters + from * count;
      theta.set(second.theta.subarray(at, at + count), parameters + to * count);
    }
  }
  const total = logSumExp(theta, 0, k);
  for (let j = 0; j < k; j++) theta[j] -= total;
  return { shape, theta };
}

/** Returns Σ_n r_ni s_nj for component i of the first mixture and j of the second, at i × k + j. */
function* sharedRows(first: Mixture, second: Mixture, matrix: Matrix): Generator<undefined, Float64Array> {
  const { k } = first.shape;
  const a = (yield* score(first, matrix)).posterior;
  const b = (yield* score(second, matrix)).posterior;
  const shared = new Float64Array(k * k);
  for (let row = 0; row < matrix.rows * k; row += k)
    for (let i = 0; i < k; i++) {
      const r = a[row + i];
      if (r === 0) continue;
      for (let j = 0; j < k; j++) shared[i * k + j] += r * b[row + j];
    }
  return shared;
}

/** Pairs each component of the first mixture with one of the second, greedily by the rows that they share. */
function pairsOf(shared: Float64Array, k: number): readonly (readonly [first: number, second: number])[] {
  const isPairedFirst = new Uint8Array(k);
  const isPairedSecond = new Uint8Array(k);
  const pairs: [number, number][] = [];
  for (const at of Array.from(shared.keys()).sort((x, y) => shared[y] - shared[x] || x - y)) {
    const i = Math.floor(at / k);
    const j = at % k;
    if (isPairedFirst[i] === 1 || isPairedSecond[j] === 1) continue;
    isPairedFirst[i] = isPairedSecond[j] = 1;
    pairs.push([i, j]);
  }
  return pairs;
}
