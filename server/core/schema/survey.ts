/** Survey of a column: the facts on which the choice of a kind rests. */
import type { CellBounds, WrittenDates } from '../csv/cells/cellSorts';
import { boundTexts } from './encoding/columnBounds';
import { MOST_LEVELS } from '../csv/columns/column';
import type { TypedColumn } from '../csv/columns/typedColumn';
import { parseNumber, usableNumber } from '../csv/cells/number';
import { unitKey } from '../csv/cells/unitNames';
import { numberInFile, type NumberMarks } from '../csv/cells/writtenNumber';
import type { Family } from '../families/family';
import { families, type FamilyName } from '../families/registry';
import { plainSums, type ColumnSums } from './encoding/columnSums';

export { MOST_LEVELS };

/** Maximum number of levels of a text that is a label. */
export const MOST_TEXT_LEVELS = 100;

/** Maximum number of sampled rows; more do not make a distribution any clearer. */
const MOST_SAMPLED_ROWS = 20_000;

/** Reads a number in a cell of a column with this unit; NaN where it is not a usable number. */
export function readNumber(text: string, { decimal, thousands }: NumberMarks, unit = ''): number {
  const plain = usableNumber(parseNumber(text, decimal));
  if (plain === plain) return plain;
  const written = numberInFile(text, decimal, thousands);
  return written !== undefined && (written.unit === '' || unitKey(written.unit) === unitKey(unit))
    ? written.value
    : NaN;
}

export interface Survey {
  readonly missing: number;
  readonly observed: number;
  /** Number of observed cells that are finite numbers. */
  readonly numbers: number;
  /** Number of observed cells that occur among numbers but cannot be used: not finite, or in another unit. */
  readonly foreign: number;
  /** Bounds in the cells; left out where no cell holds one. */
  readonly bounds?: CellBounds;
  /** Number of observed cells that hold bounds; they are not numbers. */
  readonly bounded: number;
  /** Examples of the bounds, as texts. */
  readonly boundTexts: readonly string[];
  /** Unit of the column. */
  readonly unit?: string;
  /** Whether numbers look like codes: whole, and some with leading zeros. */
  readonly padded: boolean;
  /** Form of the dates, in a column of dates. */
  readonly dates?: WrittenDates;
  /** Whether every number is an integer. */
  readonly integers: boolean;
  /** Whether every number is the number of the row before plus one. */
  readonly consecutive: boolean;
  /** Extent of the numbers, meaningless where there are none. */
  readonly least: number;
  readonly greatest: number;
  /** Whether a family can hold every number. */
  readonly holdsAll: (family: FamilyName) => boolean;
  /** Whether any number is zero. */
  readonly hasZero: () => boolean;
  /** Extent of the numbers that a family of numbers can hold, as values of the matrix. */
  readonly extentIn: (family: FamilyName) => Extent | undefined;
  /** Numbers of at most MOST_SAMPLED_ROWS rows, evenly spaced. */
  readonly sample: Float64Array;
  /** Count of distinct numbers, up to MOST_LEVELS + 1. */
  readonly distinctNumbers: number;
  /** Distinct values without surrounding blanks; at most MOST_LEVELS + 1. */
  readonly values: readonly string[];
}

export interface Extent {
  readonly count: number;
  readonly least: number;
  readonly greatest: number;
}

/** Surveys a column. @param column read with the request 'all' */
export function surveyColumn(
  {
    rows,
    missing,
    numbers: x,
    values,
    distinctNumbers,
    unreadableCount,
    foreign,
    bounds,
    unit,
    dates,
    extent,
  }: TypedColumn,
  sums: ColumnSums = plainSums,
): Survey {
  const observed = rows - missing;
  const bounded = bounds?.rows.length ?? 0;
  let integers = true;
  let consecutive = missing === 0 && unreadableCount === 0 && bounded === 0;
  const sample: number[] = [];
  const step = Math.max(1, Math.ceil(rows / MOST_SAMPLED_ROWS));
  for (let row = 0; row < rows; row += step) if (x[row] === x[row]) sample.push(x[row]);
  const { least, greatest } = extent ?? sums.extent(x);
  for (let row = 0; integers && row < rows; row++) if (x[row] === x[row] && !Number.isInteger(x[row])) integers = false;
  for (let row = 1; consecutive && row < rows; row++) if (x[row] !== x[row - 1] + 1) consecutive = false;
  return {
    missing,
    observed,
    numbers: observed - unreadableCount - bounded,
    foreign,
    bounded,
    boundTexts: boundTexts(bounds),
    ...(bounds !== undefined && { bounds }),
    ...(unit !== undefined && { unit }),
    ...(dates !== undefined && { dates }),
    padded: integers && arePadded(values),
    integers,
    consecutive,
    distinctNumbers,
    values,
    least,
    greatest,
    holdsAll: (name) => x.every(canHold(families[name])),
    hasZero: () => x.includes(0),
    extentIn: (name) => (families[name].reads === 'number' ? extentOf(families[name], x) : undefined),
    sample: Float64Array.from(sample),
  };
}

/** Digits of codes with a leading zero; hours and days have only two digits. */
const PADDED = /^0\d{2,}$/;
const LEAST_PADDED = 2;
const PADDED_SHARE = 0.02;

function arePadded(values: readonly string[]): boolean {
  const padded = values.filter((text) => PADDED.test(text)).length;
  return padded >= Math.max(LEAST_PADDED, PADDED_SHARE * values.length);
}

/** Returns a function that tests whether a number is missing or the family can hold it. */
function canHold({ encode }: Family): (number: number) => boolean {
  return (number) => number !== number || !Number.isNaN(encode(number));
}

function extentOf({ encode }: Family, numbers: Float64Array): Extent {
  let count = 0;
  let least = Infinity;
  let greatest = -Infinity;
  for (const number of numbers) {
    const value = encode(number);
    if (value !== value) continue;
    count++;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return { count, least, greatest };
}
