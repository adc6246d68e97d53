/** Words for an unlikely row and its unlikely cells, in hovers and diagnostics. */
import { cellText, type Table } from '../core/csv/table/table';
import type { Prediction } from '../core/families/family';
import type { UsedColumn } from '../core/schema/encoding/usedColumns';
import { expectedWords } from './expectedWords';
import type { MarkupLine } from './markup';
import { probability } from './numbers';

/**
 * Returns the first sentence about an unlikely row.
 * @param tail tail probability of the row, or the smallest one of its cells
 * @param guilty number of cells that stand out
 */
export function unlikelyWords(tail: number, guilty: number): string {
  const p = `(${probability(tail)})`;
  if (guilty === 0) return `Unlikely row ${p}. No single cell stands out; its cells together do.`;
  return `Unlikely ${guilty === 1 ? 'cell' : 'cells'} ${p}.`;
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
