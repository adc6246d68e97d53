/** Foreign cells: their text is at home in another column and not in their own. */
import { homesElsewhere, type Home, type ColumnWords } from './vocabulary';

export interface ForeignCell {
  /** Index among the columns. */
  readonly column: number;
  /** Indices of the columns where its text is at home. */
  readonly homes: readonly number[];
}

/** Finds the foreign cells by row, in the order of the columns. Each text is looked up once. */
export function foreignCells(
  columns: readonly ColumnWords[],
  homes: readonly Pick<Home, 'words' | 'forms'>[],
): ReadonlyMap<number, readonly ForeignCell[]> {
  const cellsByRow = new Map<number, ForeignCell[]>();
  const add = (row: number, cell: ForeignCell): void => {
    const existing = cellsByRow.get(row);
    if (existing === undefined) cellsByRow.set(row, [cell]);
    else existing.push(cell);
  };
  columns.forEach(({ texts, places, oddRows = [], textAt }, column) => {
    for (const row of oddRows) {
      const otherHomes = homesElsewhere(textAt(row) ?? '', column, homes);
      if (otherHomes.length > 0) add(row, { column, homes: otherHomes });
    }
    if (places === undefined) return;
    const homesByPlace = [[], ...texts.map(({ text }) => homesElsewhere(text, column, homes))];
    if (homesByPlace.every((textHomes) => textHomes.length === 0)) return;
    for (let row = 0; row < places.length; row++)
      if (homesByPlace[places[row]].length > 0) add(row, { column, homes: homesByPlace[places[row]] });
  });
  return cellsByRow;
}
