/**
 * Order between columns of dates: dates of one column are never before those of the other, such as an end and its
 * beginning, or a delivery and its order.
 */
import { CLOCK_FORM } from '../../csv/cells/writtenDate';
import type { ColumnSchema, Schema } from '../infer';

const DAY = 86_400;
/** Minimum number of rows with both dates. */
const LEAST_PAIRS = 30;
/** Maximum number of evenly spaced rows that are compared. */
const MOST_COMPARED_ROWS = 20_000;
/** Minimum share of rows in which the later date is strictly later; below it both columns hold equal dates. */
const LEAST_LATER_SHARE = 0.1;
/**
 * Ratio of the rows that keep an order to the rows that break it, both within the median violation, above which the
 * order holds all the same. Delays that only happen to be positive thin out towards zero, so about as many lie just
 * below it as just above.
 */
const LEAST_HOLDING_RATIO = 20;

/** Dates of a column by row, in seconds since 1970; NaN where there is none. */
export interface DatesOfColumn {
  readonly column: ColumnSchema;
  readonly seconds: Float64Array;
}

/**
 * Records for each column of dates which other column it never precedes; of several, the column that it follows most
 * closely.
 */
export function withDateOrder(schema: Schema, dated: readonly DatesOfColumn[]): Schema {
  const usable = dated.filter(({ column: { dates } }) => dates !== undefined && hasDays(dates.form)).map(sampleOf);
  const notBefore = new Map(
    usable.flatMap((later): [number, string][] => {
      const candidates = usable.flatMap((earlier) => {
        const distance = earlier === later ? undefined : medianDelay(earlier, later);
        return distance === undefined ? [] : [{ name: earlier.column.name, distance }];
      });
      const closest = candidates.sort((a, b) => a.distance - b.distance).at(0);
      return closest === undefined ? [] : [[later.column.index, closest.name]];
    }),
  );
  if (notBefore.size === 0) return schema;
  return schema.map((column) => {
    const name = notBefore.get(column.index);
    return name === undefined || column.dates === undefined
      ? column
      : { ...column, dates: { ...column.dates, notBefore: name } };
  });
}

function sampleOf({ column, seconds }: DatesOfColumn): DatesOfColumn {
  const spacing = Math.ceil(seconds.length / MOST_COMPARED_ROWS);
  return { column, seconds: spacing > 1 ? seconds.filter((_, row) => row % spacing === 0) : seconds };
}

function hasDays(form: string): boolean {
  return form !== CLOCK_FORM && form.includes('D');
}

/** Returns the median delay of the later dates, in seconds; undefined where they are not always at least as late. */
function medianDelay(earlier: DatesOfColumn, later: DatesOfColumn): number | undefined {
  const delays = delaysOf(earlier, later)
    .filter((x) => x === x)
    .sort();
  const brokenCount = countBelow(delays, 0);
  const heldCount = delays.length - brokenCount;
  const isLater = delays.reduce((sum, delay) => (delay > 0 ? sum + 1 : sum), 0) >= LEAST_LATER_SHARE * delays.length;
  if (heldCount < LEAST_PAIRS || !isLater) return undefined;
  return brokenCount === 0 || isBoundary(delays, brokenCount) ? delays[brokenCount + (heldCount >> 1)] : undefined;
}

/** Whether sorted delays, some of which are negative, end at zero rather than thin out. */
function isBoundary(delays: Float64Array, brokenCount: number): boolean {
  const near = -delays[brokenCount >> 1];
  const below = brokenCount - countBelow(delays, -near);
  const above = countBelow(delays, near) - brokenCount;
  return above >= LEAST_HOLDING_RATIO * below;
}

/** Counts the sorted numbers below a limit. */
function countBelow(sorted: Float64Array, limit: number): number {
  const first = sorted.findIndex((x) => x >= limit);
  return first < 0 ? sorted.length : first;
}

/** Finds the rows in which the later date is before the earlier one, neither far off; ascending. */
export function rowsOutOfOrder(earlier: DatesOfColumn, later: DatesOfColumn): readonly number[] {
  const rows: number[] = [];
  delaysOf(earlier, later).forEach((delay, row) => {
    if (delay < 0) rows.push(row);
  });
  return rows;
}

/**
 * Computes the delays by row, in seconds; NaN where a date is missing or far off. Compares whole days unless both
 * columns have times.
 */
function delaysOf(earlier: DatesOfColumn, later: DatesOfColumn): Float64Array {
  const [from, to] = [usualSeconds(earlier), usualSeconds(later)];
  const haveTimes = [earlier, later].every(({ column: { dates } }) => dates?.form.endsWith(CLOCK_FORM) === true);
  const compared = (x: number): number => (haveTimes ? x : Math.floor(x / DAY) * DAY);
  return Float64Array.from(later.seconds, (x, row) => compared(to(x)) - compared(from(earlier.seconds[row])));
}

function usualSeconds({ column: { dates } }: DatesOfColumn): (x: number) => number {
  const { from = -Infinity, to = Infinity } = dates ?? {};
  return (x) => (x >= from && x <= to ? x : NaN);
}
