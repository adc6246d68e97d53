/** Checks all tables below a folder: each is fitted in the background, and its model is remembered. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CancellationToken, Diagnostic, Disposable } from 'vscode-languageserver';
import { CancellationTokenSource, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { tablesBelow } from '../../disk/search/tablesBelow';
import { markedRows } from '../../disk/sidecarFiles';
import { diskFit } from '../../files/disk/diskFile';
import { visibleReport } from '../../files/fittedFile';
import { ExpectedRows } from '../../formats/sidecar';
import type { FitReport } from '../../protocol';
import {
  byFindings,
  type CheckedTable,
  type DidCheckTableParams,
  type FolderReport,
} from '../../protocol/commands/folder';
import { rowFindings } from '../../protocol/report/report';
import { maxConcurrentFits, type Ending, type FitRequest, type Progress } from '../../threads/fitQueue';
import { clean } from '../../words/clean';
import { printablePath } from '../../words/printable';
import { unopenedDiagnostics } from '../diagnostics/unopenedDiagnostics';
import { pathOnDisk } from './commandArguments';
import { fitRequest, type FitContext } from './fitRequests';

export interface FolderContext extends FitContext {
  readonly fits: { run(request: FitRequest): Promise<Ending> };
  /** Called when one more table is done. */
  readonly onChecked: (params: DidCheckTableParams) => void;
  /** Publishes the findings of a file that is not open. */
  readonly publish: (uri: string, diagnostics: Diagnostic[]) => void;
}

interface Call {
  readonly token: CancellationToken;
  readonly progress: Progress;
}

/** Progress of one of many fits, which is not shown by itself. */
const HIDDEN: Progress = {
  begin: () =>
    Promise.resolve({ reporter: { begin: () => undefined, report: () => undefined, done: () => undefined } }),
};

/** Number of tables that are fitted at once: a fit that a user requests meanwhile does not wait for them. */
const BACKGROUND_FITS = Math.max(1, maxConcurrentFits() - 1);

/** Maximum length of a problem in characters: it may quote names and cells. */
const LONGEST_PROBLEM = 300;

/** @throws ResponseError for something else than a folder of this machine, and when the check is cancelled */
export async function checkFolder(
  context: FolderContext,
  { uri }: { readonly uri: string },
  { token, progress }: Call,
): Promise<FolderReport> {
  const folder = pathOnDisk(uri);
  const { reporter, token: shownToken } = await progress.begin();
  const stop = new CancellationTokenSource();
  const isStopped = (): boolean => stop.token.isCancellationRequested;
  const listeners: Disposable[] = [];
  for (const each of [token, ...(shownToken === undefined ? [] : [shownToken])]) {
    if (each.isCancellationRequested) stop.cancel();
    listeners.push(each.onCancellationRequested(() => stop.cancel()));
  }
  try {
    const { tables: paths, skipped } = await tablesBelow(folder, isStopped);
    const tables: CheckedTable[] = [];
    const queue = paths.values();
    const work = async (): Promise<void> => {
      for (const path of queue) {
        if (isStopped()) return;
        reporter.report(Math.floor((100 * tables.length) / paths.length), clean(path));
        const table = await checkTable(context, folder, path, stop.token);
        if (isStopped()) return;
        tables.push(table);
        context.onChecked({ uri, table, done: tables.length, total: paths.length });
      }
    };
    await Promise.all(Array.from({ length: BACKGROUND_FITS }, work));
    if (isStopped()) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'The check was cancelled.');
    return { tables: byFindings(tables), skipped };
  } finally {
    // After a failure, no further table is fitted.
    stop.cancel();
    for (const each of listeners) each.dispose();
    reporter.done();
  }
}

async function checkTable(
  context: FolderContext,
  folder: string,
  path: string,
  token: CancellationToken,
): Promise<CheckedTable> {
  const uri = pathToFileURL(join(folder, path)).href;
  const open = context.files.open.get(uri);
  if (open?.report !== undefined && !open.stale) return summaryOf(uri, path, open.report);
  const ending = await context.fits.run({ ...backgroundRequest(context, uri), token, progress: HIDDEN });
  if (ending.state === 'fitted') {
    const { report } = ending.output;
    if (open === undefined) await publishFindings(context, uri, report);
    return summaryOf(uri, path, report);
  }
  // The message of a file on disk begins with its whole path.
  const prefix = `${printablePath(join(folder, path))}: `;
  const message =
    ending.state === 'failed' ? ending.message : 'It was edited or fitted anew meanwhile; check it again.';
  const problem = message.startsWith(prefix) ? message.slice(prefix.length) : message;
  return { uri, path, rows: 0, unlikely: 0, unreadable: 0, faults: 0, problem: clean(problem, LONGEST_PROBLEM) };
}

/** Makes the request of a fit whose model is remembered; of a file that is neither open nor shown, nothing else is. */
function backgroundRequest(context: FolderContext, uri: string): Omit<FitRequest, 'token' | 'progress'> {
  const request = fitRequest(context, uri, {});
  if (context.files.find(uri) !== undefined) return request;
  let expected = new ExpectedRows([]);
  return {
    ...request,
    isQuiet: true,
    prepare: async () => {
      expected = new ExpectedRows(await markedRows(uri, context.log));
      return request.prepare();
    },
    store: (output, options) => {
      const fit = diskFit(output, options, {});
      if (fit === undefined) return output.report;
      void context.models.remember(uri, '', fit);
      return visibleReport(fit, expected);
    },
  };
}

async function publishFindings(context: FolderContext, uri: string, report: FitReport): Promise<void> {
  const { view } = await context.settings.read(uri);
  // The file may have been opened meanwhile, and then has findings of its own.
  if (context.files.open.get(uri) === undefined)
    context.publish(uri, view.problemsInFolders ? unopenedDiagnostics(report, view) : []);
}

function summaryOf(uri: string, path: string, report: FitReport): CheckedTable {
  const { rows, findings, unreadable = [], unlistedCells = 0, problem } = report;
  const unlikely = rowFindings(findings);
  const lines = [...unlikely, ...unreadable, ...(problem === undefined ? [] : [problem])].map(({ line }) => line);
  return {
    uri,
    path,
    rows,
    unlikely: unlikely.length,
    unreadable: unreadable.length + unlistedCells,
    faults: problem?.count ?? 0,
    ...(lines.length > 0 && { line: Math.min(...lines) }),
  };
}
