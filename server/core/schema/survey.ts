/** What is in a column: all that the choice of a kind rests on. */
import { MOST_LEVELS, usable, type TypedColumn } from '../csv/column';
import { parseNumber } from '../csv/number';
import type { Family } from '../families/family';
import { FAMILY_NAMES, families, type FamilyName } from '../families/registry';

export { MOST_LEVELS };

/** More numbers do not make it any clearer how a column is distributed. */
const MOST_SAMPLED = 20_000;

const NUMBER_FAMILIES = FAMILY_NAMES.map((name): Family => families[name]).filter(({ reads }) => reads === 'number');

/** The number in a cell, NaN when it is none that can be computed with. */
export function readNumber(text: string, decimal: '.' | ','): number {
  return usable(parseNumber(text, decimal));
}

export interface Survey {
  readonly missing: number;
  readonly observed: number;
  /** Observed cells that are finite numbers. */
  readonly numbers: number;
  /** Whether every number is an integer. */
  readonly integers: boolean;
  /** Whether every row's number is that of the row before plus one. */
  readonly consecutive: boolean;
  /** For each family of numbers, those that it can hold, as it has them in the matrix. */
  readonly held: ReadonlyMap<FamilyName, Extent>;
  /** The numbers of at most MOST_SAMPLED rows, evenly spaced. */
  readonly sample: Float64Array;
  /** Distinct numbers, counted up to MOST_LEVELS + 1. */
  readonly distinctNumbers: number;
  /** The distinct values, blanks around them cut off; MOST_LEVELS + 1 at most. */
  readonly values: readonly string[];
}

export interface Extent {
  readonly count: number;
  readonly least: number;
  readonly greatest: number;
}

/** @param column read with 'all' wanted */
export function survey({ rows, missing, numbers: x, values, distinctNumbers, othersCount }: TypedColumn): Survey {
  const observed = rows - missing;
  let integers = true;
  let consecutive = missing === 0 && othersCount === 0;
  const sample: number[] = [];
  const step = Math.max(1, Math.ceil(rows / MOST_SAMPLED));
  for (let row = 0; row < rows; row += step) if (x[row] === x[row]) sample.push(x[row]);
  for (let row = 0; integers && row < rows; row++) if (x[row] === x[row] && !Number.isInteger(x[row])) integers = false;
  for (let row = 1; consecutive && row < rows; row++) if (x[row] !== x[row - 1] + 1) consecutive = false;
  return {
    missing, observed, numbers: observed - othersCount, integers, consecutive, distinctNumbers, values,
    held: new Map(NUMBER_FAMILIES.map((family) => [family.name, extentOf(family, x)])),
    sample: Float64Array.from(sample),
  };
}

/** The numbers that a family can hold; the ends are found among the numbers as they are read, since `encode` keeps their order. */
function extentOf({ encode, holds = (read) => !Number.isNaN(encode(read)) }: Family, numbers: Float64Array): Extent {
  let count = 0;
  let least = Infinity;
  let greatest = -Infinity;
  for (let row = 0; row < numbers.length; row++) {
    const number = numbers[row];
    if (number !== number || !holds(number)) continue;
    count++;
    if (number < least) least = number;
    if (number > greatest) greatest = number;
  }
  return count === 0 ? { count, least, greatest } : { count, least: encode(least), greatest: encode(greatest) };
}
