/** Rows clipped on a robust scale, from which starts are made, so that wild cells attract no start. */
import type { Matrix, MatrixColumn } from '../../data/matrix';
import { families } from '../../families/registry';
import { Space } from '../../data/rowPoints';
import { factsOf, withBounds } from '../../schema/encoding/facts';
import type { Channel } from '../errorChannel';

/** Clipping range, in robust standard deviations (each a third of a channel's scale). */
const NEAR_RANGE = 4;
/** Wider clipping range, in which distant groups stay apart. */
const WIDE_RANGE = 30;

export interface Clipping {
  /** The clipped cells. */
  readonly clippedCells: Matrix;
  /** Distances among the clipped cells, and among cells clipped to the wider range. */
  readonly space: Space;
  readonly wideSpace: Space;
  /** The cells within the range alone, and their facts, from which priors are taken. */
  readonly trimmed: Matrix;
}

export function clip(matrix: Matrix, channels: readonly Channel[]): Clipping {
  const clippedTo = (reach: number): Matrix => ({
    ...matrix,
    columns: matrix.columns.map((column, d) => clipColumn(column, channels[d], reach, false)),
  });
  const near = clippedTo(NEAR_RANGE);
  const trimmed = {
    ...matrix,
    columns: matrix.columns.map((column, d) => clipColumn(column, channels[d], NEAR_RANGE + 1, true)),
  };
  return { clippedCells: near, space: new Space(near), wideSpace: new Space(clippedTo(WIDE_RANGE)), trimmed };
}

function clipColumn(
  column: MatrixColumn,
  { spread: { centre, scale } }: Channel,
  deviations: number,
  isDropping: boolean,
): MatrixColumn {
  if (families[column.family].reads === 'level') return column;
  const reach = (deviations * scale) / 3;
  const clippedValue = (x: number): number => {
    const end = centre + Math.sign(x - centre) * reach;
    return families[column.family].isCount === true ? Math.max(0, Math.round(end)) : end;
  };
  if (!column.values.some((x) => Math.abs(x - centre) > reach)) return column;
  const values = column.values.map((x) => {
    if (x !== x) return x;
    if (Math.abs(x - centre) <= reach) return x;
    return isDropping ? NaN : clippedValue(x);
  });
  const facts = withBounds(factsOf(values, 0), column.bounds);
  const { step } = column.facts;
  if (!(facts.sd > 0)) return column;
  const clippedFacts = { ...facts, ...(step !== undefined && { step }) };
  return {
    name: column.name,
    family: column.family,
    levels: column.levels,
    values,
    facts: clippedFacts,
    ...(column.bounds !== undefined && { bounds: column.bounds }),
  };
}
