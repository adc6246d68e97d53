/** Cells of a key that repeat an earlier one. */

export interface Repeat {
  readonly row: number;
  /** The first row with this cell. */
  readonly first: number;
}

/** Finds the cells that repeat an earlier one. @param cells one number per distinct cell, NaN where missing */
export function repeatsIn(cells: Float64Array): readonly Repeat[] {
  const firsts = new Map<number, number>();
  const repeats: Repeat[] = [];
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row];
    if (cell !== cell) continue;
    const first = firsts.get(cell);
    if (first === undefined) firsts.set(cell, row);
    else repeats.push({ row, first });
  }
  return repeats;
}

/** Maximum number, or share, of repeated cells of a key. */
export const FEW_REPEATS = 2;
const MOST_REPEATED = 0.005;

/** Whether the repeated cells are few enough for a column to be a key. */
export function areFewRepeats(repeats: number, cells: number): boolean {
  return repeats <= Math.max(FEW_REPEATS, MOST_REPEATED * cells);
}
