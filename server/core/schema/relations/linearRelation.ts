/**
 * Detects that one column is another column in another unit: y = slope × x + intercept, up to rounding, in nearly all
 * rows.
 */
import { RELATIVE_ERROR, isTight } from './relation';

export interface Line {
  readonly slope: number;
  readonly intercept: number;
  /** Largest difference that rounding explains. */
  readonly tolerance: number;
}

/** Quantiles at which the slope is estimated: shares of the rows from either end. */
const QUANTILES = Array.from({ length: 15 }, (_, i) => 0.02 + 0.02 * i);
/** Relative difference allowed between the first estimates of the slope, and number of estimates that must agree. */
const SLOPE_TOLERANCE = 0.02;
const LEAST_AGREEING_SHARE = 0.5;
const LEAST_ROWS = 10;
const LEAST_VALUES = 6;
/** Maximum share of rows that break the relation; a copy that differs more often is a separate column. */
const MOST_BROKEN_SHARE = 0.15;
const MOST_BROKEN_SHARE_OF_COPY = 0.01;
/** Number of exceptions above which these must not be systematic. */
const FEW_EXCEPTIONS = 4;
/** Maximum relative difference between numbers of a kind. */
const KIND_TOLERANCE = 0.005;
/** Minimum share of distinct pairs of numbers that hold: zeros in both columns, however often, are no evidence. */
const LEAST_HELD_PAIR_SHARE = 0.6;
/**
 * Multiple of the tolerance up to which differences just beyond rounding point to another relation rather than to
 * errors.
 */
export const NEAR_TOLERANCES = 3;
const MOST_NEAR_SHARE = 0.01;

/** Maximum number of rows with such differences. */
export function maxNearRows(rows: number): number {
  return Math.max(1, MOST_NEAR_SHARE * rows);
}

const ROUNDS = 3;
/**
 * Slopes and intercepts of common conversions that have no short decimals: kelvins, inches, pounds, feet, miles; and
 * back.
 */
const CONVERSIONS: readonly (readonly [number, number])[] = [
  [1, 273.15],
  [1, -273.15],
  [1 / 2.54, 0],
  [1 / 0.45359237, 0],
  [0.45359237, 0],
  [1 / 0.3048, 0],
  [1.609344, 0],
  [1 / 1.609344, 0],
  [1 / 1.8, -32 / 1.8],
];
const MOST_DIGITS = 12;
/** Threshold in standard errors of the mean residual. */
const MOST_STANDARD_ERRORS = 3;

/**
 * Finds a linear relation between two columns.
 *
 * @param x numbers by row, like `y`; NaN where missing
 * @param byX rows in which x is observed, by x
 * @param stepsOf steps to which both are written, undefined where there is none
 * @returns the line and the share of the rows that break it
 */
export function linearRelation(
  x: Float64Array,
  y: Float64Array,
  byX: Uint32Array,
  stepsOf: () => readonly [number | undefined, number | undefined],
): (Line & { readonly broken: number }) | undefined {
  const slope = byX.length < LEAST_ROWS ? undefined : roughSlope(x, y, byX);
  if (slope === undefined) return undefined;
  const rows = Array.from(byX).filter((row) => y[row] === y[row]);
  if (rows.length < LEAST_ROWS) return undefined;
  const steps = stepsOf();
  const scale = rows.reduce((largest, row) => Math.max(largest, Math.abs(y[row])), 0);
  const roundingTolerance = ((steps[1] ?? 0) + Math.abs(slope) * (steps[0] ?? 0)) / 2;
  const intercept = median(rows.map((row) => y[row] - slope * x[row]));
  for (const tolerance of new Set([0, roundingTolerance])) {
    const line = simplestLine(
      refitLine({ slope, intercept, tolerance: tolerance + RELATIVE_ERROR * scale }, x, y, rows),
      x,
      y,
      rows,
    );
    if (isRelation(line, x, y, rows, NEAR_TOLERANCES * Math.max(line.tolerance, roundingTolerance)))
      return { ...line, broken: 1 - explainedRows(line, x, y, rows).length / rows.length };
  }
  return undefined;
}

