/**
 * Losses to expect between tables of one source. Two mixtures that are each estimated from a sample differ even if the
 * samples have one source, so their losses are never zero. The rows of the pool are dealt anew to two parts as large as
 * the tables; EM fits a mixture to each, from the mixture of the pool, and the losses between the two are averaged.
 */
import type { Estimated } from '../../description/divergence';
import { em, FEW_PLAIN_STEPS, type RunOptions } from '../../mixture/em';
import type { Mixture } from '../../mixture/model';
import { pickRows, type Matrix } from '../../data/matrix';
import { discardSteps } from '../../numeric/generators';
import type { Random } from '../../numeric/random';
import { shuffledRows } from '../tablePair';
import { lossesBetween, type LossColumn, type Losses } from './losses';

/** Mean and standard deviation of losses over deals of the rows. */
export interface Level {
  readonly mean: number;
  readonly sd: number;
}

export interface EqualLosses {
  readonly klForward: Level;
  readonly klBackward: Level;
  readonly absolute: Level;
  readonly squared: Level;
  /** Absolute loss by column. */
  readonly columns: readonly Level[];
}

/** Number of deals; enough for a mean and a rough standard deviation. */
const DEALS = 15;
const DRAWS = 4000;
const RUN: Omit<RunOptions, 'estimate'> = { maxIterations: 60, tolerance: 1e-6 };

/** A sample of the pool, and the mixture fitted to it. */
export interface PooledFit {
  readonly matrix: Matrix;
  readonly mixture: Mixture;
}

/**
 * Estimates the losses between tables of one source. Yields now and then.
 *
 * @param rows numbers of rows of the tables
 */
export function* equalLosses(
  pooled: PooledFit,
  columns: readonly LossColumn[],
  rows: readonly [number, number],
  estimate: RunOptions['estimate'],
  random: Random,
): Generator<undefined, EqualLosses> {
  const sampled = pooled.matrix.rows;
  const first = Math.min(sampled - 1, Math.max(1, Math.round((sampled * rows[0]) / (rows[0] + rows[1]))));
  const alike = columns.map(({ parts, gaps }): LossColumn => {
    const share = (gaps[0] + gaps[1]) / (rows[0] + rows[1]);
    return { parts, gaps: [share * rows[0], share * rows[1]], rows };
  });
  const losses: Losses[] = [];
  for (let deal = 0; deal < DEALS && sampled > 1; deal++) {
    const order = shuffledRows(sampled, sampled, random);
    const fitTo = function* (part: Uint32Array): Generator<undefined, Mixture> {
      const rowsOfPart = pickRows(pooled.matrix, part.slice().sort());
      return (yield* discardSteps(em(pooled.mixture, rowsOfPart, { ...RUN, estimate }, FEW_PLAIN_STEPS))).mixture;
    };
    const p = yield* fitTo(order.subarray(0, first));
    const q = yield* fitTo(order.subarray(first));
    losses.push(yield* lossesBetween({ p, q }, alike, DRAWS, random));
    yield undefined;
  }
  // Losses of the second order fall with the number of rows, the absolute loss with its root.
  const scale = (1 / rows[0] + 1 / rows[1]) / (1 / first + 1 / Math.max(1, sampled - first));
  const level = (of: (each: Losses) => Estimated, factor: number): Level => levelOf(losses.map(of), factor);
  return {
    klForward: level(({ joint }) => joint.klForward, scale),
    klBackward: level(({ joint }) => joint.klBackward, scale),
    absolute: level(({ joint }) => joint.absolute, Math.sqrt(scale)),
    squared: level(({ joint }) => joint.squared, scale),
    columns: columns.map((_, j) => level(({ columns: byColumn }) => byColumn[j].absolute, Math.sqrt(scale))),
  };
}

function levelOf(estimates: readonly Estimated[], factor: number): Level {
  if (estimates.length === 0) return { mean: 0, sd: 0 };
  const mean = estimates.reduce((sum, { value }) => sum + value, 0) / estimates.length;
  const squares = estimates.reduce((sum, { value }) => sum + (value - mean) ** 2, 0);
  return { mean: factor * mean, sd: factor * Math.sqrt(squares / (estimates.length - 1)) };
}
