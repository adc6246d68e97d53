/** Blanks at the ends of cells, in columns of texts in which hardly any cell has them. */
import type { TypedColumn } from '../../csv/columns/typedColumn';
import type { Values } from '../encoding/values/columnValues';
import type { ColumnSchema } from '../infer';
import type { Survey } from '../survey';

/** Minimum number of filled cells, and maximum number or share of cells with blanks: others are aligned on purpose. */
const LEAST_CELLS = 20;
const MOST_CELLS = 2;
const MOST_SHARE = 0.05;

/** Whether only some cells of a column of texts have blanks at their ends. */
export function hasFewOuterBlanks({ padded }: TypedColumn, { observed }: Survey): boolean {
  return (
    padded !== undefined &&
    observed >= LEAST_CELLS &&
    padded.count <= Math.max(MOST_CELLS, Math.floor(MOST_SHARE * observed))
  );
}

/** Adds the cells with blanks at their ends, unless they are wrong otherwise. */
export function withOuterBlanks<T extends Pick<Values, 'bad' | 'badCount'>>(
  { isTrimmed }: Pick<ColumnSchema, 'isTrimmed'>,
  { padded }: Pick<TypedColumn, 'padded'>,
  found: T,
): T {
  if (isTrimmed !== true || padded === undefined) return found;
  const wrong = new Set(found.bad.map(({ row }) => row));
  const blank = [...padded.texts].flatMap(([row, meant]) =>
    wrong.has(row) ? [] : [{ code: 'cell.blanks' as const, row, meant }],
  );
  return {
    ...found,
    bad: [...found.bad, ...blank].sort((a, b) => a.row - b.row),
    badCount: found.badCount + padded.count - (padded.texts.size - blank.length),
  };
}
