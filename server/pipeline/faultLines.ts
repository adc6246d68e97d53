/** Faults of a file itself, reported as lines: the command line has no squiggles to draw. */
import { say } from '../../language/language';
import type { RowTexts } from '../core/csv/stream/rowTexts';
import type { PassedLines } from '../core/csv/stream/streamed';
import type { AlikeRow } from '../core/duplicates/duplicateRows';
import type { Encoded, SequenceBreak } from '../core/schema/encoding/encode';
import type { BadCell } from '../core/schema/encoding/badCell';
import { meantTextOf } from '../core/schema/dates/meantDate';
import type { Schema } from '../core/schema/infer';
import type { PassedOverLines, TableProblem, UnreadableCell } from '../protocol';
import type { PlaceNoun, RowPlace } from '../protocol/places';
import type { DuplicateKey } from '../core/schema/texts/tableKeys';
import {
  complaintOf,
  complaintOfAlike,
  complaintOfBreak,
  complaintOfDuplicate,
  complaintWithOutcome,
  type Complaint,
  type Words,
} from '../words/complaints/complaint';
import { uncheckedNames, withMoreLikeIt } from '../protocol/report/checked';
import { FitProblem } from '../words/fitProblem';
import { printable } from '../words/printable';
import { rowTexts, type Reading } from '../formats/table/readTable';

/** Says that places are numbers of rows, where a table has no lines; nothing for a text. */
export function countsOf({ input }: Pick<Reading, 'input'>): { readonly counts?: 'row' } {
  return input.places?.noun === 'row' ? { counts: 'row' } : {};
}

/** First place of a sort of fault, and the fault in words, with the number of others like it. */
interface FaultNote {
  /** Sort of place that `number` counts. */
  readonly noun: PlaceNoun;
  /** Number of the line or row, from 1. */
  readonly number: number;
  readonly fault: string;
  /** Whether the fault is described in sentences, with their full stops. */
  readonly isSentence?: boolean;
}

/** Returns notes on lines that are not rows, and on totals. */
export function lineNotes(reading: Pick<Reading, 'table'>): readonly string[] {
  return lineFaults(reading).map(noteLine);
}

/** Returns a note per sort of fault, with its first place and the number of further ones. */
export function notesOn(reading: Reading, schema: Schema, encoded: Encoded): readonly string[] {
  return faultNotes(reading, schema, encoded).map(noteLine);
}

/** Returns the notes of `notesOn` as sentences. */
export function noteSentences(reading: Reading, schema: Schema, encoded: Encoded): readonly string[] {
  return faultNotes(reading, schema, encoded).map(({ noun, number: place, fault, isSentence = false }) => {
    const number = String(place);
    return isSentence
      ? say('{noun, select, row {Row {number}: {fault}} other {Line {number}: {fault}}}', { noun, number, fault })
      : say('{noun, select, row {Row {number}: {fault}.} other {Line {number}: {fault}.}}', { noun, number, fault });
  });
}

function noteLine({ noun, number, fault }: FaultNote): string {
  return say('{noun, select, row {row {number}: {fault}} other {line {number}: {fault}}}', {
    noun,
    number: String(number),
    fault,
  });
}

function lineFaults({ table: { passedOver, totals } }: Pick<Reading, 'table'>): readonly FaultNote[] {
  const noteOn = ({ line, count }: PassedLines, fault: string): FaultNote => ({
    noun: 'line',
    number: line + 1,
    fault: withMoreLikeIt(fault, count),
  });
  return [
    ...(passedOver === undefined
      ? []
      : [noteOn(passedOver, say('"{text}" is not a row', { text: printable(passedOver.text) }))]),
    ...(totals === undefined
      ? []
      : [
          noteOn(
            totals,
            say('"{text}" is a total of the rows above it, and no row of its own; its numbers are not checked', {
              text: printable(totals.text),
            }),
          ),
        ]),
  ];
}

