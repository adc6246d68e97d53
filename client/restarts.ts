/** Restarts of the language server by rules of languageclient, reported in the log and the panel, not in a pop-up. */
import { CloseAction } from 'vscode-languageclient/node';
import type { ErrorHandler, LanguageClient } from 'vscode-languageclient/node';

/** @param client returns the client, which does not exist yet when its options are made */
export function quietRestarts(client: () => LanguageClient): ErrorHandler {
  let handler: ErrorHandler | undefined;
  const defaultHandler = (): ErrorHandler => (handler ??= client().createDefaultErrorHandler());
  return {
    error: (error, message, count) => defaultHandler().error(error, message, count),
    closed: async () => {
      const result = await defaultHandler().closed();
      return result.action === CloseAction.Restart ? { ...result, handled: true } : result;
    },
  };
}
