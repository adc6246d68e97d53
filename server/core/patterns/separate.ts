/**
 * Which shapes of a column are rare beside the others: shapes that a column has by nature come in all counts, the rarer
 * the more of them; those of errors come below a gap. Under Ewens' sampling formula (1972) each interval of log counts
 * has θ shapes on average, wherever it lies.
 */

/**
 * A shape: how many cells have it, and what its texts say together, of which each counts the less the more cells it
 * has.
 */
export interface ShapeCount {
  readonly cells: number;
  readonly weight: number;
}

/** No more than this share of the cells may have rare shapes… */
const MOST_RARE = 0.1;
/** …and none of these more than so many, or this share. */
const MOST_CELLS = 2;
const MOST_CELLS_SHARE = 0.01;
/** As if half a shape more had been seen in one more log unit. */
const PRIOR_SHAPES = 0.5;
const PRIOR_RANGE = 1;
/** So many of the rare shapes may be those of sound texts, by expectation. */
const MOST_SOUND = 0.1;
/** Columns with more common shapes have no form. */
export const MOST_COMMON = 50;

/** A shape of more of so many cells is no rare one. */
export function mostRare(cells: number): number {
  return Math.max(MOST_CELLS, MOST_CELLS_SHARE * cells);
}

/**
 * @param shapes by weight, descending
 * @returns how many of them are common; undefined where shapes that were never seen are to be expected
 */
export function commonAmong(shapes: readonly ShapeCount[]): number | undefined {
  const counts = shapes.map(({ weight }) => weight);
  const total = counts.reduce((sum, weight) => sum + weight, 0);
  const cells = shapes.reduce((sum, own) => sum + own.cells, 0);
  const mostCells = new Float64Array(shapes.length + 1);
  for (let i = shapes.length - 1; i >= 0; i--) mostCells[i] = Math.max(shapes[i].cells, mostCells[i + 1]);
  let rest = cells;
  for (let common = 1; common <= Math.min(counts.length, MOST_COMMON); common++) {
    rest -= shapes[common - 1].cells;
    const most = counts.at(common) ?? 1;
    if (rest > MOST_RARE * cells || mostCells[common] > mostRare(cells) || counts[common - 1] <= most) continue;
    const expected = density(counts.slice(0, common), most, total) * (1 + Math.log(most));
    if (expected <= MOST_SOUND * Math.max(1, counts.length - common)) return common;
  }
  return undefined;
}

/** Shapes per log unit of counts above the rare ones: on the whole, or near them if there are more. */
function density(common: readonly number[], most: number, total: number): number {
  let found = (common.length - 1 + PRIOR_SHAPES) / (Math.log(total / most) + PRIOR_RANGE);
  for (let i = 1; i < common.length; i++) found = Math.max(found, (common.length - i) / Math.log(common[i] / most));
  return found;
}
