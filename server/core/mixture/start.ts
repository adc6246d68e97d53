/** Starts of a run: parameters under posteriors that a cheap rule makes. The number of the start selects the rule. */
import type { Estimate } from '../families/family';
import type { Matrix } from '../data/matrix';
import { drawIndex, type Random } from '../numeric/random';
import type { FillPosterior } from './engine';
import { statisticsUnder } from './expectation';
import { maximise, neutralMixture, type Mixture, type Shape } from './model';
import type { Point, Space } from '../data/rowPoints';

/**
 * - `k-means++`: rows go to the nearest of K seeds (Arthur & Vassilvitskii 2007).
 * - `k-means`: `k-means++`, refined by some rounds of k-means.
 * - `cut`: K slices along one column, or groups of its levels.
 * - `random`: posteriors drawn from a Dirichlet distribution.
 */
export type StartKind = 'k-means++' | 'k-means' | 'cut' | 'random';

/** Kinds of starts, in turn. Random posteriors give almost equal means and often lead nowhere, so they are rarest. */
const KINDS: readonly StartKind[] = [
  'k-means++',
  'k-means',
  'k-means++',
  'cut',
  'k-means++',
  'k-means',
  'k-means++',
  'random',
];

export function startKind(index: number): StartKind {
  return KINDS[index % KINDS.length];
}

/** Share spread over the other components, so that no component starts with parameters at a bound. */
const SPREAD = 0.02;
const KMEANS_ROUNDS = 10;
/** Concentration of random posteriors: few rows are undecided, so the components differ. */
const CONCENTRATION = 0.2;
/** Maximum number of evenly spaced rows from which seeds are drawn: more rows give no better seeds. */
const MOST_SEED_ROWS = 1000;

/** Component of each row. */
type Assignment = Uint32Array;

/** Rows from which a start is made, and the rule that makes it. */
export interface Initialisation {
  readonly matrix: Matrix;
  /** The rows of the matrix as points. */
  readonly space: Space;
  readonly estimate: Estimate;
  readonly kind: StartKind;
}

/** Makes parameters to start from. */
export function* start(
  shape: Shape,
  { matrix, space, estimate, kind }: Initialisation,
  random: Random,
): Generator<undefined, Mixture> {
  const { k } = shape;
  if (k === 1)
    return yield* mixtureFromPosterior(shape, matrix, estimate, (_from, count, posterior) =>
      posterior.fill(1, 0, count),
    );
  if (kind === 'random') return yield* mixtureFromPosterior(shape, matrix, estimate, drawDirichlets(k, random));
  const component =
    kind === 'cut'
      ? cutColumn(matrix, k, random)
      : assignToSeeds(space, matrix.rows, k, kind === 'k-means' ? KMEANS_ROUNDS : 0, random);
  return yield* mixtureFromPosterior(shape, matrix, estimate, (from, count, posterior, stride) => {
    posterior.fill(SPREAD / k);
    for (let i = 0; i < count; i++) posterior[component[from + i] * stride + i] += 1 - SPREAD;
  });
}

/** Makes the M step under given posteriors. */
export function* mixtureFromPosterior(
  shape: Shape,
  matrix: Matrix,
  estimate: Estimate,
  fill: FillPosterior,
): Generator<undefined, Mixture> {
  const mixture = neutralMixture(shape);
  const statistics = yield* statisticsUnder(mixture, matrix, fill);
  maximise(mixture, statistics, estimate);
  return mixture;
}

function assignToSeeds(space: Space, rows: number, k: number, rounds: number, random: Random): Assignment {
  const seeds = findSeeds(space, rows, k, rounds, random);
  const component = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) component[row] = nearestSeed(space, row, seeds);
  return component;
}

function nearestSeed(space: Space, row: number, seeds: readonly Point[]): number {
  let nearest = 0;
  let least = Infinity;
  for (let k = 0; k < seeds.length; k++) {
    const distance = space.squaredDistance(row, seeds[k], least);
    if (distance < least) {
      least = distance;
      nearest = k;
    }
  }
  return nearest;
}

/** Draws k rows as seeds, with probabilities proportional to the squared distance from the seeds before. */
function findSeeds(space: Space, rows: number, k: number, rounds: number, random: Random): readonly Point[] {
  const step = Math.max(1, Math.ceil(rows / MOST_SEED_ROWS));
  const seedRows = new Uint32Array(Math.ceil(rows / step));
  for (let i = 0; i < seedRows.length; i++) seedRows[i] = i * step;
  const drawRow = (): number => seedRows[Math.floor(random() * seedRows.length)];
  let seeds: Point[] = [space.pointAt(drawRow())];
  const leastDistances = new Float64Array(seedRows.length);
  for (let i = 0; i < seedRows.length; i++) leastDistances[i] = space.squaredDistance(seedRows[i], seeds[0]);
  while (seeds.length < k) {
    const next = space.pointAt(seedRows[drawIndex(leastDistances, random)]);
    seeds.push(next);
    for (let i = 0; i < seedRows.length; i++) {
      const distance = space.squaredDistance(seedRows[i], next, leastDistances[i]);
      if (distance < leastDistances[i]) leastDistances[i] = distance;
    }
  }
  let previousGroup: Uint32Array | undefined;
  for (let round = 0; round < rounds; round++) {
    const group = new Uint32Array(seedRows.length);
    for (let i = 0; i < seedRows.length; i++) group[i] = nearestSeed(space, seedRows[i], seeds);
    // If no row changes its group the centres stay, unless one without rows is sought again.
    if (previousGroup !== undefined && isEqual(group, previousGroup) && new Set(group).size === k) break;
    previousGroup = group;
    seeds = space.centres(seedRows, group, k).map((centre) => centre ?? space.pointAt(drawRow()));
  }
  return seeds;
}

function isEqual(a: Uint32Array, b: Uint32Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Cuts a column drawn at random into slices of equally many rows; ties and missing cells are assigned by chance. */
function cutColumn(matrix: Matrix, k: number, random: Random): Assignment {
  const { values } = matrix.columns[Math.floor(random() * matrix.columns.length)];
  const chance = Float64Array.from({ length: matrix.rows }, () => random());
  const order = Array.from(values.keys()).filter((row) => values[row] === values[row]);
  order.sort((a, b) => values[a] - values[b] || chance[a] - chance[b]);
  const component = Uint32Array.from(chance, (share) => Math.floor(share * k));
  order.forEach((row, rank) => (component[row] = Math.floor((rank * k) / order.length)));
  return component;
}

/**
 * Draws from symmetric Dirichlet distributions of small concentration, by Gamma(a) ≈ U^(1/a) for a < 1 (Ahrens & Dieter
 * 1974, first branch).
 */
function drawDirichlets(k: number, random: Random): FillPosterior {
  return (_from, count, posterior, stride) => {
    for (let i = 0; i < count; i++) {
      let total = 0;
      for (let j = i; j < k * stride; j += stride) total += posterior[j] = (1 - random()) ** (1 / CONCENTRATION);
      for (let j = i; j < k * stride; j += stride) posterior[j] /= total;
    }
  };
}
