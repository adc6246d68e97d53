/** Rows clipped on a robust scale, from which starts are made, so that no start is spent on wild cells. */
import type { Matrix, MatrixColumn } from '../../data/matrix';
import { families } from '../../families/registry';
import { Space } from '../../data/space';
import { factsOf, withBounds } from '../../schema/encoding/facts';
import type { Channel } from '../errorChannel';

/** Clipping range, in robust standard deviations (each a third of a channel's scale). */
const NEAR = 4;
/** Wider clipping range, in which distant groups stay apart. */
const WIDE = 30;

export interface Clipping {
  /** The clipped cells. */
  readonly near: Matrix;
  /** Distances among the clipped cells, and among cells clipped to the wider range. */
  readonly space: Space;
  readonly wide: Space;
  /** The cells within the range alone, and their facts, from which priors are taken. */
  readonly trimmed: Matrix;
}

export function clipped(matrix: Matrix, channels: readonly Channel[]): Clipping {
  const drawn = (reach: number): Matrix => ({
    ...matrix,
    columns: matrix.columns.map((column, d) => drawnIn(column, channels[d], reach, false)),
  });
  const near = drawn(NEAR);
  const trimmed = {
    ...matrix,
    columns: matrix.columns.map((column, d) => drawnIn(column, channels[d], NEAR + 1, true)),
  };
  return { near, space: new Space(near), wide: new Space(drawn(WIDE)), trimmed };
}

function drawnIn(
  column: MatrixColumn,
  { spread: { centre, scale } }: Channel,
  deviations: number,
  drops: boolean,
): MatrixColumn {
  if (families[column.family].reads === 'level') return column;
  const reach = (deviations * scale) / 3;
  const drawn = (x: number): number => {
    const end = centre + Math.sign(x - centre) * reach;
    return families[column.family].isCount === true ? Math.max(0, Math.round(end)) : end;
  };
  if (!column.values.some((x) => Math.abs(x - centre) > reach)) return column;
  const values = column.values.map((x) => {
    if (x !== x) return x;
    if (Math.abs(x - centre) <= reach) return x;
    return drops ? NaN : drawn(x);
  });
  const facts = withBounds(factsOf(values, 0), column.bounds);
  const { step } = column.facts;
  if (!(facts.sd > 0)) return column;
  const own = { ...facts, ...(step !== undefined && { step }) };
  return {
    name: column.name,
    family: column.family,
    levels: column.levels,
    values,
    facts: own,
    ...(column.bounds !== undefined && { bounds: column.bounds }),
  };
}
