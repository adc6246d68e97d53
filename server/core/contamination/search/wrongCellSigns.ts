/** Signs of wrong cells, before and after a first fit. */
import type { Aside } from '../asideCells';
import { LEAST_OBSERVED_CELLS, spreadOf, type Channel } from '../errorChannel';
import type { Bounds } from '../../data/cellBounds';
import type { Matrix } from '../../data/matrix';
import type { Fit } from '../../selection/fitMixture';

/** Distance from the median, in robust standard deviations, beyond which a few cells take no part in the first fit. */
const WILD_DISTANCE = 10;
/** Distance from which cells of a column with many bounds are wild: a component of bounds alone could hold them. */
const WILD_DISTANCE_WITH_BOUNDS = 6;
const FEW_SHARE = 0.1;
/** Ratio of a column's sd to its robust sd up to which no cell is wild. */
const USUAL_SD_RATIO = 1.5;
const MANY_BOUNDS_SHARE = 0.05;
const MOST_CELLS = 2500;
/**
 * Share of the rows below which a component may consist of wrong cells; up to a tenth if it is wider than the others by
 * the factor WIDER_RATIO.
 */
const SMALL_SHARE = 0.02;
const LARGEST_SUSPECT_SHARE = 0.1;
const WIDER_RATIO = 1.5;
/**
 * Number of rows from which small components are no sign of wrong cells, and only much wider ones are: an unnecessary
 * search would take long.
 */
const MANY_ROWS = 20_000;
const WIDER_RATIO_OF_MANY = 2.5;

/**
 * Finds the cells beyond the reach of any distribution of most of the others; none in a column with more than a few
 * such cells.
 */
export function wildCells(matrix: Matrix, channels: readonly Channel[]): Aside {
  return matrix.columns.map(({ values, facts, levels, bounds }, d) => {
    const { centre, scale } = channels[d].spread;
    const hasBounds = bounds !== undefined && bounds.rows.length > MANY_BOUNDS_SHARE * facts.observed;
    const isUsual =
      levels.length > 0 ||
      facts.observed < LEAST_OBSERVED_CELLS ||
      (!hasBounds && facts.sd <= USUAL_SD_RATIO * ((spreadOf(values, MOST_CELLS)?.sd ?? 0) || facts.sd));
    const reach = ((hasBounds ? WILD_DISTANCE_WITH_BOUNDS : WILD_DISTANCE) / 3) * scale;
    const unlessMany = (rows: readonly number[]): readonly number[] =>
      rows.length > FEW_SHARE * facts.observed ? [] : rows;
    const wild: number[] = [];
    if (!isUsual) for (let n = 0; n < values.length; n++) if (Math.abs(values[n] - centre) > reach) wild.push(n);
    return Uint32Array.from([...unlessMany(wild), ...unlessMany(wildBounds(bounds, centre, reach))]).sort();
  });
}

/** Finds the rows whose bounds allow only values farther from the centre than `reach`. */
function wildBounds(bounds: Bounds | undefined, centre: number, reach: number): readonly number[] {
  if (bounds === undefined) return [];
  const isWild = bounds.distinct.map(({ side, limit }) => side * (limit - centre) > reach);
  return Array.from(bounds.rows).filter((_, i) => bounds.kinds[i] >= 0 && isWild[bounds.kinds[i]]);
}

/** Whether some component may exist only for wrong cells. */
export function isSuspect({ mixture: { shape, theta }, statistics }: Fit): boolean {
  const { k, columns } = shape;
  // In a table of levels alone no component is wide.
  if (k === 1 || !columns.some(({ marginal }) => marginal.continuous)) return false;
  const rows = statistics.reduce((sum, statistic, i) => (i < k ? sum + statistic : sum), 0);
  const widths = columns
    .filter(({ marginal }) => marginal.continuous)
    .map(({ marginal, parameters }) =>
      Float64Array.from({ length: k }, (_, j) => -marginal.peak(theta, parameters + j * marginal.parameterCount)),
    );
  const [small, wider] = rows < MANY_ROWS ? [SMALL_SHARE, WIDER_RATIO] : [0, WIDER_RATIO_OF_MANY];
  return Array.from({ length: k }, (_, j) => j).some((j) => {
    const share = statistics[j] / rows;
    if (share < small) return true;
    if (share > LARGEST_SUSPECT_SHARE) return false;
    return widths.some((width) => width[j] - averageOfOthers(width, statistics, j, k) > Math.log(wider));
  });
}

function averageOfOthers(values: Float64Array, weights: Float64Array, excluded: number, k: number): number {
  let [sum, total] = [0, 0];
  for (let j = 0; j < k; j++) {
    if (j === excluded) continue;
    sum += weights[j] * values[j];
    total += weights[j];
  }
  return sum / total;
}
