/** Errors of the protocol for requests that cannot be answered. */
import { ErrorCodes, LSPErrorCodes, ResponseError } from 'vscode-languageserver';

/** The request itself is wrong. */
export function malformed(what: string): ResponseError<void> {
  return new ResponseError(ErrorCodes.InvalidParams, `Malformed request: ${what}.`);
}

/** @param message for the person who asked: what, where, what to do */
export function failed(message: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}
