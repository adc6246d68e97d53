/** Words for an unlikely row and its unlikely cells, in hovers and diagnostics. */
import { cellText, type Table } from '../core/csv/table/table';
import type { Prediction } from '../core/families/family';
import type { UsedColumn } from '../core/schema/encoding/usedColumns';
import { expectedWords } from './expectedWords';
import type { MarkupLine } from './markup';
import { probability } from './numbers';

/** Returns the first sentence about a row without a cell that stands out. @param tail tail probability of the row */
export function unlikelyRowWords(tail: number): string {
  return `Unlikely row (${probability(tail)}). No single cell stands out; its cells together do.`;
}

/**
 * Returns the end of the first sentence about an unlikely cell.
 * @param tail smallest tail probability of the row's cells; undefined where another sentence has it
 */
export function givenOthersWords(tail: number | undefined): string {
  return ` given its other cells${tail === undefined ? '' : ` (${probability(tail)})`}`;
}

/** Returns the content of a cell: numbers as in the file, levels in quotation marks. */
export function valueWords(table: Table, row: number, column: UsedColumn): MarkupLine {
  const data = cellText(table, row, column.index).trim();
  return column.levels.length > 0 && column.part === undefined ? ['"', { data }, '"'] : [{ data }];
}

/** Returns a clause about a cell. @example 'body_mass_g is 63000, expected 4310 (3600 to 5050)' */
export function surpriseWords(table: Table, row: number, column: UsedColumn, prediction: Prediction): MarkupLine {
  return [
    { data: column.name, strong: true },
    ' is ',
    ...valueWords(table, row, column),
    ', expected ',
    ...expectedWords(prediction, column),
  ];
}
