/** Commands of the extension. */
import { commands, l10n, Location, Range, Uri, ViewColumn, window, workspace } from 'vscode';
import type { CancellationToken, Disposable, LogOutputChannel, TextDocument } from 'vscode';
import type { FitOptions, FitOutcome, FitReport, TableReport } from '../server/protocol';
import { isTextRange } from '../server/protocol/guards/serverGuards';
import { showError } from './showError';
import { colourCluster, nameCluster } from './clusterCommands';
import {
  activeFile,
  columnOf,
  documentOf,
  editorOf,
  ensureVisible,
  isUnopened,
  nameOf,
  NO_TEXT,
  openForFit,
  Refusal,
  fallbackTable,
  storageObstacle,
} from './documents';
import { copy, nothingFitted, save } from './exports';
import { goToFinding, reveal, UnopenedNavigation } from './goToFinding';
import type { Fits } from './fitStates';
import { Command, SECTION } from './ids';
import { failureOf, isDueToData } from './fitFailure';
import type { MixtureServer } from './languageClient';
import { describe } from './log';
import { askKind } from './options/kindQuestion';
import type { KindAnswer } from './options/kindQuestion';
import { showTypicalRow, UncertainRows } from './notableRows';
import { askOptions } from './options/wizard';
import type { FileMemory } from './fileMemory';
import type { Panels } from './panel/panels';
import { openSample } from './sample';
import { askReading } from './reading/readingQuestions';
import type { Readings } from './reading/readings';
import type { Status } from './status/statusBar';

export interface Workbench {
  readonly server: MixtureServer;
  readonly fits: Fits;
  readonly panels: Panels;
  readonly log: LogOutputChannel;
  /** Options of the latest fit with options, by file. */
  readonly lastOptions: FileMemory<FitOptions>;
  readonly readings: Readings;
  readonly status: Status;
  /** Root folder of the extension. */
  readonly extension: Uri;
}

/** Character index past the end of any line: VS Code ends the selection at the end of the line. */
const PAST_LINE_END = 2 ** 30;

/** Target of a command: a file, possibly with a data row, a column or a cluster, and another file to write to. */
interface Target {
  readonly uri: Uri;
  readonly row?: number;
  readonly column?: string;
  /** Index of the cluster, from 0. `name` and `colour` are its new name and colour. */
  readonly cluster?: number;
  readonly name?: string;
  readonly colour?: number;
  /** Texts of cells. */
  readonly values: readonly string[];
  /** Number of clusters to fit. */
  readonly k?: number;
  readonly to?: Uri;
  /** Whether to reuse the options requested for the last fit. */
  readonly again: boolean;
}

