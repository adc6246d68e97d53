/** What is wrong with a file itself, told in lines: the command line has no squiggles to draw. */
import type { RowTexts } from '../core/csv/rows';
import type { BadCell, Encoded } from '../core/schema/encode';
import type { Schema } from '../core/schema/infer';
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

function noteOnCell(texts: RowTexts, schema: Schema, { code, row, column }: BadCell, count: number): readonly string[] {
  const described = schema.find(({ index }) => index === column);
  if (described === undefined) return [];
  const what = complaintOf(code, described, texts.textOf(row, column)).what.map((part) => (typeof part === 'string' ? part : printable(part.data))).join('');
  return [`line ${texts.lineOf(row) + 1}: "${printable(texts.textOf(row, column))}" ${what}; it counts as missing${more(count)}`];
}

function more(count: number): string {
  return count > 1 ? ` (and ${count - 1} more like it)` : '';
}
