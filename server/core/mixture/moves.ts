/**
 * Moves between local optima, in the manner of split-and-merge EM (Ueda, Nakano, Ghahramani & Hinton 2000, "SMEM
 * algorithm for mixture models", Neural Computation 12) and random swaps (Zhao, Hautamäki, Kärkkäinen & Fränti 2012,
 * "Random swap EM algorithm for Gaussian mixture models", Pattern Recognition Letters 33). A move removes one
 * component, whose rows go to the others, and places it elsewhere: as half of another component, or around a row that
 * the others do not explain.
 */
import type { Estimate } from '../families/family';
import { logSumExp } from '../families/functions/special';
import type { Matrix } from '../data/matrix';
import { drawIndex, type Random } from '../numeric/random';
import { ranked } from '../numeric/sorting';
import { expectation, score, type Scores } from './expectation';
import { shapeOf, type Mixture } from './model';
import type { Point, Space } from '../data/space';
import { mixtureUnder } from './start';

export const MOVE_KINDS = ['split', 'place'] as const;
export type MoveKind = (typeof MOVE_KINDS)[number];

/** Share left to the other half of a split, and to all other components around a place. */
const SPREAD = 0.02;
/** Share of splits that go by the levels alone, where a column of levels is drawn. */
const BY_LEVEL = 0.3;
/** Sizes of a newly placed component, in rows; half an average component is added to the list. */
const SIZES = [3, 6, 12];

/** Where and how a component is placed. */
export interface Placing {
  readonly matrix: Matrix;
  readonly space: Space;
  readonly estimate: Estimate;
  readonly kind: MoveKind;
}

/**
 * Moves one component elsewhere; the number of components stays the same.
 *
 * @param away index of the component
 */
export function* moved(
  mixture: Mixture,
  away: number,
  placing: Placing,
  random: Random,
): Generator<undefined, Mixture> {
  const theta = mixture.theta.slice();
  theta[away] = -Infinity;
  const others: Mixture = { shape: mixture.shape, theta };
  return yield* withComponent(mixture.shape.k, away, others, placing, random);
}

/** Adds a component: the warm start from K to K + 1. */
export function* grown(mixture: Mixture, placing: Placing, random: Random): Generator<undefined, Mixture> {
  return yield* withComponent(mixture.shape.k + 1, mixture.shape.k, mixture, placing, random);
}

/** Removes the least needed component: the warm start from K to K − 1. */
export function* shrunk(mixture: Mixture, matrix: Matrix): Generator<undefined, Mixture> {
  const [least] = yield* byNeed(mixture, matrix);
  return without(mixture, least, matrix);
}

/** Component indices in ascending order of need: the increase of the NLML without the component. */
export function* byNeed(mixture: Mixture, matrix: Matrix): Generator<undefined, readonly number[]> {
  const { k } = mixture.shape;
  const nlml = new Float64Array(k);
  for (let away = 0; away < k; away++)
    ({ nlml: nlml[away] } = yield* expectation(without(mixture, away, matrix), matrix));
  return Array.from(nlml.keys()).sort((a, b) => nlml[a] - nlml[b]);
}

function without(mixture: Mixture, away: number, matrix: Matrix): Mixture {
  return ofComponents(
    mixture,
    Array.from({ length: mixture.shape.k }, (_, j) => j).filter((j) => j !== away),
    matrix,
  );
}

/** Keeps some of the components, with their weights in proportion. */
export function ofComponents({ shape, theta }: Mixture, kept: readonly number[], matrix: Matrix): Mixture {
  const smaller = shapeOf(matrix.columns, kept.length, shape.strength);
  const own = new Float64Array(smaller.parameterCount);
  const total = logSumExp(
    Float64Array.from(kept, (j) => theta[j]),
    0,
    kept.length,
  );
  kept.forEach((from, to) => {
    own[to] = theta[from] - total;
    shape.columns.forEach(({ marginal: { parameterCount }, parameters }, d) => {
      const at = parameters + from * parameterCount;
      own.set(theta.subarray(at, at + parameterCount), smaller.columns[d].parameters + to * parameterCount);
    });
  });
  return { shape: smaller, theta: own };
}

