/** What is wrong with a file itself, told in lines: the command line has no squiggles to draw. */
import { cellText, rowLine, type Table } from '../core/csv/table';
import type { Encoded } from '../core/schema/encode';

/** A note for each sort of trouble, with the first place of it and how often there is more. */
export function notesOn(table: Table, { badCells, badCellCount }: Encoded): readonly string[] {
  const notes = table.problems.slice(0, 1).map(({ start, message }) => `line ${lineAt(table, start)}: ${message}${more(table.problemCount)}`);
  const [bad] = badCells;
  if (bad !== undefined) {
    const what = JSON.stringify(cellText(table, bad.row, bad.column).slice(0, 40));
    notes.push(`line ${rowLine(table, bad.row) + 1}: ${what} is not a number, as the other cells of "${table.columns[bad.column]}" are; it counts as missing${more(badCellCount)}`);
  }
  return notes;
}

function more(count: number): string {
  return count > 1 ? ` (and ${count - 1} more like it)` : '';
}

/** Line, from 1, of an offset. */
function lineAt({ scan }: Table, offset: number): number {
  return scan.text.slice(0, offset).split(/\r\n|\r|\n/).length;
}
