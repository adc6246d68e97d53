/** A column as its cells are read: its numbers and levels, and what is asked of these. */
import type { CellBounds, WrittenDates } from '../cells/cellSorts';
import type { GatheredTexts } from './gathered';

/** A column, read. */
export interface TypedColumn {
  readonly rows: number;
  readonly missing: number;
  /**
   * By row; NaN where missing or no number that can be computed with. Empty for a column of known levels, and of no use
   * for one of texts.
   */
  readonly numbers: Float64Array;
  /**
   * Distinct texts of the observed cells, blanks cut off, in the order they are met: MOST_LEVELS + 1 at most; or the
   * known levels, behind them others where these are wanted.
   */
  readonly values: readonly string[];
  /**
   * By row: 1 + the position in `values`; 0 where missing or unknown. Only for columns of no more than MOST_LEVELS
   * values.
   */
  readonly places?: Uint16Array;
  /** Of a column of texts that has more values: those that are kept to see how they are written. */
  readonly gathered?: GatheredTexts;
  /** Distinct numbers, counted up to MOST_LEVELS + 1. */
  readonly distinctNumbers: number;
  /** Observed cells that are no number, or none of the known levels. */
  readonly othersCount: number;
  /** The rows of the first BAD_CELL_LIMIT of them, ascending. */
  readonly others: readonly number[];
  /** What the first of the cells say that no other field tells, by row. */
  readonly oddTexts?: ReadonlyMap<number, string>;
  /**
   * How many of them stand among numbers and are none of these: infinities, the errors of spreadsheets, numbers in
   * other units.
   */
  readonly foreign: number;
  /**
   * Cells that say where a number lies and not which it is; they are none of the others. Left out where there are none.
   */
  readonly bounds?: CellBounds;
  /** What its numbers count, as it is written beside them, '' for nothing; left out where all are in plain notation. */
  readonly unit?: string;
  /**
   * How its dates are written, which are seconds since 1970 then, or of the day; left out where it is none of dates.
   */
  readonly dates?: WrittenDates;
  /** Of `numbers`, where it was looked for. */
  readonly extent?: NumberExtent;
}

/** How many numbers are missing, and the ends of the others: Infinity and −Infinity where all are missing. */
export interface NumberExtent {
  readonly missing: number;
  readonly least: number;
  readonly greatest: number;
}

/**
 * What is asked of a column: everything, its numbers alone, its texts as far as they are few, or which of the known
 * levels each cell is.
 */
export type Wanted = 'all' | NumbersWanted | 'texts' | readonly string[] | OpenLevels;

/** Known levels, and beside them other texts, as far as they are few. */
export interface OpenLevels {
  readonly levels: readonly string[];
}

/** Numbers without a unit, or in this one; dates in this form. */
export type NumbersWanted = 'numbers' | { readonly unit: string } | { readonly dates: string };

/** The levels that are known. */
export function levelsIn(wanted: Wanted): readonly string[] | undefined {
  if (typeof wanted !== 'object') return undefined;
  return 'levels' in wanted ? wanted.levels : isLevels(wanted) ? wanted : undefined;
}

function isLevels(wanted: Wanted): wanted is readonly string[] {
  return Array.isArray(wanted);
}

export function unitOf(wanted: Wanted): string {
  return typeof wanted === 'object' && 'unit' in wanted ? wanted.unit : '';
}
