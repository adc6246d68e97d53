/** Cells of a key that say what an earlier one says. */

export interface Repeat {
  readonly row: number;
  /** The first row that says the same. */
  readonly first: number;
}

/** @param cells a number for what each cell says, NaN where missing */
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

/** Of a key so few cells repeat, … */
export const FEW_REPEATS = 2;
const MOST_REPEATED = 0.005;

/** Whether few enough cells repeat for a column to be a key. */
export function areFew(repeats: number, cells: number): boolean {
  return repeats <= Math.max(FEW_REPEATS, MOST_REPEATED * cells);
}
