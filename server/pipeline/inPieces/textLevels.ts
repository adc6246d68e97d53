/** Texts in columns of levels with their numbers of cells over all rows of a text. */
import type { TypedColumn } from '../../core/csv/columns/typedColumn';
import { families } from '../../core/families/registry';
import { usedColumns } from '../../core/schema/encoding/usedColumns';
import type { Schema } from '../../core/schema/infer';
import { MOST_TEXTS, type LevelCounts } from '../../formats/sql/levelCounts';
import type { Reading } from '../../formats/table/readTable';
import { textPieces } from './textPieces';

/** Texts of a column so far, with their numbers of cells. */
interface Counted {
  readonly d: number;
  readonly index: number;
  readonly counts: Map<string, number>;
  isCut: boolean;
}

/** Counts the texts of all columns of levels, as `levelSelects` does in a database. Yields now and then. */
export function* textLevels(reading: Reading, schema: Schema): Generator<undefined, readonly LevelCounts[]> {
  const columns = usedColumns(schema).flatMap((column, d): Counted[] =>
    families[column.kind].reads === 'level' && column.part === undefined && column.dates === undefined
      ? [{ d, index: column.index, counts: new Map(), isCut: false }]
      : [],
  );
  if (columns.length === 0) return [];
  const requested = new Set(columns.map(({ index }) => index));
  for (const { typed } of textPieces(reading, (_, index) => (requested.has(index) ? 'texts' : undefined))) {
    for (const column of columns) count(column, typed[column.index] as TypedColumn);
    yield undefined;
  }
  return columns.map(({ d, counts, isCut }) => {
    const texts = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    return { d, texts: texts.slice(0, MOST_TEXTS), isCut: isCut || texts.length > MOST_TEXTS };
  });
}

function count(column: Counted, { values, places }: TypedColumn): void {
  if (places === undefined) {
    column.isCut = true;
    return;
  }
  const cells = new Uint32Array(values.length + 1);
  for (const place of places) cells[place]++;
  values.forEach((text, i) => {
    if (cells[i + 1] > 0) column.counts.set(text, (column.counts.get(text) ?? 0) + cells[i + 1]);
  });
}
