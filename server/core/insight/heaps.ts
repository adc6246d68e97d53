/**
 * Heaps: values in which many rows of a column agree although no component expects them there, such as an amount that a law fixes, or
 * ages rounded to tens. A slip hits the same value twice by chance alone, so that a cell of a heap is no more surprising than its value is
 * rare. Wrong cells may agree, too; but then all of them stand out, while of a heap some are quite usual in their rows.
 */
import { families } from '../families/registry';
import type { Matrix, MatrixColumn } from '../matrix';
import type { Mixture } from '../mixture/model';
import type { Suspects } from './suspects';

/** A value of the matrix, and the share of the column's observed cells that hold it. */
export interface Heap {
  readonly value: number;
  readonly share: number;
}

/** A heap has at least so many cells… */
const LEAST_CELLS = 5;
/** …and so many times as many as the mixture expects, and as hold any value within two steps: few levels of a scale are no heaps. */
const EXCESS = 5;
const STEPS_BESIDE = 2;
/** So many of them, and this share, are no suspects. */
const LEAST_USUAL = 3;
const LEAST_USUAL_SHARE = 0.05;

/**
 * The heaps among the values of suspects, by column; undefined where a column has none.
 *
 * @param mixture of all components; its columns of numbers must know the step to which they are written, or none has heaps
 */
export function heapsOf({ rows, columns }: Pick<Suspects, 'rows' | 'columns'>, mixture: Mixture, matrix: Matrix): readonly (readonly Heap[] | undefined)[] {
  return matrix.columns.map((column, d) => {
    const { values, facts } = column;
    const suspects = new Map<number, number>();
    columns.forEach((column, i) => {
      const value = column === d ? values[rows[i]] : NaN;
      if (value === value) suspects.set(value, (suspects.get(value) ?? 0) + 1);
    });
    const density = suspects.size > 0 ? densityOf(mixture, d, matrix) : undefined;
    if (density === undefined) return undefined;
    const cells = countsOf(values, suspects);
    const heaps = Array.from(suspects, ([value, odd]) => ({ value, odd, count: cells.get(value) ?? 0 }))
      .filter(({ odd, count }) => count >= LEAST_CELLS && count - odd >= Math.max(LEAST_USUAL, LEAST_USUAL_SHARE * count))
      .filter(({ value, count }) => count >= EXCESS * facts.observed * density(value) && count >= EXCESS * mostBeside(column, value))
      .map(({ value, count }) => ({ value, share: count / facts.observed }))
      .sort((a, b) => a.value - b.value);
    return heaps.length > 0 ? heaps : undefined;
  });
}

/** How many cells hold each of these values. */
function countsOf(values: Float64Array, wanted: ReadonlyMap<number, unknown>): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) if (wanted.has(value)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** How many cells hold the commonest of the values within two steps of this one. */
function mostBeside({ values, family, facts: { step = 1 } }: MatrixColumn, value: number): number {
  const reach = (STEPS_BESIDE + 0.5) * step * Math.exp(-(families[family].logJacobian?.(value) ?? 0));
  const counts = new Map<number, number>();
  for (const other of values) if (other !== value && Math.abs(other - value) < reach) counts.set(other, (counts.get(other) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}

/** The share of a column's cells that the mixture expects to hold a value: its density over one step. Undefined for levels and numbers without a step. */
function densityOf({ shape: { k, columns }, theta }: Mixture, d: number, { columns: data }: Matrix): ((value: number) => number) | undefined {
  const { marginal, parameters } = columns[d];
  const step = marginal.continuous ? data[d].facts.step : data[d].facts.levels === 0 ? 1 : undefined;
  if (step === undefined) return undefined;
  return (value) => {
    const logDensity = new Float64Array(1);
    let sum = 0;
    for (let j = 0; j < k; j++) {
      logDensity[0] = theta[j];
      marginal.addLogDensity(theta, parameters + j * marginal.parameterCount, Float64Array.of(value), 0, 1, logDensity, 0);
      sum += Math.exp(logDensity[0]);
    }
    return sum * step;
  };
}
