/** What is wrong with a file itself, told in lines: the command line has no squiggles to draw. */
import type { RowTexts } from '../core/csv/rows';
import type { BadCell, Encoded } from '../core/schema/encode';
import type { Schema } from '../core/schema/infer';
import type { UnreadableCell } from '../protocol';
import { complaintOf, type Complaint } from './complaint';
import { printable } from './printable';
import { rowTexts, type Reading } from './reading';

/** A note for each sort of trouble, with the first place of it and how often there is more. */
export function notesOn(reading: Reading, schema: Schema, { badCells, badCellCount }: Encoded): readonly string[] {
  const { problem, problemCount, passedOver, totals } = reading.table;
  const passed = passedOver === undefined ? [] : [`line ${passedOver.line + 1}: "${printable(passedOver.text)}" is no row${more(passedOver.count)}`];
  const summing = totals === undefined ? [] : [`line ${totals.line + 1}: "${printable(totals.text)}" sums up the rows above it, and is no row of its own${more(totals.count)}`];
  const structure = problem === undefined ? [] : [`line ${problem.line + 1}: ${problem.message}${more(problemCount)}`];
  const sorts = [...new Set(badCells.map(({ code }) => code))];
  const firsts = sorts.flatMap((sort) => badCells.find(({ code }) => code === sort) ?? []);
  const texts = rowTexts(reading, firsts.map(({ row }) => row));
  const cells = firsts.flatMap((first) => {
    const alike = badCells.filter(({ code }) => code === first.code).length;
    return noteOnCell(texts, schema, first, firsts.length === 1 ? badCellCount : alike);
  });
  return [...passed, ...summing, ...structure, ...cells];
}

/** The cells that are wrong whatever the model says, in the terms of the wire. */
export function unreadableIn(reading: Reading, schema: Schema, { badCells }: Encoded): { readonly unreadable?: readonly UnreadableCell[] } {
  if (badCells.length === 0) return {};
  const texts = rowTexts(reading, badCells.map(({ row }) => row));
  const unreadable = badCells.flatMap((cell): UnreadableCell[] => {
    const { code, row, column, broken } = cell;
    const text = texts.textOf(row, column).trim();
    const complaint = complaintOf(cell, schema, text);
    return complaint === undefined ? [] : [{ code, row, line: texts.lineOf(row) + 1, column: reading.table.columns[column], text, reason: wordsOf(complaint), ...(broken !== undefined && { expected: broken.expected }) }];
  });
  return { unreadable: unreadable.sort((a, b) => a.row - b.row) };
}

function noteOnCell(texts: RowTexts, schema: Schema, cell: BadCell, count: number): readonly string[] {
  const text = texts.textOf(cell.row, cell.column);
  const complaint = complaintOf(cell, schema, text);
  return complaint === undefined ? [] : [`line ${texts.lineOf(cell.row) + 1}: "${printable(text)}" ${wordsOf(complaint)}${complaint.outcome}${more(count)}`];
}

function wordsOf({ what }: Complaint): string {
  return what.map((part) => (typeof part === 'string' ? part : printable(part.data))).join('');
}

function more(count: number): string {
  return count > 1 ? ` (and ${count - 1} more like it)` : '';
}
