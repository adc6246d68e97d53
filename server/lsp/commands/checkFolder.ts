/** Checks all tables below a folder: each is fitted in the background, and its model is remembered. */
import { join } from 'node:path';
import type { CancellationToken, Disposable } from 'vscode-languageserver';
import { CancellationTokenSource, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { say } from '../../../language/language';
import { pathOf, stampOf, uriBelow } from '../../disk/paths';
import { tablesBelow } from '../../disk/search/tablesBelow';
import { markedRows } from '../../disk/sidecarFiles';
import { diskFit } from '../../files/disk/diskFile';
import { visibleReport } from '../../files/fittedFile';
import { rememberedFit } from '../../files/recallFit';
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
import { findingsOfSeveralRows, unopenedDiagnostics } from '../diagnostics/unopenedDiagnostics';
import type { UnopenedFindings } from '../diagnostics/unopenedFindings';
import { pathOnDisk } from './commandArguments';
import { fitRequest, type FitContext } from './fitRequests';
import { diskReportWithLooks } from './nameCluster';

export interface FolderContext extends FitContext {
  readonly fits: {
    run(request: FitRequest): Promise<Ending>;
    /** Returns the files that are fitted now at a user's request. */
    shownFits(): readonly string[];
  };
  /** Called when one more table is done. */
  readonly onChecked: (params: DidCheckTableParams) => void;
  readonly unopened: UnopenedFindings;
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
    context.unopened.clearAt(uri);
    const tables: CheckedTable[] = [];
    const queue = paths.values();
    const work = async (): Promise<void> => {
      for (const path of queue) {
        if (isStopped()) return;
        reporter.report(Math.floor((100 * tables.length) / paths.length), clean(path));
        const table = await checkTable(context, { uri, path }, stop.token);
        if (isStopped()) return;
        tables.push(table);
        context.onChecked({ uri, table, done: tables.length, total: paths.length });
      }
    };
    await Promise.all(Array.from({ length: BACKGROUND_FITS }, work));
    if (isStopped()) throw new ResponseError(LSPErrorCodes.RequestCancelled, say('The check was cancelled.'));
    return { tables: byFindings(tables), skipped };
  } finally {
    // After a failure, no further table is fitted.
    stop.cancel();
    for (const each of listeners) each.dispose();
    reporter.done();
  }
}

/** Checks a table. @param place the folder, and the path of the table below it, with slashes */
async function checkTable(
  context: FolderContext,
  { uri: folder, path }: { readonly uri: string; readonly path: string },
  token: CancellationToken,
): Promise<CheckedTable> {
  const file = join(pathOnDisk(folder), path);
  const uri = knownUri(context, file) ?? uriBelow(folder, path);
  // A fit that a user waits for goes on.
  if (context.fits.shownFits().includes(uri))
    return unchecked(uri, path, say('It is being fitted; check it again when the fit has ended.'));
  const open = context.files.open.get(uri);
  if (open?.report !== undefined && !open.stale) return summaryOf(uri, path, open.report);
  const ending = await context.fits.run({ ...(await backgroundRequest(context, uri)), token, progress: HIDDEN });
  if (ending.state === 'fitted') {
    const { report } = ending.output;
    if (open === undefined) await publishFindings(context, uri, report);
    return summaryOf(uri, path, report);
  }
  // The message of a file on disk begins with its whole path.
  const prefix = `${printablePath(file)}: `;
  const message =
    ending.state === 'failed' ? ending.message : say('It was edited or fitted anew meanwhile; check it again.');
  return unchecked(uri, path, message.startsWith(prefix) ? message.slice(prefix.length) : message);
}

/** Returns the URI by which a client has named a file: clients spell one path in several ways. */
function knownUri({ files, fits }: FolderContext, file: string): string | undefined {
  const known = [...files.open.all().map(({ uri }) => uri), ...files.disk.uris(), ...fits.shownFits()];
  return known.find((uri) => pathOf(uri) === file);
}

function unchecked(uri: string, path: string, problem: string): CheckedTable {
  return {
    uri,
    path,
    rows: 0,
    unlikely: 0,
    unreadable: 0,
    faults: 0,
    others: 0,
    problem: clean(problem, LONGEST_PROBLEM),
  };
}

/**
 * Makes the request of a fit whose model is remembered, with the options that were requested for the file before. Of a
 * file that is neither open nor shown, nothing else is kept.
 */
async function backgroundRequest(context: FolderContext, uri: string): Promise<Omit<FitRequest, 'token' | 'progress'>> {
  const known = context.files.find(uri);
  if (known !== undefined) return fitRequest(context, uri, known.requestedOptions());
  const { models, log } = context;
  const remembered = await rememberedFit(uri, models, await stampOf(uri));
  const requested = remembered?.requested ?? {};
  const request = fitRequest(context, uri, requested);
  let expected = new ExpectedRows([]);
  return {
    ...request,
    isQuiet: true,
    prepare: async () => {
      expected = new ExpectedRows(await markedRows(uri, log));
      return request.prepare();
    },
    store: (output, options) => {
      const fit = diskFit({ ...output, report: diskReportWithLooks(remembered, output) }, options, requested);
      if (fit === undefined) return output.report;
      void models.remember(uri, '', fit);
      return visibleReport(fit, expected);
    },
  };
}

async function publishFindings(context: FolderContext, uri: string, report: FitReport): Promise<void> {
  const { view } = await context.settings.read(uri);
  // The file may have been opened meanwhile, and then has findings of its own.
  if (context.files.open.get(uri) === undefined)
    context.unopened.publish(uri, view.problemsInFolders ? unopenedDiagnostics(report, view) : []);
}

function summaryOf(uri: string, path: string, report: FitReport): CheckedTable {
  const { rows, findings, unreadable = [], unlistedCells = 0, problem } = report;
  const unlikely = rowFindings(findings);
  const others = findingsOfSeveralRows(findings);
  const lines = [...unlikely, ...unreadable, ...others, ...(problem === undefined ? [] : [problem])];
  return {
    uri,
    path,
    rows,
    unlikely: unlikely.length,
    unreadable: unreadable.length + unlistedCells,
    faults: problem?.count ?? 0,
    others: others.length,
    ...(lines.length > 0 && { line: lines.reduce((first, { line }) => Math.min(first, line), Infinity) }),
  };
}
