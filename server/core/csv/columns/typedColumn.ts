/** A column after its cells are read, as numbers and levels, and the requests for reading it. */
import type { CellBounds, WrittenDates } from '../cells/cellSorts';
import type { GatheredTexts } from './gathered';

/** A column as read. */
export interface TypedColumn {
  readonly rows: number;
  readonly missing: number;
  /**
   * Numbers by row; NaN where missing or not a usable number. Empty for a column of given levels, and unused for one of
   * texts.
   */
  readonly numbers: Float64Array;
  /**
   * Distinct texts of the observed cells without surrounding blanks, in order of appearance: at most MOST_LEVELS + 1;
   * or the given levels, followed by other texts if requested.
   */
  readonly values: readonly string[];
  /** By row: 1 + the index in `values`; 0 where missing or unknown. Only for columns of at most MOST_LEVELS values. */
  readonly places?: Uint16Array;
  /** Texts gathered to find their patterns, in a column of texts that has more values. */
  readonly gathered?: GatheredTexts;
  /** Count of distinct numbers, up to MOST_LEVELS + 1. */
  readonly distinctNumbers: number;
  /** Number of observed cells that are not a number, or not one of the given levels. */
  readonly unreadableCount: number;
  /** Rows of the first BAD_CELL_LIMIT of these cells, ascending. */
  readonly unreadableRows: readonly number[];
  /** Texts of the first cells that no other field represents, by row. */
  readonly oddTexts?: ReadonlyMap<number, string>;
  /**
   * Number of the unreadable cells that occur among numbers: infinities, spreadsheet errors, numbers in other units.
   */
  readonly foreign: number;
  /** Cells with blanks at their ends: their number, and the trimmed texts of the first ones by row. */
  readonly padded?: { readonly count: number; readonly texts: ReadonlyMap<number, string> };
  /** Cells with marks for a missing value: their number, and the marks in lower case of the first ones by row. */
  readonly missingMarks?: { readonly count: number; readonly texts: ReadonlyMap<number, string> };
  /** Cells that give a bound of a number; they do not count as unreadable. Left out without bounds. */
  readonly bounds?: CellBounds;
  /** Unit written next to the numbers, '' for none; left out where all are in plain notation. */
  readonly unit?: string;
  /** Form of the dates, whose numbers are then seconds since 1970, or of the day; left out for other columns. */
  readonly dates?: WrittenDates;
  /** Extent of `numbers`, if it was computed. */
  readonly extent?: NumberExtent;
}

/** Number of missing numbers, and the least and greatest observed one: Infinity and −Infinity where all are missing. */
export interface NumberExtent {
  readonly missing: number;
  readonly least: number;
  readonly greatest: number;
}

/**
 * Request for a column: everything, its numbers alone, its distinct texts up to MOST_LEVELS, or which given level each
 * cell has.
 */
export type ColumnRequest = 'all' | NumberRequest | 'texts' | readonly string[] | OpenLevels;

/** Given levels, plus other texts up to MOST_LEVELS in total. */
export interface OpenLevels {
  readonly levels: readonly string[];
}

/** Numbers without a unit, or in this one; dates in this form. */
export type NumberRequest = 'numbers' | { readonly unit: string } | { readonly dates: string };

/** Returns the given levels of a request; undefined for other requests. */
export function requestedLevels(request: ColumnRequest): readonly string[] | undefined {
  if (typeof request !== 'object') return undefined;
  return 'levels' in request ? request.levels : isLevels(request) ? request : undefined;
}

function isLevels(request: ColumnRequest): request is readonly string[] {
  return Array.isArray(request);
}

export function requestedUnit(request: ColumnRequest): string {
  return typeof request === 'object' && 'unit' in request ? request.unit : '';
}
