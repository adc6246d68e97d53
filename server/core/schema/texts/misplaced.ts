/**
 * Cells in the wrong column: the vocabulary of each column is found when the schema is made, and cells are checked
 * whenever rows are read.
 */
import type { TypedColumn } from '../../csv/columns/typedColumn';
import { foreignCells } from '../../misplaced/foreign';
import { vocabulariesOf } from '../../misplaced/vocabularyLearning';
import { movesIn, type JudgedColumn, type MoveSort } from '../../misplaced/rowMoves';
import type { ColumnWords } from '../../misplaced/vocabulary';
import type { BadCell } from '../encoding/encode';
import type { ColumnSchema, Schema } from '../infer';

/** Cells of a row that stand in the wrong columns. Columns are positions in the table. */
export interface Moved {
  readonly sort: MoveSort;
  /** The other column of an exchange; else the column where the cell is at home. */
  readonly with: number;
  /** Whether the vocabularies of all columns leave no doubt. */
  readonly isSure: boolean;
  /** Cells to change: each takes the text of the cell in column `from`, or becomes empty. */
  readonly cells: readonly { readonly column: number; readonly from?: number }[];
}

const SOME_NUMBER = '0';

/** Cells of a column by their texts. */
export function wordsOf(
  { name, index }: Pick<ColumnSchema, 'name' | 'index'>,
  { rows, missing, places, values, gathered, numbers, others, othersCount, bounds, dates, oddTexts }: TypedColumn,
): ColumnWords {
  const own = { name, index, rows, cells: rows - missing, ...(dates !== undefined && { areDates: true as const }) };
  const known = places?.subarray(0, rows) ?? gathered?.places;
  if (known !== undefined) {
    const texts =
      gathered !== undefined && places === undefined ? gathered.texts : values.map((text) => ({ text, cells: 0 }));
    const counts = new Uint32Array(texts.length + 1);
    for (let row = 0; row < rows; row++) counts[known[row]]++;
    return {
      ...own,
      numbers: 0,
      places: known,
      odd: [...(oddTexts?.keys() ?? [])].filter((row) => known[row] === 0),
      texts: texts.map((each, i) => ({ ...each, cells: counts[i + 1] })),
      textAt: (row) => (known[row] === 0 ? (oddTexts?.get(row) ?? '') : texts[known[row] - 1].text),
    };
  }
  // A cell that is no date among dates, and has no stored text, is a number.
  const odd = new Map(
    dates === undefined
      ? oddTexts
      : [...others.map((row) => [row, SOME_NUMBER] as const), ...(oddTexts ?? [])].filter(([row]) =>
          Number.isNaN(numbers[row]),
        ),
  );
  return {
    ...own,
    numbers: rows - missing - othersCount - (bounds?.rows.length ?? 0),
    odd: [...odd.keys()],
    texts: [...odd.values()].map((text) => ({ text, cells: 1 })),
    textAt: (row) => odd.get(row) ?? (Number.isNaN(numbers[row]) ? '' : undefined),
  };
}

/** Records in each column its vocabulary. */
export function withVocabularies(schema: Schema, words: readonly ColumnWords[]): Schema {
  const found = vocabulariesOf(words);
  return found.size === 0
    ? schema
    : schema.map((column) => {
        const vocabulary = found.get(column.index);
        return vocabulary === undefined ? column : { ...column, vocabulary };
      });
}

/** Cells of columns with vocabularies, kept until all are read. */
export class MisplacedCells {
  private readonly kept = new Map<number, JudgedColumn>();

  private readonly columns: ReadonlyMap<number, ColumnSchema>;

  constructor(schema: Schema) {
    this.columns = new Map(
      schema.flatMap((column) => (column.vocabulary === undefined ? [] : [[column.index, column] as const])),
    );
  }

  /** Stores the cells of a column before they are converted for its family. */
  keep({ index }: ColumnSchema, typed: TypedColumn): void {
    const column = this.columns.get(index);
    if (column?.vocabulary === undefined || this.kept.has(index)) return;
    const { vocabulary } = column;
    this.kept.set(index, {
      ...wordsOf(column, typed),
      vocabulary,
      home: {
        words: new Map(vocabulary.words.map((word) => [word, 1])),
        forms: new Map(vocabulary.forms.map((form) => [form, 1])),
      },
      missing: column.missing,
    });
  }

  /** Misplaced cells, by row, then column. */
  found(): readonly BadCell[] {
    const columns = [...this.kept.values()].sort((a, b) => a.index - b.index);
    if (columns.length < 2) return [];
    return movesIn(
      columns,
      foreignCells(
        columns,
        columns.map(({ home }) => home),
      ),
    ).map(({ sort, row, column, with: other, cells, isSure }): BadCell => ({
      code: 'cell.misplaced',
      row,
      column: columns[column].index,
      moved: {
        sort,
        with: columns[other].index,
        isSure,
        cells: cells.map((own) => ({
          column: columns[own.column].index,
          ...(own.from !== undefined && { from: columns[own.from].index }),
        })),
      },
    }));
  }
}
