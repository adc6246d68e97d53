/** Determines the changes that a fix of a whole file makes, and those that need a review. Writes nothing. */
import { cellRange, cellText, rowLine, type Table } from '../../core/csv/table/table';
import { readColumn } from '../../core/csv/table/tableColumn';
import { columnRequest } from '../../core/schema/encoding/values/columnRequest';
import { encodeColumnSteps, type Encoded } from '../../core/schema/encoding/encode';
import type { BadCell, BadCellCode } from '../../core/schema/encoding/badCell';
import { meantTextOf } from '../../core/schema/dates/meantDate';
import type { Schema } from '../../core/schema/infer';
import type { Moved } from '../../core/schema/texts/misplaced';
import type { Finding } from '../../protocol';
import { blamesCells, rowFindings, type GuiltyCellCode } from '../../protocol/report/report';
import { cellSource } from './cellForms';
import { complaintOf, plainWords, type Words } from '../../words/complaints/complaint';
import { withCertainty } from './surelyMeant';

/** A change of one cell. */
export interface Change {
  readonly code: BadCellCode | 'cell.variant' | GuiltyCellCode;
  /** Row index, from 0. */
  readonly row: number;
  /** Line of the file, from 1. */
  readonly line: number;
  /** Name of the column. */
  readonly column: string;
  /** Decoded text of the cell. */
  readonly before: string;
  readonly after: string;
  /** Short reason for the change. */
  readonly reason: string;
  /** Whether the meant value is certain enough to be written without review. */
  readonly isSure: boolean;
  /** Position of the cell in the text, in UTF-16 units, and its new source text. */
  readonly start: number;
  readonly end: number;
  readonly written: string;
}

/** A correction of a cell, before its written form is known. */
interface Correction {
  readonly code: Change['code'];
  readonly row: number;
  /** Position of the column in the table. */
  readonly column: number;
  readonly value: string;
  readonly reason: string;
  /** Whether the value needs a review in any case. */
  readonly isDoubtful?: boolean;
}

/**
 * Returns the changes of all cells that are wrong by themselves or by a fit, and whose meant value is certain or
 * likely; one change per cell, in the order of the text. Reads one column per step.
 *
 * @param findings of a fit of this table
 * @param isEncodingKnown whether the encoding of the file is certain
 */
export function* proposalsOf(
  table: Table,
  schema: Schema,
  findings: readonly Finding[],
  isEncodingKnown: boolean,
): Generator<undefined, readonly Change[]> {
  const encoded = yield* encodeColumnSteps(
    table.rowCount,
    schema,
    (column) => readColumn(table, column.index, columnRequest(column)),
    { maxBadCells: Infinity },
  );
  const changes = new Map<string, Change>();
  const corrections = [
    ...badCellCorrections(table, schema, encoded),
    ...variantCorrections(encoded),
    ...slipCorrections(table, findings, encoded),
  ];
  // A doubtful correction never takes the place of another one of its cell.
  const isDoubtful = (correction: Correction): boolean => correction.isDoubtful === true;
  for (const correction of [
    ...corrections.filter((each) => !isDoubtful(each)),
    ...corrections.filter((each) => isDoubtful(each)),
  ]) {
    const place = `${correction.row} ${correction.column}`;
    const change = changes.has(place) ? undefined : changeOf(table, correction);
    if (change !== undefined && change.written !== table.scan.text.slice(change.start, change.end))
      changes.set(place, change);
  }
  return withCertainty(
    [...changes.values()].sort((a, b) => a.start - b.start),
    isEncodingKnown,
  );
}

function badCellCorrections(table: Table, schema: Schema, { badCells }: Encoded): readonly Correction[] {
  return badCells.flatMap((cell): readonly Correction[] => {
    if (cell.moved !== undefined) return movedCellCorrections(table, schema, cell, cell.moved);
    const { code, row, column } = cell;
    const text = cellText(table, row, column).trim();
    const value = meantTextOf(cell, schema, text);
    const complaint = value === undefined ? undefined : complaintOf(cell, schema, text);
    return value === undefined || complaint === undefined
      ? []
      : [{ code, row, column, value, reason: plainWords(complaint.what) }];
  });
}

/** Returns the corrections of a row whose cells were moved. */
function movedCellCorrections(
  table: Table,
  schema: Schema,
  cell: BadCell,
  { isSure, cells }: Moved,
): readonly Correction[] {
  const { code, row, column } = cell;
  const textOf = (columnIndex: number): string => cellText(table, row, columnIndex).trim();
  const complaint = complaintOf(cell, schema, textOf(column));
  if (complaint === undefined || cells.some((movedCell) => cellRange(table, row, movedCell.column) === undefined))
    return [];
  const rowWords: Words = ['stands in the row of "', { data: textOf(column) }, '", which '];
  return cells.map((movedCell) => ({
    code,
    row,
    column: movedCell.column,
    value: movedCell.from === undefined ? '' : textOf(movedCell.from),
    reason: plainWords([...(movedCell.column === column ? [] : rowWords), ...complaint.what]),
    isDoubtful: !isSure,
  }));
}

function variantCorrections({ variants }: Encoded): readonly Correction[] {
  return variants.flatMap(({ column, meant: value, rows }) =>
    Array.from(rows, (row) => ({
      code: 'cell.variant' as const,
      row,
      column,
      value,
      reason: 'is spelt otherwise than most',
    })),
  );
}

/**
 * Returns the corrections of cells whose meant value a fit reveals. Only a recognised slip can be certain: a value that
 * a model merely expects is not enough.
 */
function slipCorrections(
  { columns }: Table,
  findings: readonly Finding[],
  { badCells }: Encoded,
): readonly Correction[] {
  // A number that must follow from others is not guessed from typing errors.
  const broken = new Set(
    badCells.flatMap(({ code, row, column }) => (code === 'cell.broken-relation' ? [`${row} ${column}`] : [])),
  );
  return rowFindings(findings)
    .filter(blamesCells)
    .flatMap((finding) =>
      finding.cells.flatMap(
        ({
          code = 'cell.unlikely' as const,
          column: name,
          meant: value,
          reason = '',
          isSure,
        }): readonly Correction[] => {
          const column = columns.indexOf(name);
          return value === undefined || column < 0
            ? []
            : [
                {
                  code,
                  row: finding.row,
                  column,
                  value,
                  reason: `is unlikely beside the other cells of its row: ${reason}`,
                  isDoubtful: code !== 'cell.slip' || isSure !== true || broken.has(`${finding.row} ${column}`),
                },
              ];
        },
      ),
    );
}

function changeOf(
  table: Table,
  { code, row, column, value, reason, isDoubtful = false }: Correction,
): Change | undefined {
  const range = cellRange(table, row, column);
  if (range === undefined) return undefined;
  const before = table.scan.text.slice(range.start, range.end);
  const written = cellSource(value, before, table.dialect);
  return {
    code,
    row,
    line: rowLine(table, row) + 1,
    column: table.columns[column],
    before: code === 'cell.blanks' ? cellText(table, row, column) : cellText(table, row, column).trim(),
    after: value,
    reason,
    isSure: !isDoubtful,
    ...range,
    written,
  };
}
