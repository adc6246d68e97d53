/** Diagnostics for unlikely rows: on the guilty cell, or on the whole row where no single cell stands out. */
import { sentences } from '../../../../language/joins';
import type { Diagnostic, DiagnosticRelatedInformation } from 'vscode-languageserver';
import { say, sayParts } from '../../../../language/language';
import type { RowPlace } from '../../../core/csv/table/patched';
import { cellRange, cellText, rowRange } from '../../../core/csv/table/table';
import { guiltyCells, surprisingCells, type SurprisingCell } from '../../../core/judging/surprisingCells';
import type { FittedModel } from '../../../core/judging/fittedModel';
import { judgeRow } from '../../../core/judging/rowJudgement';
import { similarRows, type OrdinaryRows } from '../../../core/description/similar';
import type { UnlikelyRow } from '../../../core/judging/falseDiscovery';
import { encodeRow } from '../../../core/schema/encoding/encode';
import { usedColumns } from '../../../core/schema/encoding/usedColumns';
import { meantOf, NOTHING_MEANT } from '../../../core/slips/meantCell';
import { meantFinding } from '../../../words/meantWords';
import { meantSentence, type MeantFinding } from '../../../protocol/report/meant';
import { severityOfTail } from '../../../protocol/report/findingCodes';
import { codeOfCells } from '../../../protocol/report/report';
import { cellsOfRow } from '../../../core/judging/judgeTable';
import type { FindingWords } from '../../../files/open/analysis';
import { diagnosticSeverity } from '../../diagnostics/severities';
import { toRange, type Positions } from '../../../files/open/positions';
import {
  givenOthersWords,
  surpriseOf,
  surpriseSentences,
  surpriseWords,
  unlikelyRowWords,
  type Surprise,
} from '../../../words/unlikelyWords';
import { plainLine } from '../../../words/markup';
import { groupDigits } from '../../../words/numbers';
import type { ViewSettings } from '../../../files/fileSettings';
import { writtenRow } from '../../../core/slips/tableRowTexts';

/** Maximum number of similar rows that a diagnostic links to. */
const MOST_SIMILAR_ROWS = 2;

export interface FindingInput {
  readonly model: FittedModel;
  readonly place: RowPlace;
  readonly finding: Pick<UnlikelyRow, 'tail' | 'columns'>;
  /** Rows to compare with; undefined where the client shows no related places of a diagnostic. */
  readonly ordinary: OrdinaryRows | undefined;
}

/** Returns the key of a finding's words within its table and model. */
export function findingKey(row: number, { tail, columns }: Pick<UnlikelyRow, 'tail' | 'columns'>): string {
  return JSON.stringify([row, tail, columns]);
}

export function findingWords(input: FindingInput): FindingWords {
  const {
    model,
    place: { table, row },
    finding: { tail, columns },
    ordinary,
  } = input;
  const matrix = encodeRow(table, model.schema, model.facts, row);
  const { cells } = judgeRow(model, matrix, 0);
  const guilty = guiltyCells(cells, columns);
  const namedCells =
    guilty.length === 0 ? surprisingCells(cells).slice(0, 1) : ordinary !== undefined ? guilty.slice(0, 1) : guilty;
  const further = ordinary !== undefined ? guilty.slice(1) : [];
  const used = usedColumns(model.schema);
  const rowText = writtenRow(input.place.table, input.place.row);
  const meant = (cell: SurprisingCell): MeantFinding =>
    meantFinding(guilty.length === 0 ? NOTHING_MEANT : meantOf(model, cells, cell.column, rowText));
  return {
    code: guilty.length === 0 ? 'row.low-likelihood' : codeOfCells([meant(guilty[0])]),
    message: sentences([
      ...(guilty.length === 0 ? [unlikelyRowWords(tail)] : []),
      ...namedCells.map((cell, rank) => {
        const surprise = surpriseIn(input, cell);
        const clause =
          rank > 0 ? surpriseWords(surprise) : givenOthersWords(surprise, guilty.length === 0 ? undefined : tail);
        return surpriseSentences(clause, meantText(meant(cell)));
      }),
    ]),
    column: guilty.length > 0 ? used[guilty[0].column].index : undefined,
    related: further.map((cell) => ({
      column: used[cell.column].index,
      message: surpriseSentences(givenOthersWords(surpriseIn(input, cell), undefined), meantText(meant(cell))),
    })),
    similar:
      ordinary === undefined
        ? []
        : similarRows(model, ordinary, cellsOfRow(matrix, 0), new Set(columns), MOST_SIMILAR_ROWS),
  };
}

function surpriseIn({ place: { table, row }, model }: FindingInput, { column, prediction }: SurprisingCell): Surprise {
  return surpriseOf(table, row, usedColumns(model.schema)[column], prediction);
}

function meantText(meant: MeantFinding): string | undefined {
  return meantSentence(meant, (text) => plainLine([{ data: text }]));
}

export interface FindingPlace {
  readonly uri: string;
  readonly text: Positions;
  readonly place: RowPlace;
  /** Returns the current position of a row of the table before edits; undefined for rows that an edit changed. */
  readonly currentPlaceOf: (row: number) => { readonly row: number; readonly place: RowPlace } | undefined;
  readonly tail: number;
  readonly view: ViewSettings;
}

/** Makes the diagnostic of a row at its current position `place`. */
export function findingDiagnostic(
  { uri, text, place: { table, row, offset }, currentPlaceOf, tail, view }: FindingPlace,
  words: FindingWords,
): Diagnostic {
  const { code, message, column, related, similar } = words;
  const cells = related.flatMap((further): DiagnosticRelatedInformation[] => {
    const range = cellRange(table, row, further.column);
    return range === undefined
      ? []
      : [{ location: { uri, range: toRange(text, range, offset) }, message: further.message }];
  });
  const rows = similar.flatMap((before): DiagnosticRelatedInformation[] => {
    const now = currentPlaceOf(before);
    if (now === undefined) return [];
    const { place } = now;
    const range =
      (column === undefined ? undefined : cellRange(place.table, place.row, column)) ??
      rowRange(place.table, place.row);
    const location = { uri, range: toRange(text, range, place.offset) };
    return [{ location, message: similarWords(location.range.start.line, place, column) }];
  });
  const where = column === undefined ? undefined : cellRange(table, row, column);
  return {
    range: toRange(text, where ?? rowRange(table, row), offset),
    severity: diagnosticSeverity(severityOfTail(tail, view)),
    source: 'mixture-lens',
    code,
    message,
    ...(cells.length + rows.length > 0 && { relatedInformation: [...cells, ...rows] }),
  };
}

function similarWords(line: number, { table, row }: RowPlace, column: number | undefined): string {
  const lineNumber = groupDigits(line + 1);
  if (column === undefined) return say('Line {line} is much like it.', { line: lineNumber });
  const cell = { data: cellText(table, row, column).trim() };
  return plainLine(sayParts('Line {line}, much like it, has {cell}.', { line: lineNumber, cell }));
}
