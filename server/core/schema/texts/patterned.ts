/** Columns with patterns of texts, and the cells that break them. */
import type { TypedColumn } from '../../csv/columns/typedColumn';
import type { TextCount } from '../../patterns/forms';
import { patternFault, patternsOf, type PatternFault, type Patterns } from '../../patterns/patterns';
import type { Values } from '../encoding/values/columnValues';
import type { ColumnSchema } from '../infer';

/** Whether a column takes no part and is checked only for its patterns. */
export function isPatterned({ kind, patterns, dates, sequence, relation }: ColumnSchema): boolean {
  return (
    kind === 'ignored' && patterns !== undefined && [dates, sequence, relation].every((role) => role === undefined)
  );
}

/** Number of levels up to which a column has no form. */
const FEW_LEVELS = 10;

/**
 * Finds the patterns of a column's texts; for a column of levels only if some texts break them, since unknown texts are
 * reported anyway.
 */
export function patternsIn(
  typed: TypedColumn,
  { kind, levels }: Pick<ColumnSchema, 'kind' | 'levels'>,
): Patterns | undefined {
  if (typed.gathered !== undefined)
    return kind === 'ignored' ? patternsOf(typed.gathered.texts, true, typed.gathered) : undefined;
  const texts = textCounts(typed);
  if (kind === 'ignored') return patternsOf(texts);
  if (levels.length === 0 || levels.every((level) => !Number.isNaN(Number(level)))) return undefined;
  const patterns = patternsOf(texts, levels.length > FEW_LEVELS);
  if (patterns === undefined) return undefined;
  const faultOf = patternFault(patterns);
  return levels.some((level) => faultOf(level) !== undefined) ? patterns : undefined;
}

/** Counts the distinct texts, as far as they were stored. */
function textCounts({ values, places, rows }: TypedColumn): readonly TextCount[] {
  if (places === undefined) return [];
  const counts = new Float64Array(values.length + 1);
  for (let row = 0; row < rows; row++) counts[places[row]]++;
  return values.flatMap((text, i) => (counts[i + 1] > 0 ? [{ text, cells: counts[i + 1] }] : []));
}

/** Finds the cells that break the patterns of their column, at most `maxBadCells`. */
export function patternCells(
  { patterns }: Pick<ColumnSchema, 'patterns'>,
  { values, places: placesOfValues, gathered, rows }: TypedColumn,
  maxBadCells: number,
): Pick<Values, 'bad' | 'badCount'> {
  const places = placesOfValues ?? gathered?.places;
  if (patterns === undefined || places === undefined) return { bad: [], badCount: 0 };
  const faultOf = patternFault(patterns);
  const faultOfText = ({ text, standsForOthers }: TextCount): PatternFault | undefined => {
    const fault = faultOf(text);
    // The meant texts of other cells of the same shape are unknown.
    return fault !== undefined && standsForOthers === true ? { sort: fault.sort } : fault;
  };
  const texts = placesOfValues === undefined ? (gathered?.texts ?? []) : values.map((text) => ({ text, cells: 1 }));
  const faults = [undefined, ...texts.map(faultOfText)];
  const bad: { code: 'cell.pattern'; row: number; meant?: string }[] = [];
  let badCount = 0;
  for (let row = 0; faults.length > 1 && row < rows; row++) {
    const fault = faults[places[row]];
    if (fault === undefined || badCount++ >= maxBadCells) continue;
    bad.push({ code: 'cell.pattern', row, ...(fault.meant !== undefined && { meant: fault.meant }) });
  }
  return { bad, badCount };
}

/** Adds broken patterns in a column of levels; unknown levels stay unknown levels. */
export function withPatterns<T extends Pick<Values, 'values' | 'bad' | 'badCount'>>(
  column: ColumnSchema,
  typed: TypedColumn,
  read: T,
  maxBadCells: number,
): T {
  if (column.patterns === undefined) return read;
  const { bad } = patternCells(column, typed, maxBadCells);
  const broken = bad.filter(({ row }) => !Number.isNaN(read.values[row]));
  return {
    ...read,
    bad: [...read.bad, ...broken].sort((a, b) => a.row - b.row),
    badCount: read.badCount + broken.length,
  };
}
