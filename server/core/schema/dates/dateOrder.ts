/**
 * Order between columns of dates: one is never before the other, such as an end and its beginning, or a delivery and
 * its order.
 */
import { CLOCK_FORM } from '../../csv/cells/writtenDate';
import type { ColumnSchema, Schema } from '../infer';

const DAY = 86_400;
/** Minimum number of rows with both dates. */
const LEAST_PAIRS = 30;
/** Maximum number of evenly spaced rows that are compared. */
const MOST_LOOKED_AT = 20_000;
/** Minimum share of rows in which the later date is strictly later; below it both columns hold equal dates. */
const LEAST_LATER = 0.1;
/**
 * Ratio of the rows that keep an order to the rows that break it, both within the median violation, above which the
 * order holds all the same. Delays that only happen to be positive thin out towards zero, so about as many lie just
 * below it as just above.
 */
const HOLDING_FOR_EACH = 20;

/** Dates of a column by row, in seconds since 1970; NaN where there is none. */
export interface Dated {
  readonly column: ColumnSchema;
  readonly seconds: Float64Array;
}

/**
 * Records in each column of dates which other dates it never precedes; of several, the ones that it follows most
 * closely.
 */
export function withDateOrder(schema: Schema, dated: readonly Dated[]): Schema {
  const usable = dated.filter(({ column: { dates } }) => dates !== undefined && hasDays(dates.form)).map(sampled);
  const notBefore = new Map(
    usable.flatMap((own): [number, string][] => {
      const earlier = usable.flatMap((other) => {
        const distance = other === own ? undefined : usualDelay(other, own);
        return distance === undefined ? [] : [{ name: other.column.name, distance }];
      });
      const closest = earlier.sort((a, b) => a.distance - b.distance).at(0);
      return closest === undefined ? [] : [[own.column.index, closest.name]];
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

function sampled({ column, seconds }: Dated): Dated {
  const spacing = Math.ceil(seconds.length / MOST_LOOKED_AT);
  return { column, seconds: spacing > 1 ? seconds.filter((_, row) => row % spacing === 0) : seconds };
}

function hasDays(form: string): boolean {
  return form !== CLOCK_FORM && form.includes('D');
}

/** Median delay of the later dates, in seconds; undefined where they are not always at least as late. */
function usualDelay(earlier: Dated, later: Dated): number | undefined {
  const delays = delaysOf(earlier, later)
    .filter((x) => x === x)
    .sort();
  const broken = countBelow(delays, 0);
  const held = delays.length - broken;
  const isLater = delays.reduce((sum, delay) => (delay > 0 ? sum + 1 : sum), 0) >= LEAST_LATER * delays.length;
  if (held < LEAST_PAIRS || !isLater) return undefined;
  return broken === 0 || isBoundary(delays, broken) ? delays[broken + (held >> 1)] : undefined;
}

/** Whether sorted delays, some of which are negative, end at zero rather than thin out. */
function isBoundary(delays: Float64Array, broken: number): boolean {
  const near = -delays[broken >> 1];
  const below = broken - countBelow(delays, -near);
  const above = countBelow(delays, near) - broken;
  return above >= HOLDING_FOR_EACH * below;
}

/** Count of sorted numbers below a limit. */
function countBelow(sorted: Float64Array, limit: number): number {
  const first = sorted.findIndex((x) => x >= limit);
  return first < 0 ? sorted.length : first;
}

/** Rows in which the later date is before the earlier one, neither far off; ascending. */
export function rowsBefore(earlier: Dated, later: Dated): readonly number[] {
  const rows: number[] = [];
  delaysOf(earlier, later).forEach((delay, row) => {
    if (delay < 0) rows.push(row);
  });
  return rows;
}

/**
 * Delays by row, in seconds; NaN where a date is missing or far off. Compares whole days unless both columns have
 * times.
 */
function delaysOf(earlier: Dated, later: Dated): Float64Array {
  const [from, to] = [usualOf(earlier), usualOf(later)];
  const haveTimes = [earlier, later].every(({ column: { dates } }) => dates?.form.endsWith(CLOCK_FORM) === true);
  const at = (x: number): number => (haveTimes ? x : Math.floor(x / DAY) * DAY);
  return Float64Array.from(later.seconds, (x, row) => at(to(x)) - at(from(earlier.seconds[row])));
}

function usualOf({ column: { dates } }: Dated): (x: number) => number {
  const { from = -Infinity, to = Infinity } = dates ?? {};
  return (x) => (x >= from && x <= to ? x : NaN);
}
