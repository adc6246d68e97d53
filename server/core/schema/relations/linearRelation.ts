/**
 * Detects that one column is another in another unit: y = slope × x + intercept, up to rounding, in nearly all rows.
 */
import { FUZZ, isTight } from './relation';

export interface Line {
  readonly slope: number;
  readonly intercept: number;
  /** Largest difference that rounding explains. */
  readonly tolerance: number;
}

/** Pairs of quantiles at which the slope is estimated: this share of the rows from either end. */
const PAIRS = Array.from({ length: 15 }, (_, i) => 0.02 + 0.02 * i);
/** Relative difference allowed between the first estimates of the slope, and number of estimates that must agree. */
const LOOSELY = 0.02;
const LEAST_ALIKE = 0.5;
const LEAST_ROWS = 10;
const LEAST_VALUES = 6;
/** Maximum share of rows that break the relation; a copy that differs more often is a separate column. */
const MOST_BROKEN = 0.15;
const MOST_BROKEN_COPY = 0.01;
/** Number of exceptions above which half of them must not be of one kind. */
const FEW_EXCEPTIONS = 4;
/** Maximum relative difference between numbers of a kind. */
const ALIKE = 0.005;
/** Minimum share of distinct pairs of numbers that hold: zeros in both columns, however often, say nothing. */
const LEAST_HELD_PAIRS = 0.6;
/**
 * Multiple of the tolerance up to which differences just beyond rounding point to another relation rather than to
 * errors.
 */
export const NEAR = 3;
const MOST_NEAR = 0.01;

