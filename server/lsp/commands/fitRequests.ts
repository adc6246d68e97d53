/** Requests for fits of open documents and of files on disk, and the storage of their results. */
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { readTable } from '../../core/csv/table/table';
import { columnsOnDisk, stampOf } from '../../disk/paths';
import { markedRows } from '../../disk/sidecarFiles';
import { diskFit } from '../../files/disk/diskFile';
import type { Files } from '../../files/files';
import type { FitRecord } from '../../files/fittedFile';
import type { ModelMemory } from '../../files/modelMemory';
import { rememberedOf } from '../../files/recallFit';
import type { OpenDocument } from '../../files/open/openDocument';
import type { ExpectedRow } from '../../formats/sidecar';
import { dialectOverrides } from '../../pipeline/fitTable';
import type { FailureData, FitOptions, FitReport } from '../../protocol';
import type { Ending, FitRequest } from '../../threads/fitQueue';
import type { Settings } from '../settings';
import { pathOnDisk } from './commandArguments';
import { modelToSucceed, namedAsBefore, namedAsFit } from './nameCluster';

interface Context {
  readonly files: Files;
  readonly settings: Settings;
  readonly models: ModelMemory;
  /** Called when a document has a new model. */
  readonly fitted: (uri: string) => void;
  /** Takes a line for the log. */
  readonly log: (line: string) => void;
}

type Request = Omit<FitRequest, 'token' | 'progress'>;

/** @param requested options beside the settings */
export function fitRequest(context: Context, uri: string, requested: FitOptions): Request {
  const document = context.files.open.get(uri);
  return document === undefined
    ? ofDisk(context, uri, pathOnDisk(uri), requested)
    : ofDocument(context, document, requested);
}

function ofDocument({ files, settings, models, fitted }: Context, document: OpenDocument, asked: FitOptions): Request {
  const { uri, version } = document;
  const text = document.content();
  return {
    uri,
    version,
    prepare: async () => ({
      source: { text },
      options: combined(
        (await settings.of(uri)).options,
        asked,
        (options) => readTable(text, dialectOverrides(options)).columns,
      ),
    }),
    keep: (output, options) => {
      // An edit or a close stops the fit; this check only ensures that no other text ever gets this model.
      if (files.open.get(uri) !== document || document.version !== version) return output.report;
      document.keep({ ...output, report: namedAsBefore(document, output) }, options, asked);
      if (document.fit !== undefined) void models.keep(uri, text, document.fit);
      fitted(uri);
      return document.report ?? output.report;
    },
  };
}

function ofDisk(
  { files: { disk }, settings, models, log }: Context,
  uri: string,
  path: string,
  asked: FitOptions,
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
      remembered = disk.get(uri) === undefined ? await rememberedOf(uri, models, await stampOf(uri)) : undefined;
      return {
        source: { path },
        options: combined((await settings.of(uri)).options, asked, columnsOf),
        before: modelToSucceed(before()),
      };
    },
    keep: (output, options) => {
      // Clusters may have been named while the fit ran.
      const fit = diskFit({ ...output, report: namedAsFit(before(), output) }, options, asked);
      if (fit === undefined) return output.report;
      const report = disk.keep(uri, fit, expected);
      void models.keep(uri, '', fit);
      return report;
    },
  };
}

/**
 * Combines options: the command overrides the settings, and kinds are combined column by column. Settings apply to many
 * files: kinds of columns that this file lacks are no error there, as they would be in a command.
 */
function combined(
  settings: FitOptions,
  asked: FitOptions,
  columnsOf: (options: FitOptions) => readonly string[],
): FitOptions {
  const options = { ...settings, ...asked };
  const usual = Object.entries(settings.kinds ?? {});
  if (usual.length === 0) return options;
  const columns = new Set(columnsOf(options));
  return { ...options, kinds: { ...Object.fromEntries(usual.filter(([name]) => columns.has(name))), ...asked.kinds } };
}

/** @throws ResponseError where the fit failed */
export function answerOf(ending: Ending): FitReport {
  switch (ending.state) {
    case 'fitted':
      return ending.output.report;
    case 'cancelled':
      throw new ResponseError(LSPErrorCodes.RequestCancelled, 'The fit was cancelled.');
    case 'superseded':
      throw new ResponseError(
        LSPErrorCodes.ContentModified,
        'The text changed while it was fitted, or a newer fit replaced this one.',
      );
    case 'failed':
      throw new ResponseError(LSPErrorCodes.RequestFailed, ending.message, {
        cause: ending.cause,
      } satisfies FailureData);
  }
}
