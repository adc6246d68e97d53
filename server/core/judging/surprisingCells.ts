/** Details of a flagged row: the cells that do not fit the others, and the values expected in their place. */
import type { Prediction } from '../families/family';
import type { Schema } from '../schema/infer';
import { usedColumns } from '../schema/encoding/usedColumns';

/** Surprise of one cell of a row under the model. */
export interface CellSurprise {
  /** Index of the model's column. */
  readonly column: number;
  /** Prediction for the cell, computed on access, since most are never read. */
  readonly prediction: Prediction;
  /** Tail probability of the cell's value; undefined when it is missing. */
  readonly tail: number | undefined;
  /**
   * Conditional log density, in the data's units, of a value of the matrix in the cell's place, given the sound cells.
   */
  logDensityOf(value: number): number;
}

/** Level of negative numbers in a part of signs. */
const NEGATIVE = 0;

/** Tail probability above which a cell is not worth naming… */
const NAMED_BELOW = 0.05;
/** …and maximum number of named cells; more confuse. */
const MOST_CELLS = 5;

export interface SurprisingCell {
  /** Index of the model's column. */
  readonly column: number;
  readonly prediction: Prediction;
  readonly tail: number;
}

/** Returns the surprising cells of a row, the most surprising first; at least one, if any cell is observed. */
export function surprisingCells(cells: readonly CellSurprise[]): readonly SurprisingCell[] {
  const observed = cells
    .flatMap((cell) => (cell.tail === undefined ? [] : [{ cell, column: cell.column, tail: cell.tail }]))
    .sort((a, b) => a.tail - b.tail || a.column - b.column);
  const named = observed.filter(({ tail }, rank) => rank === 0 || tail < NAMED_BELOW).slice(0, MOST_CELLS);
  return named.map(({ cell, column, tail }) => ({ column, prediction: cell.prediction, tail }));
}

/** Returns the cells of these columns, in the order of `columns`. */
export function guiltyCells(cells: readonly CellSurprise[], columns: readonly number[]): readonly SurprisingCell[] {
  return columns
    .slice(0, MOST_CELLS)
    .map((column) => ({ column, prediction: cells[column].prediction, tail: cells[column].tail ?? 1 }));
}

/** Returns the indices of the fewest levels that together hold 95 % of the probability, the likeliest first. */
export function likelyLevels(probabilities: Float64Array): readonly number[] {
  const order = Array.from(probabilities.keys()).sort((a, b) => probabilities[b] - probabilities[a] || a - b);
  let cumulative = 0;
  const end = order.findIndex((level) => (cumulative += probabilities[level]) >= 0.95);
  return end < 0 ? order : order.slice(0, end + 1);
}

/**
 * Gives the sizes of signed amounts the sign of their number, or the likeliest one if it is missing, so that a
 * prediction is a value of the table's column.
 *
 * @param cells of one row, in the order of the model
 * @param values of the row, by column of the model; NaN where missing
 */
export function withSigns(
  schema: Schema,
  cells: readonly CellSurprise[],
  values: ArrayLike<number>,
): readonly CellSurprise[] {
  const columns = usedColumns(schema);
  return cells.map((cell) => {
    const { part, index } = columns[cell.column];
    const at =
      part?.of === 'size' ? columns.findIndex((other) => other.index === index && other.part?.of === 'sign') : -1;
    return at >= 0 && signOf(cells[at], values[at]) === NEGATIVE ? negated(cell) : cell;
  });
}

function signOf({ prediction }: CellSurprise, level: number): number | undefined {
  if (level === level) return level;
  return prediction.of === 'level' ? likelyLevels(prediction.probabilities)[0] : undefined;
}

function negated(cell: CellSurprise): CellSurprise {
  return {
    column: cell.column,
    tail: cell.tail,
    get prediction() {
      const { prediction } = cell;
      if (prediction.of === 'level') return prediction;
      const [low, high] = prediction.interval;
      return { ...prediction, mean: -prediction.mean, interval: [-high, -low] as const };
    },
    logDensityOf: (value) => cell.logDensityOf(value),
  };
}
