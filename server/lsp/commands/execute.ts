/** The commands of the server, by name. */
import type { CancellationToken } from 'vscode-languageserver';
import { markExpected } from '../../disk/sidecarFiles';
import type { OpenDocument } from '../../files/open/openDocument';
import type { ExpectedRow } from '../../formats/sidecar';
import { ServerCommand, type FitReport } from '../../protocol';
import type { ComparisonQueue } from '../../threads/comparisonQueue';
import type { FitQueue, Progress } from '../../threads/fitQueue';
import type { Work } from '../fitProgress';
import { malformedRequest } from '../requests/refusals';
import { checkFolder, type FolderContext } from './checkFolder';
import { compareFiles } from './compareFiles';
import { commandIn, pathOnDisk, rowOf, type CommandArgument, type CommandName } from './commandArguments';
import { describeOnDisk, describeOpen } from './describeFile';
import { exportFit } from './exportFit';
import { answerOf, fitRequest } from './fitRequests';
import { nameCluster } from './nameCluster';
import { optionsOf, optionsWithKind, optionsWithout } from './requestedOptions';
import { rowsIn, similarRowRanges } from './selectedRows';
import { shortJson } from '../../words/values';

export interface CommandContext extends FolderContext {
  /** Version of the program. */
  readonly version: string;
  /** Path of the bundled thread that fits and reads. */
  readonly workerScript: string;
  /** Path of the bundled thread that draws reports. */
  readonly reportScript: string;
  readonly fits: FitQueue;
  readonly comparisons: ComparisonQueue;
  /** Called with the reason and the remedy when a file cannot be fitted as it is. */
  readonly onRefusal: (uri: string, why: string) => void;
  /** Called when rows of an open document were marked as expected. */
  readonly onExpected: (document: OpenDocument, rows: readonly ExpectedRow[]) => void;
  /** Called when names or colours of an open document's clusters change. */
  readonly onRestyle: (document: OpenDocument) => void;
}

interface Call {
  readonly token: CancellationToken;
  /** @param work what the title of the progress names; a fit where left out */
  readonly progress: (uri: string, work?: Work) => Progress;
}

type Command = (context: CommandContext, argument: CommandArgument, call: Call) => unknown;

const COMMANDS: Readonly<Record<CommandName, Command>> = {
  [ServerCommand.fit]: (context, argument, call) => {
    const before = argument.again === true ? context.files.find(argument.uri)?.requestedOptions() : undefined;
    return fit(context, argument.uri, optionsOf(argument, before), call);
  },
  [ServerCommand.cancel]: ({ fits }, { uri }) => fits.stop(uri, 'cancelled'),
  [ServerCommand.refitWithout]: (context, argument, call) =>
    fit(context, argument.uri, optionsWithout(documentOf(context, argument), argument), call),
  [ServerCommand.forget]: forget,
  [ServerCommand.withKind]: (context, argument) => optionsWithKind(documentOf(context, argument), argument),
  [ServerCommand.nameCluster]: nameCluster,
  [ServerCommand.expect]: expect,
  [ServerCommand.rowsIn]: (context, argument) => rowsIn(documentOf(context, argument), argument),
  [ServerCommand.describe]: describe,
  [ServerCommand.similarRows]: (context, argument) => similarRowRanges(documentOf(context, argument), rowOf(argument)),
  [ServerCommand.export]: exportFit,
  [ServerCommand.compare]: (context, argument, { token, progress }) =>
    compareFiles(context, argument, token, progress(argument.uri, 'comparison')),
  [ServerCommand.checkFolder]: (context, argument, { token, progress }) =>
    checkFolder(context, argument, { token, progress: progress(argument.uri, 'check') }),
};

/**
 * Executes a command of `workspace/executeCommand`.
 * @throws ResponseError, or FitProblem for a problem that the user can fix
 */
export async function executeCommand(context: CommandContext, params: unknown, call: Call): Promise<unknown> {
  const { command, argument } = commandIn(params);
  return await COMMANDS[command](context, argument, call);
}

async function fit(
  context: CommandContext,
  uri: string,
  options: Parameters<typeof fitRequest>[2],
  { token, progress }: Call,
): Promise<FitReport> {
  const ending = await context.fits.run({ ...fitRequest(context, uri, options), token, progress: progress(uri) });
  if (ending.state === 'failed' && ending.cause === 'data') context.onRefusal(uri, ending.message);
  return answerOf(ending);
}

function documentOf({ files }: CommandContext, { uri }: CommandArgument): OpenDocument {
  const document = files.open.get(uri);
  if (document === undefined) throw malformedRequest(`${shortJson(uri)} is not open`);
  return document;
}

async function expect({ files, onExpected, log }: CommandContext, argument: CommandArgument): Promise<boolean> {
  const { uri, reason = '' } = argument;
  if (typeof reason !== 'string') throw malformedRequest(`reason must be a string, not ${shortJson(reason)}`);
  const row = rowOf(argument);
  const file = files.find(uri);
  if (file === undefined) throw malformedRequest(`${shortJson(uri)} is not open`);
  const marked = await markExpected(uri, { cells: await file.cells(row), reason }, log);
  // The file may have been opened or closed meanwhile.
  const document = files.open.get(uri);
  if (document === undefined) files.disk.get(uri)?.expect(marked);
  else onExpected(document, marked);
  return true;
}

async function forget({ files, fits, models, onFit }: CommandContext, { uri }: CommandArgument): Promise<boolean> {
  const document = files.open.get(uri);
  const hadModel = document?.report !== undefined;
  const wasOnDisk = files.disk.forget(uri);
  fits.stop(uri, 'cancelled');
  document?.forget();
  await models.forget(uri);
  if (hadModel) onFit(uri);
  return hadModel || wasOnDisk;
}

async function describe(
  { files, settings, workerScript }: CommandContext,
  { uri }: CommandArgument,
  { token }: Call,
): ReturnType<typeof describeOpen> {
  const document = files.open.get(uri);
  if (document !== undefined) return describeOpen(document);
  const fitOnDisk = files.disk.get(uri)?.fit;
  const { options } = await settings.read(uri);
  return describeOnDisk(workerScript, { uri, path: pathOnDisk(uri), options, fit: fitOnDisk }, token);
}
