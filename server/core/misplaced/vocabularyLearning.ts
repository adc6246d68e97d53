/** Learns which columns have separate vocabularies, and how often each holds texts at home in another. */
import { foreignCells, type ForeignCell } from './foreign';
import { movesIn, type JudgedColumn } from './rowMoves';
import {
  doPart,
  homesOf,
  isOpen,
  MOST_COLUMNS,
  tooForeign,
  type Foreign,
  type Vocabulary,
  type ColumnWords,
} from './vocabulary';

const SEVERAL = 2;
const MOST_ALSO = 1000;

/** The vocabulary of each column that is separate from some other, by its position in the table. */
export function vocabulariesOf(all: readonly ColumnWords[]): ReadonlyMap<number, Vocabulary> {
  const columns = all.slice(0, MOST_COLUMNS);
  const homes = homesOf(columns);
  const doBothPart = columns.map((one, i) =>
    columns.map(
      (other, j) => i !== j && doPart(homes[i], homes[j], one.cells) && doPart(homes[j], homes[i], other.cells),
    ),
  );
  const found = foreignCells(columns, homes);
  const counts = new ForeignCounts(found);
  const vocabularies = columns.map((column, i): Vocabulary => {
    const from = columns.flatMap(({ name }, j): Foreign[] => {
      const [cells, both] = [counts.cells(i, j), counts.both(i, j)];
      return doBothPart[i][j] && !tooForeign(cells, column.cells) ? [{ of: name, cells, both, alone: cells }] : [];
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
    movesIn(judged, found)
      .filter(({ sort }) => sort !== 'single')
      .map(({ row }) => row),
  );
  const alone = new ForeignCounts(new Map([...found].filter(([row]) => !moved.has(row))));
  const places = new Map(columns.map(({ name }, i) => [name, i]));
  const also = columns.map((column, i) => repeatedAlone(column, i, found, moved));
  return new Map(
    vocabularies.flatMap((own, i): [number, Vocabulary][] => {
      const from = own.from.map((each) => ({ ...each, alone: alone.cells(i, places.get(each.of) ?? i) }));
      return from.length === 0
        ? []
        : [[columns[i].index, { ...own, from, ...(also[i].length > 0 && { also: also[i] }) }]];
    }),
  );
}

/** Texts at home elsewhere that still occur in several rows of a column. */
function repeatedAlone(
  { textAt }: ColumnWords,
  column: number,
  found: ReadonlyMap<number, readonly ForeignCell[]>,
  moved: ReadonlySet<number>,
): readonly string[] {
  const counts = new Map<string, number>();
  for (const [row, cells] of found) {
    const text = moved.has(row) || !cells.some((own) => own.column === column) ? '' : (textAt(row) ?? '');
    if (text !== '') counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count >= SEVERAL)
    .map(([text]) => text)
    .slice(0, MOST_ALSO);
}

/**
 * Number of cells of a column with texts at home in another, and number of their rows in which both columns have such
 * texts.
 */
class ForeignCounts {
  private readonly counts = new Map<string, number>();

  constructor(found: ReadonlyMap<number, readonly ForeignCell[]>) {
    for (const cells of found.values()) {
      for (const { column, homes } of cells) {
        for (const home of homes) {
          this.add(`${column} ${home}`);
          if (cells.some((own) => own.column === home && own.homes.includes(column)))
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
