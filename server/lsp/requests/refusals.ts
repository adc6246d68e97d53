/** Errors of the protocol for requests that cannot be answered. */
import { ErrorCodes, LSPErrorCodes, ResponseError, type RemoteConsole } from 'vscode-languageserver';
import { FitProblem, TextChanged } from '../../words/fitProblem';
import { clean } from '../../words/clean';

/** Error for a malformed request. */
export function malformed(what: string): ResponseError<void> {
  return new ResponseError(ErrorCodes.InvalidParams, `Malformed request: ${what}.`);
}

/** Error for a failed request. @param message for the user: what, where, what to do */
export function failed(message: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}

/** Turns any failure into an error of the protocol; unexpected ones are also logged. @throws ResponseError */
export async function guarded<T>(log: RemoteConsole, answer: () => T | Promise<T>): Promise<T> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof ResponseError) throw error;
    if (error instanceof TextChanged) throw new ResponseError(LSPErrorCodes.ContentModified, error.message);
    if (error instanceof FitProblem) throw failed(error.message);
    log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    throw failed(`Something went wrong in the language server: ${clean(String(error), 200)}`);
  }
}

/** Logs malformed notifications instead of failing. */
export function noticed(log: RemoteConsole, work: (params: unknown) => void): (params: unknown) => void {
  return (params) => {
    try {
      work(params);
    } catch (error) {
      log.warn(error instanceof Error ? error.message : String(error));
    }
  };
}
