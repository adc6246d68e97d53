/**
 * A fit given away: its model file, the scores of the rows, its parameters in several forms, or a program that rebuilds
 * it.
 */
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { beginningOf } from '../../core/csv/stream/beginning';
import type { Table } from '../../core/csv/table/table';
import { encodeFor, type Judgement } from '../../core/judging/fittedModel';
import { answer } from '../../pipeline/answer';
import { scoresCsv } from '../../formats/table/scoresCsv';
import { texts } from '../../formats/exports/exportTexts';
import { modelJson } from '../../formats/model/writeModel';
import { FitProblem } from '../../words/problem';
import { inputOf } from '../../formats/table/readTable';
import { reportData } from '../../pipeline/gatherReport';
import { reportPage } from '../../threads/reportPage';
import { isSameFile } from '../../disk/sameFile';
import { writeInSteps } from '../../disk/writeFiles';
import type { ExportArguments } from '../../protocol/exportFormats';
import { pathOf } from '../../disk/paths';
import type { OpenDocument } from '../../files/openDocument';
import type { Fitted } from '../../files/fittedFile';
import { judgedOf } from '../requests/panelQuestion';
import { fileNameOf, nameOf } from '../fileNames';
import type { Documents } from '../openDocuments';
import { shown } from '../../words/values';
import { failed, malformed } from '../requests/refusals';
import { inSteps, pause } from '../../threads/steps';
import type { UnopenedFits } from '../../files/unopenedFits';

/** Where fits are kept. */
interface Kept {
  readonly documents: Documents;
  readonly unopened: UnopenedFits;
  /** Of the program. */
  readonly version: string;
  /** The bundled thread that draws reports. */
  readonly reportScript: string;
}

type Given = { readonly [K in keyof ExportArguments]?: unknown } & { readonly uri: string };

/** The text, or true once it is written where it should be. */
export async function exportFit(kept: Kept, given: Given): Promise<string | true> {
  const { uri, format, to, escapeFormulas } = argumentsOf(given);
  const [path, table] = [to === undefined ? undefined : pathOf(to), pathOf(uri)];
  if (path !== undefined && table !== undefined && isSameFile(path, table))
    throw failed(`${nameOf(uri)} is the table itself; choose another name.`);
  if (format === 'scores' && kept.documents.get(uri) === undefined && kept.unopened.of(uri) !== undefined)
    return scoresFromDisk(kept, uri, path, escapeFormulas);
  const pieces = await piecesOf(kept, uri, format, escapeFormulas);
  if (path === undefined) return Array.from(pieces).join('');
  await writeInSteps(path, pieces, pause);
  return true;
}

async function piecesOf(
  kept: Kept,
  uri: string,
  format: ExportArguments['format'],
  escapeFormulas: boolean,
): Promise<Iterable<string>> {
  if (format === 'scores') return scoresOf(kept, uri, escapeFormulas);
  return [format === 'report' ? await reportOf(kept, uri) : textOf(fitOf(kept, uri), uri, format, kept.version)];
}

function argumentsOf({
  uri,
  format,
  to,
  escapeFormulas = true,
}: Given): ExportArguments & { readonly escapeFormulas: boolean } {
  const formats = ['model', 'scores', 'report', ...Object.keys(texts)];
  if (typeof format !== 'string' || !formats.includes(format))
    throw malformed(`format must be one of ${formats.join(', ')}, not ${shown(format)}`);
  if (to !== undefined && (typeof to !== 'string' || pathOf(to) === undefined))
    throw malformed(`to must be a URI such as "file:///scores.csv", not ${shown(to)}`);
  if (typeof escapeFormulas !== 'boolean')
    throw malformed(`escapeFormulas must be true or false, not ${shown(escapeFormulas)}`);
  return { uri, format: format as ExportArguments['format'], ...(to !== undefined && { to }), escapeFormulas };
}

function fitOf({ documents, unopened }: Kept, uri: string): Fitted {
  const fit = documents.get(uri)?.lastFit ?? unopened.of(uri);
  if (fit === undefined) throw failed(`Nothing is fitted to ${nameOf(uri)} yet; fit a mixture first.`);
  return fit;
}

