/** Two columns of numbers plotted against each other: the drawn rows, their positions, and an ellipse per component. */
import { families } from '../families/registry';
import type { MatrixColumn } from '../data/matrix';
import type { Mixture } from '../mixture/model';
import { seededRandom } from '../numeric/random';
import { binsOf } from './bins';

/** √χ²: a two-dimensional standard normal is within this distance of its mean with a probability of 95 %. */
const RADIUS = Math.sqrt(-2 * Math.log(0.05));
/** Half the width of a normal's central 95 % interval, in standard deviations. */
const HALF_INTERVAL = 1.959963984540054;

export interface Ellipse {
  readonly x: number;
  readonly y: number;
  /** Half axes; the marginals of a component are independent, so the half axes lie along the axes of the picture. */
  readonly rx: number;
  readonly ry: number;
}

/** The drawn rows. */
export interface DrawnRows {
  /** Row indices, ascending. */
  readonly rows: Uint32Array;
  /** Number of rows in which both cells are observed. */
  readonly available: number;
}

/**
 * Selects all rows with both cells; if there are more than `limit`, every required row and a simple random sample of
 * the others (reservoir, Vitter 1985, algorithm R).
 *
 * @param required rows that are always drawn
 */
export function drawnRows(
  x: Float64Array,
  y: Float64Array,
  required: ReadonlySet<number>,
  limit: number,
  seed: number,
): DrawnRows {
  const random = seededRandom(seed);
  const requiredRows: number[] = [];
  const otherRows: number[] = [];
  let otherCount = 0;
  const isComplete = (row: number): boolean => x[row] === x[row] && y[row] === y[row];
  for (const row of required) if (row < x.length && isComplete(row)) requiredRows.push(row);
  const room = Math.max(0, limit - requiredRows.length);
  for (let row = 0; row < x.length; row++) {
    if (!isComplete(row) || required.has(row)) continue;
    otherCount++;
    if (otherRows.length < room) otherRows.push(row);
    else {
      const place = Math.floor(random() * otherCount);
      if (place < room) otherRows[place] = row;
    }
  }
  return {
    rows: Uint32Array.from([...requiredRows, ...otherRows]).sort(),
    available: requiredRows.length + otherCount,
  };
}

/** Returns the range of a column's values in the picture; wild values lie beyond it. */
export function drawnRange({ values }: MatrixColumn): readonly [number, number] | undefined {
  const bins = binsOf(values);
  return bins && [bins.first, bins.first + bins.count * bins.width];
}

/** Returns the ellipse of each component that holds 95 % of its rows. @param x, y the columns' indices in the model */
export function ellipsesOf(
  { shape, theta }: Mixture,
  x: number,
  y: number,
  columns: readonly [MatrixColumn, MatrixColumn],
): readonly Ellipse[] {
  return Array.from({ length: shape.k }, (_, k) => {
    const [alongX, alongY] = [x, y].map((d, i) => {
      const { marginal, parameters } = shape.columns[d];
      const weights = new Float64Array(shape.k);
      weights[k] = 1;
      const prediction = marginal.predict(theta, parameters, weights);
      if (prediction.of === 'level') return { centre: NaN, sd: NaN };
      if (families[columns[i].family].logJacobian === undefined) return { centre: prediction.mean, sd: prediction.sd };
      const [low, high] = prediction.interval.map(Math.log);
      return { centre: (low + high) / 2, sd: (high - low) / (2 * HALF_INTERVAL) };
    });
    return { x: alongX.centre, y: alongY.centre, rx: RADIUS * alongX.sd, ry: RADIUS * alongY.sd };
  });
}
