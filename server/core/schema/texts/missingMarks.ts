/**
 * Marks for a missing value in a cell or two: a dash among thousands of names. Many of them are the way in which a
 * table writes missing values; a few may stand for values that were lost.
 */
import type { TypedColumn } from '../../csv/columns/typedColumn';
import type { Values } from '../encoding/values/columnValues';
import { familyNamed } from '../../families/registry';
import type { ColumnSchema, Schema } from '../infer';

/** The marks of a column, in lower case with their numbers of cells. */
export interface ColumnMarks {
  readonly index: number;
  /** Number of all cells with marks, and of those with a value. */
  readonly count: number;
  readonly filled: number;
  readonly cells: ReadonlyMap<string, number>;
}

/** Minimum number of cells with a value. */
const LEAST_FILLED = 100;
/** Maximum number of cells with marks in the column, and with one mark in the table. */
const MOST_CELLS = 2;
const MOST_TABLE_CELLS = 3;
/** Marks that programs write, in lower case: each of them says that a value is missing, however few there are. */
const WRITTEN_BY_PROGRAMS = new Set(['na', 'nan', 'null', '\\n', '#n/a', '<na>']);

/** Collects the marks of a column. */
export function marksOf(index: number, { rows, missing, missingMarks }: TypedColumn): readonly ColumnMarks[] {
  if (missingMarks === undefined) return [];
  const cells = new Map<string, number>();
  for (const text of missingMarks.texts.values()) cells.set(text, (cells.get(text) ?? 0) + 1);
  return [{ index, count: missingMarks.count, filled: rows - missing, cells }];
}

/** Adds to each column of texts the marks that are odd there. */
export function withOddMarks(schema: Schema, all: readonly ColumnMarks[]): Schema {
  const inTable = new Map<string, number>();
  for (const { cells } of all) for (const [mark, count] of cells) inTable.set(mark, (inTable.get(mark) ?? 0) + count);
  const byIndex = new Map(all.map((marks) => [marks.index, marks]));
  return schema.map((column) => {
    const own = byIndex.get(column.index);
    if (own === undefined || own.count > MOST_CELLS || own.filled < LEAST_FILLED || !isOfTexts(column)) return column;
    const oddMarks = [...own.cells.keys()].filter(
      (mark) => !WRITTEN_BY_PROGRAMS.has(mark) && (inTable.get(mark) ?? 0) <= MOST_TABLE_CELLS,
    );
    return oddMarks.length === 0 ? column : { ...column, oddMarks };
  });
}

/** Whether a column holds texts, which may be labels. */
function isOfTexts({ kind, levels, dates, sequence, relation, key, weighsRows }: ColumnSchema): boolean {
  if ([dates, sequence, relation, weighsRows].some((role) => role !== undefined) || key === 'numbers') return false;
  return kind === 'ignored' || (familyNamed(kind)?.reads === 'level' && levels.some((level) => Number.isNaN(+level)));
}

/** Adds the cells with odd marks. */
export function withMarkedCells<T extends Pick<Values, 'bad' | 'badCount'>>(
  { oddMarks = [] }: Pick<ColumnSchema, 'oddMarks'>,
  { missingMarks }: Pick<TypedColumn, 'missingMarks'>,
  found: T,
): T {
  if (oddMarks.length === 0 || missingMarks === undefined) return found;
  const marked = [...missingMarks.texts].flatMap(([row, mark]) =>
    oddMarks.includes(mark) ? [{ code: 'cell.missing-mark' as const, row }] : [],
  );
  return {
    ...found,
    bad: [...found.bad, ...marked].sort((a, b) => a.row - b.row),
    badCount: found.badCount + marked.length,
  };
}
