/**
 * Conditionals p(x_d | x_-d): what the model expects of one cell, given the row's other cells.
 *
 * They are again mixtures of the components' marginals, with weights p(k | x_-d) ∝ π_k Π_(e≠d) p_e(x_e | k).
 */
import type { Prediction } from '../families/family';
import { logSumExp } from '../families/special';
import type { Matrix } from '../matrix';
import type { Mixture } from '../mixture/model';

/** A row's cells in the order of the model's columns; NaN where missing. */
export function rowOf(matrix: Matrix, row: number): Float64Array {
  return Float64Array.from(matrix.columns, (column) => column.values[row]);
}

/**
 * p(k | x_-d) for every column d of a row: weights[d] has one number per component.
 * Sums from both ends leave each cell out without ever subtracting it, since a cell of log density
 * −10¹² would take all digits of the others with it.
 */
export function leaveOneOutWeights({ shape, theta }: Mixture, row: Float64Array): readonly Float64Array[] {
  const { k, columns } = shape;
  const terms = columns.map(({ marginal, parameters }, d) => {
    const term = new Float64Array(k);
    for (let j = 0; j < k; j++) marginal.addLogDensity(theta, parameters + j * marginal.parameterCount, row, d, 1, term, j);
    return term;
  });
  const weights = columns.map(() => new Float64Array(k));
  const before = theta.slice(0, k);
  for (let d = 0; d < columns.length; d++) {
    for (let j = 0; j < k; j++) {
      weights[d][j] = before[j];
      before[j] += terms[d][j];
    }
  }
  const after = new Float64Array(k);
  for (let d = columns.length - 1; d >= 0; d--) {
    for (let j = 0; j < k; j++) {
      weights[d][j] += after[j];
      after[j] += terms[d][j];
    }
    toProbabilities(weights[d], theta);
  }
  return weights;
}

/** Log weights to probabilities; a row impossible under every component says nothing, and leaves the weights π. */
function toProbabilities(logWeights: Float64Array, theta: Float64Array): void {
  const k = logWeights.length;
  const total = logSumExp(logWeights, 0, k);
  for (let j = 0; j < k; j++) logWeights[j] = total === -Infinity ? Math.exp(theta[j]) : Math.exp(logWeights[j] - total);
}

/** What the model says of one cell of a row. */
export interface CellSurprise {
  /** Index of the model's column. */
  readonly column: number;
  /** Found when it is asked for, since of most cells it is not. */
  readonly prediction: Prediction;
  /** Tail probability of the cell as it stands; undefined when it is missing. */
  readonly tail: number | undefined;
}

/** Every cell of a row, in the order of the columns, missing ones (with their prediction) included. */
export function cellSurprises(mixture: Mixture, row: Float64Array): readonly CellSurprise[] {
  return surprisesGiven(mixture, row, row);
}

/** Every cell of `row`, given the other cells of `witnesses`. */
function surprisesGiven(mixture: Mixture, row: Float64Array, witnesses: Float64Array): readonly CellSurprise[] {
  const { theta, shape } = mixture;
  return leaveOneOutWeights(mixture, witnesses).map((weights, column) => {
    const { marginal, parameters } = shape.columns[column];
    return {
      column,
      get prediction() {
        return marginal.predict(theta, parameters, weights);
      },
      tail: Number.isNaN(row[column]) ? undefined : marginal.tail(theta, parameters, weights, row[column]),
    };
  });
}

/** Tail probability of each cell given the others, 1 where missing: the part of `cellSurprises` that is cheap. */
function tailsOf(mixture: Mixture, row: Float64Array): Float64Array {
  const { theta, shape } = mixture;
  return Float64Array.from(leaveOneOutWeights(mixture, row), (weights, d) => {
    const { marginal, parameters } = shape.columns[d];
    return Number.isNaN(row[d]) ? 1 : marginal.tail(theta, parameters, weights, row[d]);
  });
}

/** A cell below this tail probability is guilty of its row's being unlikely. */
export const GUILTY_BELOW = 0.001;
/** A row of which more cells are wrong belongs to another table. */
const MOST_GUILTY = 5;

/**
 * Every cell of a row as `cellSurprises`, but judged by the innocent cells alone: one wrong cell would make
 * those that go with the right value look wrong too. The most surprising cell is blanked as long as there is
 * a guilty one, then all cells are judged by what is left.
 */
export function fairSurprises(mixture: Mixture, row: Float64Array): readonly CellSurprise[] {
  const innocent = row.slice();
  for (let round = 0; round < Math.min(MOST_GUILTY, row.length - 1); round++) {
    const tails = tailsOf(mixture, innocent);
    const guilty = tails.reduce((least, tail, d) => (tail < tails[least] ? d : least), 0);
    if (tails[guilty] >= GUILTY_BELOW) break;
    innocent[guilty] = NaN;
  }
  return surprisesGiven(mixture, row, innocent);
}
