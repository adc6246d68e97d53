/**
 * Values that are repeated far from all others of their column: -999, 9999, 99 on a scale to 10. Most are codes for
 * missing.
 */

import type { NumberExtent, TypedColumn } from '../csv/columns/typedColumn';
import type { RepeatedValue } from './encoding/encode';
import type { UsedColumn } from './encoding/usedColumns';
import { plainSums } from './encoding/columnSums';

/** Minimum number of cells that hold a code… */
const LEAST_CELLS = 3;
/** …and maximum share of cells. */
const MOST_CELL_SHARE = 0.5;
/** Minimum number of other cells; fewer do not determine a range. */
const LEAST_OTHERS = 8;
/** Minimum number of distinct other values. */
const LEAST_DISTINCT = 3;
/** Distance of a code from the nearest other value, in ranges of the others, … */
const LEAST_DISTANCE = 1;
/** … and for a number that is a conventional code. */
const LEAST_CONVENTIONAL_DISTANCE = 0.25;
/**
 * Number of distinct other values up to which, as for doses or rates, unconventional codes need a larger distance, in
 * ranges of the others.
 */
const FEW_VALUES = 12;
const LEAST_DISTANCE_AMONG_FEW = 10;
const CONVENTIONAL_CODE = /^-?(?:9+[789]|8{2,}|7{2,}|9+\.9+)$/;
/** Codes that are no numbers of a column of positive ones, beside another code, or below ranks from 1 on. */
const SMALL_CODE = /^(?:0|-[1-9])$/;
/** Share of the others at either end that their range leaves out, so that other wild cells do not stretch it. */
const WILD_SHARE = 0.02;
const MOST_CODES = 4;

/** Whether a number is a conventional code for a missing value, such as -999 or 98. */
export function isConventional(value: number): boolean {
  return CONVENTIONAL_CODE.test(String(value));
}

/**
 * Finds the repeated values of a column, ascending.
 * @param numbers NaN where missing
 * @param extent of the numbers, if known
 */
export function repeatedValues(numbers: Float64Array, extent = plainSums.extent(numbers)): readonly number[] {
  if (!mayRepeat(numbers, extent)) return [];
  const counts = new Map<number, number>();
  let observed = 0;
  for (const x of numbers) {
    if (x !== x) continue;
    observed++;
    counts.set(x, (counts.get(x) ?? 0) + 1);
  }
  const distinct = Float64Array.from(counts.keys()).sort();
  const codes: number[] = [];
  const isFrequent = (value: number): boolean => {
    const cells = counts.get(value) ?? 0;
    return cells >= LEAST_CELLS && cells <= MOST_CELL_SHARE * observed;
  };
  for (let rest = distinct, newCodes = 1; newCodes > 0;) {
    const maxCodes = Math.min(MOST_CODES - codes.length, rest.length - LEAST_DISTINCT);
    const lowCount = codeCount(rest, counts, maxCodes, isFrequent);
    const highCount = lowCount > 0 ? 0 : codeCount(rest.toReversed(), counts, maxCodes, isFrequent);
    if (lowCount + highCount === 0 && maxCodes > 1 && areCodesAtBothEnds(rest, counts, isFrequent)) {
      codes.push(rest[0], rest[rest.length - 1]);
      break;
    }
    codes.push(...rest.subarray(0, lowCount), ...rest.subarray(rest.length - highCount));
    rest = rest.subarray(lowCount, rest.length - highCount);
    newCodes = lowCount + highCount;
  }
  return codes.sort((a, b) => a - b);
}

/**
 * Counts the codes at one end. Adjacent codes, such as 98 and 99, are both far from the values beyond them.
 * @param inward distinct values, from this end inwards
 */
function codeCount(
  inward: Float64Array,
  counts: ReadonlyMap<number, number>,
  maxCodes: number,
  isFrequent: (value: number) => boolean,
): number {
  for (let count = 1; count <= maxCodes; count++) {
    const code = inward[count - 1];
    if (!isFrequent(code) || (count > 1 && !areAdjacentCodes(inward.subarray(0, count), inward[count]))) return 0;
    if (isFar(code, inward.subarray(count), counts)) return count;
  }
  return 0;
}

/** Whether several values at one end may all be codes. @param next the nearest other value */
function areAdjacentCodes(values: Float64Array, next: number): boolean {
  return values.every(isConventional) || (next > 0 && values.every((value) => SMALL_CODE.test(String(value))));
}

