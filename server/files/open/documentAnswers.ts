/** Answers of an open document about its rows: for the panel, a report, and the scores. */
import { say } from '../../../language/language';
import { beginningOf } from '../../core/csv/stream/beginning';
import { placeOfRow, rowsAfter } from '../../core/csv/table/patched';
import { cellText, type Table } from '../../core/csv/table/table';
import { encodeFor, type Judgement } from '../../core/judging/fittedModel';
import { inputOf } from '../../formats/table/readTable';
import { decodeUtf8 } from '../../core/csv/cells/utf8';
import { scoresCsv } from '../../formats/table/scoresCsv';
import { answer } from '../../pipeline/answer';
import { reportData } from '../../pipeline/gatherReport';
import { cellsOfTable, tableRowReader, type JudgedTable } from '../../pipeline/judgedRows';
import type { InsightAnswer, InsightQuestion } from '../../protocol/insight';
import type { ReportData } from '../../protocol/reportData';
import { runInSteps, pause } from '../../threads/steps';
import { FitProblem, TextChanged } from '../../words/fitProblem';
import { nameOf } from '../fileNames';
import type { ScoresTarget } from '../fittedFile';
import type { OpenDocument } from './openDocument';
import { rowsOnLines, positionedRow } from './positionedRows';

export async function answerOpen(document: OpenDocument, question: InsightQuestion): Promise<InsightAnswer> {
  if (document.model() === undefined)
    return noAnswer(say('There is no model of this file in the server; fit it again.'));
  if (question.kind !== 'separation' && document.patched().rowCount === 0)
    return noAnswer(say('The file has no rows left.'));
  const judged = await judgedRowsOf(document);
  return judged === undefined ? noAnswer(say('The text changed meanwhile.')) : answer(question, judged);
}

function noAnswer(why: string): InsightAnswer {
  return { kind: 'none', why };
}

/**
 * Collects the data of a report page. Its numbers belong to the fit, so the text must be the fitted one.
 * @throws FitProblem
 */
export async function reportDataOf(document: OpenDocument, fileName: string): Promise<ReportData> {
  const { uri, version } = document;
  const isCurrent = (): boolean => document.version === version;
  await runInSteps(document.compare(), isCurrent);
  if (document.stale)
    throw new FitProblem(
      say('{file} is no longer the text that was fitted; fit it again, then save the report.', { file: nameOf(uri) }),
    );
  const [judged, { report }] = [await judgedRowsOf(document), document];
  if (judged === undefined || report === undefined)
    throw new FitProblem(
      say('{file} changed while its report was made; fit it again, then save the report.', { file: nameOf(uri) }),
    );
  return reportData(fileName, report, async (question) => {
    await pause();
    if (!isCurrent())
      throw new TextChanged(say('The text changed while its report was made; fit it again, then save the report.'));
    return answer(question, judged);
  });
}

/** Returns the scores of all rows as CSV. @throws FitProblem */
export async function scoresOf(document: OpenDocument, { escapeFormulas }: ScoresTarget): Promise<Iterable<string>> {
  const [model, report] = [document.model(), document.report];
  if (model === undefined || report === undefined)
    throw new FitProblem(
      say('{file} no longer has the columns of its model; fit it again.', { file: nameOf(document.uri) }),
    );
  const { table, judgement } = await judgedText(document);
  const { dialect, columns, rowCount } = table;
  const input = inputOf(document.content());
  return textsOf(
    scoresCsv(
      { input, beginning: beginningOf(input, dialect), table: { columns, rowCount } },
      { model, matrix: encodeFor(model, table).matrix, judgement },
      { looks: report.components, escapeFormulas },
      // The editor reports rows of too many cells by themselves.
      () => undefined,
    ),
  );
}

/** Decodes pieces of UTF-8 that end between characters. */
function* textsOf(pieces: Iterable<Uint8Array>): Generator<string, undefined> {
  for (const piece of pieces) yield decodeUtf8(piece, 0, piece.length);
}

/** Returns the table of the current text, with the judgement of every row. @throws TextChanged */
async function judgedText(document: OpenDocument): Promise<{ readonly table: Table; readonly judgement: Judgement }> {
  const { version: requestedVersion } = document;
  const isCurrent = (): boolean => document.version === requestedVersion;
  // First judge the edits: rows that no edit touched then keep their judgements.
  await runInSteps(document.judge(), isCurrent);
  if (isCurrent()) document.settle();
  const judged = isCurrent() ? await runInSteps(document.judgedBase(), isCurrent) : undefined;
  if (judged === undefined || !isCurrent())
    throw new TextChanged(say('The text changed while its rows were scored; try again.'));
  return judged;
}

/** Judges the base table; undefined where the document has no model, or the text changes meanwhile. */
async function judgedRowsOf(document: OpenDocument): Promise<JudgedTable | undefined> {
  const { version } = document;
  const judged = await runInSteps(document.judgedBase(), () => document.version === version);
  return judged && atCurrentPositions(document, judged);
}

/** The base table with its judgement by the model. */
type JudgedText = Pick<JudgedTable, 'model' | 'judgement'> & { readonly table: Table };

/** Maps the rows of the base table to their current positions. */
function atCurrentPositions(document: OpenDocument, { table, model, judgement }: JudgedText): JudgedTable {
  const { text, expected } = document;
  const patched = document.patched();
  const rowAfter = rowsAfter(patched);
  const visible = expected.visible(judgement.unlikely, table.columns, (row, column) => cellText(table, row, column));
  return {
    ...cellsOfTable(table, model),
    judgement,
    unlikely: new Set(visible.map(({ row }) => row)),
    readRows: tableRowReader(table, (row) => {
      const currentRow = rowAfter(row);
      return currentRow < 0 ? null : positionedRow(text, patched, currentRow).range.start.line + 1;
    }),
    rowOn: (line) => {
      const position = { line: line - 1, character: 0 };
      for (const { row } of rowsOnLines(text, patched, { start: position, end: position })) {
        const place = placeOfRow(patched, row);
        return place.table === patched.base ? place.row : undefined;
      }
      return undefined;
    },
  };
}
