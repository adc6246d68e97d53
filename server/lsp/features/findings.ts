/** Unlikely rows as diagnostics, on the cells that are guilty of it. */
import { DiagnosticSeverity, type Diagnostic, type DiagnosticRelatedInformation } from 'vscode-languageserver';
import type { RowPlace } from '../../core/csv/patched';
import { cellRange, cellText, rowRange } from '../../core/csv/table';
import { GUILTY_BELOW, rowOf } from '../../core/insight/conditional';
import { surprisingCells, type SurprisingCell } from '../../core/insight/findings';
import { judgeRow, type FittedModel } from '../../core/insight/fitted';
import { similarRows, type OrdinaryRows } from '../../core/insight/similar';
import { encodeRow, usedColumns } from '../../core/schema/encode';
import { toRange, type Positions } from '../positions';
import { surpriseWords } from '../text/expectation';
import { plainLine } from '../text/markup';
import { grouped, probability } from '../text/numbers';
import type { ViewSettings } from '../viewSettings';

export const LOW_LIKELIHOOD = 'row.low-likelihood';

/** What is told of a flagged row, wherever it stands. */
export interface FindingWords {
  readonly message: string;
  /** The column of the cell that is most to blame; undefined where it is the whole row. */
  readonly column: number | undefined;
  /** Further cells to blame that are told apart. */
  readonly related: readonly { readonly column: number; readonly message: string }[];
  /** Ordinary rows much like this one, in the table before edits. */
  readonly similar: readonly number[];
}

/** Rows like a flagged one that are pointed to. */
const SIMILAR_ROWS = 2;

export interface FindingInput {
  readonly model: FittedModel;
  readonly place: RowPlace;
  readonly tail: number;
  /** Rows to set beside it; undefined where the client shows no further places of a diagnostic. */
  readonly ordinary: OrdinaryRows | undefined;
}

export function findingWords(input: FindingInput): FindingWords {
  const { model, place: { table, row }, tail, ordinary } = input;
  const matrix = encodeRow(table, model.schema, model.facts, row);
  const cells = surprisingCells(judgeRow(model, matrix, 0).cells);
  const guilty = cells.filter((cell) => cell.tail < GUILTY_BELOW);
  const columns = usedColumns(model.schema);
  const sentences = [`Unlikely row (${probability(tail)}).`];
  if (guilty.length === 0) sentences.push('No single cell stands out; its cells together do.');
  const told = guilty.length === 0 ? cells.slice(0, 1) : ordinary !== undefined ? guilty.slice(0, 1) : guilty;
  told.forEach((cell, rank) => sentences.push(sentence(input, cell, rank === 0)));
  const further = ordinary !== undefined ? guilty.slice(1) : [];
  const blamed = new Set(guilty.map(({ column }) => column));
  return {
    message: sentences.join(' '),
    column: guilty.length > 0 ? columns[guilty[0].column].index : undefined,
    related: further.map((cell) => ({ column: columns[cell.column].index, message: sentence(input, cell, true) })),
    similar: ordinary === undefined ? [] : similarRows(model, ordinary, rowOf(matrix, 0), blamed, SIMILAR_ROWS),
  };
}

function sentence({ place: { table, row }, model }: FindingInput, { column, prediction }: SurprisingCell, first: boolean): string {
  const words = plainLine(surpriseWords(table, row, usedColumns(model.schema)[column], prediction));
  return `${words}${first ? ' given its other cells' : ''}.`;
}

export interface FindingPlace {
  readonly uri: string;
  readonly text: Positions;
  readonly place: RowPlace;
  /** Where rows of the table before edits stand now; undefined for those that an edit changed. */
  readonly placeNow: (row: number) => { readonly row: number; readonly place: RowPlace } | undefined;
  readonly tail: number;
  readonly view: ViewSettings;
}

/** The diagnostic of a row that stands at `place` now. */
export function findingDiagnostic({ uri, text, place: { table, row, offset }, placeNow, tail, view }: FindingPlace, words: FindingWords): Diagnostic {
  const { message, column, related, similar } = words;
  const cells = related.flatMap((further): DiagnosticRelatedInformation[] => {
    const range = cellRange(table, row, further.column);
    return range === undefined ? [] : [{ location: { uri, range: toRange(text, range, offset) }, message: further.message }];
  });
  const rows = similar.flatMap((before): DiagnosticRelatedInformation[] => {
    const now = placeNow(before);
    if (now === undefined) return [];
    const { place } = now;
    const range = (column === undefined ? undefined : cellRange(place.table, place.row, column)) ?? rowRange(place.table, place.row);
    return [{ location: { uri, range: toRange(text, range, place.offset) }, message: similarWords(now.row, place, column) }];
  });
  const where = column === undefined ? undefined : cellRange(table, row, column);
  return {
    range: toRange(text, where ?? rowRange(table, row), offset),
    severity: severityOf(tail, view),
    source: 'mixture-lens',
    code: LOW_LIKELIHOOD,
    message,
    ...(cells.length + rows.length > 0 && { relatedInformation: [...cells, ...rows] }),
  };
}

function similarWords(number: number, { table, row }: RowPlace, column: number | undefined): string {
  if (column === undefined) return `Row ${grouped(number + 1)} is much like it.`;
  return `Row ${grouped(number + 1)}, much like it, has ${plainLine([{ data: cellText(table, row, column).trim() }])}.`;
}

function severityOf(tail: number, { errorBelow, warningBelow }: ViewSettings): DiagnosticSeverity {
  if (tail < errorBelow) return DiagnosticSeverity.Error;
  return tail < warningBelow ? DiagnosticSeverity.Warning : DiagnosticSeverity.Information;
}
