/** Errors of the protocol for requests that cannot be answered. */
import { ErrorCodes, LSPErrorCodes, ResponseError, type RemoteConsole } from 'vscode-languageserver';
import { say } from '../../../language/language';
import { FitProblem, TextChanged } from '../../words/fitProblem';
import { clean } from '../../words/clean';

/** Makes the error for a malformed request. */
export function malformedRequest(what: string): ResponseError<void> {
  return new ResponseError(ErrorCodes.InvalidParams, `Malformed request: ${what}.`);
}

/** Makes the error for a failed request. @param message message for the user: what, where, what to do */
export function failedRequest(message: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}

/**
 * Runs the work, and converts any failure to an error of the protocol. Unexpected failures are also logged.
 * @throws ResponseError
 */
export async function runGuarded<T>(log: RemoteConsole, answer: () => T | Promise<T>): Promise<T> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof ResponseError) throw error;
    if (error instanceof TextChanged) throw new ResponseError(LSPErrorCodes.ContentModified, error.message);
    if (error instanceof FitProblem) throw failedRequest(error.message);
    log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    throw failedRequest(
      say('Something went wrong in the language server: {error}', { error: clean(String(error), 200) }),
    );
  }
}

/** Wraps a listener so that malformed notifications are logged. */
export function guardedListener(log: RemoteConsole, work: (params: unknown) => void): (params: unknown) => void {
  return (params) => {
    try {
      work(params);
    } catch (error) {
      log.warn(error instanceof Error ? error.message : String(error));
    }
  };
}
