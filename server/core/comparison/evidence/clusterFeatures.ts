/**
 * Features of a row under a mixture of the pooled rows: its posteriors, how well its cells go together, and its place
 * within the components.
 */
import { families } from '../../families/registry';
import { score, type Scores } from '../../mixture/expectation';
import type { Mixture } from '../../mixture/model';
import { logSumExp } from '../../families/functions/special';
import type { Matrix } from '../../data/matrix';
import { rankedValue, rowsOf, SIDES, type PooledRow, type Side, type TablePair } from '../tablePair';
import { addLegendre, MidRanks } from './midRanks';
import type { Features } from './columnFeatures';

/** Rows of both tables under the mixture of the pool. */
export interface PooledScores {
  readonly mixture: Mixture;
  /** Positions of the mixture's columns in the matrices. */
  readonly members: readonly number[];
  readonly scores: readonly [Scores, Scores];
}

export function* scorePair(
  pair: TablePair,
  mixture: Mixture,
  members: readonly number[],
): Generator<undefined, PooledScores> {
  const scores = [
    yield* score(mixture, columnsAt(pair.matrices[0], members)),
    yield* score(mixture, columnsAt(pair.matrices[1], members)),
  ] as const;
  return { mixture, members, scores };
}

/** Returns a matrix of some columns of a matrix. */
export function columnsAt<M extends Matrix>(matrix: M, members: readonly number[]): M {
  return members.length === matrix.columns.length
    ? matrix
    : { ...matrix, columns: members.map((d) => matrix.columns[d]) };
}

/** Returns the posteriors of a row. @param only component of interest; all by default */
export function posteriorFeatures({ mixture: { shape }, scores }: PooledScores, only?: number): Features {
  const components = only === undefined ? Array.from({ length: shape.k }, (_, k) => k) : [only];
  return {
    names: components.map((level) => ({ of: 'level', member: -1, level })),
    addRow: (side, row, sums, at) => {
      const { posterior } = scores[side];
      components.forEach((k, i) => (sums[at + i] += posterior[row * shape.k + k]));
    },
  };
}

/** Degrees of the polynomials of how well cells go together. */
const TOGETHER_DEGREES = 2;

/**
 * Returns polynomials of the rank of log p(x) − Σ_d log p_d(x_d): how much better the cells of a row go together than
 * cells of independent columns would.
 */
export function togetherFeatures(pair: TablePair, pooled: PooledScores, reference: readonly PooledRow[]): Features {
  const excess = SIDES.map((side) => excessOf(pair, pooled, side));
  const ranks = new MidRanks(Float64Array.from(reference, ({ side, row }) => excess[side][row]));
  return {
    names: Array.from({ length: TOGETHER_DEGREES }, (_, i) => ({ of: 'rank', member: -1, degree: i + 1 })),
    addRow: (side, row, sums, at) => addLegendre(ranks.rank(excess[side][row]), TOGETHER_DEGREES, sums, at),
  };
}

const BLOCK_ROWS = 512;
/** Digits of an excess that count: rows with one cell have an excess of zero up to rounding. */
const EXCESS_DIGITS = 1e9;

function excessOf(pair: TablePair, { mixture, members, scores }: PooledScores, side: Side): Float64Array {
  const { shape, theta } = mixture;
  const excess = scores[side].logDensity.slice();
  const joint = new Float64Array(BLOCK_ROWS * shape.k);
  const row = new Float64Array(shape.k);
  members.forEach((d, i) => {
    const { marginal, parameters } = shape.columns[i];
    const { values } = pair.matrices[side].columns[d];
    for (let from = 0; from < values.length; from += BLOCK_ROWS) {
      const count = Math.min(BLOCK_ROWS, values.length - from);
      for (let k = 0; k < shape.k; k++) {
        joint.fill(theta[k], k * BLOCK_ROWS, k * BLOCK_ROWS + count);
        const at = parameters + k * marginal.parameterCount;
        marginal.addLogDensity(theta, at, values, from, count, joint, k * BLOCK_ROWS);
      }
      for (let n = 0; n < count; n++) {
        if (values[from + n] !== values[from + n]) continue;
        for (let k = 0; k < shape.k; k++) row[k] = joint[k * BLOCK_ROWS + n];
        excess[from + n] -= logSumExp(row, 0, shape.k);
      }
    }
  });
  return excess.map((value) => (Number.isFinite(value) ? Math.round(value * EXCESS_DIGITS) / EXCESS_DIGITS : -1e9));
}

/** Distance from a component's centre, in its standard deviations, beyond which a cell counts as at that distance. */
const FARTHEST = 4;

/** Centre and spread of a column of numbers in a component of the pool, as the numbers stand in the matrix. */
export interface Place {
  readonly component: number;
  readonly member: number;
  readonly centre: number;
  readonly spread: number;
}

/** Finds the places of the components in the columns of numbers, from the rows of the reference. */
export function placesOf(pair: TablePair, pooled: PooledScores, reference: readonly PooledRow[]): readonly Place[] {
  const { mixture, members, scores } = pooled;
  const { k } = mixture.shape;
  return members
    .filter((member) => families[pair.matrices[0].columns[member].family].reads === 'number')
    .flatMap((member) =>
      Array.from({ length: k }, (_, component) => {
        const weights = Float64Array.from(reference, ({ side, row }) => scores[side].posterior[row * k + component]);
        const values = Float64Array.from(reference, ({ side, row }) =>
          rankedValue(pair.matrices[side].columns[member], row),
        );
        return { component, member, ...weightedPlace(values, weights) };
      }),
    );
}

function weightedPlace(values: Float64Array, weights: Float64Array): Pick<Place, 'centre' | 'spread'> {
  const mean = (of: (value: number) => number): number => {
    let [sum, total] = [0, 0];
    for (let i = 0; i < values.length; i++) {
      if (values[i] !== values[i]) continue;
      sum += weights[i] * of(values[i]);
      total += weights[i];
    }
    return total > 0 ? sum / total : 0;
  };
  const centre = mean((value) => value);
  return { centre, spread: Math.sqrt(mean((value) => (value - centre) ** 2)) };
}

/** Returns the distance of a row from a place, weighted by its posterior. */
export function placeFeature(pair: TablePair, pooled: PooledScores, place: Place): Features {
  const { component, member, centre, spread } = place;
  const { k } = pooled.mixture.shape;
  return {
    names: [{ of: 'rank', member, degree: 1 }],
    addRow: (side, row, sums, at) => {
      const value = rankedValue(pair.matrices[side].columns[member], row);
      if (value !== value || !(spread > 0)) return;
      const distance = Math.max(-FARTHEST, Math.min(FARTHEST, (value - centre) / spread));
      sums[at] += pooled.scores[side].posterior[row * k + component] * distance;
    },
  };
}

/** Mean of a column over the rows of a component in each table, as numbers stand in the matrix; NaN without rows. */
export function meansAt(pair: TablePair, pooled: PooledScores, place: Place): readonly [number, number] {
  const { k } = pooled.mixture.shape;
  const meanOn = (side: Side): number => {
    const { posterior } = pooled.scores[side];
    const column = pair.matrices[side].columns[place.member];
    let [sum, total] = [0, 0];
    for (let row = 0; row < rowsOf(pair, side); row++) {
      const value = rankedValue(column, row);
      if (!(Math.abs(value - place.centre) <= 10 * place.spread)) continue;
      sum += posterior[row * k + place.component] * value;
      total += posterior[row * k + place.component];
    }
    return sum / total;
  };
  return [meanOn(0), meanOn(1)];
}
