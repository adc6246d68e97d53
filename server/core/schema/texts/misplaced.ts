/**
 * Cells in the wrong column: the vocabulary of each column is found when the schema is made, and cells are checked
 * whenever rows are read.
 */
import type { TypedColumn } from '../../csv/columns/typedColumn';
import { foreignCells } from '../../misplaced/foreign';
import { vocabulariesOf } from '../../misplaced/vocabularyLearning';
import { movesIn, type JudgedColumn, type MoveSort } from '../../misplaced/rowMoves';
import type { ColumnWords } from '../../misplaced/vocabulary';
import type { BadCell } from '../encoding/badCell';
import type { ColumnSchema, Schema } from '../infer';

/** A move of cells that are in the wrong columns of a row. Columns are positions in the table. */
export interface Moved {
  readonly sort: MoveSort;
  /** The other column of an exchange; else the column where the cell is at home. */
  readonly with: number;
  /** Whether the move is practically certain. */
  readonly isSure: boolean;
  /** Cells to change: each takes the text of the cell in column `from`, or becomes empty. */
  readonly cells: readonly { readonly column: number; readonly from?: number }[];
}

const SOME_NUMBER = '0';

/** Collects the cells of a column by their texts. */
export function wordsOf(
  { name, index }: Pick<ColumnSchema, 'name' | 'index'>,
  {
    rows,
    missing,
    places,
    values,
    gathered,
    numbers,
    unreadableRows,
    unreadableCount,
    bounds,
    dates,
    oddTexts,
  }: TypedColumn,
): ColumnWords {
  const common = { name, index, rows, cells: rows - missing, ...(dates !== undefined && { areDates: true as const }) };
  const cellPlaces = places?.subarray(0, rows) ?? gathered?.places;
  if (cellPlaces !== undefined) {
    const texts =
      gathered !== undefined && places === undefined ? gathered.texts : values.map((text) => ({ text, cells: 0 }));
    const counts = new Uint32Array(texts.length + 1);
    for (let row = 0; row < rows; row++) counts[cellPlaces[row]]++;
    return {
      ...common,
      numbers: 0,
      places: cellPlaces,
      oddRows: [...(oddTexts?.keys() ?? [])].filter((row) => cellPlaces[row] === 0),
      texts: texts.map((each, i) => ({ ...each, cells: counts[i + 1] })),
      textAt: (row) => (cellPlaces[row] === 0 ? (oddTexts?.get(row) ?? '') : texts[cellPlaces[row] - 1].text),
    };
  }
  // A cell that is no date among dates, and has no stored text, is a number.
  const odd = new Map(
    dates === undefined
      ? oddTexts
      : [...unreadableRows.map((row) => [row, SOME_NUMBER] as const), ...(oddTexts ?? [])].filter(([row]) =>
          Number.isNaN(numbers[row]),
        ),
  );
  return {
    ...common,
    numbers: rows - missing - unreadableCount - (bounds?.rows.length ?? 0),
    oddRows: [...odd.keys()],
    texts: [...odd.values()].map((text) => ({ text, cells: 1 })),
    textAt: (row) => odd.get(row) ?? (Number.isNaN(numbers[row]) ? '' : undefined),
  };
}

/** Records in each column its vocabulary. */
export function withVocabularies(schema: Schema, words: readonly ColumnWords[]): Schema {
  const vocabularies = vocabulariesOf(words);
  return vocabularies.size === 0
    ? schema
    : schema.map((column) => {
        const vocabulary = vocabularies.get(column.index);
        return vocabulary === undefined ? column : { ...column, vocabulary };
      });
}

/** Cells of columns with vocabularies, stored until all are read. */
export class MisplacedCells {
  private readonly columnWords = new Map<number, JudgedColumn>();

  private readonly columns: ReadonlyMap<number, ColumnSchema>;

  constructor(schema: Schema) {
    this.columns = new Map(
      schema.flatMap((column) => (column.vocabulary === undefined ? [] : [[column.index, column] as const])),
    );
  }

  /** Stores the cells of a column before they are converted for its family. */
  store({ index }: ColumnSchema, typed: TypedColumn): void {
    const column = this.columns.get(index);
    if (column?.vocabulary === undefined || this.columnWords.has(index)) return;
    const { vocabulary } = column;
    this.columnWords.set(index, {
      ...wordsOf(column, typed),
      vocabulary,
      home: {
        words: new Map(vocabulary.words.map((word) => [word, 1])),
        forms: new Map(vocabulary.forms.map((form) => [form, 1])),
      },
      missing: column.missing,
    });
  }

  /** Finds the misplaced cells, by row, then column. */
  misplacedCells(): readonly BadCell[] {
    const columns = [...this.columnWords.values()].sort((a, b) => a.index - b.index);
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
        cells: cells.map((cell) => ({
          column: columns[cell.column].index,
          ...(cell.from !== undefined && { from: columns[cell.from].index }),
        })),
      },
    }));
  }
}
