/** What the model expects of a cell, in words; the same for hovers and diagnostics. */
import { cellText, type Table } from '../../core/csv/table';
import type { Prediction } from '../../core/families/family';
import { likelyLevels } from '../../core/insight/findings';
import type { UsedColumn } from '../../core/schema/encode';
import type { Line } from './markup';
import { expected, percent } from './numbers';

/** @example ['4310 (3600 to 5050)'] or ['"', { data: 'female' }, '" (93 %)'] */
export function expectedWords(prediction: Prediction, levels: readonly string[]): Line {
  if (prediction.of === 'number') return [expected(prediction.mean, prediction.interval)];
  const [likeliest] = likelyLevels(prediction.probabilities);
  return ['"', { data: levels[likeliest] }, `" (${percent(prediction.probabilities[likeliest])})`];
}

/** What stands in a cell: numbers as they are written, levels in quotation marks. */
export function valueWords(table: Table, row: number, column: UsedColumn): Line {
  const data = cellText(table, row, column.index).trim();
  return column.levels.length > 0 ? ['"', { data }, '"'] : [{ data }];
}

/** "body_mass_g is 63000, expected 4310 (3600 to 5050)". */
export function surpriseWords(table: Table, row: number, column: UsedColumn, prediction: Prediction): Line {
  return [
    { data: column.name, strong: true }, ' is ', ...valueWords(table, row, column),
    ', expected ', ...expectedWords(prediction, column.levels),
  ];
}
