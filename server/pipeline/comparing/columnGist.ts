/** The gist of a column as read, which outlives the column: its sort of cells, and its gaps if it is not encoded. */
import type { TypedColumn } from '../../core/csv/columns/typedColumn';
import { families } from '../../core/families/registry';
import { takesPart } from '../../core/schema/encoding/usedColumns';
import type { ColumnSchema, Schema } from '../../core/schema/infer';
import type { ColumnSort } from '../../protocol';

export interface ColumnGist {
  readonly name: string;
  /** Sort of most of its cells; undefined where this is unknown, or all cells are missing. */
  readonly sort: ColumnSort | undefined;
  /** Number of cells that the column cannot read. */
  readonly unreadable: number;
  /** 1 by row where the cell is missing, for a column that is not encoded; undefined where this is unknown. */
  readonly gaps?: Uint8Array | undefined;
}

/** Returns the gists of the columns of a schema that were read, before they are encoded. */
export function gistsOf(typed: readonly (TypedColumn | undefined)[], schema: Schema): readonly ColumnGist[] {
  return schema.flatMap((column): ColumnGist[] => {
    const cells = typed[column.index];
    if (cells === undefined) return [];
    return [
      {
        name: column.name,
        sort: sortOfCells(cells, column),
        unreadable: takesPart(column) && cells.numbers.length > 0 ? cells.unreadableCount : 0,
        ...(!takesPart(column) && { gaps: gapsIn(cells) }),
      },
    ];
  });
}

/** Returns the sort that most of the observed cells have. */
function sortOfCells(cells: TypedColumn, { dates }: Pick<ColumnSchema, 'dates'>): ColumnSort | undefined {
  const { rows, missing, unreadableCount, numbers, values, places, bounds } = cells;
  const observed = rows - missing;
  if (observed === 0) return undefined;
  if (dates !== undefined || cells.dates !== undefined) return 2 * unreadableCount <= observed ? 'dates' : 'text';
  let count = bounds?.rows.length ?? 0;
  if (numbers.length === rows) for (const number of numbers) count += number === number ? 1 : 0;
  else {
    const isNumber = [false, ...values.map((text) => text.trim() !== '' && Number.isFinite(Number(text)))];
    for (const place of places?.subarray(0, rows) ?? []) count += isNumber[place] ? 1 : 0;
  }
  return 2 * count > observed ? 'numbers' : 'text';
}

/** Returns the gists of the columns of a model, whose cells are unknown. */
export function gistsOfModel(schema: Schema): readonly ColumnGist[] {
  return schema.map((column) => ({ name: column.name, sort: sortOfModel(column), unreadable: 0 }));
}

function sortOfModel({ kind, dates, parts, levels }: ColumnSchema): ColumnSort | undefined {
  if (dates !== undefined) return 'dates';
  if (parts !== undefined) return 'numbers';
  if (kind === 'ignored') return undefined;
  const areNumbers = families[kind].reads === 'number' || levels.every((level) => Number.isFinite(Number(level)));
  return areNumbers ? 'numbers' : 'text';
}

/** Finds the rows without a cell; undefined where the column does not tell them from others. */
function gapsIn({ rows, missing, places, gathered, numbers, unreadableCount }: TypedColumn): Uint8Array | undefined {
  if (missing === 0) return new Uint8Array(rows);
  const cells = places ?? gathered?.places;
  if (cells !== undefined) return Uint8Array.from({ length: rows }, (_, row) => (cells[row] === 0 ? 1 : 0));
  if (unreadableCount > 0 || numbers.length !== rows) return undefined;
  return Uint8Array.from(numbers, (value) => (value === value ? 0 : 1));
}
