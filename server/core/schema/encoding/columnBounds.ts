/** Bounds in cells: from their written form to their values in the matrix, and in words. */
import { say } from '../../../../language/language';
import { BoundList, type Bounds } from '../../data/cellBounds';
import type { CellBounds } from '../../csv/cells/cellSorts';
import { isMissing, type Table } from '../../csv/table/table';
import { unitKey } from '../../csv/cells/unitNames';
import { writtenBound, type BoundSign, type WrittenBound } from '../../csv/cells/writtenBound';
import type { NumberMarks } from '../../csv/cells/writtenNumber';
import type { Bound, Family } from '../../families/family';
import { families } from '../../families/registry';
import type { UsedColumn } from './usedColumns';

const MOST_SHOWN_BOUNDS = 2;

/**
 * Encodes the bounds of a column; also returns the rows whose bounds contain no number of the family, ascending.
 */
export function encodeBounds(
  family: Family,
  bounds: CellBounds | undefined,
): { readonly bounds?: Bounds; readonly impossible: readonly number[] } {
  const boundList = new BoundList();
  const impossible: number[] = [];
  bounds?.rows.forEach((row, i) => {
    const bound = encodeBound(family, bounds.signs[i], bounds.limits[i]);
    if (bound === undefined) impossible.push(row);
    else boundList.add(row, bound);
  });
  return { ...boundList.fields, impossible };
}

function encodeBound({ bound }: Family, sign: BoundSign, limit: number): Bound | undefined {
  return bound?.(sign === '<' || sign === '≤' ? -1 : 1, limit, sign === '<' || sign === '>');
}

/** Reads the bound in a cell of a column of numbers with this unit; undefined where the cell holds none. */
export function readBound(text: string, { decimal, thousands }: NumberMarks, unit = ''): WrittenBound | undefined {
  const bound = writtenBound(text, decimal, thousands);
  return bound !== undefined && (bound.unit === '' || unitKey(bound.unit) === unitKey(unit)) ? bound : undefined;
}

/** Reads the bound in a cell of a column of the model, encoded for the matrix; undefined where the cell holds none. */
export function boundOfText(
  table: Table,
  { kind, unit }: Pick<UsedColumn, 'kind' | 'unit'>,
  text: string,
): Bound | undefined {
  if (families[kind].reads === 'level' || isMissing(table, text)) return undefined;
  const bound = readBound(text, table.dialect, unit);
  return bound && encodeBound(families[kind], bound.sign, bound.limit);
}

/** Returns the first distinct bounds of a column as texts. */
export function boundTexts(bounds: CellBounds | undefined): readonly string[] {
  const texts = new Set<string>();
  for (let i = 0; bounds !== undefined && i < bounds.rows.length && texts.size <= MOST_SHOWN_BOUNDS; i++)
    texts.add(`${bounds.signs[i]}${bounds.limits[i]}`);
  return [...texts];
}

interface Bounded {
  readonly bounded: number;
  readonly boundTexts: readonly string[];
}

/** Adds the bounds to the reason for a column's kind: "numbers; 3 cells are bounds (<0.05)". */
export function withBounds(reason: string, { bounded, boundTexts: texts }: Bounded): string {
  return bounded === 0
    ? reason
    : say('{reason}; {count, plural, one {one cell is a bound} other {# cells are bounds}} ({bounds})', {
        reason,
        count: bounded,
        bounds: firstBounds({ boundTexts: texts }),
      });
}

/** @example '<0.05, <0.1, …' */
export function firstBounds({ boundTexts: texts }: Pick<Bounded, 'boundTexts'>): string {
  return `${texts.slice(0, MOST_SHOWN_BOUNDS).join(', ')}${texts.length > MOST_SHOWN_BOUNDS ? ', …' : ''}`;
}
