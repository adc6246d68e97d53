/**
 * Rows as points among each other, for seeds of starts and moves: numbers standardised, levels compared, a missing
 * cell at the column's mean. Squared distances, in squared standard deviations; two different levels are 2 apart.
 */
import type { Matrix } from '../matrix';

/** By column: a standardised number, or the share of each level. */
export type Seed = readonly (number | Float64Array)[];

export interface Space {
  squaredDistance(row: number, seed: Seed): number;
  seedAt(row: number): Seed;
  centre(rows: readonly number[]): Seed;
}

export function spaceOf(matrix: Matrix): Space {
  const numeric = matrix.columns.map((column) => column.levels.length === 0);
  const standard = (d: number, row: number): number => {
    const { values, facts } = matrix.columns[d];
    const z = (values[row] - facts.mean) / facts.sd;
    return z === z ? z : 0;
  };
  const shares = (d: number, rows: readonly number[]): Float64Array => {
    const { values, levels } = matrix.columns[d];
    const share = new Float64Array(levels.length);
    let seen = 0;
    for (const row of rows) if (values[row] === values[row]) seen++;
    for (const row of rows) if (values[row] === values[row]) share[values[row]] += 1 / seen;
    return share;
  };
  return {
    squaredDistance(row, seed) {
      let sum = 0;
      for (let d = 0; d < seed.length; d++) {
        const at = seed[d];
        if (typeof at === 'number') {
          sum += (standard(d, row) - at) ** 2;
        } else {
          const level = matrix.columns[d].values[row];
          if (level !== level) continue;
          for (let l = 0; l < at.length; l++) sum += ((l === level ? 1 : 0) - at[l]) ** 2;
        }
      }
      return sum;
    },
    seedAt(row) {
      return numeric.map((isNumber, d) => (isNumber ? standard(d, row) : shares(d, [row])));
    },
    centre(rows) {
      return numeric.map((isNumber, d) => (isNumber ? rows.reduce((sum, row) => sum + standard(d, row), 0) / rows.length : shares(d, rows)));
    },
  };
}
