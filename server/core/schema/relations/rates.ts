/**
 * Products with a rate, in shares or percents: a total with a discount, quantity × price × (1 − discount), and an
 * amount with its tax, net × (1 + tax).
 */
import type { Glance, SampledColumn } from './glance';
import type { Candidate } from './relations';

/** A column that may hold rates, and the factor of its numbers: 1 for shares, 0.01 for percents. */
export interface Rate {
  readonly column: number;
  readonly factor: number;
}

/** Minimum share of the numbers between 0 and 1, or 0 and 100; the others may be wrong. */
const LEAST_SHARE = 0.9;
const MOST_PERCENT = 100;
/** Maximum number of rates that are tried per column, the nearest first. */
const MOST_RATES = 8;
/** Number of columns above which both other factors are sought near the column that follows. */
const MANY_COLUMNS = 30;
const NEIGHBOURS = 8;

/** Finds the columns that may hold rates. */
export function ratesOf(columns: readonly SampledColumn[]): readonly Rate[] {
  return columns.flatMap(({ values }, column) => {
    const numbers = values.filter((x) => x === x);
    const isWithin = (limit: number): boolean =>
      numbers.reduce((count, x) => (x >= 0 && x <= limit ? count + 1 : count), 0) >= LEAST_SHARE * numbers.length;
    // A column of zeros and ones says whether something holds.
    if (numbers.length === 0 || numbers.every((x) => x === 0 || x === 1)) return [];
    return isWithin(1) ? [{ column, factor: 1 }] : isWithin(MOST_PERCENT) ? [{ column, factor: 0.01 }] : [];
  });
}

/**
 * Generates products with a rate that hold approximately in a few sampled rows: of one other column, and of two.
 *
 * @param range positions of the columns that the glance holds
 */
export function* rateCandidates(
  columns: readonly SampledColumn[],
  glance: Glance,
  [first, last]: readonly [number, number],
  { target, rates }: { readonly target: number; readonly rates: readonly Rate[] },
): Generator<Candidate> {
  const near = rates
    .filter(({ column }) => column !== target && column >= first && column < last)
    .sort((a, b) => Math.abs(a.column - target) - Math.abs(b.column - target))
    .slice(0, MOST_RATES);
  const reach = last - first > MANY_COLUMNS ? NEIGHBOURS : last - first;
  const [low, high] = [Math.max(first, target - reach), Math.min(last, target + reach + 1)];
  for (const { column, factor } of near) {
    const others = Array.from({ length: high - low }, (_, i) => low + i).filter((d) => d !== target && d !== column);
    for (const rate of [-factor, factor]) {
      const candidate = (parts: readonly number[]): Candidate => ({
        form: 'product',
        parts: [...parts, column],
        factors: [1],
        constant: 0,
        tolerance: 0,
        rate,
      });
      for (const [i, from] of others.entries()) {
        if (columns[from].isMeasured && glance.matchesRate(rate, column - first, from - first)) yield candidate([from]);
        for (const to of others.slice(i + 1))
          if (
            (columns[from].isMeasured || columns[to].isMeasured) &&
            glance.matchesRate(rate, column - first, from - first, to - first)
          )
            yield candidate([from, to]);
      }
    }
  }
}