/** Whether the values at both ends are codes, each of which widens the range from which the other is far. */
function areCodesAtBothEnds(
  distinct: Float64Array,
  counts: ReadonlyMap<number, number>,
  isFrequent: (value: number) => boolean,
): boolean {
  const [low, high] = [distinct[0], distinct[distinct.length - 1]];
  const others = distinct.subarray(1, -1);
  return isFrequent(low) && isFrequent(high) && isFar(low, others, counts) && isFar(high, others.toReversed(), counts);
}

/** Whether a value is a negative code below ranks from 1 on, which would continue with 0. @param others ascending */
function isBelowRanks(value: number, others: Float64Array): boolean {
  return (
    value < 0 &&
    SMALL_CODE.test(String(value)) &&
    others.every((x, i) => x === i + 1) &&
    others.length >= LEAST_DISTINCT
  );
}

/** Whether a value is far from all others. @param others the nearest first */
function isFar(value: number, others: Float64Array, counts: ReadonlyMap<number, number>): boolean {
  const cells = others.reduce((sum, x) => sum + (counts.get(x) ?? 0), 0);
  if (cells < LEAST_OTHERS) return false;
  if (isBelowRanks(value, others)) return true;
  const width = Math.abs(
    quantile(others, counts, (1 - WILD_SHARE) * cells) - quantile(others, counts, WILD_SHARE * cells),
  );
  const leastDistance = isConventional(value)
    ? LEAST_CONVENTIONAL_DISTANCE
    : others.length > FEW_VALUES || (value < 0 && others[0] >= 0)
      ? LEAST_DISTANCE
      : LEAST_DISTANCE_AMONG_FEW;
  return width > 0 && Math.abs(value - others[0]) > leastDistance * width;
}

/** Returns the value before which this many cells lie. */
function quantile(values: Float64Array, counts: ReadonlyMap<number, number>, cells: number): number {
  let below = 0;
  for (const x of values) {
    below += counts.get(x) ?? 0;
    if (below > cells) return x;
  }
  return values[values.length - 1];
}

/** Whether either end of the numbers is repeated at all: a fast check that rules out most columns. */
function mayRepeat(numbers: Float64Array, { least, greatest }: NumberExtent): boolean {
  const isRepeated = (end: number): boolean => {
    let position = -1;
    for (let cells = 0; cells < LEAST_CELLS; cells++)
      if ((position = numbers.indexOf(end, position + 1)) < 0) return false;
    return true;
  };
  return isRepeated(least) || isRepeated(greatest);
}

/** Finds the cells that hold a column's codes; empty where there are none. */
export function repeatedCells(
  { index, codes = [], topCode, levels }: UsedColumn,
  { rows, numbers, places, values }: TypedColumn,
): readonly RepeatedValue[] {
  if (codes.length === 0) return [];
  const numberByPlace = [NaN, ...values.map(Number)];
  const numberAt = (row: number): number => (levels.length === 0 ? numbers[row] : numberByPlace[places?.[row] ?? 0]);
  const rowsByCode = new Map(codes.map((code): [number, number[]] => [code, []]));
  let [least, greatest] = [Infinity, -Infinity];
  for (let row = 0; row < rows; row++) {
    const number = numberAt(row);
    const codeRows = rowsByCode.get(number);
    if (codeRows !== undefined) codeRows.push(row);
    else if (number === number) [least, greatest] = [Math.min(least, number), Math.max(greatest, number)];
  }
  return [...rowsByCode].flatMap(([value, codeRows]) =>
    codeRows.length === 0
      ? []
      : [
          {
            column: index,
            value,
            rows: Uint32Array.from(codeRows),
            range: [least, greatest] as const,
            ...(value === topCode && { isTop: true as const }),
          },
        ],
  );
}

/** Returns the column with its codes as missing cells. */
export function withoutCodes(column: TypedColumn, codes: readonly number[]): TypedColumn {
  if (codes.length === 0) return column;
  const numbers = column.numbers.map((x) => (codes.includes(x) ? NaN : x));
  const missing =
    numbers.reduce((count, x) => (x !== x ? count + 1 : count), 0) -
    column.unreadableCount -
    (column.bounds?.rows.length ?? 0);
  return {
    ...column,
    extent: undefined,
    numbers,
    missing,
    distinctNumbers: column.distinctNumbers - codes.length,
    values: column.values.filter((text) => !codes.includes(Number(text))),
  };
}
