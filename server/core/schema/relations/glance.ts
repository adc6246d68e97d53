/** A glance at few rows, which rules out most relations that a column may have to others. */

/** Numbers of a column in the sampled rows, which all columns share; NaN where missing. */
export interface SampledColumn {
  readonly name: string;
  readonly values: Float64Array;
  /** Whether the column may follow from others. */
  readonly mayFollow: boolean;
  /** Whether its numbers are measured or counted; numeric labels can only be parts of sums. */
  readonly isMeasured: boolean;
}

/** Number of rows, and maximum relative error at which a relation holds in them. */
const QUICK_ROWS = 8;
const ROUGH_TOLERANCE = 0.02;

/**
 * Numbers of a column and of its candidate sources in few rows, spread over all rows in which the column is not zero.
 * The first of these rows rule out most candidates.
 */
export class Glance {
  readonly isEnough: boolean;
  private readonly rows: readonly number[];
  private readonly target: Float64Array;
  /** Numbers in these rows, by column. */
  private readonly numbers: readonly Float64Array[];

  constructor(columns: readonly SampledColumn[], target: number) {
    const { values } = columns[target];
    const usable = Array.from(values.keys()).filter((row) => values[row] === values[row] && values[row] !== 0);
    this.rows = [
      ...new Set(
        Array.from(
          { length: Math.min(QUICK_ROWS, usable.length) },
          (_, i) => usable[Math.floor(((i + 0.5) * usable.length) / QUICK_ROWS)],
        ),
      ),
    ];
    this.isEnough = this.rows.length >= QUICK_ROWS / 2;
    this.numbers = columns.map((column) => Float64Array.from(this.rows, (row) => column.values[row]));
    this.target = this.numbers[target];
  }

  /** Copies a column's numbers in these rows, so that others can be added. */
  numbersOf(column: number): Float64Array {
    return this.numbers[column].slice();
  }

  /** Adds a column to the sums; returns whether the sums now look like the target. */
  addsUp(sums: Float64Array, column: number): boolean {
    const addend = this.numbers[column];
    for (let i = 0; i < sums.length; i++) sums[i] += addend[i];
    return this.isNear((i) => sums[i]);
  }

  matches(operation: 'sum' | 'difference' | 'product' | 'percent', from: number, to: number): boolean {
    const [a, b] = [this.numbers[from], this.numbers[to]];
    if (operation === 'sum') return this.isNear((i) => a[i] + b[i]);
    if (operation === 'difference') return this.isNear((i) => a[i] - b[i]);
    return operation === 'product' ? this.isNear((i) => a[i] * b[i]) : this.isNear((i) => 0.01 * a[i] * b[i]);
  }

  /** Whether a column, or the product of two, is near the target after a rate is taken off the target. */
  matchesRate(rate: number, of: number, from: number, to?: number): boolean {
    const [rates, a, b] = [this.numbers[of], this.numbers[from], to === undefined ? undefined : this.numbers[to]];
    return this.isNear((i) => a[i] * (b?.[i] ?? 1) * (1 + rate * rates[i]));
  }

  /**
   * Whether a value is near the target in more than half of the sampled rows in which it is observed; at least half of
   * them must be.
   */
  private isNear(valueAt: (i: number) => number): boolean {
    let [tried, missed] = [0, 0];
    for (let i = 0; i < this.target.length && 2 * missed < this.target.length; i++) {
      const value = valueAt(i);
      if (value !== value) continue;
      tried++;
      if (Math.abs(value - this.target[i]) > ROUGH_TOLERANCE * Math.abs(this.target[i])) missed++;
    }
    return 2 * tried >= this.target.length && 2 * missed < tried;
  }
}
