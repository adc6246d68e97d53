/**
 * Moves between local optima, in the manner of split-and-merge EM (Ueda, Nakano, Ghahramani & Hinton 2000, "SMEM
 * algorithm for mixture models", Neural Computation 12) and random swaps (Zhao, Hautamäki, Kärkkäinen & Fränti 2012,
 * "Random swap EM algorithm for Gaussian mixture models", Pattern Recognition Letters 33). A move removes one
 * component, whose rows go to the others, and places it elsewhere: as half of another component, or around a row that
 * the others do not explain.
 */
import type { Estimate } from '../../families/family';
import { logSumExp } from '../../families/functions/special';
import type { Matrix } from '../../data/matrix';
import { drawIndex, type Random } from '../../numeric/random';
import { valueOfRank } from '../../numeric/sorting';
import { expectation, score, type Scores } from '../expectation';
import { shapeOf, type Mixture } from '../model';
import type { Point, Space } from '../../data/rowPoints';
import { mixtureFromPosterior } from '../start';

export const MOVE_KINDS = ['split', 'place'] as const;
export type MoveKind = (typeof MOVE_KINDS)[number];

/** Share of the posterior that the other half of a split keeps, and all other components around a placed one. */
const SPREAD = 0.02;
/** Share of splits by the levels alone, where a column of levels is drawn. */
const LEVEL_SPLIT_SHARE = 0.3;
/** Sizes of a newly placed component, in rows; half an average component is added to the list. */
const PLACED_SIZES = [3, 6, 12];

/** Options of inserting a component, by a split or around a row. */
export interface Insertion {
  readonly matrix: Matrix;
  readonly space: Space;
  readonly estimate: Estimate;
  readonly kind: MoveKind;
}

/**
 * Moves one component elsewhere; the number of components stays the same.
 *
 * @param component index of the component
 */
export function* moveComponent(
  mixture: Mixture,
  component: number,
  insertion: Insertion,
  random: Random,
): Generator<undefined, Mixture> {
  const theta = mixture.theta.slice();
  theta[component] = -Infinity;
  const remaining: Mixture = { shape: mixture.shape, theta };
  return yield* insertComponent(mixture.shape.k, component, remaining, insertion, random);
}

/** Adds a component: the warm start from K to K + 1. */
export function* addComponent(mixture: Mixture, insertion: Insertion, random: Random): Generator<undefined, Mixture> {
  return yield* insertComponent(mixture.shape.k + 1, mixture.shape.k, mixture, insertion, random);
}

/** Removes the least needed component: the warm start from K to K − 1. */
export function* removeLeastNeeded(mixture: Mixture, matrix: Matrix): Generator<undefined, Mixture> {
  const [least] = yield* componentsByNeed(mixture, matrix);
  return withoutComponent(mixture, least, matrix);
}

/** Sorts component indices by need, ascending: the increase of the NLML without the component. */
export function* componentsByNeed(mixture: Mixture, matrix: Matrix): Generator<undefined, readonly number[]> {
  const { k } = mixture.shape;
  const nlml = new Float64Array(k);
  for (let component = 0; component < k; component++)
    ({ nlml: nlml[component] } = yield* expectation(withoutComponent(mixture, component, matrix), matrix));
  return Array.from(nlml.keys()).sort((a, b) => nlml[a] - nlml[b]);
}

function withoutComponent(mixture: Mixture, removed: number, matrix: Matrix): Mixture {
  return selectComponents(
    mixture,
    Array.from({ length: mixture.shape.k }, (_, j) => j).filter((j) => j !== removed),
    matrix,
  );
}

/** Returns the mixture of some of the components, with their weights in proportion. */
export function selectComponents({ shape, theta }: Mixture, components: readonly number[], matrix: Matrix): Mixture {
  const smaller = shapeOf(matrix.columns, components.length, shape.strength);
  const smallerTheta = new Float64Array(smaller.parameterCount);
  const total = logSumExp(
    Float64Array.from(components, (j) => theta[j]),
    0,
    components.length,
  );
  components.forEach((from, to) => {
    smallerTheta[to] = theta[from] - total;
    shape.columns.forEach(({ marginal: { parameterCount }, parameters }, d) => {
      const at = parameters + from * parameterCount;
      smallerTheta.set(theta.subarray(at, at + parameterCount), smaller.columns[d].parameters + to * parameterCount);
    });
  });
  return { shape: smaller, theta: smallerTheta };
}

