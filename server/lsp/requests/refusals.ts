/** Errors of the protocol for requests that cannot be answered. */
import { ErrorCodes, LSPErrorCodes, ResponseError, type RemoteConsole } from 'vscode-languageserver';
import { FitProblem, TextChanged } from '../../words/problem';
import { clean } from '../../words/clean';

/** The request itself is wrong. */
export function malformed(what: string): ResponseError<void> {
  return new ResponseError(ErrorCodes.InvalidParams, `Malformed request: ${what}.`);
}

/** @param message for the person who asked: what, where, what to do */
export function failed(message: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}

/** Answers with an error of the protocol at worst; what was not foreseen goes to the log. */
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

/** A notification that is none of the protocol is a line in the log, and nothing else. */
export function noticed(log: RemoteConsole, work: (params: unknown) => void): (params: unknown) => void {
  return (params) => {
    try {
      work(params);
    } catch (error) {
      log.warn(error instanceof Error ? error.message : String(error));
    }
  };
}
