/** Requests for fits of open documents and of files on disk, and the storage of their results. */
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { say } from '../../../language/language';
import { readTable } from '../../core/csv/table/table';
import { columnsOnDisk, stampOf } from '../../disk/paths';
import { markedRows } from '../../disk/sidecarFiles';
import { diskFit } from '../../files/disk/diskFile';
import type { Files } from '../../files/files';
import type { FitRecord } from '../../files/fittedFile';
import type { ModelMemory } from '../../files/modelMemory';
import { rememberedFit } from '../../files/recallFit';
import type { OpenDocument } from '../../files/open/openDocument';
import type { ExpectedRow } from '../../formats/sidecar';
import { dialectOverrides } from '../../pipeline/fitTable';
import type { FailureData, FitOptions, FitReport } from '../../protocol';
import type { Ending, FitRequest } from '../../threads/fitQueue';
import type { Settings } from '../settings';
import { pathOnDisk } from './commandArguments';
import { modelToSucceed, reportWithLooks, diskReportWithLooks } from './nameCluster';

export interface FitContext {
  readonly files: Files;
  readonly settings: Settings;
  readonly models: ModelMemory;
  /** Called when a document has a new model. */
  readonly onFit: (uri: string) => void;
  /** Takes a line for the log. */
  readonly log: (line: string) => void;
}

type Request = Omit<FitRequest, 'token' | 'progress'>;

/** Makes the request of a fit. @param requested options in addition to the settings */
export function fitRequest(context: FitContext, uri: string, requested: FitOptions): Request {
  const document = context.files.open.get(uri);
  return document === undefined
    ? diskFitRequest(context, uri, pathOnDisk(uri), requested)
    : documentFitRequest(context, document, requested);
}

function documentFitRequest(
  { files, settings, models, onFit }: FitContext,
  document: OpenDocument,
  requested: FitOptions,
): Request {
  const { uri, version } = document;
  const text = document.content();
  return {
    uri,
    version,
    prepare: async () => ({
      source: { text },
      options: combineOptions(
        (await settings.read(uri)).options,
        requested,
        (options) => readTable(text, dialectOverrides(options)).columns,
      ),
    }),
    store: (output, options) => {
      // An edit or a close stops the fit. This check ensures that no other text gets this model.
      if (files.open.get(uri) !== document || document.version !== version) return output.report;
      document.storeFit({ ...output, report: reportWithLooks(document, output) }, options, requested);
      if (document.fit !== undefined) void models.remember(uri, text, document.fit);
      onFit(uri);
      return document.report ?? output.report;
    },
  };
}

function diskFitRequest(
  { files: { disk }, settings, models, log }: FitContext,
  uri: string,
  path: string,
  requested: FitOptions,
): Request {
  const columnsOf = (options: FitOptions): readonly string[] => columnsOnDisk(path, dialectOverrides(options));
  let expected: readonly ExpectedRow[] = [];
  let remembered: FitRecord | undefined;
  const before = (): FitRecord | undefined => disk.get(uri)?.fit ?? remembered;
  return {
    uri,
    version: 0,
    prepare: async () => {
      expected = await markedRows(uri, log);
      remembered = disk.get(uri) === undefined ? await rememberedFit(uri, models, await stampOf(uri)) : undefined;
      return {
        source: { path },
        options: combineOptions((await settings.read(uri)).options, requested, columnsOf),
        before: modelToSucceed(before()),
      };
    },
    store: (output, options) => {
      // Clusters may have been named while the fit ran.
      const fit = diskFit({ ...output, report: diskReportWithLooks(before(), output) }, options, requested);
      if (fit === undefined) return output.report;
      const report = disk.storeFit(uri, fit, expected);
      void models.remember(uri, '', fit);
      return report;
    },
  };
}

/**
 * Combines options: the command overrides the settings, and kinds are combined column by column. Settings apply to many
 * files, so kinds of columns that this file lacks are ignored there; in a command they are an error.
 */
export function combineOptions(
  settings: FitOptions,
  requested: FitOptions,
  columnsOf: (options: FitOptions) => readonly string[],
): FitOptions {
  const options = { ...settings, ...requested };
  const settingKinds = Object.entries(settings.kinds ?? {});
  if (settingKinds.length === 0) return options;
  const columns = new Set(columnsOf(options));
  return {
    ...options,
    kinds: { ...Object.fromEntries(settingKinds.filter(([name]) => columns.has(name))), ...requested.kinds },
  };
}

/** Returns the report of a fit. @throws ResponseError where the fit did not succeed */
export function answerOf(ending: Ending): FitReport {
  switch (ending.state) {
    case 'fitted':
      return ending.output.report;
    case 'cancelled':
      throw new ResponseError(LSPErrorCodes.RequestCancelled, say('The fit was cancelled.'));
    case 'superseded':
      throw new ResponseError(
        LSPErrorCodes.ContentModified,
        say('The text changed while it was fitted, or a newer fit replaced this one.'),
      );
    case 'failed':
      throw new ResponseError(LSPErrorCodes.RequestFailed, ending.message, {
        cause: ending.cause,
      } satisfies FailureData);
  }
}