/** Maximum number of rows with such differences. */
export function mostNear(rows: number): number {
  return Math.max(1, MOST_NEAR * rows);
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
const CLEARLY = 3;

/**
 * Finds a linear relation between two columns.
 *
 * @param x and `y` by row, NaN where missing
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
  const slope = byX.length < LEAST_ROWS ? undefined : slopeAtSight(x, y, byX);
  if (slope === undefined) return undefined;
  const rows = Array.from(byX).filter((row) => y[row] === y[row]);
  if (rows.length < LEAST_ROWS) return undefined;
  const steps = stepsOf();
  const scale = rows.reduce((most, row) => Math.max(most, Math.abs(y[row])), 0);
  const ofRounding = ((steps[1] ?? 0) + Math.abs(slope) * (steps[0] ?? 0)) / 2;
  const intercept = median(rows.map((row) => y[row] - slope * x[row]));
  for (const tolerance of new Set([0, ofRounding])) {
    const line = shortened(fitted({ slope, intercept, tolerance: tolerance + FUZZ * scale }, x, y, rows), x, y, rows);
    if (isRelation(line, x, y, rows, NEAR * Math.max(line.tolerance, ofRounding)))
      return { ...line, broken: 1 - heldBy(line, x, y, rows).length / rows.length };
  }
  return undefined;
}

/** Rows in which a column is observed, in ascending order of its numbers. */
export function ascendingRows(x: Float64Array): Uint32Array {
  return Uint32Array.from(x.keys())
    .filter((row) => x[row] === x[row])
    .sort((a, b) => x[a] - x[b]);
}

function slopeAtSight(x: Float64Array, y: Float64Array, rows: Uint32Array): number | undefined {
  const slopes: number[] = [];
  for (const share of PAIRS) {
    const [low, high] = [rows[Math.floor(share * (rows.length - 1))], rows[Math.ceil((1 - share) * (rows.length - 1))]];
    const slope = (y[high] - y[low]) / (x[high] - x[low]);
    if (Number.isFinite(slope)) slopes.push(slope);
  }
  if (slopes.length < PAIRS.length / 2) return undefined;
  const middle = median(slopes);
  const alike = slopes.filter((slope) => Math.abs(slope - middle) <= LOOSELY * Math.abs(middle)).length;
  return middle !== 0 && alike >= LEAST_ALIKE * PAIRS.length ? middle : undefined;
}

/** Least squares over the rows that the line explains, repeated. */
function fitted(rough: Line, x: Float64Array, y: Float64Array, rows: readonly number[]): Line {
  let line = rough;
  for (let round = 0; round < ROUNDS; round++) {
    const reach = round === 0 ? NEAR : 1;
    const near = rows.filter((row) => Math.abs(residual(line, x[row], y[row])) <= reach * line.tolerance);
    if (near.length < LEAST_ROWS) return line;
    const [meanX, meanY] = [x, y].map((own) => near.reduce((sum, row) => sum + own[row], 0) / near.length);
    const ofXY = near.reduce((sum, row) => sum + (x[row] - meanX) * (y[row] - meanY), 0);
    const ofXX = near.reduce((sum, row) => sum + (x[row] - meanX) ** 2, 0);
    if (!(ofXX > 0)) return line;
    line = { ...line, slope: ofXY / ofXX, intercept: meanY - (ofXY / ofXX) * meanX };
  }
  return line;
}

/** The line with the fewest digits that explains as many rows and is centred: people convert by round numbers. */
function shortened(line: Line, x: Float64Array, y: Float64Array, rows: readonly number[]): Line {
  const near = heldBy(line, x, y, rows);
  const explains = (short: Line): boolean =>
    heldBy(short, x, y, rows).length >= near.length && isCentred(short, x, y, rows);
  const known = CONVERSIONS.map(([slope, intercept]) => ({ ...line, slope, intercept })).find(explains);
  if (known !== undefined) return known;
  const meanOf = (of: (row: number) => number): number => near.reduce((sum, row) => sum + of(row), 0) / near.length;
  const throughZero = meanOf((row) => x[row] * y[row]) / meanOf((row) => x[row] ** 2);
  for (let digits = 1; digits <= MOST_DIGITS; digits++) {
    for (let ofSlope = digits; ofSlope >= 1; ofSlope--) {
      const slope = Number((ofSlope === digits ? throughZero : line.slope).toPrecision(ofSlope));
      const intercept =
        ofSlope === digits ? 0 : Number(meanOf((row) => y[row] - slope * x[row]).toFixed(digits - ofSlope - 1)) + 0;
      const short = { ...line, slope, intercept };
      if (explains(short)) return short;
    }
  }
  return line;
}

/** Whether the residuals of a line are as far above as below zero, as rounding makes them. */
function isCentred(line: Line, x: Float64Array, y: Float64Array, rows: readonly number[]): boolean {
  const left = rows.map((row) => residual(line, x[row], y[row])).filter((own) => Math.abs(own) <= line.tolerance);
  const mean = left.reduce((sum, own) => sum + own, 0) / left.length;
  return Math.abs(mean) <= (CLEARLY * line.tolerance) / Math.sqrt(3 * left.length);
}

function residual({ slope, intercept }: Line, x: number, y: number): number {
  return y - (slope * x + intercept);
}

/** Rows that a line explains. */
function heldBy(line: Line, x: Float64Array, y: Float64Array, rows: readonly number[]): readonly number[] {
  return rows.filter((row) => Math.abs(residual(line, x[row], y[row])) <= line.tolerance);
}

/** @param beside largest difference that counts as just beside the line */
function isRelation(line: Line, x: Float64Array, y: Float64Array, rows: readonly number[], beside: number): boolean {
  const held = heldBy(line, x, y, rows);
  const isHeld = new Set(held);
  const broken = rows.filter((row) => !isHeld.has(row));
  const near = heldBy({ ...line, tolerance: beside }, x, y, rows).length - held.length;
  const isCopy = line.slope === 1 && line.intercept === 0;
  const pairsOf = (of: readonly number[]): number => new Set(of.map((row) => `${x[row]} ${y[row]}`)).size;
  return (
    held.length >= LEAST_ROWS &&
    pairsOf(held) >= LEAST_ROWS &&
    pairsOf(held) >= LEAST_HELD_PAIRS * pairsOf(rows) &&
    broken.length <= Math.max(1, (isCopy ? MOST_BROKEN_COPY : MOST_BROKEN) * rows.length) &&
    near <= mostNear(rows.length) &&
    isTight(
      held.map((row) => y[row]),
      line.tolerance,
    ) &&
    new Set(held.map((row) => y[row])).size >= LEAST_VALUES &&
    !areOfAKind(broken, line, x, y)
  );
}

/**
 * Whether exceptions are systematic, as where a tax has two rates, or some people's birthday is still to come: half of
 * them are one multiple of the line, or equally far from it. Slipped points and lost signs are errors all the same.
 */
function areOfAKind(broken: readonly number[], line: Line, x: Float64Array, y: Float64Array): boolean {
  if (broken.length <= FEW_EXCEPTIONS) return false;
  const ratios = broken
    .map((row) => (y[row] - line.intercept) / (line.slope * x[row]))
    .filter((ratio) => Number.isFinite(ratio) && !isSlip(ratio));
  const differences = broken.map((row) => residual(line, x[row], y[row]));
  return [ratios, differences].some((of) => 2 * mostAlike(of) >= broken.length);
}

/** Whether a ratio of two numbers comes from a slipped decimal point or a lost sign. */
export function isSlip(ratio: number): boolean {
  const powers = Math.log10(Math.abs(ratio));
  return ratio < 0 || (Math.abs(powers) > 0.5 && Math.abs(powers - Math.round(powers)) < ALIKE);
}

/** Largest count of numbers that are about equal. */
function mostAlike(numbers: readonly number[]): number {
  const sorted = Float64Array.from(numbers).sort();
  let most = 0;
  for (let from = 0, to = 0; to < sorted.length; to++) {
    while (sorted[to] - sorted[from] > ALIKE * Math.max(Math.abs(sorted[to]), Math.abs(sorted[from]))) from++;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[sorted.length >> 1];
}
