/** What is wrong with a file itself, told in lines: the command line has no squiggles to draw. */
import { cellText, rowLine, type Table } from '../core/csv/table';
import { familyNamed } from '../core/families/registry';
import type { BadCell, Encoded } from '../core/schema/encode';
import type { Schema } from '../core/schema/infer';

/** A note for each sort of trouble, with the first place of it and how often there is more. */
export function notesOn(table: Table, schema: Schema, { badCells, badCellCount }: Encoded): readonly string[] {
  const notes = table.problems.slice(0, 1).map(({ start, message }) => `line ${lineAt(table, start)}: ${message}${more(table.problemCount)}`);
  const [bad] = badCells;
  if (bad !== undefined) {
    const what = JSON.stringify(cellText(table, bad.row, bad.column).slice(0, 40));
    notes.push(`line ${rowLine(table, bad.row) + 1}: ${what} is ${complaint(bad, table, schema)}; it counts as missing${more(badCellCount)}`);
  }
  return notes;
}

function complaint({ code, column }: BadCell, table: Table, schema: Schema): string {
  const kind = schema.find(({ index }) => index === column)?.kind;
  const name = `"${table.columns[column]}"`;
  if (code === 'cell.unsuitable-number' && kind !== undefined) return `not ${familyNamed(kind)?.needs}, as the kind ${kind} of ${name} needs`;
  return `not a number, as the other cells of ${name} are`;
}

function more(count: number): string {
  return count > 1 ? ` (and ${count - 1} more like it)` : '';
}

/** Line, from 1, of an offset. */
function lineAt({ scan }: Table, offset: number): number {
  return scan.text.slice(0, offset).split(/\r\n|\r|\n/).length;
}