function structureFaults({ table: { problem, problemCount } }: Reading): readonly FaultNote[] {
  if (problem === undefined) return [];
  const fault = withMoreLikeIt(problem.message, problemCount);
  return [{ noun: 'line', number: problem.line + 1, fault, isSentence: problemCount === 1 }];
}

function faultNotes(reading: Reading, schema: Schema, encoded: Encoded): readonly FaultNote[] {
  const faults = faultyCells(encoded);
  const firstFaults = [...new Set(faults.map(({ code }) => code))].flatMap(
    (sort) => faults.find(({ code }) => code === sort) ?? [],
  );
  const texts = rowTexts(reading, rowsToRead(firstFaults));
  const cellNotes = firstFaults.flatMap((first) => {
    const sortCount = faults.filter(({ code }) => code === first.code).length;
    return noteOnCell(
      texts,
      schema,
      first,
      firstFaults.length === 1
        ? encoded.badCellCount + encoded.breaks.length + encoded.duplicates.length + encoded.alike.length
        : sortCount,
    );
  });
  return [...lineFaults(reading), ...structureFaults(reading), ...cellNotes];
}

/** Returns lines that are not rows, totals, and faults of rows or quotes, in the terms of the wire. */
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

/** A cell that is wrong independently of the model. A repeated row is reported at the first cell that differs. */
type FaultyCell =
  | BadCell
  | (AlikeRow & { readonly column: number })
  | (SequenceBreak & { readonly code: 'cell.out-of-sequence' })
  | (DuplicateKey & { readonly code: 'cell.duplicate-key' });

function faultyCells({ badCells, breaks, duplicates, alike }: Encoded): readonly FaultyCell[] {
  return [
    ...badCells,
    ...breaks.map((sequenceBreak) => ({ ...sequenceBreak, code: 'cell.out-of-sequence' as const })),
    ...duplicates.map((duplicate) => ({ ...duplicate, code: 'cell.duplicate-key' as const })),
    ...alike.map((alikeRow) => ({ ...alikeRow, column: alikeRow.columns.at(0) ?? 0 })),
  ];
}

/** Returns the complaint about a faulty cell. @param texts of the rows that the cell refers to */
function complaintOfFault(cell: FaultyCell, schema: Schema, text: string, texts: RowTexts): Complaint | undefined {
  if (isBadCell(cell)) return complaintOf(cell, schema, text);
  if (isRepeatedRow(cell))
    return complaintOfAlike(
      cell,
      schema.map(({ name }) => name),
      texts.lineOf(cell.first) + 1,
      texts.noun,
    );
  const column = schema.find(({ index }) => index === cell.column);
  if (column === undefined) return undefined;
  return cell.code === 'cell.duplicate-key'
    ? complaintOfDuplicate(cell, column, texts.lineOf(cell.first) + 1, texts.noun)
    : complaintOfBreak(cell, column);
}

function isRepeatedRow(cell: FaultyCell): cell is AlikeRow & { readonly column: number } {
  return cell.code === 'row.duplicate' || cell.code === 'row.near-duplicate';
}

/** Whether a cell is unreadable for its column, by itself or given others of its row. */
function isBadCell(cell: FaultyCell): cell is BadCell {
  return cell.code !== 'cell.out-of-sequence' && cell.code !== 'cell.duplicate-key' && !isRepeatedRow(cell);
}

/** Returns the rows that must be read to describe faulty cells. */
function rowsToRead(faults: readonly FaultyCell[]): readonly number[] {
  return faults.flatMap((cell) =>
    isRepeatedRow(cell)
      ? [cell.first, cell.row, ...(cell.more ?? []).flat()]
      : cell.code === 'cell.duplicate-key'
        ? [cell.first, cell.row]
        : [cell.row],
  );
}