/** Makes the M step of k components after `mixture` gave rows to component `to`, which is new or has no weight. */
function* insertComponent(
  k: number,
  to: number,
  mixture: Mixture,
  { matrix, space, estimate, kind }: Insertion,
  random: Random,
): Generator<undefined, Mixture> {
  const scores = yield* score(mixture, matrix);
  const giverCount = mixture.shape.k;
  const transfer =
    kind === 'split'
      ? splitHalf(mixture, matrix, space, scores, random)
      : neighbourhood(k, matrix.rows, space, scores, random);
  const shape = k === giverCount ? mixture.shape : shapeOf(matrix.columns, k, mixture.shape.strength);
  return yield* mixtureFromPosterior(shape, matrix, estimate, (from, count, posterior, stride) => {
    posterior.fill(0);
    for (let j = 0; j < giverCount; j++) {
      const isGiver = transfer.component === undefined || transfer.component === j;
      for (let i = 0; i < count; i++) {
        const r = scores.posterior[(from + i) * giverCount + j];
        const share = isGiver ? transfer.share[from + i] * r : 0;
        posterior[j * stride + i] += r - share;
        posterior[to * stride + i] += share;
      }
    }
    for (let i = 0; i < posterior.length; i++) posterior[i] = (1 - SPREAD) * posterior[i] + SPREAD / k;
  });
}

/** Transfer of posteriors to the new component. */
interface Transfer {
  /** Component that gives them; all components where left out. */
  readonly component?: number;
  /** Share of the posterior that is given, by row. */
  readonly share: Float64Array;
}

/**
 * Draws the column of levels by which a component is split, and returns its cells; undefined where it is split by
 * distances. Tables of numbers consume no random number.
 */
function drawLevels(columns: Matrix['columns'], random: Random): Float64Array | undefined {
  if (columns.every(({ levels }) => levels.length === 0)) return undefined;
  const { values, levels } = columns[Math.floor(random() * columns.length)];
  return levels.length > 0 && random() < LEVEL_SPLIT_SHARE ? values : undefined;
}

/**
 * Gives half of one component: the rows nearer to the second of two rows drawn from it, far from each other; or, in a
 * column of levels, the rows whose level differs from a drawn row's.
 */
function splitHalf(
  mixture: Mixture,
  { rows, columns }: Matrix,
  space: Space,
  { posterior }: Scores,
  random: Random,
): Transfer {
  const { k } = mixture.shape;
  const component = drawIndex(mixture.theta.slice(0, k).map(Math.exp), random);
  const share = new Float64Array(rows);
  for (let row = 0; row < rows; row++) share[row] = posterior[row * k + component];
  const drawn = drawIndex(share, random);
  const levelCells = drawLevels(columns, random);
  if (levelCells !== undefined) {
    for (let row = 0; row < rows; row++) share[row] = levelCells[row] === levelCells[drawn] ? SPREAD : 1 - SPREAD;
    return { component, share };
  }
  const firstPoint = space.pointAt(drawn);
  const distance = distances(space, rows, firstPoint);
  const secondPoint = space.pointAt(
    drawIndex(
      share.map((r, row) => r * distance[row]),
      random,
    ),
  );
  for (let row = 0; row < rows; row++)
    share[row] = space.squaredDistance(row, secondPoint) < distance[row] ? 1 - SPREAD : SPREAD;
  return { component, share };
}

function distances(space: Space, rows: number, point: Point): Float64Array {
  const distance = new Float64Array(rows);
  for (let row = 0; row < rows; row++) distance[row] = space.squaredDistance(row, point);
  return distance;
}

/** Gives the nearest rows of one row, which is drawn with a preference for low density. */
function neighbourhood(k: number, rows: number, space: Space, { logDensity }: Scores, random: Random): Transfer {
  const middle = space.pointAt(logDensity.indexOf(valueOfRank(logDensity, Math.floor(rows * random() ** 2))));
  const sizes = [...PLACED_SIZES, Math.ceil(rows / (2 * k))];
  const size = Math.min(rows, sizes[Math.floor(random() * sizes.length)]);
  const distance = distances(space, rows, middle);
  const reach = valueOfRank(distance, size - 1);
  return { share: distance.map((squaredDistance) => (squaredDistance <= reach ? 1 - SPREAD : 0)) };
}