/** The M step of k components after `mixture` gave rows to component `to`, which is new or has no weight. */
function* withComponent(
  k: number,
  to: number,
  mixture: Mixture,
  { matrix, space, estimate, kind }: Placing,
  random: Random,
): Generator<undefined, Mixture> {
  const scores = yield* score(mixture, matrix);
  const before = mixture.shape.k;
  const give =
    kind === 'split'
      ? half(mixture, matrix, space, scores, random)
      : neighbourhood(k, matrix.rows, space, scores, random);
  const shape = k === before ? mixture.shape : shapeOf(matrix.columns, k, mixture.shape.strength);
  return yield* mixtureUnder(shape, matrix, estimate, (from, count, posterior, stride) => {
    posterior.fill(0);
    for (let j = 0; j < before; j++) {
      const isGiver = give.component === undefined || give.component === j;
      for (let i = 0; i < count; i++) {
        const r = scores.posterior[(from + i) * before + j];
        const share = isGiver ? give.share[from + i] * r : 0;
        posterior[j * stride + i] += r - share;
        posterior[to * stride + i] += share;
      }
    }
    for (let i = 0; i < posterior.length; i++) posterior[i] = (1 - SPREAD) * posterior[i] + SPREAD / k;
  });
}

/** Posteriors that go to the new component. */
interface Give {
  /** Component that gives them; all components where left out. */
  readonly component?: number;
  /** Share of the posterior that is given, by row. */
  readonly share: Float64Array;
}

/**
 * Cells of the column of levels by which a component is split; undefined where it is split by distances. Tables of
 * numbers consume no random number.
 */
function drawnLevels(columns: Matrix['columns'], random: Random): Float64Array | undefined {
  if (columns.every(({ levels }) => levels.length === 0)) return undefined;
  const { values, levels } = columns[Math.floor(random() * columns.length)];
  return levels.length > 0 && random() < BY_LEVEL ? values : undefined;
}

/**
 * Gives half of one component: the rows nearer to the second of two rows drawn from it, far from each other; or, in a
 * column of levels, the rows whose level differs from a drawn row's.
 */
function half(mixture: Mixture, { rows, columns }: Matrix, space: Space, { posterior }: Scores, random: Random): Give {
  const { k } = mixture.shape;
  const component = drawIndex(mixture.theta.slice(0, k).map(Math.exp), random);
  const share = new Float64Array(rows);
  for (let row = 0; row < rows; row++) share[row] = posterior[row * k + component];
  const drawn = drawIndex(share, random);
  const own = drawnLevels(columns, random);
  if (own !== undefined) {
    for (let row = 0; row < rows; row++) share[row] = own[row] === own[drawn] ? SPREAD : 1 - SPREAD;
    return { component, share };
  }
  const stays = space.pointAt(drawn);
  const distance = distances(space, rows, stays);
  const goes = space.pointAt(
    drawIndex(
      share.map((r, row) => r * distance[row]),
      random,
    ),
  );
  for (let row = 0; row < rows; row++)
    share[row] = space.squaredDistance(row, goes) < distance[row] ? 1 - SPREAD : SPREAD;
  return { component, share };
}

function distances(space: Space, rows: number, point: Point): Float64Array {
  const distance = new Float64Array(rows);
  for (let row = 0; row < rows; row++) distance[row] = space.squaredDistance(row, point);
  return distance;
}

/** Gives the nearest rows of one row, which is drawn with a preference for low density. */
function neighbourhood(k: number, rows: number, space: Space, { logDensity }: Scores, random: Random): Give {
  const middle = space.pointAt(logDensity.indexOf(ranked(logDensity, Math.floor(rows * random() ** 2))));
  const sizes = [...SIZES, Math.ceil(rows / (2 * k))];
  const size = Math.min(rows, sizes[Math.floor(random() * sizes.length)]);
  const distance = distances(space, rows, middle);
  const reach = ranked(distance, size - 1);
  return { share: distance.map((far) => (far <= reach ? 1 - SPREAD : 0)) };
}
