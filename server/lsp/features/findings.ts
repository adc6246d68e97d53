/** Unlikely rows as diagnostics, on the cells that are guilty of it. */
import { DiagnosticSeverity, type Diagnostic, type DiagnosticRelatedInformation } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { cellRange, rowRange, type Table } from '../../core/csv/table';
import { GUILTY_BELOW } from '../../core/insight/conditional';
import { surprisingCells, type SurprisingCell } from '../../core/insight/findings';
import { judgeRow, type FittedModel } from '../../core/insight/fitted';
import { encodeRow, usedColumns } from '../../core/schema/encode';
import { toRange } from '../positions';
import { surpriseWords } from '../text/expectation';
import { plainLine } from '../text/markup';
import { probability } from '../text/numbers';

export const LOW_LIKELIHOOD = 'row.low-likelihood';

export interface FindingsInput {
  readonly document: TextDocument;
  readonly table: Table;
  readonly model: FittedModel;
  /** The flagged rows, the least likely first. */
  readonly flagged: readonly number[];
  /** Tail probability of every row. */
  readonly tail: Float64Array;
  /** Not more diagnostics than this. */
  readonly limit: number;
  /** Whether the client shows further places of a diagnostic. */
  readonly relatedInformation: boolean;
}

/** One diagnostic per flagged row, ranked. */
export function findingDiagnostics(input: FindingsInput): Diagnostic[] {
  return input.flagged.slice(0, input.limit).map((row) => findingDiagnostic(input, row));
}

function findingDiagnostic(input: FindingsInput, row: number): Diagnostic {
  const { document, table, model, tail } = input;
  const cells = surprisingCells(judgeRow(model, encodeRow(table, model.schema, model.facts, row), 0).cells);
  const guilty = cells.filter((cell) => cell.tail < GUILTY_BELOW);
  const columns = usedColumns(model.schema);
  const where = guilty.length > 0 ? cellRange(table, row, columns[guilty[0].column].index) : undefined;
  const further = guilty.slice(1);
  const sentences = [`Unlikely row (${probability(tail[row])}).`];
  if (guilty.length === 0) sentences.push('No single cell stands out; its cells together do.');
  const told = guilty.length === 0 ? cells.slice(0, 1) : input.relatedInformation ? guilty.slice(0, 1) : guilty;
  told.forEach((cell, rank) => sentences.push(sentence(input, row, cell, rank === 0)));
  return {
    range: toRange(document, where ?? rowRange(table, row)),
    severity: DiagnosticSeverity.Warning,
    source: 'mixture-lens',
    code: LOW_LIKELIHOOD,
    message: sentences.join(' '),
    ...(input.relatedInformation && further.length > 0 && { relatedInformation: further.flatMap((cell) => related(input, row, cell)) }),
  };
}

function sentence({ table, model }: FindingsInput, row: number, { column, prediction }: SurprisingCell, first: boolean): string {
  const words = plainLine(surpriseWords(table, row, usedColumns(model.schema)[column], prediction));
  return `${words}${first ? ' given its other cells' : ''}.`;
}

function related(input: FindingsInput, row: number, cell: SurprisingCell): DiagnosticRelatedInformation[] {
  const range = cellRange(input.table, row, usedColumns(input.model.schema)[cell.column].index);
  if (range === undefined) return [];
  return [{ location: { uri: input.document.uri, range: toRange(input.document, range) }, message: sentence(input, row, cell, true) }];
}
