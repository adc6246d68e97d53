/**
 * Starts of a run: k-means++ seeds (Arthur & Vassilvitskii 2007) on standardised columns, every row then
 * belonging almost wholly to its nearest seed, refined by a few rounds of k-means on every second start.
 */
import type { Estimate } from '../families/family';
import { drawIndex, type Random } from '../random';
import { statisticsUnder } from './expectation';
import type { Matrix } from '../matrix';
import { maximise, neutral, type Mixture, type Shape } from './model';

/** What is spread over the other components, so that no component starts with parameters at a bound. */
const SPREAD = 0.02;
const KMEANS_ROUNDS = 10;
/** Seeds are sought among at most this many rows, evenly spaced: more would not find better ones. */
const MOST_SEED_ROWS = 20_000;

/** A row among the others: numbers standardised, levels compared, a missing cell at the column's mean. */
interface Space {
  squaredDistance(row: number, seed: Seed): number;
  seedAt(row: number): Seed;
  centre(rows: readonly number[]): Seed;
}
/** By column: a standardised number, or the share of each level. */
type Seed = readonly (number | Float64Array)[];

function spaceOf(matrix: Matrix): Space {
  const numeric = matrix.columns.map((column) => column.levels.length === 0);
  const standard = (d: number, row: number): number => {
    const { values, facts } = matrix.columns[d];
    const z = (values[row] - facts.mean) / facts.sd;
    return z === z ? z : 0;
  };
  const shares = (d: number, rows: readonly number[]): Float64Array => {
    const { values, levels } = matrix.columns[d];
    const share = new Float64Array(levels.length);
    let seen = 0;
    for (const row of rows) if (values[row] === values[row]) seen++;
    for (const row of rows) if (values[row] === values[row]) share[values[row]] += 1 / seen;
    return share;
  };
  return {
    squaredDistance(row, seed) {
      let sum = 0;
      for (let d = 0; d < seed.length; d++) {
        const at = seed[d];
        if (typeof at === 'number') {
          sum += (standard(d, row) - at) ** 2;
        } else {
          const level = matrix.columns[d].values[row];
          if (level !== level) continue;
          for (let l = 0; l < at.length; l++) sum += ((l === level ? 1 : 0) - at[l]) ** 2;
        }
      }
      return sum;
    },
    seedAt(row) {
      return numeric.map((isNumber, d) => (isNumber ? standard(d, row) : shares(d, [row])));
    },
    centre(rows) {
      return numeric.map((isNumber, d) => (isNumber ? rows.reduce((sum, row) => sum + standard(d, row), 0) / rows.length : shares(d, rows)));
    },
  };
}

/**
 * Parameters to start from.
 *
 * @param index which of the starts of this number of components: each kind of start is for some of them
 */
export function* start(shape: Shape, matrix: Matrix, estimate: Estimate, index: number, random: Random): Generator<undefined, Mixture> {
  const mixture = neutral(shape);
  if (shape.k === 1) {
    maximise(mixture, yield* statisticsUnder(mixture, matrix, (_from, count, posterior) => posterior.fill(1, 0, count)), estimate);
    return mixture;
  }
  const space = spaceOf(matrix);
  const seeds = findSeeds(space, matrix.rows, shape.k, index % 2 === 1 ? KMEANS_ROUNDS : 0, random);
  const fill = (from: number, count: number, posterior: Float64Array, stride: number): void => {
    for (let i = 0; i < count; i++) {
      const nearest = nearestSeed(space, from + i, seeds);
      for (let k = 0; k < shape.k; k++) posterior[k * stride + i] = SPREAD / shape.k + (k === nearest ? 1 - SPREAD : 0);
    }
  };
  maximise(mixture, yield* statisticsUnder(mixture, matrix, fill), estimate);
  return mixture;
}

function nearestSeed(space: Space, row: number, seeds: readonly Seed[]): number {
  let nearest = 0;
  let least = Infinity;
  for (let k = 0; k < seeds.length; k++) {
    const distance = space.squaredDistance(row, seeds[k]);
    if (distance < least) {
      least = distance;
      nearest = k;
    }
  }
  return nearest;
}

/** k seeds, each a row drawn with probability proportional to its squared distance from the seeds before. */
function findSeeds(space: Space, rows: number, k: number, rounds: number, random: Random): readonly Seed[] {
  const step = Math.max(1, Math.ceil(rows / MOST_SEED_ROWS));
  const among = Array.from({ length: Math.ceil(rows / step) }, (_, i) => i * step);
  const anyRow = (): number => among[Math.floor(random() * among.length)];
  let seeds: Seed[] = [space.seedAt(anyRow())];
  const least = Float64Array.from(among, (row) => space.squaredDistance(row, seeds[0]));
  while (seeds.length < k) {
    const next = space.seedAt(among[drawIndex(least, random)]);
    seeds.push(next);
    among.forEach((row, i) => (least[i] = Math.min(least[i], space.squaredDistance(row, next))));
  }
  for (let round = 0; round < rounds; round++) {
    const members: number[][] = seeds.map(() => []);
    for (const row of among) members[nearestSeed(space, row, seeds)].push(row);
    seeds = members.map((rowsOf) => (rowsOf.length > 0 ? space.centre(rowsOf) : space.seedAt(anyRow())));
  }
  return seeds;
}
