/** Unlikely rows as diagnostics, on the cells that are guilty of it. */
import { DiagnosticSeverity, type Diagnostic, type DiagnosticRelatedInformation } from 'vscode-languageserver';
import type { RowPlace } from '../../core/csv/patched';
import { cellRange, rowRange } from '../../core/csv/table';
import { GUILTY_BELOW } from '../../core/insight/conditional';
import { surprisingCells, type SurprisingCell } from '../../core/insight/findings';
import { judgeRow, type FittedModel } from '../../core/insight/fitted';
import { encodeRow, usedColumns } from '../../core/schema/encode';
import { toRange, type Positions } from '../positions';
import { surpriseWords } from '../text/expectation';
import { plainLine } from '../text/markup';
import { probability } from '../text/numbers';

export const LOW_LIKELIHOOD = 'row.low-likelihood';

/** What is told of a flagged row, wherever it stands. */
export interface FindingWords {
  readonly message: string;
  /** The column of the cell that is most to blame; undefined where it is the whole row. */
  readonly column: number | undefined;
  /** Further cells to blame that are told apart. */
  readonly related: readonly { readonly column: number; readonly message: string }[];
}

export interface FindingInput {
  readonly model: FittedModel;
  readonly place: RowPlace;
  readonly tail: number;
  /** Whether the client shows further places of a diagnostic. */
  readonly relatedInformation: boolean;
}

export function findingWords(input: FindingInput): FindingWords {
  const { model, place: { table, row }, tail, relatedInformation } = input;
  const cells = surprisingCells(judgeRow(model, encodeRow(table, model.schema, model.facts, row), 0).cells);
  const guilty = cells.filter((cell) => cell.tail < GUILTY_BELOW);
  const columns = usedColumns(model.schema);
  const sentences = [`Unlikely row (${probability(tail)}).`];
  if (guilty.length === 0) sentences.push('No single cell stands out; its cells together do.');
  const told = guilty.length === 0 ? cells.slice(0, 1) : relatedInformation ? guilty.slice(0, 1) : guilty;
  told.forEach((cell, rank) => sentences.push(sentence(input, cell, rank === 0)));
  const further = relatedInformation ? guilty.slice(1) : [];
  return {
    message: sentences.join(' '),
    column: guilty.length > 0 ? columns[guilty[0].column].index : undefined,
    related: further.map((cell) => ({ column: columns[cell.column].index, message: sentence(input, cell, true) })),
  };
}

function sentence({ place: { table, row }, model }: FindingInput, { column, prediction }: SurprisingCell, first: boolean): string {
  const words = plainLine(surpriseWords(table, row, usedColumns(model.schema)[column], prediction));
  return `${words}${first ? ' given its other cells' : ''}.`;
}

/** The diagnostic of a row that stands at `place` now. */
export function findingDiagnostic(uri: string, text: Positions, { table, row, offset }: RowPlace, { message, column, related }: FindingWords): Diagnostic {
  const places = related.flatMap((further): DiagnosticRelatedInformation[] => {
    const range = cellRange(table, row, further.column);
    return range === undefined ? [] : [{ location: { uri, range: toRange(text, range, offset) }, message: further.message }];
  });
  const where = column === undefined ? undefined : cellRange(table, row, column);
  return {
    range: toRange(text, where ?? rowRange(table, row), offset),
    severity: DiagnosticSeverity.Warning,
    source: 'mixture-lens',
    code: LOW_LIKELIHOOD,
    message,
    ...(related.length > 0 && { relatedInformation: places }),
  };
}
