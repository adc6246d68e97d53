/**
 * Heaps: values on which many rows of a column agree although no component expects them there, such as an amount fixed
 * by law, or hours rounded to tens. A slip hits the same value twice only by chance, so a cell of a heap is no more
 * surprising than its value is rare. Wrong cells may agree, too; but then all of them stand out, while some cells of a
 * heap are quite usual in their rows.
 */
import { families } from '../../families/registry';
import type { Matrix, MatrixColumn } from '../../data/matrix';
import type { Mixture } from '../../mixture/model';
import { isConventional } from '../../schema/missingCodes';
import type { Suspects } from '../falseDiscovery';
import { countsAt, distinctOf, distinctValues, firstAtLeast, type DistinctValues } from './valueCounts';

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
/**
 * Number of distinct values from which a column is no scale. There the ratio is to the median number of the ten
 * neighbours on either side, and a lower one to the next two, so that a heap near another one counts. Instead of
 * exceeding the number that the mixture expects, the suspects at the value may exceed those near it by as much. Where
 * the neighbours are near, all cells of the heap may be suspects: codes stand apart.
 */
const LEAST_DISTINCT = 40;
const NEIGHBOURS = 10;
const NEXT_RATIO = 3.5;
/** Maximum distance of the neighbours, as a share of the column's range. */
const MOST_NEIGHBOUR_DISTANCE = 0.2;
/** Minimum number and share of a heap's cells that are not suspects. */
const LEAST_USUAL_CELLS = 3;
const LEAST_USUAL_SHARE = 0.05;
/**
 * Minimum share of a column's cells at values with as many cells as a heap, and maximum share of its steps that have
 * any cell, for a list of amounts. A slip hardly ever hits another entry, so all values with many cells are entries.
 */
const LEAST_LISTED_SHARE = 0.9;
/** Minimum number of cells of a rare entry of such a list; conventional codes for missing values are no entries. */
const LEAST_LISTED_CELLS = 3;
const MOST_TAKEN_STEPS = 0.25;

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
    const cells = countsAt(values, [...suspects.keys()]);
    const repeated = Array.from(suspects, ([value, odd]) => ({ value, odd, count: cells.get(value) ?? 0 })).filter(
      ({ count }) => count >= LEAST_LISTED_CELLS,
    );
    if (repeated.length === 0) return undefined;
    const valueCounts = distinctValues(values);
    const suspectCounts = distinctOf(suspects);
    const isOfList = isListOfAmounts(valueCounts, column);
    const heaps = repeated
      .filter(({ value, odd, count }) => {
        if (isOfList) return count >= LEAST_CELLS || !isConventional(numberOf(column, value));
        if (count < LEAST_CELLS) return false;
        const isUsual = count - odd >= Math.max(LEAST_USUAL_CELLS, LEAST_USUAL_SHARE * count);
        const isUnexpected = count >= EXCESS_RATIO * facts.observed * density(value);
        if (valueCounts.values.length < LEAST_DISTINCT)
          return isUsual && isUnexpected && exceedsOnScale(valueCounts, value, column);
        return (
          (isUsual || isAmongOthers(valueCounts, value)) &&
          (isUnexpected || (odd >= LEAST_CELLS && exceeds(suspectCounts, value))) &&
          exceeds(valueCounts, value)
        );
      })
      .map(({ value, count }) => ({ value, share: count / facts.observed }))
      .sort((a, b) => a.value - b.value);
    return heaps.length > 0 ? heaps : undefined;
  });
}

/** Whether nearly all cells hold one of few values far apart, such as amounts fixed by law. */
function isListOfAmounts({ values, counts }: DistinctValues, column: MatrixColumn): boolean {
  if (values.length < LEAST_DISTINCT) return false;
  const listed = counts.reduce((sum, count) => (count >= LEAST_CELLS ? sum + count : sum), 0);
  if (listed < LEAST_LISTED_SHARE * column.facts.observed) return false;
  const steps = values.reduce(
    (sum, value, i) => (i === 0 ? 0 : sum + (value - values[i - 1]) / stepAt(column, value)),
    0,
  );
  return values.length <= MOST_TAKEN_STEPS * steps;
}

/** Whether a value has at least five times as many cells as any other value within two steps. */
function exceedsOnScale(valueCounts: DistinctValues, value: number, column: MatrixColumn): boolean {
  const near = largestCountNear(valueCounts, value, (NEAR_STEPS + 0.5) * stepAt(column, value));
  return countAt(valueCounts, value) >= EXCESS_RATIO * near;
}

/** Returns the indices of up to `count` other values on either side of a value, the nearest first. */
function neighboursOf({ values }: DistinctValues, value: number, count: number): readonly number[] {
  const at = firstAtLeast(values, value);
  const near: number[] = [];
  for (let i = Math.max(0, at - count); i <= at + count && i < values.length; i++) if (i !== at) near.push(i);
  return near.sort((i, j) => Math.abs(values[i] - value) - Math.abs(values[j] - value));
}

/** Whether the ten values nearest to a value lie near it, compared with the range of the column. */
function isAmongOthers(valueCounts: DistinctValues, value: number): boolean {
  const { values } = valueCounts;
  const farthest = values[neighboursOf(valueCounts, value, NEIGHBOURS)[NEIGHBOURS - 1]];
  return Math.abs(farthest - value) <= MOST_NEIGHBOUR_DISTANCE * (values[values.length - 1] - values[0]);
}

/** Whether a value has many more cells than its ten neighbours on either side usually have, and than the next two. */
function exceeds(valueCounts: DistinctValues, value: number): boolean {
  const countsBeside = (count: number): number[] =>
    neighboursOf(valueCounts, value, count).map((i) => valueCounts.counts[i]);
  const usual = countsBeside(NEIGHBOURS).sort((a, b) => a - b);
  const median = usual.at(Math.floor(usual.length / 2)) ?? 0;
  const cells = countAt(valueCounts, value);
  return cells >= EXCESS_RATIO * median && cells >= NEXT_RATIO * Math.max(0, ...countsBeside(NEAR_STEPS));
}

function countAt({ values, counts }: DistinctValues, value: number): number {
  return counts[firstAtLeast(values, value)];
}

/** Returns the number that a value of the matrix stands for. */
function numberOf({ family }: MatrixColumn, value: number): number {
  return families[family].logJacobian === undefined ? value : Number(Math.exp(value).toPrecision(12));
}

/** Returns the size of a step at a value of the matrix, on the matrix's scale. */
function stepAt({ family, facts: { step = 1 } }: MatrixColumn, value: number): number {
  return step * Math.exp(-(families[family].logJacobian?.(value) ?? 0));
}

/** Returns the largest count among the other values within reach. */
function largestCountNear({ values, counts }: DistinctValues, value: number, reach: number): number {
  let largest = 0;
  for (let i = firstAtLeast(values, value - reach); i < values.length && values[i] < value + reach; i++)
    if (values[i] > value - reach && values[i] !== value) largest = Math.max(largest, counts[i]);
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
