/** A column after its cells are read, as numbers and levels, and the requests for reading it. */
import type { CellBounds, WrittenDates } from '../cells/cellSorts';
import type { GatheredTexts } from './gathered';

/** A column as read. */
export interface TypedColumn {
  readonly rows: number;
  readonly missing: number;
  /**
   * Numbers by row; NaN where missing or not a usable number. Empty for a column of known levels, and unused for one of
   * texts.
   */
  readonly numbers: Float64Array;
  /**
   * Distinct texts of the observed cells without surrounding blanks, in order of appearance: at most MOST_LEVELS + 1;
   * or the known levels, followed by other texts if requested.
   */
  readonly values: readonly string[];
  /** By row: 1 + the index in `values`; 0 where missing or unknown. Only for columns of at most MOST_LEVELS values. */
  readonly places?: Uint16Array;
  /** Texts gathered to find their patterns, in a column of texts that has more values. */
  readonly gathered?: GatheredTexts;
  /** Count of distinct numbers, up to MOST_LEVELS + 1. */
  readonly distinctNumbers: number;
  /** Number of observed cells that are no number, or none of the known levels. */
  readonly othersCount: number;
  /** Rows of the first BAD_CELL_LIMIT of these cells, ascending. */
  readonly others: readonly number[];
  /** Texts of the first cells that no other field represents, by row. */
  readonly oddTexts?: ReadonlyMap<number, string>;
  /** Number of the others that occur among numbers: infinities, spreadsheet errors, numbers in other units. */
  readonly foreign: number;
  /** Cells that give a bound of a number; they do not count among the others. Left out where there are none. */
  readonly bounds?: CellBounds;
  /** Unit of the numbers as written beside them, '' for none; left out where all are in plain notation. */
  readonly unit?: string;
  /** Form of the dates, whose numbers are then seconds since 1970, or of the day; left out for other columns. */
  readonly dates?: WrittenDates;
  /** Extent of `numbers`, if it was computed. */
  readonly extent?: NumberExtent;
}

/** Number of missing numbers, and the ends of the others: Infinity and −Infinity where all are missing. */
export interface NumberExtent {
  readonly missing: number;
  readonly least: number;
  readonly greatest: number;
}

/**
 * Request for a column: everything, its numbers alone, its texts as far as they are few, or the known level of each
 * cell.
 */
export type WantedColumn = 'all' | NumbersWanted | 'texts' | readonly string[] | OpenLevels;

/** Known levels, plus other texts as far as they are few. */
export interface OpenLevels {
  readonly levels: readonly string[];
}

/** Numbers without a unit, or in this one; dates in this form. */
export type NumbersWanted = 'numbers' | { readonly unit: string } | { readonly dates: string };

/** The known levels of a request. */
export function levelsIn(wanted: WantedColumn): readonly string[] | undefined {
  if (typeof wanted !== 'object') return undefined;
  return 'levels' in wanted ? wanted.levels : isLevels(wanted) ? wanted : undefined;
}

function isLevels(wanted: WantedColumn): wanted is readonly string[] {
  return Array.isArray(wanted);
}

export function unitOf(wanted: WantedColumn): string {
  return typeof wanted === 'object' && 'unit' in wanted ? wanted.unit : '';
}
