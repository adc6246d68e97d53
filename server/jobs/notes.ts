/** What is wrong with a file itself, told in lines: the command line has no squiggles to draw. */
import { cellText, rowLine, type Table } from '../core/csv/table';
import type { BadCell, Encoded } from '../core/schema/encode';
import type { Schema } from '../core/schema/infer';
import { complaintOf } from './complaint';
import { printable } from './printable';

/** A note for each sort of trouble, with the first place of it and how often there is more. */
export function notesOn(table: Table, schema: Schema, { badCells, badCellCount }: Encoded): readonly string[] {
  const structure = table.problems.slice(0, 1).map(({ start, message }) => `line ${lineAt(table, start)}: ${message}${more(table.problemCount)}`);
  const sorts = [...new Set(badCells.map(({ code }) => code))];
  const cells = sorts.flatMap((sort) => {
    const alike = badCells.filter(({ code }) => code === sort);
    return noteOnCell(table, schema, alike[0], sorts.length === 1 ? badCellCount : alike.length);
  });
  return [...structure, ...cells];
}

function noteOnCell(table: Table, schema: Schema, { code, row, column }: BadCell, count: number): readonly string[] {
  const described = schema.find(({ index }) => index === column);
  if (described === undefined) return [];
  const what = complaintOf(code, described).what.map((part) => (typeof part === 'string' ? part : printable(part.data))).join('');
  return [`line ${rowLine(table, row) + 1}: "${printable(cellText(table, row, column))}" ${what}; it counts as missing${more(count)}`];
}

function more(count: number): string {
  return count > 1 ? ` (and ${count - 1} more like it)` : '';
}

/** Line, from 1, of an offset. */
function lineAt({ scan }: Table, offset: number): number {
  return scan.text.slice(0, offset).split(/\r\n|\r|\n/).length;
}
