/** The server's two commands: arguments in, answers and errors of the protocol out. */
import { ErrorCodes, LSPErrorCodes, ResponseError, type CancellationToken, type ExecuteCommandParams } from 'vscode-languageserver';
import { readTable } from '../core/csv/table';
import { dialectOverrides } from '../jobs/pipeline';
import { ServerCommand, type FitOptions, type FitReport } from '../protocol';
import { isFileUri, readFileUri } from './disk';
import type { Documents } from './documents';
import type { Ending, FitRequest, Fits, Progress } from './fits';
import { isObject, shown, siftOptions } from './options';
import type { Settings } from './settings';

export interface CommandContext {
  readonly documents: Documents;
  readonly fits: Fits;
  readonly settings: Settings;
  /** A document has a new model. */
  readonly fitted: (uri: string) => void;
}

export async function executeCommand(
  context: CommandContext, params: ExecuteCommandParams, token: CancellationToken, progress: (uri: string) => Progress,
): Promise<FitReport | boolean> {
  const argument = argumentOf(params);
  switch (params.command) {
    case ServerCommand.fit:
      return answerOf(await context.fits.run({ ...fitRequest(context, argument.uri, optionsOf(argument)), token, progress: progress(argument.uri) }));
    case ServerCommand.cancel:
      return context.fits.stop(argument.uri, 'cancelled');
    default:
      throw malformed(`there is no command ${shown(params.command)}`);
  }
}

function fitRequest({ documents, settings, fitted }: CommandContext, uri: string, asked: FitOptions): Omit<FitRequest, 'token' | 'progress'> {
  const document = documents.get(uri);
  if (document === undefined) {
    if (!isFileUri(uri)) throw malformed(`${shown(uri)} is not open in the editor, and only file: URIs can be read from disk; open it first`);
    const prepare = async (): ReturnType<FitRequest['prepare']> => {
      const fromDisk = await readFileUri(uri);
      return { text: fromDisk, options: combined(await settings.optionsFor(uri), asked, fromDisk) };
    };
    return { uri, version: 0, prepare, keep: () => undefined };
  }
  const { version } = document;
  const text = document.content();
  return {
    uri,
    version,
    prepare: async () => ({ text, options: combined(await settings.optionsFor(uri), asked, text) }),
    keep: (output, options) => {
      // An edit or a close stops the fit; this only makes sure that no other text ever gets this model.
      if (documents.get(uri) !== document || document.version !== version) return;
      document.keep(output, options);
      fitted(uri);
    },
  };
}

/**
 * What the command says wins over the settings. Settings hold for many files: kinds of columns that this one does not
 * have are no mistake there, as they would be in a command.
 */
function combined(settings: FitOptions, asked: FitOptions, text: string): FitOptions {
  const options = { ...settings, ...asked };
  if (asked.kinds !== undefined || Object.keys(settings.kinds ?? {}).length === 0) return options;
  const columns = new Set(readTable(text, dialectOverrides(options)).columns);
  return { ...options, kinds: Object.fromEntries(Object.entries(settings.kinds ?? {}).filter(([name]) => columns.has(name))) };
}

function answerOf(ending: Ending): FitReport {
  switch (ending.state) {
    case 'fitted':
      return ending.output.report;
    case 'cancelled':
      throw new ResponseError(LSPErrorCodes.RequestCancelled, 'The fit was cancelled.');
    case 'superseded':
      throw new ResponseError(LSPErrorCodes.ContentModified, 'The text changed while it was fitted, or a newer fit replaced this one.');
    case 'failed':
      throw new ResponseError(LSPErrorCodes.RequestFailed, ending.message);
  }
}

interface CommandArgument {
  readonly uri: string;
  readonly options?: unknown;
}

function argumentOf({ command, arguments: given }: ExecuteCommandParams): CommandArgument {
  const argument: unknown = Array.isArray(given) ? given[0] : undefined;
  if (!isObject(argument)) throw malformed(`${shown(command)} takes one object, such as {"uri": "file:///a.csv"}, not ${shown(argument)}`);
  const { uri, options } = argument;
  if (typeof uri !== 'string' || uri === '') throw malformed(`uri must be a text such as "file:///a.csv", not ${shown(uri)}`);
  return { uri, options };
}

function optionsOf({ options }: CommandArgument): FitOptions {
  if (options === undefined || options === null) return {};
  if (!isObject(options)) throw malformed(`options must be an object, not ${shown(options)}`);
  const sifted = siftOptions(options);
  if (sifted.problems.length > 0) throw malformed(sifted.problems.join('; '));
  return sifted.options;
}

function malformed(what: string): ResponseError<void> {
  return new ResponseError(ErrorCodes.InvalidParams, `Malformed request: ${what}.`);
}
