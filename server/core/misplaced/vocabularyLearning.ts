/** Learns which columns have separate vocabularies, and how often each holds texts at home in another. */
import { foreignCells, type ForeignCell } from './foreign';
import { movesIn, type JudgedColumn } from './rowMoves';
import {
  differ,
  homesOf,
  isOpen,
  MOST_COLUMNS,
  isTooForeign,
  type ForeignFigures,
  type Vocabulary,
  type ColumnWords,
} from './vocabulary';

const LEAST_REPEATS = 2;
const MOST_REPEATED_TEXTS = 1000;

/** Learns the vocabulary of each column that is separate from another, by its position in the table. */
export function vocabulariesOf(columnWords: readonly ColumnWords[]): ReadonlyMap<number, Vocabulary> {
  const columns = columnWords.slice(0, MOST_COLUMNS);
  const homes = homesOf(columns);
  const bothDiffer = columns.map((one, i) =>
    columns.map(
      (other, j) => i !== j && differ(homes[i], homes[j], one.cells) && differ(homes[j], homes[i], other.cells),
    ),
  );
  const foreign = foreignCells(columns, homes);
  const counts = new ForeignCounts(foreign);
  const vocabularies = columns.map((column, i): Vocabulary => {
    const from = columns.flatMap(({ name }, j): ForeignFigures[] => {
      const [cells, both] = [counts.cells(i, j), counts.both(i, j)];
      return bothDiffer[i][j] && !isTooForeign(cells, column.cells) ? [{ of: name, cells, both, alone: cells }] : [];
    });
    return {
      cells: column.cells,
      words: [...homes[i].words.keys()],
      forms: [...homes[i].forms.keys()],
      from,
      ...(isOpen(column, homes[i]) && { isOpen: true as const }),
    };
  });
  const judged = columns.map((column, i): JudgedColumn => ({
    ...column,
    vocabulary: vocabularies[i],
    home: homes[i],
    missing: column.rows - column.cells,
  }));
  const moved = new Set(
    movesIn(judged, foreign)
      .filter(({ sort }) => sort !== 'single')
      .map(({ row }) => row),
  );
  const alone = new ForeignCounts(new Map([...foreign].filter(([row]) => !moved.has(row))));
  const places = new Map(columns.map(({ name }, i) => [name, i]));
  const repeated = columns.map((column, i) => repeatedAlone(column, i, foreign, moved));
  return new Map(
    vocabularies.flatMap((vocabulary, i): [number, Vocabulary][] => {
      const from = vocabulary.from.map((entry) => ({ ...entry, alone: alone.cells(i, places.get(entry.of) ?? i) }));
      return from.length === 0
        ? []
        : [[columns[i].index, { ...vocabulary, from, ...(repeated[i].length > 0 && { also: repeated[i] }) }]];
    }),
  );
}

/** Finds texts at home elsewhere that occur in several rows of a column without a move. */
function repeatedAlone(
  { textAt }: ColumnWords,
  column: number,
  foreign: ReadonlyMap<number, readonly ForeignCell[]>,
  moved: ReadonlySet<number>,
): readonly string[] {
  const counts = new Map<string, number>();
  for (const [row, cells] of foreign) {
    const text = moved.has(row) || !cells.some((cell) => cell.column === column) ? '' : (textAt(row) ?? '');
    if (text !== '') counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count >= LEAST_REPEATS)
    .map(([text]) => text)
    .slice(0, MOST_REPEATED_TEXTS);
}

/**
 * Number of cells of a column with texts at home in another, and number of their rows in which both columns have such
 * texts.
 */
class ForeignCounts {
  private readonly counts = new Map<string, number>();

  constructor(foreign: ReadonlyMap<number, readonly ForeignCell[]>) {
    for (const cells of foreign.values()) {
      for (const { column, homes } of cells) {
        for (const home of homes) {
          this.add(`${column} ${home}`);
          if (cells.some((cell) => cell.column === home && cell.homes.includes(column)))
            this.add(`${column} ${home} both`);
        }
      }
    }
  }

  cells(column: number, home: number): number {
    return this.counts.get(`${column} ${home}`) ?? 0;
  }

  both(column: number, home: number): number {
    return this.counts.get(`${column} ${home} both`) ?? 0;
  }

  private add(key: string): void {
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }
}
