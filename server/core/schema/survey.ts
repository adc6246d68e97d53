/** What is in a column, counted in one pass over its cells: all that the choice of a kind rests on. */
import { cellText, isMissing, type Table } from '../csv/table';
import { parseNumber } from '../csv/number';
import { FAMILY_NAMES, families, type FamilyName } from '../families/registry';

/** More distinct values than this are not told apart: no column of levels has so many. */
export const MOST_LEVELS = 5000;

/** More numbers do not make it any clearer how a column is distributed. */
const MOST_SAMPLED = 20_000;

/** Numbers beyond this leave no room for differences and squares within a double. */
const LARGEST = 1e306;

const NUMBER_FAMILIES = FAMILY_NAMES.map((name) => families[name]).filter(({ reads }) => reads === 'number');

/** The number in a cell, NaN when it is none that can be computed with. */
export function readNumber(text: string, decimal: '.' | ','): number {
  const number = parseNumber(text, decimal);
  return Math.abs(number) <= LARGEST ? number : NaN;
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
  /** How often each value occurs, blanks around it cut off; holds MOST_LEVELS + 1 values at most. */
  readonly values: ReadonlyMap<string, number>;
}

export interface Extent {
  readonly count: number;
  readonly least: number;
  readonly greatest: number;
}

export function survey(table: Table, column: number): Survey {
  const values = new Map<string, number>();
  const distinct = new Set<number>();
  let missing = 0;
  let numbers = 0;
  let integers = true;
  let consecutive = true;
  let previous = NaN;
  const held = NUMBER_FAMILIES.map((family) => ({ family, count: 0, least: Infinity, greatest: -Infinity }));
  const sample: number[] = [];
  const step = Math.max(1, Math.ceil(table.rowCount / MOST_SAMPLED));
  for (let row = 0; row < table.rowCount; row++) {
    const text = cellText(table, row, column).trim();
    if (isMissing(table, text)) {
      missing++;
      consecutive = false;
      continue;
    }
    const count = values.get(text);
    if (count !== undefined || values.size <= MOST_LEVELS) values.set(text, (count ?? 0) + 1);
    const number = readNumber(text, table.dialect.decimal);
    if (Number.isNaN(number)) {
      consecutive = false;
      continue;
    }
    numbers++;
    for (const extent of held) {
      const value = extent.family.encode(number);
      if (value !== value) continue;
      extent.count++;
      if (value < extent.least) extent.least = value;
      if (value > extent.greatest) extent.greatest = value;
    }
    if (row % step === 0) sample.push(number);
    if (distinct.size <= MOST_LEVELS) distinct.add(number);
    if (!Number.isInteger(number)) integers = false;
    if (row > 0 && number !== previous + 1) consecutive = false;
    previous = number;
  }
  const observed = table.rowCount - missing;
  return {
    missing, observed, numbers, integers, consecutive, distinctNumbers: distinct.size, values,
    held: new Map(held.map((extent) => [extent.family.name, extent])),
    sample: Float64Array.from(sample),
  };
}
