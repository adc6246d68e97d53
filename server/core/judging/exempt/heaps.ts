/**
 * Heaps: values on which many rows of a column agree although no component expects them there, such as an amount fixed
 * by law, or hours rounded to tens. A slip hits the same value twice only by chance, so a cell of a heap is no more
 * surprising than its value is rare. Wrong cells may agree, too; but then all of them stand out, while some cells of a
 * heap are quite usual in their rows.
 */
import { firstIndexWhere } from '../../csv/table/rescan';
import { families } from '../../families/registry';
import type { Matrix, MatrixColumn } from '../../data/matrix';
import type { Mixture } from '../../mixture/model';
import type { Suspects } from '../falseDiscovery';
import { countsWithin, type ValueRange } from './valueCounts';

/** A value of the matrix, and the share of the column's observed cells that hold it. */
export interface Heap {
  readonly value: number;
  readonly share: number;
}

/** Minimum number of cells of a heap… */
const LEAST_CELLS = 5;
/**
 * …and minimum ratio of their number to the number that the mixture expects, and to the number for any value within two
 * steps: the few levels of a scale are not heaps.
 */
const EXCESS_RATIO = 5;
const NEAR_STEPS = 2;
/** Minimum number and share of a heap's cells that are not suspects. */
const LEAST_USUAL_CELLS = 3;
const LEAST_USUAL_SHARE = 0.05;

/**
 * Finds the heaps among the values of suspects, by column; undefined where a column has none.
 *
 * @param mixture of all components; columns of numbers need the step to which they are written, or they have no heaps
 */
export function heapsOf(
  { rows, columns }: Pick<Suspects, 'rows' | 'columns'>,
  mixture: Mixture,
  matrix: Matrix,
): readonly (readonly Heap[] | undefined)[] {
  return matrix.columns.map((column, d) => {
    const { values, facts } = column;
    const suspects = new Map<number, number>();
    rows.forEach((row, i) => {
      const value = columns[i] === d ? values[row] : NaN;
      if (value === value) suspects.set(value, (suspects.get(value) ?? 0) + 1);
    });
    const density = suspects.size > 0 ? densityOf(mixture, d, matrix) : undefined;
    if (density === undefined) return undefined;
    const cells = countsWithin(
      values,
      Array.from(suspects.keys(), (value) => ({ least: value, greatest: value })),
    );
    const candidates = Array.from(suspects, ([value, odd]) => ({ value, odd, count: cells.get(value) ?? 0 }))
      .filter(
        ({ odd, count }) =>
          count >= LEAST_CELLS && count - odd >= Math.max(LEAST_USUAL_CELLS, LEAST_USUAL_SHARE * count),
      )
      .filter(({ value, count }) => count >= EXCESS_RATIO * facts.observed * density(value));
    if (candidates.length === 0) return undefined;
    const ranges = candidates.map(({ value }) => {
      const reach = reachOf(column, value);
      return { least: value - reach, greatest: value + reach };
    });
    const valueCounts = [...countsWithin(values, ranges)].sort(([a], [b]) => a - b);
    const heaps = candidates
      .filter(({ value, count }, i) => count >= EXCESS_RATIO * largestCountNear(valueCounts, value, ranges[i]))
      .map(({ value, count }) => ({ value, share: count / facts.observed }))
      .sort((a, b) => a.value - b.value);
    return heaps.length > 0 ? heaps : undefined;
  });
}

/** Returns the distance of two and a half steps at a value of the matrix, on the matrix's scale. */
function reachOf({ family, facts: { step = 1 } }: MatrixColumn, value: number): number {
  return (NEAR_STEPS + 0.5) * step * Math.exp(-(families[family].logJacobian?.(value) ?? 0));
}

/**
 * Returns the largest count among the other values within a range.
 * @param valueCounts values with their counts, ascending
 */
function largestCountNear(
  valueCounts: readonly (readonly [value: number, count: number])[],
  value: number,
  { least, greatest }: ValueRange,
): number {
  let largest = 0;
  for (
    let i = firstIndexWhere(valueCounts.length, (at) => valueCounts[at][0] > least);
    i < valueCounts.length && valueCounts[i][0] < greatest;
    i++
  ) {
    if (valueCounts[i][0] !== value) largest = Math.max(largest, valueCounts[i][1]);
  }
  return largest;
}

/**
 * Returns the expected share of a column's cells at a value: the mixture's density over one step. Undefined for levels
 * and numbers without a step.
 */
function densityOf(
  { shape: { k, columns }, theta }: Mixture,
  d: number,
  { columns: data }: Matrix,
): ((value: number) => number) | undefined {
  const { marginal, parameters } = columns[d];
  const step = marginal.continuous ? data[d].facts.step : data[d].facts.levels === 0 ? 1 : undefined;
  if (step === undefined) return undefined;
  return (value) => {
    const logDensity = new Float64Array(1);
    let sum = 0;
    for (let j = 0; j < k; j++) {
      logDensity[0] = theta[j];
      marginal.addLogDensity(
        theta,
        parameters + j * marginal.parameterCount,
        Float64Array.of(value),
        0,
        1,
        logDensity,
        0,
      );
      sum += Math.exp(logDensity[0]);
    }
    return sum * step;
  };
}
