import { commands, Uri, ViewColumn, window } from 'vscode';
import type { Disposable, LogOutputChannel, TextDocument } from 'vscode';
import type { FitOutcome } from '../server/protocol';
import { activeFile, ensureVisible, nameOf, openForFit, Refusal } from './documents';
import type { Fits } from './fits';
import { Command } from './ids';
import { failureOf } from './languageClient';
import type { MixtureServer } from './languageClient';
import { describe } from './log';
import type { Panels } from './panel/panels';

export interface Workbench {
  readonly server: MixtureServer;
  readonly fits: Fits;
  readonly panels: Panels;
  readonly log: LogOutputChannel;
}

const SHOW_LOG = 'Show Log';

export function registerCommands(workbench: Workbench): Disposable[] {
  const register = (command: string, run: (uri: Uri | undefined) => Promise<void>): Disposable =>
    commands.registerCommand(command, async (resource?: unknown) => {
      try {
        // Menus pass the file they were opened on; the palette and key bindings pass nothing.
        await run(resource instanceof Uri ? resource : workbench.panels.active ?? activeFile());
      } catch (error) {
        complain(workbench.log, error);
      }
    });
  return [
    register(Command.fit, (uri) => fit(workbench, wanted(uri))),
    register(Command.cancelFit, (uri) => workbench.server.cancel(wanted(uri))),
    register(Command.showPanel, (uri) => Promise.resolve(workbench.panels.show(wanted(uri), ViewColumn.Beside))),
    register(Command.showLog, () => Promise.resolve(workbench.log.show(true))),
  ];
}

/** Fits a file, opening it and its panel if need be. Resolves when the fit is over, one way or another. */
async function fit({ server, fits, panels, log }: Workbench, uri: Uri): Promise<void> {
  const document = await openForFit(uri);
  await ensureVisible(document);
  panels.show(document.uri, ViewColumn.Beside);
  const { version } = document;
  const serial = fits.begin(document.uri);
  const outcome = await outcomeOf(() => server.fit(document.uri), document);
  const state = fits.finish(document.uri, serial, outcome, document.version !== version);
  if (state?.state === 'failed') complain(log, new Error(`${nameOf(uri)}: ${state.message}`));
}

async function outcomeOf(ask: () => ReturnType<MixtureServer['fit']>, document: TextDocument): Promise<FitOutcome> {
  try {
    return { state: 'fitted', report: await ask() };
  } catch (error) {
    const failure = document.isClosed ? 'overtaken' : failureOf(error);
    if (failure === 'failed') return { state: 'failed', message: describe(error) };
    return { state: failure === 'cancelled' ? 'cancelled' : 'superseded' };
  }
}

function wanted(uri: Uri | undefined): Uri {
  if (uri === undefined) throw new Refusal('Open a CSV or TSV file first.');
  return uri;
}

/** One notification that is in nobody's way; it is not waited for. */
function complain(log: LogOutputChannel, error: unknown): void {
  const message = describe(error);
  log.error(message);
  if (error instanceof Refusal) void window.showWarningMessage(message);
  else void window.showErrorMessage(message, SHOW_LOG).then((choice) => { if (choice === SHOW_LOG) log.show(true); });
}
