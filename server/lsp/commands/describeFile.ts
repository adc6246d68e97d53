/** Describes the columns of a file, before or after a fit. */
import { LSPErrorCodes, ResponseError, type CancellationToken } from 'vscode-languageserver';
import { say } from '../../../language/language';
import { tableReport } from '../../pipeline/describeTable';
import { dialectOverrides } from '../../pipeline/fitTable';
import { startDescription, type DescriptionEnd } from '../../threads/runner';
import type { FailureData, FitOptions, TableReport } from '../../protocol';
import { stampOf } from '../../disk/paths';
import type { OpenDocument } from '../../files/open/openDocument';
import { isSame } from '../../words/values';
import { runInSteps } from '../../threads/steps';
import { isSameStamp, type DiskFit } from '../../files/disk/diskFile';

export async function describeOpen(document: OpenDocument): Promise<TableReport> {
  const { version } = document;
  const {
    base: { dialect },
    rowCount,
  } = document.patched();
  const schema = document.model()?.schema ?? (await runInSteps(document.schema(), () => document.version === version));
  if (schema === undefined) throw new ResponseError(LSPErrorCodes.ContentModified, say('The text changed.'));
  return tableReport(rowCount, dialect, schema);
}

export interface DescribedFile {
  readonly uri: string;
  readonly path: string;
  /** Options from the settings. */
  readonly options: FitOptions;
  /** The fit of the file, if there is one. */
  readonly fit: DiskFit | undefined;
}

/**
 * Describes a file on disk. Without a fit of the current file, all of it is read as for a fit: the kinds of its columns
 * are still unknown.
 *
 * @param worker path of the bundled worker
 * @throws ResponseError where it was cancelled, or the file cannot be read
 */
export async function describeOnDisk(
  worker: string,
  { uri, path, options, fit }: DescribedFile,
  token: CancellationToken,
): Promise<TableReport> {
  const hasSameOverrides =
    fit !== undefined && isSame(dialectOverrides({ ...options, ...fit.requested }), fit.overrides);
  if (hasSameOverrides && isSameStamp(await stampOf(uri), fit.stamp))
    return tableReport(fit.report.rows, fit.dialect, fit.model.schema);
  if (token.isCancellationRequested) return answerOf({ state: 'cancelled' });
  const job = startDescription(worker, { described: path, options });
  const cancellation = token.onCancellationRequested(() => {
    job.cancel();
  });
  try {
    return answerOf(await job.end);
  } finally {
    cancellation.dispose();
  }
}

function answerOf(end: DescriptionEnd): TableReport {
  switch (end.state) {
    case 'described':
      return end.table;
    case 'cancelled':
      throw new ResponseError(LSPErrorCodes.RequestCancelled, say('Reading the columns was cancelled.'));
    case 'failed':
      throw new ResponseError(LSPErrorCodes.RequestFailed, end.message, { cause: end.cause } satisfies FailureData);
  }
}