function textOf(
  { report, model, dialect }: Fitted,
  uri: string,
  format: Exclude<ExportArguments['format'], 'scores' | 'report'>,
  version: string,
): string {
  return format === 'model'
    ? modelJson(report, model, version)
    : texts[format]({ fileName: fileNameOf(uri), report, model, dialect });
}

async function scoresOf(kept: Kept, uri: string, escapeFormulas: boolean): Promise<Iterable<string>> {
  fitOf(kept, uri);
  const document = kept.documents.get(uri);
  const model = document?.model();
  if (document === undefined || model === undefined)
    throw failed(`${nameOf(uri)} no longer has the columns of its model; fit it again.`);
  const { table, judgement } = await judgedText(document);
  const { dialect, columns, rowCount } = table;
  const input = inputOf(document.content());
  return scoresCsv(
    { input, beginning: beginningOf(input, dialect), table: { columns, rowCount } },
    { model, matrix: encodeFor(model, table).matrix, judgement },
    fitOf(kept, uri).report.components,
    escapeFormulas,
    () => undefined,
  );
}

/** The page that `--report` writes. Its numbers are those of the fit, so that the text must be the fitted one. */
async function reportOf(kept: Kept, uri: string): Promise<string> {
  fitOf(kept, uri);
  const document = kept.documents.get(uri);
  if (document === undefined) return reportFromDisk(kept, uri);
  const { version } = document;
  const isCurrent = (): boolean => document.version === version;
  await inSteps(document.compare(), isCurrent);
  if (document.stale)
    throw failed(`${nameOf(uri)} is not the text that was fitted any more; fit it again, then save the report.`);
  const [judged, { report }] = [await judgedOf(document), document];
  if (judged === undefined || report === undefined)
    throw failed(`${nameOf(uri)} changed while its report was made; fit it again, then save the report.`);
  const data = await reportData(fileNameOf(uri), report, async (question) => {
    await pause();
    if (!isCurrent())
      throw new ResponseError(
        LSPErrorCodes.ContentModified,
        'The text changed while its report was made; fit it again, then save the report.',
      );
    return answer(question, judged);
  });
  return reportPage(kept.reportScript, data);
}

async function reportFromDisk({ unopened, reportScript }: Kept, uri: string): Promise<string> {
  const told = unopened.told(uri);
  if (told === undefined || told.stale)
    throw failed(`${nameOf(uri)} is not the file that was fitted any more; fit it again, then save the report.`);
  return namingFile(uri, async () =>
    reportPage(
      reportScript,
      await reportData(fileNameOf(uri), told.report, (question) => unopened.answer(uri, question)),
    ),
  );
}

/** The file is read again, and its scores are written as they are found. */
async function scoresFromDisk(
  { unopened }: Kept,
  uri: string,
  path: string | undefined,
  escapeFormulas: boolean,
): Promise<true> {
  if (path === undefined)
    throw failed(
      `${nameOf(uri)} is not open in the editor; the scores ` +
        'of its rows can only be written to a file on disk. Choose one.',
    );
  await namingFile(uri, () => unopened.writeScores(uri, path, escapeFormulas));
  return true;
}

/** What cannot be done with a file is told with its name. */
async function namingFile<T>(uri: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof FitProblem ? failed(`${nameOf(uri)}: ${error.message}`) : error;
  }
}

/** The table of the text as it is, with what the model says of every row. */
async function judgedText(document: OpenDocument): Promise<{ readonly table: Table; readonly judgement: Judgement }> {
  const { version: asked } = document;
  const isCurrent = (): boolean => document.version === asked;
  // First as edits: rows that no edit touched then keep their judgements.
  await inSteps(document.judge(), isCurrent);
  if (isCurrent()) document.settle();
  const judged = isCurrent() ? await inSteps(document.judged(), isCurrent) : undefined;
  if (judged === undefined || !isCurrent())
    throw new ResponseError(LSPErrorCodes.ContentModified, 'The text changed while its rows were scored; try again.');
  return judged;
}