export function registerCommands(workbench: Workbench): Disposable[] {
  const { server, panels } = workbench;
  const uncertainRows = new UncertainRows(server);
  const navigation = new UnopenedNavigation(server);
  const register = (command: string, run: (target: Target) => Promise<void> | void): Disposable =>
    commands.registerCommand(command, async (argument?: unknown) => {
      try {
        await run(targetOf(argument, workbench.panels.active ?? activeFile() ?? fallbackTable()));
      } catch (error) {
        showError(workbench.log, error);
      }
    });
  return [
    register(Command.fit, ({ uri, again, k }) =>
      fit(workbench, uri, () => server.fit(uri, k === undefined ? undefined : { k }, again || k !== undefined)),
    ),
    register(Command.fitWithOptions, (target) => fitWithOptions(workbench, target)),
    register(Command.fitSelectedRows, ({ uri }) => fitSelectedRows(workbench, uri)),
    register(Command.refitWithout, (target) => refitWithout(workbench, target)),
    register(Command.changeKind, (target) => changeKind(workbench, target)),
    register(Command.countAsMissing, (target) => countAsMissing(workbench, target)),
    register(Command.changeReading, ({ uri }) => changeReading(workbench, uri)),
    register(Command.forgetModel, async ({ uri }) => {
      await server.forget(uri);
      workbench.fits.forget(uri);
    }),
    register(Command.cancelFit, ({ uri }) => server.cancel(uri)),
    register(Command.showPanel, ({ uri }) => panels.show(uri, ViewColumn.Beside)),
    register(Command.nextFinding, (target) => goToAdjacentFinding(workbench, navigation, target, 'next')),
    register(Command.previousFinding, (target) => goToAdjacentFinding(workbench, navigation, target, 'previous')),
    register(Command.nextUncertain, ({ uri }) => uncertainRows.next(uri)),
    register(Command.nameCluster, ({ uri, ...chosen }) => nameCluster(server, workbench.fits, uri, chosen)),
    register(Command.colourCluster, ({ uri, ...chosen }) => colourCluster(server, workbench.fits, uri, chosen)),
    register(Command.showTypicalRow, ({ uri }) => showTypicalRow(server, uri)),
    register(Command.markExpected, (target) => markExpected(workbench, target)),
    register(Command.showSimilarRows, (target) => showSimilarRows(workbench, target)),
    register(Command.saveModel, (target) => saveFit(workbench, target, 'model')),
    register(Command.saveReport, (target) => saveFit(workbench, target, 'report')),
    register(Command.saveScores, (target) => saveFit(workbench, target, 'scores')),
    register(Command.copyAsJson, ({ uri }) => copy(server, uri, 'json')),
    register(Command.copyAsCsv, ({ uri }) => copy(server, uri, 'csv')),
    register(Command.copyAsMarkdown, ({ uri }) => copy(server, uri, 'markdown')),
    register(Command.copyAsLatex, ({ uri }) => copy(server, uri, 'latex')),
    register(Command.copyAsPython, ({ uri }) => copy(server, uri, 'python')),
    register(Command.copyAsR, ({ uri }) => copy(server, uri, 'r')),
    commands.registerCommand(Command.openSample, () => openSample(workbench.extension)),
    commands.registerCommand(Command.revealRow, (argument?: unknown) => revealRow(argument)),
    commands.registerCommand(Command.showLog, () => workbench.log.show(true)),
  ];
}

/**
 * Reads the target of a command from its argument: menus pass the file they were opened on, the server's lenses and
 * fixes an object; the palette and key bindings pass nothing.
 */
function targetOf(argument: unknown, active: Uri | undefined): Target {
  if (argument instanceof Uri) return { uri: argument, values: [], again: false };
  const { uri, row, column, values, cluster, name, colour, k, to, again } = (
    typeof argument === 'object' && argument !== null ? argument : {}
  ) as Readonly<Record<string, unknown>>;
  const file = typeof uri === 'string' ? Uri.parse(uri) : active;
  if (file === undefined) throw new Refusal(l10n.t('Open a CSV or TSV file first.'));
  const part = {
    ...(typeof row === 'number' && { row }),
    ...(typeof column === 'string' && { column }),
    ...(typeof k === 'number' && { k }),
  };
  const look = {
    ...(typeof cluster === 'number' && { cluster }),
    ...(typeof name === 'string' && { name }),
    ...(typeof colour === 'number' && { colour }),
  };
  const texts = Array.isArray(values) ? values.filter((value): value is string => typeof value === 'string') : [];
  return {
    uri: file,
    values: texts,
    again: again === true,
    ...part,
    ...look,
    ...(typeof to === 'string' && { to: Uri.parse(to) }),
  };
}

/** Fits a file, and opens it and its panel if necessary. Resolves when the fit has ended, with or without a model. */
async function fit({ fits, panels, log }: Workbench, uri: Uri, requestFit: () => Promise<FitReport>): Promise<void> {
  const document = await openForFit(uri);
  if (document !== undefined) await ensureVisible(document);
  panels.show(uri, ViewColumn.Beside, document === undefined ? NO_TEXT : '');
  const version = document?.version;
  const serial = fits.begin(uri);
  const { outcome, isData } = await outcomeOf(requestFit, document);
  const state = fits.finish(uri, serial, outcome, document?.version !== version);
  if (state?.state !== 'failed') return;
  const message = `${nameOf(uri)}: ${state.message}`;
  // The panel and Problems report bad data.
  if (isData) log.info(message);
  else showError(log, new Error(message));
}