/** Returns the rows in which a column is observed, in ascending order of its numbers. */
export function ascendingRows(x: Float64Array): Uint32Array {
  return Uint32Array.from(x.keys())
    .filter((row) => x[row] === x[row])
    .sort((a, b) => x[a] - x[b]);
}

function roughSlope(x: Float64Array, y: Float64Array, rows: Uint32Array): number | undefined {
  const slopes: number[] = [];
  for (const share of QUANTILES) {
    const [low, high] = [rows[Math.floor(share * (rows.length - 1))], rows[Math.ceil((1 - share) * (rows.length - 1))]];
    const slope = (y[high] - y[low]) / (x[high] - x[low]);
    if (Number.isFinite(slope)) slopes.push(slope);
  }
  if (slopes.length < QUANTILES.length / 2) return undefined;
  const middle = median(slopes);
  const agreeing = slopes.filter((slope) => Math.abs(slope - middle) <= SLOPE_TOLERANCE * Math.abs(middle)).length;
  return middle !== 0 && agreeing >= LEAST_AGREEING_SHARE * QUANTILES.length ? middle : undefined;
}

/** Refits a line by least squares over the rows that it explains, several times. */
function refitLine(rough: Line, x: Float64Array, y: Float64Array, rows: readonly number[]): Line {
  let line = rough;
  for (let round = 0; round < ROUNDS; round++) {
    const reach = round === 0 ? NEAR_TOLERANCES : 1;
    const nearRows = rows.filter((row) => Math.abs(residual(line, x[row], y[row])) <= reach * line.tolerance);
    if (nearRows.length < LEAST_ROWS) return line;
    const [meanX, meanY] = [x, y].map(
      (values) => nearRows.reduce((sum, row) => sum + values[row], 0) / nearRows.length,
    );
    const sumXY = nearRows.reduce((sum, row) => sum + (x[row] - meanX) * (y[row] - meanY), 0);
    const sumXX = nearRows.reduce((sum, row) => sum + (x[row] - meanX) ** 2, 0);
    if (!(sumXX > 0)) return line;
    line = { ...line, slope: sumXY / sumXX, intercept: meanY - (sumXY / sumXX) * meanX };
  }
  return line;
}

/**
 * Returns the line with the fewest digits that explains as many rows and is centred: people convert by round numbers.
 */
function simplestLine(line: Line, x: Float64Array, y: Float64Array, rows: readonly number[]): Line {
  const explained = explainedRows(line, x, y, rows);
  const explains = (short: Line): boolean =>
    explainedRows(short, x, y, rows).length >= explained.length && isCentred(short, x, y, rows);
  const conversion = CONVERSIONS.map(([slope, intercept]) => ({ ...line, slope, intercept })).find(explains);
  if (conversion !== undefined) return conversion;
  const meanOf = (valueAt: (row: number) => number): number =>
    explained.reduce((sum, row) => sum + valueAt(row), 0) / explained.length;
  const throughZero = meanOf((row) => x[row] * y[row]) / meanOf((row) => x[row] ** 2);
  for (let digits = 1; digits <= MOST_DIGITS; digits++) {
    for (let slopeDigits = digits; slopeDigits >= 1; slopeDigits--) {
      const slope = Number((slopeDigits === digits ? throughZero : line.slope).toPrecision(slopeDigits));
      const intercept =
        slopeDigits === digits
          ? 0
          : Number(meanOf((row) => y[row] - slope * x[row]).toFixed(digits - slopeDigits - 1)) + 0;
      const short = { ...line, slope, intercept };
      if (explains(short)) return short;
    }
  }
  return line;
}

