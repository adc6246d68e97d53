/** Options of the language client: what this client can do, and what it changes of messages on their way. */
import { Uri } from 'vscode';
import type { FileSystemWatcher, LogOutputChannel } from 'vscode';
import { RevealOutputChannelOn } from 'vscode-languageclient/node';
import type { ErrorHandler, LanguageClientOptions } from 'vscode-languageclient/node';
import { ClientCommand } from '../server/protocol';
import type { ClientAbilities } from '../server/protocol/abilities';
import { fixMiddleware } from './fixes';
import { hoverAbilities, hoverMiddleware } from './hoverTrust';
import { LANGUAGES, SECTION } from './ids';
import { inLabel } from './labels';
import type { Readings } from './reading/readings';

/** No scheme: virtual file systems, untitled files and diffs are read through their documents like any other file. */
export const documentSelector = LANGUAGES.map((language) => ({ language }));

/** Parts of the extension that the language client needs. */
export interface ClientParts {
  readonly watchers: FileSystemWatcher[];
  readonly log: LogOutputChannel;
  readonly readings: Readings;
  readonly storage: Uri | undefined;
  readonly errorHandler: ErrorHandler;
}

export function clientOptions({ watchers, log, readings, storage, errorHandler }: ClientParts): LanguageClientOptions {
  return {
    documentSelector,
    initializationOptions: {
      commands: Object.values(ClientCommand),
      ...hoverAbilities,
      notifications: true,
      pushDiagnostics: true,
      ...(storage?.scheme === 'file' && { storage: Uri.joinPath(storage, 'models').fsPath }),
    } satisfies ClientAbilities,
    synchronize: { fileEvents: watchers },
    outputChannel: log,
    traceOutputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    diagnosticCollectionName: SECTION,
    errorHandler: errorHandler,
    middleware: {
      ...hoverMiddleware,
      ...fixMiddleware,
      handleWorkDoneProgress: (token, params, next) => {
        // The status bar draws icons in the title; and languageclient passes its own object on, whatever it receives
        // here.
        if ('title' in params) params.title = inLabel(params.title);
        next(token, params);
      },
      workspace: {
        configuration: async ({ items }, token, next) => {
          const answers = await next({ items }, token);
          if (!Array.isArray(answers)) return answers;
          return items.map(({ scopeUri, section }, i): unknown =>
            scopeUri === undefined || section !== SECTION
              ? answers[i]
              : readings.withReading(Uri.parse(scopeUri), answers[i]),
          );
        },
      },
    },
  };
}
