/** Columns of which the way their texts are written is known, and the cells that are written in another way. */
import type { TypedColumn } from '../../csv/columns/typedColumn';
import type { TextCount } from '../../patterns/forms';
import { patternFault, patternsOf, type PatternFault, type Patterns } from '../../patterns/patterns';
import type { Values } from '../encoding/values/columnValues';
import type { ColumnSchema } from '../infer';

/** Whether a column takes no part and no more is known of its cells than how they are written. */
export function isPatterned({ kind, patterns, dates, sequence, relation }: ColumnSchema): boolean {
  return kind === 'ignored' && patterns !== undefined && [dates, sequence, relation].every((own) => own === undefined);
}

/** Columns with fewer levels have no form. */
const FEW_LEVELS = 10;

/**
 * How the texts of a column are written; of one of levels only where some are written in another way, as other texts
 * are told anyway.
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
  const found = patternsOf(texts, levels.length > FEW_LEVELS);
  if (found === undefined) return undefined;
  const faultOf = patternFault(found);
  return levels.some((level) => faultOf(level) !== undefined) ? found : undefined;
}

/** The distinct texts, as far as they were kept. */
function textCounts({ values, places, rows }: TypedColumn): readonly TextCount[] {
  if (places === undefined) return [];
  const counts = new Float64Array(values.length + 1);
  for (let row = 0; row < rows; row++) counts[places[row]]++;
  return values.flatMap((text, i) => (counts[i + 1] > 0 ? [{ text, cells: counts[i + 1] }] : []));
}

/** The cells that are written in another way than their column, the first `most` of them. */
export function patternCells(
  { patterns }: Pick<ColumnSchema, 'patterns'>,
  { values, places: placesOfValues, gathered, rows }: TypedColumn,
  most: number,
): Pick<Values, 'bad' | 'badCount'> {
  const places = placesOfValues ?? gathered?.places;
  if (patterns === undefined || places === undefined) return { bad: [], badCount: 0 };
  const faultOf = patternFault(patterns);
  const ofText = ({ text, standsForOthers }: TextCount): PatternFault | undefined => {
    const fault = faultOf(text);
    // What others of the same shape mean is not known.
    return fault !== undefined && standsForOthers === true ? { sort: fault.sort } : fault;
  };
  const texts = placesOfValues === undefined ? (gathered?.texts ?? []) : values.map((text) => ({ text, cells: 1 }));
  const faults = [undefined, ...texts.map(ofText)];
  const bad: { code: 'cell.pattern'; row: number; meant?: string }[] = [];
  let badCount = 0;
  for (let row = 0; faults.length > 1 && row < rows; row++) {
    const fault = faults[places[row]];
    if (fault === undefined || badCount++ >= most) continue;
    bad.push({ code: 'cell.pattern', row, ...(fault.meant !== undefined && { meant: fault.meant }) });
  }
  return { bad, badCount };
}

/** Cells of a column of levels; what is no level is told as that. */
export function withPatterns<T extends Pick<Values, 'values' | 'bad' | 'badCount'>>(
  column: ColumnSchema,
  typed: TypedColumn,
  read: T,
  most: number,
): T {
  if (column.patterns === undefined) return read;
  const { bad } = patternCells(column, typed, most);
  const own = bad.filter(({ row }) => !Number.isNaN(read.values[row]));
  return { ...read, bad: [...read.bad, ...own].sort((a, b) => a.row - b.row), badCount: read.badCount + own.length };
}
