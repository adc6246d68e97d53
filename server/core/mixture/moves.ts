/**
 * Moves between local optima, in the manner of split-and-merge EM (Ueda, Nakano, Ghahramani & Hinton 2000, "SMEM
 * algorithm for mixture models", Neural Computation 12) and random swaps (Zhao, Hautamäki, Kärkkäinen & Fränti 2012,
 * "Random swap EM algorithm for Gaussian mixture models", Pattern Recognition Letters 33): one component is taken
 * away, its rows going to the others, and comes back elsewhere - as half of another component, or around a row that
 * the others do not explain.
 */
import type { Estimate } from '../families/family';
import type { Matrix } from '../matrix';
import { drawIndex, type Random } from '../random';
import { score, type Scores } from './expectation';
import { shapeOf, type Mixture } from './model';
import type { Space } from './space';
import { mixtureUnder } from './start';

export const MOVE_KINDS = ['split', 'place'] as const;
export type MoveKind = (typeof MOVE_KINDS)[number];

/** What is left to the other half of a split, and to all others around a place. */
const SPREAD = 0.02;
/** Sizes of a newly placed component, in rows; the last is half an average component. */
const SIZES = [3, 6, 12];

/** One component moved elsewhere: as many components as before. */
export function* moved(mixture: Mixture, matrix: Matrix, space: Space, estimate: Estimate, kind: MoveKind, random: Random): Generator<undefined, Mixture> {
  const { k } = mixture.shape;
  const away = Math.floor(random() * k);
  const theta = mixture.theta.slice();
  theta[away] = -Infinity;
  const others: Mixture = { shape: mixture.shape, theta };
  return yield* withComponent(mixture.shape.k, away, others, matrix, space, estimate, kind, random);
}

/** The mixture with one component more: the warm start from K to K + 1. */
export function* grown(mixture: Mixture, matrix: Matrix, space: Space, estimate: Estimate, kind: MoveKind, random: Random): Generator<undefined, Mixture> {
  return yield* withComponent(mixture.shape.k + 1, mixture.shape.k, mixture, matrix, space, estimate, kind, random);
}

/** The M step of k components after `mixture` gave rows up to component `to`, which it has not or which has no weight. */
function* withComponent(
  k: number, to: number, mixture: Mixture, matrix: Matrix, space: Space, estimate: Estimate, kind: MoveKind, random: Random,
): Generator<undefined, Mixture> {
  const scores = yield* score(mixture, matrix);
  const before = mixture.shape.k;
  const give = kind === 'split' ? half(mixture, matrix.rows, space, scores, random) : neighbourhood(k, matrix.rows, space, scores, random);
  const shape = k === before ? mixture.shape : shapeOf(matrix.columns, k, mixture.shape.strength);
  return yield* mixtureUnder(shape, matrix, estimate, (row, posterior) => {
    posterior.fill(0);
    let given = 0;
    for (let j = 0; j < before; j++) {
      const r = scores.posterior[row * before + j];
      const share = give(row, j) * r;
      posterior[j] = r - share;
      given += share;
    }
    posterior[to] += given;
    for (let j = 0; j < k; j++) posterior[j] = (1 - SPREAD) * posterior[j] + SPREAD / k;
  });
}

/** Which share of a row's posterior for a component goes to the new one. */
type Give = (row: number, component: number) => number;

/** Half of one component: the rows nearer to the second of two rows that are drawn from it, far from each other. */
function half(mixture: Mixture, rows: number, space: Space, { posterior }: Scores, random: Random): Give {
  const { k } = mixture.shape;
  const component = drawIndex(mixture.theta.slice(0, k).map(Math.exp), random);
  const share = new Float64Array(rows);
  for (let row = 0; row < rows; row++) share[row] = posterior[row * k + component];
  const stays = space.pointAt(drawIndex(share, random));
  const goes = space.pointAt(drawIndex(share.map((r, row) => r * space.squaredDistance(row, stays)), random));
  return (row, j) => (j === component ? (space.squaredDistance(row, goes) < space.squaredDistance(row, stays) ? 1 - SPREAD : SPREAD) : 0);
}

/** The nearest rows of one row, which is drawn among those of low density more often than among others. */
function neighbourhood(k: number, rows: number, space: Space, { logDensity }: Scores, random: Random): Give {
  const ranked = Math.floor(rows * random() ** 2);
  const middle = space.pointAt(logDensity.indexOf(logDensity.slice().sort()[ranked]));
  const sizes = [...SIZES, Math.ceil(rows / (2 * k))];
  const size = Math.min(rows, sizes[Math.floor(random() * sizes.length)]);
  const distance = new Float64Array(rows);
  for (let row = 0; row < rows; row++) distance[row] = space.squaredDistance(row, middle);
  const reach = distance.slice().sort()[size - 1];
  return (row) => (distance[row] <= reach ? 1 - SPREAD : 0);
}
