/** Faults of a file itself, reported as lines: the command line has no squiggles to draw. */
import type { RowTexts } from '../core/csv/stream/rowTexts';
import type { PassedLines } from '../core/csv/stream/streamed';
import type { AlikeRow } from '../core/alike/alikeRows';
import type { BadCell, Encoded, SequenceBreak } from '../core/schema/encoding/encode';
import type { Schema } from '../core/schema/infer';
import type { PassedOverLines, TableProblem, UnreadableCell } from '../protocol';
import type { DuplicateKey } from '../core/schema/texts/tableKeys';
import {
  complaintOf,
  complaintOfAlike,
  complaintOfBreak,
  complaintOfDuplicate,
  type Complaint,
} from '../words/complaints/complaint';
import { moreLikeIt } from '../protocol/report/checked';
import { printable } from '../words/printable';
import { rowTexts, type Reading } from '../formats/table/readTable';

/** A note for each sort of fault, with its first place and the number of further ones. */
export function notesOn(reading: Reading, schema: Schema, encoded: Encoded): readonly string[] {
  const { problem, problemCount, passedOver, totals } = reading.table;
  const passed =
    passedOver === undefined
      ? []
      : [`line ${passedOver.line + 1}: "${printable(passedOver.text)}" is not a row${moreLikeIt(passedOver.count)}`];
  const summing =
    totals === undefined
      ? []
      : [
          `line ${totals.line + 1}: "${printable(totals.text)}" is a total of the rows above it, and no ` +
            `row of its own; its numbers are not checked${moreLikeIt(totals.count)}`,
        ];
  const structure =
    problem === undefined ? [] : [`line ${problem.line + 1}: ${problem.message}${moreLikeIt(problemCount)}`];
  const told = toldCells(encoded);
  const firsts = [...new Set(told.map(({ code }) => code))].flatMap(
    (sort) => told.find(({ code }) => code === sort) ?? [],
  );
  const texts = rowTexts(reading, rowsOf(firsts));
  const cells = firsts.flatMap((first) => {
    const alike = told.filter(({ code }) => code === first.code).length;
    return noteOnCell(
      texts,
      schema,
      first,
      firsts.length === 1
        ? encoded.badCellCount + encoded.breaks.length + encoded.duplicates.length + encoded.alike.length
        : alike,
    );
  });
  return [...passed, ...summing, ...structure, ...cells];
}

/** Lines that are no rows, totals, and faults of rows or quotes, in the terms of the wire. */
export function tableLinesOf({ table: { passedOver, totals, problem, problemCount: count } }: Pick<Reading, 'table'>): {
  readonly passedOver?: PassedOverLines;
  readonly totals?: PassedOverLines;
  readonly problem?: TableProblem;
} {
  const fromOne = ({ line, ...lines }: PassedLines): PassedOverLines => ({ ...lines, line: line + 1 });
  return {
    ...(passedOver !== undefined && { passedOver: fromOne(passedOver) }),
    ...(totals !== undefined && { totals: fromOne(totals) }),
    ...(problem !== undefined && { problem: { count, line: problem.line + 1, message: problem.message } }),
  };
}

/** A cell that is wrong whatever the model says. */
/** A repeated row is reported at the first cell in which it differs. */
type ToldCell =
  | BadCell
  | (AlikeRow & { readonly column: number })
  | (SequenceBreak & { readonly code: 'cell.out-of-sequence' })
  | (DuplicateKey & { readonly code: 'cell.duplicate-key' });

function toldCells({ badCells, breaks, duplicates, alike }: Encoded): readonly ToldCell[] {
  return [
    ...badCells,
    ...breaks.map((own) => ({ ...own, code: 'cell.out-of-sequence' as const })),
    ...duplicates.map((own) => ({ ...own, code: 'cell.duplicate-key' as const })),
    ...alike.map((own) => ({ ...own, column: own.columns.at(0) ?? 0 })),
  ];
}

/** @param texts of the rows that the cells refer to */
function complaintOfTold(cell: ToldCell, schema: Schema, text: string, texts: RowTexts): Complaint | undefined {
  if (isRead(cell)) return complaintOf(cell, schema, text);
  if (isAlike(cell))
    return complaintOfAlike(
      cell,
      schema.map(({ name }) => name),
      texts.lineOf(cell.first) + 1,
    );
  const column = schema.find(({ index }) => index === cell.column);
  if (column === undefined) return undefined;
  return cell.code === 'cell.duplicate-key'
    ? complaintOfDuplicate(cell, column, texts.lineOf(cell.first) + 1)
    : complaintOfBreak(cell, column);
}

function isAlike(cell: ToldCell): cell is AlikeRow & { readonly column: number } {
  return cell.code === 'row.duplicate' || cell.code === 'row.near-duplicate';
}

/** Whether a cell is one that its column cannot read, by itself or given others of its row. */
function isRead(cell: ToldCell): cell is BadCell {
  return cell.code !== 'cell.out-of-sequence' && cell.code !== 'cell.duplicate-key' && !isAlike(cell);
}

/** Rows that must be read to describe cells. */
function rowsOf(told: readonly ToldCell[]): readonly number[] {
  return told.flatMap((cell) =>
    cell.code === 'cell.duplicate-key' || isAlike(cell) ? [cell.first, cell.row] : [cell.row],
  );
}

/** Cells that are wrong whatever the model says, in the terms of the wire. */
export function unreadableIn(
  reading: Reading,
  schema: Schema,
  encoded: Encoded,
): { readonly unreadable?: readonly UnreadableCell[] } {
  const told = toldCells(encoded);
  if (told.length === 0) return {};
  const texts = rowTexts(reading, rowsOf(told));
  const unreadable = told.flatMap((cell): UnreadableCell[] => {
    const { code, row, column } = cell;
    const text = texts.textOf(row, column).trim();
    const complaint = complaintOfTold(cell, schema, text, texts);
    const { broken, meant, moved } = isRead(cell) ? cell : {};
    const cells =
      moved?.cells.map((own) => ({
        column: reading.table.columns[own.column],
        text: texts.textOf(row, own.column).trim(),
        meant: own.from === undefined ? '' : texts.textOf(row, own.from).trim(),
      })) ?? [];
    return complaint === undefined
      ? []
      : [
          {
            code,
            row,
            line: texts.lineOf(row) + 1,
            column: reading.table.columns[column],
            text,
            reason: wordsOf(complaint),
            ...(broken !== undefined && { expected: broken.expected }),
            ...(meant !== undefined && { meant }),
            ...(cells.length > 0 && { moved: cells }),
          },
        ];
  });
  return { unreadable: unreadable.sort((a, b) => a.row - b.row) };
}

function noteOnCell(texts: RowTexts, schema: Schema, cell: ToldCell, count: number): readonly string[] {
  const text = texts.textOf(cell.row, cell.column);
  const complaint = complaintOfTold(cell, schema, text, texts);
  return complaint === undefined
    ? []
    : [
        `line ${texts.lineOf(cell.row) + 1}: "${printable(text)}" ` +
          `${wordsOf(complaint)}${complaint.outcome}${moreLikeIt(count)}`,
      ];
}

function wordsOf({ what }: Complaint): string {
  return what.map((part) => (typeof part === 'string' ? part : printable(part.data))).join('');
}