async function outcomeOf(
  requestFit: () => Promise<FitReport>,
  document: TextDocument | undefined,
): Promise<{ readonly outcome: FitOutcome; readonly isData: boolean }> {
  try {
    return { outcome: { state: 'fitted', report: await requestFit() }, isData: false };
  } catch (error) {
    const failure = document?.isClosed === true ? 'overtaken' : failureOf(error);
    const isData = isDueToData(error);
    if (failure === 'failed') return { outcome: { state: 'failed', message: describe(error) }, isData };
    return { outcome: { state: failure === 'cancelled' ? 'cancelled' : 'superseded' }, isData };
  }
}

async function fitWithOptions(workbench: Workbench, { uri }: Target): Promise<void> {
  const { server, lastOptions, status } = workbench;
  const document = await openForFit(uri);
  if (document !== undefined) await ensureVisible(document);
  const read = (token: CancellationToken): Promise<TableReport> => server.describe(uri, token);
  const missing = status.statusOf(uri)?.missing ?? workspace.getConfiguration(SECTION, uri).get('missingValues', []);
  const options = await askOptions(nameOf(uri), read, lastOptions.get(uri) ?? {}, missing);
  if (options === undefined) return;
  await lastOptions.store(uri, options);
  await fit(workbench, uri, () => server.fit(uri, options));
}

async function changeReading(workbench: Workbench, uri: Uri): Promise<void> {
  const { readings, status } = workbench;
  const table = status.statusOf(uri);
  if (table === undefined) throw new Refusal(l10n.t('{0} is not open as a table; open it first.', nameOf(uri)));
  const reading = await askReading(nameOf(uri), table, readings.get(uri));
  if (reading === undefined) return;
  await readings.store(uri, reading);
  // A file that is not open is not read before the fit.
  if (await isUnopened(uri)) await fit(workbench, uri, () => workbench.server.fit(uri, undefined, true));
}

/** Makes words count as missing in the file. The model already counts these values as missing. */
async function countAsMissing({ readings, status }: Workbench, { uri, values }: Target): Promise<void> {
  const table = status.statusOf(uri);
  if (table === undefined) throw new Refusal(l10n.t('{0} is not open as a table; open it first.', nameOf(uri)));
  await readings.store(uri, { ...readings.get(uri), missingValues: [...new Set([...table.missing, ...values])] });
}

async function fitSelectedRows(workbench: Workbench, uri: Uri): Promise<void> {
  const editor = editorOf(uri);
  if (editor === undefined) throw new Refusal(l10n.t('Open {0} in an editor and select the rows to fit.', nameOf(uri)));
  const rows = await workbench.server.rowsIn(uri, editor.selections);
  if (rows.length === 0)
    throw new Refusal(
      l10n.t('No row is selected. Select the rows to fit, one or more stretches of them, then fit again.'),
    );
  const options: FitOptions = { rows };
  await fit(workbench, uri, () => workbench.server.fit(uri, options));
}

async function refitWithout(workbench: Workbench, { uri, row, column }: Target): Promise<void> {
  if (column !== undefined) await fitWithKind(workbench, uri, column, 'ignored');
  else await fit(workbench, uri, () => workbench.server.refitWithout(uri, { row, column }));
}

async function changeKind(workbench: Workbench, { uri, column }: Target): Promise<void> {
  const { columns } = await workbench.server.describe(uri);
  const columnReport = columns.find(({ name }) => name === column);
  if (columnReport === undefined) throw new Refusal(l10n.t('{0} no longer has this column.', nameOf(uri)));
  const kind = await askKind(columnReport);
  if (kind !== undefined) await fitWithKind(workbench, uri, columnReport.name, kind);
}

