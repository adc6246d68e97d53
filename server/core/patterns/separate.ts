/**
 * Separates rare shapes of a column from common ones: natural shapes come in all counts, with more of the rare ones;
 * erroneous ones lie below a gap. Under Ewens' sampling formula (1972) each interval of log counts has θ shapes on
 * average, wherever it lies.
 */

/** A shape with its number of cells, and the weight of its texts, each of which counts less the more cells it has. */
export interface ShapeCount {
  readonly cells: number;
  readonly weight: number;
}

/** Maximum share of the cells with rare shapes… */
const MOST_RARE_SHARE = 0.1;
/** …and maximum number, or share, of cells of each of them. */
const MOST_RARE_CELLS = 2;
const MOST_RARE_CELL_SHARE = 0.01;
/** Prior of half a shape in one log unit. */
const PRIOR_SHAPES = 0.5;
const PRIOR_RANGE = 1;
/** Maximum expected number of sound texts' shapes among the rare ones, as a share. */
const MOST_SOUND_SHARE = 0.1;
/** Maximum number of common shapes of a column with a form. */
export const MOST_COMMON_SHAPES = 50;

/** Returns the maximum number of cells of a rare shape, in a column of `cells` cells. */
export function rareCellLimit(cells: number): number {
  return Math.max(MOST_RARE_CELLS, MOST_RARE_CELL_SHARE * cells);
}

/**
 * Counts the common shapes.
 *
 * @param shapes by weight, descending
 * @returns number of common ones; undefined where unseen shapes are to be expected
 */
export function countCommon(shapes: readonly ShapeCount[]): number | undefined {
  const counts = shapes.map(({ weight }) => weight);
  const total = counts.reduce((sum, weight) => sum + weight, 0);
  const cells = shapes.reduce((sum, shape) => sum + shape.cells, 0);
  const mostCells = new Float64Array(shapes.length + 1);
  for (let i = shapes.length - 1; i >= 0; i--) mostCells[i] = Math.max(shapes[i].cells, mostCells[i + 1]);
  let rest = cells;
  for (let common = 1; common <= Math.min(counts.length, MOST_COMMON_SHAPES); common++) {
    rest -= shapes[common - 1].cells;
    const rareWeight = counts.at(common) ?? 1;
    if (rest > MOST_RARE_SHARE * cells || mostCells[common] > rareCellLimit(cells) || counts[common - 1] <= rareWeight)
      continue;
    const expected = shapeDensity(counts.slice(0, common), rareWeight, total) * (1 + Math.log(rareWeight));
    if (expected <= MOST_SOUND_SHARE * Math.max(1, counts.length - common)) return common;
  }
  return undefined;
}

/** Returns the shapes per log unit of counts above the rare ones: overall, or near them if there are more. */
function shapeDensity(common: readonly number[], rareWeight: number, total: number): number {
  let density = (common.length - 1 + PRIOR_SHAPES) / (Math.log(total / rareWeight) + PRIOR_RANGE);
  for (let i = 1; i < common.length; i++)
    density = Math.max(density, (common.length - i) / Math.log(common[i] / rareWeight));
  return density;
}
