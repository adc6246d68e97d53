/** Why a fit did not end well. */
import { LSPErrorCodes, ResponseError } from 'vscode-languageclient/node';
import type { FailureData } from '../server/protocol';

/** What became of a fit that did not end well, where it matters to a person. */
export type FitFailure = 'cancelled' | 'overtaken' | 'failed';

/** Whether a fit failed by its data, which its panel and Problems say; anything else is for a pop-up. */
export function isDueToData(error: unknown): boolean {
  const data: unknown = error instanceof ResponseError ? error.data : undefined;
  return (
    typeof data === 'object' &&
    data !== null &&
    'cause' in data &&
    data.cause === ('data' satisfies FailureData['cause'])
  );
}

/** Sorts the errors of `MixtureServer.fit`. */
export function failureOf(error: unknown): FitFailure {
  if (!(error instanceof ResponseError)) return 'failed';
  switch (error.code) {
    case LSPErrorCodes.RequestCancelled:
      return 'cancelled';
    case LSPErrorCodes.ContentModified:
    case LSPErrorCodes.ServerCancelled:
      return 'overtaken';
    default:
      return 'failed';
  }
}
