/** What is wrong with a file itself, told in lines: the command line has no squiggles to draw. */
import type { RowTexts } from '../core/csv/rows';
import type { BadCell, Encoded } from '../core/schema/encode';
import type { ColumnSchema, Schema } from '../core/schema/infer';
import type { UnreadableCell } from '../protocol';
import { complaintOf } from './complaint';
import { printable } from './printable';
import { rowTexts, type Reading } from './reading';

/** A note for each sort of trouble, with the first place of it and how often there is more. */
export function notesOn(reading: Reading, schema: Schema, { badCells, badCellCount }: Encoded): readonly string[] {
  const { problem, problemCount, passedOver } = reading.table;
  const passed = passedOver === undefined ? [] : [`line ${passedOver.line + 1}: "${printable(passedOver.text)}" is no row${more(passedOver.count)}`];
  const structure = problem === undefined ? [] : [`line ${problem.line + 1}: ${problem.message}${more(problemCount)}`];
  const sorts = [...new Set(badCells.map(({ code }) => code))];
  const firsts = sorts.flatMap((sort) => badCells.find(({ code }) => code === sort) ?? []);
  const texts = rowTexts(reading, firsts.map(({ row }) => row));
  const cells = firsts.flatMap((first) => {
    const alike = badCells.filter(({ code }) => code === first.code).length;
    return noteOnCell(texts, schema, first, firsts.length === 1 ? badCellCount : alike);
  });
  return [...passed, ...structure, ...cells];
}

/** The cells that their columns cannot read, in the terms of the wire. */
export function unreadableIn(reading: Reading, schema: Schema, { badCells }: Encoded): { readonly unreadable?: readonly UnreadableCell[] } {
  if (badCells.length === 0) return {};
  const texts = rowTexts(reading, badCells.map(({ row }) => row));
  const unreadable = badCells.flatMap(({ code, row, column }) => {
    const described = schema.find(({ index }) => index === column);
    const text = texts.textOf(row, column).trim();
    return described === undefined ? [] : [{ code, row, line: texts.lineOf(row) + 1, column: described.name, text, reason: wordsOf(code, described, text) }];
  });
  return { unreadable: unreadable.sort((a, b) => a.row - b.row) };
}

function noteOnCell(texts: RowTexts, schema: Schema, { code, row, column }: BadCell, count: number): readonly string[] {
  const described = schema.find(({ index }) => index === column);
  if (described === undefined) return [];
  const text = texts.textOf(row, column);
  return [`line ${texts.lineOf(row) + 1}: "${printable(text)}" ${wordsOf(code, described, text)}${complaintOf(code, described, text).outcome}${more(count)}`];
}

function wordsOf(code: BadCell['code'], column: ColumnSchema, text: string): string {
  return complaintOf(code, column, text).what.map((part) => (typeof part === 'string' ? part : printable(part.data))).join('');
}

function more(count: number): string {
  return count > 1 ? ` (and ${count - 1} more like it)` : '';
}
