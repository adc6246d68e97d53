/** Reasons why a fit did not succeed. */
import { LSPErrorCodes, ResponseError } from 'vscode-languageclient/node';
import type { FailureData } from '../server/protocol';

/** Outcome of an unsuccessful fit, as far as it matters to the user. */
export type FitFailure = 'cancelled' | 'overtaken' | 'failed';

/** Whether a fit failed because of its data, which its panel and Problems report; other failures need a pop-up. */
export function isDueToData(error: unknown): boolean {
  const data: unknown = error instanceof ResponseError ? error.data : undefined;
  return (
    typeof data === 'object' &&
    data !== null &&
    'cause' in data &&
    data.cause === ('data' satisfies FailureData['cause'])
  );
}

/** Classifies the errors of `MixtureServer.fit`. */
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
