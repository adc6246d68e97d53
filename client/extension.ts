import * as vscode from 'vscode';
import { commands, env, l10n, Uri, workspace } from 'vscode';
import type { Disposable, ExtensionContext } from 'vscode';
import { setCatalogue } from '../language/language';
import { readCatalogue } from '../server/disk/access/catalogueFile';
import type { FitOptions } from '../server/protocol';
import { UNOPENED_VERSION } from '../server/protocol/unopened';
import { offerAgentTools, type AgentApi } from './agentTools';
import { offerChatTools, type ChatApi } from './chatTools';
import { registerCommands } from './commands';
import { ComparisonPanels } from './comparing/comparisonPanels';
import { registerComparisons } from './comparing/comparisons';
import { FileMemory } from './fileMemory';
import { Fits } from './fitStates';
import { FolderCheck } from './folderCheck';
import { ContextKey } from './ids';
import { MixtureServer } from './languageClient';
import { createLog } from './log';
import { Panels } from './panel/panels';
import { Readings } from './reading/readings';
import { RowColours } from './rowColours';
import { Status } from './status/statusBar';
import { UnlikelyRows } from './unlikelyRows';
import { UnopenedFiles } from './unopenedFiles';

/** Wires the parts of the client together, and nothing else. */
export function activate(context: ExtensionContext): void {
  // The pages that the client makes are in the display language.
  setCatalogue(readCatalogue(Uri.joinPath(context.extensionUri, 'dist', 'l10n').fsPath, env.language));
  const log = createLog();
  const readings = new Readings(context.workspaceState);
  const server = new MixtureServer(context.extensionUri, log, readings, context.storageUri ?? context.globalStorageUri);
  const fits = new Fits();
  const panels = new Panels({ folder: context.extensionUri, fits, source: server, log });
  const comparisons = new ComparisonPanels(context.extensionUri, context.workspaceState);
  const status = new Status(server.onDidReportStatus, fits);
  const lastOptions = new FileMemory<FitOptions>(context.workspaceState, 'mixtureLens.lastOptions');

  context.subscriptions.push(
    log,
    readings,
    server,
    fits,
    panels,
    comparisons,
    status,
    new RowColours(server),
    new UnlikelyRows(server, status),
    new FolderCheck(server, log),
    ...registerCommands({ server, fits, panels, log, lastOptions, readings, status, extension: context.extensionUri }),
    ...registerComparisons({ server, panels, comparisons, log }),
    ...forwardEvents(server, fits),
    workspace.onDidRenameFiles(({ files }) => {
      for (const { oldUri, newUri } of files) {
        void lastOptions.move(oldUri, newUri);
        void readings.move(oldUri, newUri);
      }
    }),
    fits.onDidChange(() => {
      const fitting = Object.fromEntries(
        fits.running().flatMap(({ path, fsPath }) => [
          [path, true],
          [fsPath, true],
        ]),
      );
      void commands.executeCommand('setContext', ContextKey.fitting, fitting);
    }),
  );
  // Not awaited: activation ends at once, and requests wait for the server by themselves.
  void server.start();
  context.subscriptions.push(new UnopenedFiles(server), ...agentTools(context));
}

/** Offers the tools for agents; nothing in a VS Code that does not know them. */
function agentTools({ extensionUri, extension }: ExtensionContext): readonly Disposable[] {
  const program = Uri.joinPath(extensionUri, 'dist', 'server', 'cli.cjs').fsPath;
  const { version, contributes } = extension.packageJSON as Manifest;
  const names = contributes.languageModelTools.map(({ name }) => name);
  const chat = offerChatTools(vscode as ChatApi, names, {
    command: process.execPath,
    args: [program, 'mcp'],
    env: { ELECTRON_RUN_AS_NODE: '1' },
    roots: () => (workspace.workspaceFolders ?? []).map(({ uri }) => uri.toString()),
  });
  void commands.executeCommand('setContext', ContextKey.chatTools, chat !== undefined);
  return [offerAgentTools(vscode as AgentApi, program, version), chat].filter((offer) => offer !== undefined);
}

/** The fields of package.json that are read here. */
interface Manifest {
  readonly version: string;
  readonly contributes: { readonly languageModelTools: readonly { readonly name: string }[] };
}

/** Forwards events of the server and the editor to the fits. */
function forwardEvents(server: MixtureServer, fits: Fits): readonly Disposable[] {
  return [
    server.onDidIterate((params) => {
      fits.iterate(params);
    }),
    server.onDidFit((params) => {
      fits.settle(params, params.version !== UNOPENED_VERSION && versionOf(params.uri) !== params.version);
    }),
    server.onDidReport(({ uri, report, stale }) => {
      fits.report(Uri.parse(uri), report, stale);
    }),
    server.onDidReportStatus(({ uri, version, table }) => {
      if (table.model !== undefined && versionOf(uri.toString()) === version) fits.setStale(uri, table.model.stale);
    }),
    server.onDidStop(() => {
      fits.serverStopped(l10n.t('The language server stopped and took the fit with it. Fit again.'));
    }),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) fits.setStale(document.uri, true);
    }),
  ];
}

/** Returns the version of a document; undefined for a closed one, so that no fit applies to a reopened file. */
function versionOf(uri: string): number | undefined {
  const key = Uri.parse(uri).toString();
  return workspace.textDocuments.find((document) => document.uri.toString() === key)?.version;
}