/** Whether the residuals of a line are as far above as below zero, as rounding makes them. */
function isCentred(line: Line, x: Float64Array, y: Float64Array, rows: readonly number[]): boolean {
  const residuals = rows
    .map((row) => residual(line, x[row], y[row]))
    .filter((difference) => Math.abs(difference) <= line.tolerance);
  const mean = residuals.reduce((sum, difference) => sum + difference, 0) / residuals.length;
  return Math.abs(mean) <= (MOST_STANDARD_ERRORS * line.tolerance) / Math.sqrt(3 * residuals.length);
}

function residual({ slope, intercept }: Line, x: number, y: number): number {
  return y - (slope * x + intercept);
}

/** Returns the rows that a line explains. */
function explainedRows(line: Line, x: Float64Array, y: Float64Array, rows: readonly number[]): readonly number[] {
  return rows.filter((row) => Math.abs(residual(line, x[row], y[row])) <= line.tolerance);
}

/** Whether a line is a relation. @param nearTolerance largest difference that counts as just off the line */
function isRelation(
  line: Line,
  x: Float64Array,
  y: Float64Array,
  rows: readonly number[],
  nearTolerance: number,
): boolean {
  const held = explainedRows(line, x, y, rows);
  const isHeld = new Set(held);
  const broken = rows.filter((row) => !isHeld.has(row));
  const nearCount = explainedRows({ ...line, tolerance: nearTolerance }, x, y, rows).length - held.length;
  const isCopy = line.slope === 1 && line.intercept === 0;
  const pairCount = (selected: readonly number[]): number => new Set(selected.map((row) => `${x[row]} ${y[row]}`)).size;
  return (
    held.length >= LEAST_ROWS &&
    pairCount(held) >= LEAST_ROWS &&
    pairCount(held) >= LEAST_HELD_PAIR_SHARE * pairCount(rows) &&
    broken.length <= Math.max(1, (isCopy ? MOST_BROKEN_SHARE_OF_COPY : MOST_BROKEN_SHARE) * rows.length) &&
    nearCount <= maxNearRows(rows.length) &&
    isTight(
      held.map((row) => y[row]),
      line.tolerance,
    ) &&
    new Set(held.map((row) => y[row])).size >= LEAST_VALUES &&
    !areSystematic(broken, line, x, y)
  );
}

/**
 * Whether exceptions are systematic, as where a tax has two rates, or some people's birthday is still to come: half of
 * them are one multiple of the line, or equally far from it. Slipped points and lost signs are errors all the same.
 */
function areSystematic(broken: readonly number[], line: Line, x: Float64Array, y: Float64Array): boolean {
  if (broken.length <= FEW_EXCEPTIONS) return false;
  const ratios = broken
    .map((row) => (y[row] - line.intercept) / (line.slope * x[row]))
    .filter((ratio) => Number.isFinite(ratio) && !isSlip(ratio));
  const differences = broken.map((row) => residual(line, x[row], y[row]));
  return [ratios, differences].some((numbers) => 2 * largestEqualCount(numbers) >= broken.length);
}

/** Whether a ratio of two numbers comes from a slipped decimal point or a lost sign. */
export function isSlip(ratio: number): boolean {
  const powers = Math.log10(Math.abs(ratio));
  return ratio < 0 || (Math.abs(powers) > 0.5 && Math.abs(powers - Math.round(powers)) < KIND_TOLERANCE);
}

/** Returns the largest count of numbers that are about equal. */
function largestEqualCount(numbers: readonly number[]): number {
  const sorted = Float64Array.from(numbers).sort();
  let largest = 0;
  for (let from = 0, to = 0; to < sorted.length; to++) {
    while (sorted[to] - sorted[from] > KIND_TOLERANCE * Math.max(Math.abs(sorted[to]), Math.abs(sorted[from]))) from++;
    largest = Math.max(largest, to - from + 1);
  }
  return largest;
}

function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[sorted.length >> 1];
}
