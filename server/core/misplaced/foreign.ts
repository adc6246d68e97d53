/** Cells whose text is at home in another column and not in their own. */
import { homesElsewhere, type Home, type ColumnWords } from './vocabulary';

export interface ForeignCell {
  /** Index among the columns. */
  readonly column: number;
  /** Indices of the columns where its text is at home. */
  readonly homes: readonly number[];
}

/** Foreign cells by row, for rows that have some, and by column. Each text is looked up once. */
export function foreignCells(
  columns: readonly ColumnWords[],
  homes: readonly Pick<Home, 'words' | 'forms'>[],
): ReadonlyMap<number, readonly ForeignCell[]> {
  const found = new Map<number, ForeignCell[]>();
  const add = (row: number, cell: ForeignCell): void => {
    const known = found.get(row);
    if (known === undefined) found.set(row, [cell]);
    else known.push(cell);
  };
  columns.forEach(({ texts, places, odd = [], textAt }, column) => {
    for (const row of odd) {
      const elsewhere = homesElsewhere(textAt(row) ?? '', column, homes);
      if (elsewhere.length > 0) add(row, { column, homes: elsewhere });
    }
    if (places === undefined) return;
    const ofPlace = [[], ...texts.map(({ text }) => homesElsewhere(text, column, homes))];
    if (ofPlace.every((own) => own.length === 0)) return;
    for (let row = 0; row < places.length; row++)
      if (ofPlace[places[row]].length > 0) add(row, { column, homes: ofPlace[places[row]] });
  });
  return found;
}