/** Fits again with another kind for one column. The choices for columns are stored for the file. */
async function fitWithKind(workbench: Workbench, uri: Uri, column: string, kind: KindAnswer): Promise<void> {
  const { server, lastOptions } = workbench;
  const options = await server.withKind(uri, column, kind);
  const { kinds, ignore, columns } = options;
  await lastOptions.store(uri, { ...lastOptions.get(uri), kinds, ignore, columns });
  await fit(workbench, uri, () => server.fit(uri, options));
}

/** Saves results of a fit. @throws Refusal, before the user chooses a file, where nothing is fitted */
async function saveFit(
  { server, fits, status }: Workbench,
  { uri, to }: Target,
  format: Parameters<typeof save>[2],
): Promise<void> {
  const state = fits.state(uri);
  const isFitted =
    state.state === 'fitted' ||
    ('earlier' in state && state.earlier !== undefined) ||
    status.statusOf(uri)?.model !== undefined;
  if (!isFitted) throw new Refusal(nothingFitted(uri));
  await save(server, uri, format, to);
}

async function markExpected({ server }: Workbench, { uri, row }: Target): Promise<void> {
  const obstacle = storageObstacle(uri);
  if (obstacle !== undefined) throw new Refusal(obstacle);
  const rowIndex = row ?? (await rowAtCursor(server, uri));
  const reason = await window.showInputBox({
    title: l10n.t('Mark the row as expected'),
    prompt: l10n.t('Reason (optional), kept beside the file for the next reader'),
    placeHolder: l10n.t('for example: measured twice'),
  });
  if (reason !== undefined) await server.markExpected(uri, rowIndex, reason);
}

async function showSimilarRows({ server }: Workbench, { uri, row }: Target): Promise<void> {
  const rowIndex = row ?? (await rowAtCursor(server, uri));
  const ranges = await server.similarRows(uri, rowIndex);
  const editor = editorOf(uri);
  if (ranges.length === 0 || editor === undefined)
    throw new Refusal(l10n.t('There are no rows to compare it with; fit a mixture first.'));
  const places = ranges.map((range) => new Location(uri, range));
  await commands.executeCommand('editor.action.peekLocations', uri, editor.selection.active, places, 'peek');
}

/** Goes to the next or previous finding from the cursor, and shows the file first if necessary. */
async function goToAdjacentFinding(
  { status }: Workbench,
  navigation: UnopenedNavigation,
  { uri }: Target,
  direction: 'next' | 'previous',
): Promise<void> {
  if (editorOf(uri) === undefined) {
    const document = await openForFit(uri);
    if (document === undefined)
      return showLine(uri, await navigation.next(uri, direction, status.statusOf(uri)?.model));
    await ensureVisible(document);
  }
  await goToFinding(uri, direction, status.statusOf(uri)?.model);
}

/** Shows the range of an entry of the view of unlikely rows. */
async function revealRow(argument: unknown): Promise<void> {
  const { uri, range } = (typeof argument === 'object' && argument !== null ? argument : {}) as Readonly<
    Record<string, unknown>
  >;
  if (typeof uri !== 'string' || !isTextRange(range)) return;
  const file = Uri.parse(uri);
  const place = new Range(range.start.line, range.start.character, range.end.line, range.end.character);
  if (await isUnopened(file)) return showLine(file, place.start.line);
  await ensureVisible(await documentOf(file));
  reveal(file, place);
}

/**
 * Shows a line. VS Code can also show files whose text it hides from extensions; in a file that has become shorter, at
 * its end.
 */
async function showLine(uri: Uri, line: number | undefined): Promise<void> {
  if (line === undefined) return;
  await commands.executeCommand('vscode.open', uri, {
    viewColumn: columnOf(uri) ?? ViewColumn.One,
    preview: false,
    selection: new Range(line, 0, line, PAST_LINE_END),
  });
}

async function rowAtCursor(server: MixtureServer, uri: Uri): Promise<number> {
  const cursor = editorOf(uri)?.selection.active;
  const [first] = cursor === undefined ? [] : await server.rowsIn(uri, [new Range(cursor, cursor)]);
  if (first === undefined) throw new Refusal(l10n.t('Put the cursor on a row first.'));
  return first[0];
}