/** Returns the cells that are wrong independently of the model, in the terms of the wire. @param keys key columns */
export function unreadableCells(
  reading: Reading,
  schema: Schema,
  encoded: Encoded,
  keys: readonly string[] = [],
): { readonly unreadable?: readonly UnreadableCell[]; readonly unlistedCells?: number } {
  const faults = faultyCells(encoded);
  if (faults.length === 0) return {};
  const texts = rowTexts(reading, rowsToRead(faults));
  const unreadable = faults.flatMap((cell): UnreadableCell[] => {
    const { code, row, column } = cell;
    const text = texts.textOf(row, column).trim();
    const complaint = complaintOfFault(cell, schema, text, texts);
    const { broken, moved } = isBadCell(cell) ? cell : {};
    const meant = isBadCell(cell) ? meantTextOf(cell, schema, text) : undefined;
    const cells =
      moved?.cells.map((movedCell) => ({
        column: reading.table.columns[movedCell.column],
        text: texts.textOf(row, movedCell.column).trim(),
        meant: movedCell.from === undefined ? '' : texts.textOf(row, movedCell.from).trim(),
      })) ?? [];
    return complaint === undefined
      ? []
      : [
          {
            code,
            row,
            line: texts.lineOf(row) + 1,
            ...keyOf(reading, texts, row, keys),
            column: reading.table.columns[column],
            text,
            reason: printableWords(complaint.what),
            ...(broken !== undefined && { expected: broken.expected }),
            ...(meant !== undefined && { meant }),
            ...(cells.length > 0 && { moved: cells }),
            ...otherRows(cell, texts),
          },
        ];
  });
  const unlistedCells = encoded.badCellCount - encoded.badCells.length;
  return { unreadable: unreadable.sort((a, b) => a.row - b.row), ...(unlistedCells > 0 && { unlistedCells }) };
}

/** Requires that key columns exist. @throws FitProblem */
export function requireKeys({ table: { columns } }: Pick<Reading, 'table'>, keys: readonly string[] = []): void {
  const unknown = keys.find((name) => !columns.includes(name));
  if (unknown === undefined) return;
  const names = uncheckedNames(columns, (name) => printable(name));
  throw new FitProblem(`There is no key column "${printable(unknown)}"; the columns are ${names}.`);
}

/** Returns the texts of the key columns of a row, in the terms of the wire; nothing without key columns. */
export function keyOf(
  { table: { columns } }: Pick<Reading, 'table'>,
  texts: RowTexts,
  row: number,
  keys: readonly string[],
): { readonly key?: Readonly<Record<string, string>> } {
  if (keys.length === 0) return {};
  return { key: Object.fromEntries(keys.map((name) => [name, texts.textOf(row, columns.indexOf(name)).trim()])) };
}

/** Returns the other rows that a fault refers to, and whether it is a gap between rows. */
function otherRows(cell: FaultyCell, texts: RowTexts): Pick<UnreadableCell, 'isGap' | 'repeats' | 'more'> {
  const placeOf = (row: number): RowPlace => ({ row, line: texts.lineOf(row) + 1 });
  if (cell.code === 'cell.out-of-sequence') return cell.sort === 'gap' ? { isGap: true } : {};
  if (cell.code === 'cell.duplicate-key') return { repeats: placeOf(cell.first) };
  if (!isRepeatedRow(cell)) return {};
  const more = (cell.more ?? []).map(([row, first]) => ({ ...placeOf(row), repeats: placeOf(first) }));
  return { repeats: placeOf(cell.first), ...(more.length > 0 && { more }) };
}

function noteOnCell(texts: RowTexts, schema: Schema, cell: FaultyCell, count: number): readonly FaultNote[] {
  const text = texts.textOf(cell.row, cell.column);
  const complaint = complaintOfFault(cell, schema, text, texts);
  return complaint === undefined
    ? []
    : [
        {
          noun: texts.noun ?? 'line',
          number: texts.lineOf(cell.row) + 1,
          fault: withMoreLikeIt(
            say('"{cell}" {reason}', {
              cell: printable(text),
              reason: printableWords(complaintWithOutcome(complaint)),
            }),
            count,
          ),
        },
      ];
}

function printableWords(words: Words): string {
  return words.map((part) => (typeof part === 'string' ? part : printable(part.data))).join('');
}
