/** Compares a file with another one, a model, or its version in git. */
import { LSPErrorCodes, ResponseError, type CancellationToken } from 'vscode-languageserver';
import { say } from '../../../language/language';
import { readTable } from '../../core/csv/table/table';
import { columnsOnDisk } from '../../disk/paths';
import { markedRows } from '../../disk/sidecarFiles';
import { MOST_BYTES, readTextFile } from '../../disk/textFile';
import { fileNameOf, nameOf } from '../../files/fileNames';
import { pageOfComparison } from '../../pipeline/comparing/pageOfComparison';
import { dialectOverrides } from '../../pipeline/fitTable';
import type { FailureData, FitOptions } from '../../protocol';
import type { CompareAnswer, CompareBase } from '../../protocol/commands/compareCommand';
import type { ComparisonPage } from '../../protocol/commands/comparisonPage';
import { isObject } from '../../protocol/guards/guards';
import { DEFAULT_PERMUTATIONS, FEWEST_PERMUTATIONS, MOST_PERMUTATIONS } from '../../protocol/report/comparisonReports';
import type { ComparisonQueue } from '../../threads/comparisonQueue';
import type { Progress } from '../../threads/fitQueue';
import { reportPage } from '../../threads/reportThread';
import type { ComparisonEnd } from '../../threads/runner';
import type { ComparisonInput, FitSource } from '../../threads/worker';
import { FitProblem } from '../../words/fitProblem';
import { shortJson } from '../../words/values';
import { malformedRequest } from '../requests/refusals';
import { pathOnDisk, type CommandArgument } from './commandArguments';
import type { CommandContext } from './execute';
import { combineOptions } from './fitRequests';
import { optionsOf } from './requestedOptions';

type Context = Pick<CommandContext, 'files' | 'settings' | 'reportScript' | 'log'> & {
  readonly comparisons: ComparisonQueue;
};

/** Maximum number of unlikely rows that are described. */
const MOST_FINDINGS = 200;
/** Options of a fit that a comparison does not have. */
const REFUSED: readonly (keyof FitOptions)[] = ['rows', 'rowWeights', 'start'];

interface Given {
  readonly uri: string;
  readonly base: CompareBase;
  readonly options: FitOptions;
  readonly permutations: number;
  readonly hasPage: boolean;
  readonly hasLinks: boolean;
}

/**
 * Returns the report and, if requested, its page.
 *
 * @throws ResponseError for invalid arguments, a cancelled or failed comparison
 */
export async function compareFiles(
  context: Context,
  argument: CommandArgument,
  token: CancellationToken,
  progress: Progress,
): Promise<CompareAnswer> {
  const given = givenIn(argument);
  const { uri, base, hasPage, hasLinks } = given;
  const names = [nameOfBase(given), fileNameOf(uri)] as const;
  const end = await context.comparisons.run(() => inputOf(context, given), token, progress);
  if (end.state !== 'compared') throw errorOf(end, 'uri' in base ? nameOf(base.uri) : names[0], nameOf(uri));
  const { report } = end;
  if (!hasPage) return { report };
  const page = pageOfComparison(names, report, hasLinks ? uri : undefined);
  return { report, page: await drawn(context.reportScript, page, token) };
}

/** Draws the page. @throws ResponseError when the request is cancelled */
async function drawn(script: string, page: ComparisonPage, token: CancellationToken): Promise<string> {
  const abort = new AbortController();
  const stop = (): void => abort.abort(cancelled());
  const cancellation = token.onCancellationRequested(stop);
  if (token.isCancellationRequested) stop();
  try {
    return await reportPage(script, page, abort.signal);
  } finally {
    cancellation.dispose();
  }
}

function cancelled(): ResponseError<unknown> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, say('The comparison was cancelled.'));
}

