/** Bounds in cells: from their written form to their values in the matrix, and in words. */
import { BoundList, type Bounds } from '../../data/cellBounds';
import type { CellBounds } from '../../csv/cells/cellSorts';
import { isMissing, type Table } from '../../csv/table/table';
import { unitKey } from '../../csv/cells/unitNames';
import { writtenBound, type BoundSign, type WrittenBound } from '../../csv/cells/writtenBound';
import type { NumberMarks } from '../../csv/cells/writtenNumber';
import type { Bound, Family } from '../../families/family';
import { families } from '../../families/registry';
import type { UsedColumn } from './usedColumns';

const MOST_TOLD = 2;

/**
 * Bounds of a column as its family encodes them, and the rows whose bounds contain no number of the family, ascending.
 */
export function boundsIn(
  family: Family,
  bounds: CellBounds | undefined,
): { readonly bounds?: Bounds; readonly impossible: readonly number[] } {
  const found = new BoundList();
  const impossible: number[] = [];
  bounds?.rows.forEach((row, i) => {
    const own = encoded(family, bounds.signs[i], bounds.limits[i]);
    if (own === undefined) impossible.push(row);
    else found.add(row, own);
  });
  return { ...found.found, impossible };
}

function encoded({ bound }: Family, sign: BoundSign, limit: number): Bound | undefined {
  return bound?.(sign === '<' || sign === '≤' ? -1 : 1, limit, sign === '<' || sign === '>');
}

/** Bound in a cell of a column of numbers in this unit; undefined where it holds none. */
export function readBound(text: string, { decimal, thousands }: NumberMarks, unit = ''): WrittenBound | undefined {
  const found = writtenBound(text, decimal, thousands);
  return found !== undefined && (found.unit === '' || unitKey(found.unit) === unitKey(unit)) ? found : undefined;
}

/** Bound in a cell of a column of the model, as it stands in the matrix; undefined where it holds none. */
export function boundOfText(
  table: Table,
  { kind, unit }: Pick<UsedColumn, 'kind' | 'unit'>,
  text: string,
): Bound | undefined {
  if (families[kind].reads === 'level' || isMissing(table, text)) return undefined;
  const found = readBound(text, table.dialect, unit);
  return found && encoded(families[kind], found.sign, found.limit);
}

/** The first distinct bounds of a column, as they are usually written. */
export function boundTexts(bounds: CellBounds | undefined): readonly string[] {
  const found = new Set<string>();
  for (let i = 0; bounds !== undefined && i < bounds.rows.length && found.size <= MOST_TOLD; i++)
    found.add(`${bounds.signs[i]}${bounds.limits[i]}`);
  return [...found];
}

interface Bounded {
  readonly bounded: number;
  readonly boundTexts: readonly string[];
}

/** Ending of the reason for a column's kind: "; 3 cells are bounds (<0.05)". */
export function boundWords({ bounded, boundTexts: texts }: Bounded): string {
  return bounded === 0
    ? ''
    : '; ' +
        `${bounded === 1 ? 'one cell is a bound' : `${bounded} cells are bounds`}${inParentheses({ bounded, boundTexts: texts })}`;
}

export function inParentheses({ boundTexts: texts }: Bounded): string {
  return ` (${texts.slice(0, MOST_TOLD).join(', ')}${texts.length > MOST_TOLD ? ', …' : ''})`;
}
