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
export interface Drawn {
  /** Row indices, ascending. */
  readonly rows: Uint32Array;
  /** Number of rows in which both cells are observed. */
  readonly available: number;
}

/**
 * All rows with both cells; if there are more than `most`, every row that must be kept and a simple random sample of
 * the others (reservoir, Vitter 1985, algorithm R).
 *
 * @param keep rows that are always drawn
 */
export function drawnRows(
  x: Float64Array,
  y: Float64Array,
  keep: ReadonlySet<number>,
  most: number,
  seed: number,
): Drawn {
  const random = seededRandom(seed);
  const kept: number[] = [];
  const others: number[] = [];
  let seen = 0;
  const isThere = (row: number): boolean => x[row] === x[row] && y[row] === y[row];
  for (const row of keep) if (row < x.length && isThere(row)) kept.push(row);
  const room = Math.max(0, most - kept.length);
  for (let row = 0; row < x.length; row++) {
    if (!isThere(row) || keep.has(row)) continue;
    seen++;
    if (others.length < room) others.push(row);
    else {
      const place = Math.floor(random() * seen);
      if (place < room) others[place] = row;
    }
  }
  return { rows: Uint32Array.from([...kept, ...others]).sort(), available: kept.length + seen };
}

/** Range of a column's values in the picture; wild values lie beyond it. */
export function drawnRange({ values }: MatrixColumn): readonly [number, number] | undefined {
  const bins = binsOf(values);
  return bins && [bins.first, bins.first + bins.count * bins.width];
}

/** Ellipse of each component that holds 95 % of its rows. @param x, y the columns' indices in the model */
export function ellipsesOf(
  { shape, theta }: Mixture,
  x: number,
  y: number,
  columns: readonly [MatrixColumn, MatrixColumn],
): readonly Ellipse[] {
  return Array.from({ length: shape.k }, (_, k) => {
    const [alongX, alongY] = [x, y].map((d, i) => {
      const { marginal, parameters } = shape.columns[d];
      const alone = new Float64Array(shape.k);
      alone[k] = 1;
      const prediction = marginal.predict(theta, parameters, alone);
      if (prediction.of === 'level') return { centre: NaN, sd: NaN };
      if (families[columns[i].family].logJacobian === undefined) return { centre: prediction.mean, sd: prediction.sd };
      const [low, high] = prediction.interval.map(Math.log);
      return { centre: (low + high) / 2, sd: (high - low) / (2 * HALF_INTERVAL) };
    });
    return { x: alongX.centre, y: alongY.centre, rx: RADIUS * alongX.sd, ry: RADIUS * alongY.sd };
  });
}