/** @throws ResponseError */
function givenIn(argument: CommandArgument): Given {
  const { uri, base, permutations = DEFAULT_PERMUTATIONS, page = false, links = false } = argument;
  const isWhole = typeof permutations === 'number' && Number.isSafeInteger(permutations);
  if (!isWhole || permutations < FEWEST_PERMUTATIONS || permutations > MOST_PERMUTATIONS)
    throw malformedRequest(
      `permutations must be an integer from ${FEWEST_PERMUTATIONS} to ${MOST_PERMUTATIONS}, not ${shortJson(permutations)}`,
    );
  if (typeof page !== 'boolean') throw malformedRequest(`page must be true or false, not ${shortJson(page)}`);
  if (typeof links !== 'boolean') throw malformedRequest(`links must be true or false, not ${shortJson(links)}`);
  const options = optionsOf(argument);
  const refused = REFUSED.find((name) => options[name] !== undefined);
  if (refused !== undefined) throw malformedRequest(`a comparison has no option ${refused}; leave it out`);
  return { uri, base: baseIn(base), options, permutations, hasPage: page, hasLinks: links };
}

function baseIn(base: unknown): CompareBase {
  const { uri, revision } = isObject(base) ? base : {};
  if (typeof uri === 'string' && uri !== '' && revision === undefined) return { uri };
  if (typeof revision === 'string' && uri === undefined) return { revision };
  throw malformedRequest(
    `base must be an object such as {"uri": "file:///old.csv"} or {"revision": "HEAD"}, not ${shortJson(base)}`,
  );
}

function nameOfBase({ uri, base }: Given): string {
  return 'uri' in base
    ? fileNameOf(base.uri)
    : say('{file} in {revision}', { file: fileNameOf(uri), revision: base.revision });
}

/** Reads what the comparison needs from the client and the disk. @throws FitProblem, ResponseError */
async function inputOf(context: Context, given: Given): Promise<ComparisonInput> {
  const { settings, log } = context;
  const { uri, base, options, permutations } = given;
  const second = tableAt(context, uri);
  const first = await firstTable(context, given);
  const ofSecond = combined(second, (await settings.read(uri)).options, options);
  const ofFirst =
    'uri' in base && ('text' in first || 'path' in first)
      ? combined(first, (await settings.read(base.uri)).options, options)
      : ofSecond;
  return {
    compared: [first, second],
    options: ofFirst,
    readingOfSecond: ofSecond,
    permutations,
    expected: await markedRows(uri, log),
    findings: MOST_FINDINGS,
  };
}

function tableAt({ files }: Context, uri: string): FitSource {
  const document = files.open.get(uri);
  return document === undefined ? { path: pathOnDisk(uri) } : { text: document.content() };
}

async function firstTable(context: Context, { uri, base }: Given): Promise<ComparisonInput['compared'][0]> {
  if ('revision' in base) return { path: pathOnDisk(uri), revision: base.revision };
  if (!/\.json$/i.test(base.uri)) return tableAt(context, base.uri);
  const model = await readTextFile(pathOnDisk(base.uri), MOST_BYTES.model);
  if (model === undefined)
    throw new FitProblem(say('{file}: no such file; check the path', { file: nameOf(base.uri) }));
  return { model };
}

function combined(table: FitSource, ofSettings: FitOptions, requested: FitOptions): FitOptions {
  return combineOptions(ofSettings, requested, (options) => {
    const overrides = dialectOverrides(options);
    return 'text' in table ? readTable(table.text, overrides).columns : columnsOnDisk(table.path, overrides);
  });
}

function errorOf(end: Exclude<ComparisonEnd, { state: 'compared' }>, a: string, b: string): ResponseError<unknown> {
  if (end.state === 'cancelled') return cancelled();
  const about =
    end.cause === 'program' ? '' : end.table === undefined ? `${a}, ${b}: ` : `${end.table === 'a' ? a : b}: `;
  return new ResponseError(LSPErrorCodes.RequestFailed, about + end.message, {
    cause: end.cause,
  } satisfies FailureData);
}
