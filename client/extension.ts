import { commands, Uri, workspace } from 'vscode';
import type { ExtensionContext } from 'vscode';
import { registerCommands } from './commands';
import { Fits } from './fits';
import { ContextKey } from './ids';
import { MixtureServer } from './languageClient';
import { createLog } from './log';
import { LastOptions } from './options/lastOptions';
import { Panels } from './panel/panels';
import { RowColours } from './rowColours';
import { UnlikelyRows } from './unlikelyRows';

/** The version of a file that was read from disk, and not out of an editor. */
const ON_DISK = 0;

/** Wiring only: what there is, and who hears of what. */
export function activate(context: ExtensionContext): void {
  const log = createLog();
  const server = new MixtureServer(context.extensionUri, log);
  const fits = new Fits();
  const panels = new Panels(context.extensionUri, fits, server, log);

  context.subscriptions.push(
    log, server, fits, panels, new RowColours(server), new UnlikelyRows(server),
    ...registerCommands({ server, fits, panels, log, lastOptions: new LastOptions(context.workspaceState) }),
    server.onDidIterate((params) => { fits.iterate(params); }),
    server.onDidFit((params) => { fits.settle(params, params.version !== ON_DISK && versionOf(params.uri) !== params.version); }),
    server.onDidStop(() => { fits.serverStopped('The language server stopped and took the fit with it. Fit again.'); }),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) fits.edited(document.uri);
    }),
    fits.onDidChange(() => {
      const fitting = Object.fromEntries(fits.running().flatMap(({ path, fsPath }) => [[path, true], [fsPath, true]]));
      void commands.executeCommand('setContext', ContextKey.fitting, fitting);
    }),
  );
  // Not awaited: activation is over at once, and requests wait for the server by themselves.
  void server.start();
}

/** Undefined for a document that is closed: then whatever was fitted is not what a reopened file holds. */
function versionOf(uri: string): number | undefined {
  const key = Uri.parse(uri).toString();
  return workspace.textDocuments.find((document) => document.uri.toString() === key)?.version;
}
