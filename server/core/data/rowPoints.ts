/**
 * Rows as points, for seeds of starts and moves. Numbers are standardised; a missing cell is at the column's mean, and
 * a bound at its limit. Distances are squared, in squared standard deviations; two different levels are 2 apart.
 */
import type { Matrix } from './matrix';

/** A point: first the standardised numbers, then for each column of levels the share of each level. */
export type Point = Float64Array;

export class Space {
  /** Standardised numbers, row-major: row n starts at n × numbers. */
  private readonly rows: Float64Array;
  private readonly numbers: number;
  /** Columns of levels, and where the shares of each begin in a point. */
  private readonly levels: readonly { readonly values: Float64Array; readonly at: number; readonly count: number }[];
  private readonly width: number;

  constructor({ rows, columns }: Matrix) {
    const numeric = columns.filter(({ levels }) => levels.length === 0);
    this.numbers = numeric.length;
    this.rows = new Float64Array(rows * numeric.length);
    numeric.forEach(({ values, bounds, facts: { mean, sd } }, d) => {
      for (let row = 0; row < rows; row++) {
        const z = (values[row] - mean) / sd;
        this.rows[row * numeric.length + d] = z === z ? z : 0;
      }
      bounds?.rows.forEach((row, i) => {
        const limit = bounds.kinds[i] < 0 ? NaN : bounds.distinct[bounds.kinds[i]].limit;
        if (Number.isFinite(limit)) this.rows[row * numeric.length + d] = (limit - mean) / sd;
      });
    });
    let width = numeric.length;
    this.levels = columns
      .filter(({ levels }) => levels.length > 0)
      .map(({ values, levels }) => ({ values, at: (width += levels.length) - levels.length, count: levels.length }));
    this.width = width;
  }

  /** @param bound distances of at least this much may be returned unfinished */
  squaredDistance(row: number, point: Point, bound = Infinity): number {
    const { rows, numbers } = this;
    let sum = 0;
    for (let d = 0, at = row * numbers; d < numbers; d++, at++) {
      const difference = rows[at] - point[d];
      sum += difference * difference;
      if (sum >= bound) return sum;
    }
    if (this.levels.length === 0) return sum;
    for (const { values, at, count } of this.levels) {
      const level = values[row];
      if (level !== level) continue;
      for (let l = 0; l < count; l++) {
        const difference = (l === level ? 1 : 0) - point[at + l];
        sum += difference * difference;
      }
    }
    return sum;
  }

  pointAt(row: number): Point {
    const point = new Float64Array(this.width);
    point.set(this.rows.subarray(row * this.numbers, (row + 1) * this.numbers));
    for (const { values, at } of this.levels) if (values[row] === values[row]) point[at + values[row]] = 1;
    return point;
  }

  /**
   * Computes the centres of groups of rows.
   *
   * @param group index of the group of each entry of `rows`
   * @returns one point per group; undefined for a group without rows
   */
  centres(rows: Uint32Array, group: Uint32Array, groups: number): (Point | undefined)[] {
    const sums = Array.from({ length: groups }, () => new Float64Array(this.width));
    const members = new Float64Array(groups);
    // Number of the group's rows that have the cell, by column of levels.
    const observed = this.levels.map(() => new Float64Array(groups));
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      const sum = sums[group[i]];
      members[group[i]]++;
      for (let d = 0, at = row * this.numbers; d < this.numbers; d++, at++) sum[d] += this.rows[at];
      for (let c = 0; c < this.levels.length; c++) {
        const { values, at } = this.levels[c];
        if (values[row] !== values[row]) continue;
        sum[at + values[row]]++;
        observed[c][group[i]]++;
      }
    }
    return sums.map((sum, g) => {
      if (members[g] === 0) return undefined;
      for (let d = 0; d < this.numbers; d++) sum[d] /= members[g];
      this.levels.forEach(({ at, count }, c) => {
        for (let l = at; l < at + count; l++) sum[l] /= Math.max(1, observed[c][g]);
      });
      return sum;
    });
  }
}
