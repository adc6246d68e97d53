/** The server's commands: arguments in, answers and errors of the protocol out. */
import { LSPErrorCodes, ResponseError, type CancellationToken, type Range } from 'vscode-languageserver';
import { placeOfRow, rowsAfter } from '../../core/csv/table/patched';
import { cellText, readTable } from '../../core/csv/table/table';
import { similarRows } from '../../core/description/similar';
import { encodeRow } from '../../core/schema/encoding/encode';
import { isKind, KINDS } from '../../core/schema/infer';
import { dialectOverrides } from '../../pipeline/fitTable';
import { cellsOf, ExpectedRows, type ExpectedRow } from '../../formats/sidecar';
import { ServerCommand, type FailureData, type FitOptions, type FitReport, type TableReport } from '../../protocol';
import { isRange } from '../requests/requestGuards';
import { withKind } from './columnKinds';
import { describeOnDisk, describeOpen } from './describeFile';
import { columnsOnDisk, pathOf, stampOf } from '../../disk/paths';
import type { OpenDocument } from '../../files/openDocument';
import { exportFit } from './exportFit';
import type { Fitted } from '../../files/fittedFile';
import type { Ending, FitRequest, Fits, Progress } from '../../threads/fitQueue';
import type { Documents } from '../openDocuments';
import { isObject } from '../../protocol/guards/guards';
import { shown } from '../../words/values';
import { siftOptions } from '../requests/fitOptionRules';
import { cellsOfRow, guiltyIn } from '../../core/judging/judgeTable';
import type { ModelMemory } from '../../files/modelMemory';
import { modelToSucceed, nameCluster, namedAsBefore, namedAsFit } from './nameCluster';
import { rememberedOf } from '../../files/recallFit';
import { malformed } from '../requests/refusals';
import { rowSpan, standingRow } from '../standingRows';
import type { Settings } from '../settings';
import { markedRows, markExpected } from '../../disk/sidecarFiles';
import { inSteps } from '../../threads/steps';
import { diskFit, type UnopenedFits } from '../../files/unopenedFits';

/** Ordinary rows that are shown for one. */
const MOST_SIMILAR = 10;

export interface CommandContext {
  readonly documents: Documents;
  readonly unopened: UnopenedFits;
  /** Of the program. */
  readonly version: string;
  /** The bundled thread that fits and reads. */
  readonly workerScript: string;
  /** The bundled thread that draws reports. */
  readonly reportScript: string;
  readonly fits: Fits;
  readonly settings: Settings;
  readonly models: ModelMemory;
  /** A document has a new model, or none any more. */
  readonly fitted: (uri: string) => void;
  /** A file could not be fitted as it is; why, and what to do. */
  readonly refused: (uri: string, why: string) => void;
  /** Its rows were marked as expected. */
  readonly expected: (document: OpenDocument, rows: ExpectedRows) => void;
  /** Its clusters have other names or colours. */
  readonly restyled: (document: OpenDocument) => void;
}

export async function executeCommand(
  context: CommandContext,
  params: unknown,
  token: CancellationToken,
  progress: (uri: string) => Progress,
): Promise<
  FitReport | TableReport | FitOptions | string | boolean | readonly Range[] | NonNullable<FitOptions['rows']>
> {
  const { command, argument } = calledIn(params);
  const fit = async (options: FitOptions): Promise<FitReport> => {
    const ending = await context.fits.run({
      ...fitRequest(context, argument.uri, options),
      token,
      progress: progress(argument.uri),
    });
    if (ending.state === 'failed' && ending.cause === 'data') context.refused(argument.uri, ending.message);
    return answerOf(ending);
  };
  switch (command) {
    case ServerCommand.fit:
      return fit(
        optionsOf(
          argument,
          argument.again === true
            ? (context.documents.get(argument.uri) ?? context.unopened.of(argument.uri))?.asked
            : undefined,
        ),
      );
    case ServerCommand.cancel:
      return context.fits.stop(argument.uri, 'cancelled');
    case ServerCommand.refitWithout:
      return fit(optionsWithout(documentOf(context, argument), argument));
    case ServerCommand.forget:
      return forget(context, argument);
    case ServerCommand.withKind:
      return optionsWithKind(documentOf(context, argument), argument);
    case ServerCommand.nameCluster:
      return nameCluster(context, argument);
    case ServerCommand.expect:
      return expect(context, argument);
    case ServerCommand.rowsIn:
      return rowsIn(documentOf(context, argument), argument);
    case ServerCommand.describe:
      return describe(context, argument, token);
    case ServerCommand.similarRows:
      return similarTo(documentOf(context, argument), rowOf(argument));
    case ServerCommand.export:
      return exportFit(context, argument);
  }
}

function fitRequest(context: CommandContext, uri: string, asked: FitOptions): Omit<FitRequest, 'token' | 'progress'> {
  const { documents, settings, models, fitted } = context;
  const document = documents.get(uri);
  if (document === undefined) return fromDisk(context, uri, pathOnDisk(uri), asked);
  const { version } = document;
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
      // An edit or a close stops the fit; this only makes sure that no other text ever gets this model.
      if (documents.get(uri) !== document || document.version !== version) return output.report;
      document.keep({ ...output, report: namedAsBefore(document, output) }, options, asked);
      if (document.lastFit !== undefined) void models.keep(uri, text, document.lastFit);
      fitted(uri);
      return document.report ?? output.report;
    },
  };
}

function pathOnDisk(uri: string): string {
  const path = pathOf(uri);
  if (path === undefined)
    throw malformed(
      `${shown(uri)} is not open in the editor, and names no file on a disk of this machine; open it first`,
    );
  return path;
}

function fromDisk(
  { unopened, settings, models }: CommandContext,
  uri: string,
  path: string,
  asked: FitOptions,
): Omit<FitRequest, 'token' | 'progress'> {
  const columnsOf = (options: FitOptions): readonly string[] => columnsOnDisk(path, dialectOverrides(options));
  let expected: readonly ExpectedRow[] = [];
  let remembered: Fitted | undefined;
  const before = (): Fitted | undefined => unopened.of(uri) ?? remembered;
  return {
    uri,
    version: 0,
    prepare: async () => {
      expected = await markedRows(uri);
      remembered = unopened.of(uri) === undefined ? await rememberedOf(uri, models, await stampOf(uri)) : undefined;
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
      const report = unopened.keep(uri, fit, expected);
      void models.keep(uri, '', fit);
      return report;
    },
  };
}

/**
 * What the command says wins over the settings; of kinds, those of single columns. Settings hold for many files: kinds
 * of columns that this one does not have are no mistake there, as they would be in a command.
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

function answerOf(ending: Ending): FitReport {
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

function documentOf({ documents }: CommandContext, { uri }: CommandArgument): OpenDocument {
  const document = documents.get(uri);
  if (document === undefined) throw malformed(`${shown(uri)} is not open`);
  return document;
}

/** A row of the document as it is. */
function rowOf({ row }: CommandArgument): number {
  if (typeof row !== 'number' || !Number.isSafeInteger(row) || row < 0)
    throw malformed(`row must be the number of a data row, counted from 0, not ${shown(row)}`);
  return row;
}

/** The options of the fit from before, less a row or a column. */
function optionsWithout(document: OpenDocument, argument: CommandArgument): FitOptions {
  const before = document.asked;
  if (typeof argument.column === 'string') return withKind(before, argument.column, 'ignored');
  const row = rowOf(argument);
  const { rowCount } = document.patched();
  return { ...before, rows: (before.rows ?? [[0, rowCount] as const]).flatMap((range) => less(range, row)) };
}

/** The options of the fit from before, with another kind for a column. */
function optionsWithKind(document: OpenDocument, { column, kind }: CommandArgument): FitOptions {
  if (typeof column !== 'string') throw malformed(`column must be the name of a column, not ${shown(column)}`);
  if (kind !== 'auto' && !isKind(kind))
    throw malformed(`kind must be one of ${[...KINDS, 'auto'].join(', ')}, not ${shown(kind)}`);
  return withKind(document.asked, column, kind);
}

/** A range of rows without one of them. */
function less([from, to]: readonly [number, number], row: number): readonly (readonly [number, number])[] {
  if (row < from || row >= to) return [[from, to]];
  return (
    [
      [from, row],
      [row + 1, to],
    ] as const
  ).filter(([first, behind]) => first < behind);
}

async function expect(context: CommandContext, argument: CommandArgument): Promise<boolean> {
  const { uri, reason = '' } = argument;
  if (typeof reason !== 'string') throw malformed(`reason must be a text, not ${shown(reason)}`);
  const row = rowOf(argument);
  const document = context.documents.get(uri);
  const unopened = document === undefined ? await context.unopened.cells(uri, row) : undefined;
  const marked = await markExpected(uri, { cells: unopened ?? cellsIn(documentOf(context, argument), row), reason });
  if (unopened !== undefined) context.unopened.expect(uri, marked);
  else if (document !== undefined) context.expected(document, new ExpectedRows(marked));
  return true;
}

function cellsIn(document: OpenDocument, row: number): ExpectedRow['cells'] {
  const patched = document.patched();
  if (row >= patched.rowCount) throw malformed(`there is no row ${row}`);
  const { table, row: own } = placeOfRow(patched, row);
  return cellsOf(table.columns, (column) => cellText(table, own, column));
}

async function forget(
  { documents, unopened, fits, models, fitted }: CommandContext,
  { uri }: CommandArgument,
): Promise<boolean> {
  const document = documents.get(uri);
  const isThere = document?.report !== undefined;
  const wasUnopened = unopened.forget(uri);
  fits.stop(uri, 'cancelled');
  document?.forget();
  await models.forget(uri);
  if (isThere) fitted(uri);
  return isThere || wasUnopened;
}

/** Stretches of rows, ascending and apart. */
function rowsIn(document: OpenDocument, { ranges }: CommandArgument): NonNullable<FitOptions['rows']> {
  if (!Array.isArray(ranges) || !ranges.every(isRange))
    throw malformed(`ranges must be a list of ranges of the text, not ${shown(ranges)}`);
  const spans = ranges
    .map((range) => rowSpan(document.text, document.patched(), range))
    .filter(([from, to]) => from < to)
    .sort(([a], [b]) => a - b);
  const joined: [number, number][] = [];
  for (const [from, to] of spans) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

async function describe(
  { documents, unopened, settings, workerScript }: CommandContext,
  { uri }: CommandArgument,
  token: CancellationToken,
): Promise<TableReport> {
  const document = documents.get(uri);
  if (document !== undefined) return describeOpen(document);
  return describeOnDisk(
    workerScript,
    { uri, path: pathOnDisk(uri), options: (await settings.of(uri)).options, fit: unopened.of(uri) },
    token,
  );
}

/** Ranges of the ordinary rows that are most like a row. */
async function similarTo(document: OpenDocument, row: number): Promise<readonly Range[]> {
  const model = document.model();
  const patched = document.patched();
  const { version } = document;
  const ordinary = await inSteps(document.ordinary(), () => document.version === version);
  if (model === undefined || ordinary === undefined || row >= patched.rowCount) return [];
  const { table, row: own } = placeOfRow(patched, row);
  const matrix = encodeRow(table, model.schema, model.facts, own);
  const guilty = new Set(guiltyIn(model, matrix, document.guilty.of(version, row)).map(({ column }) => column));
  const after = rowsAfter(patched);
  const similar = similarRows(model, ordinary, cellsOfRow(matrix, 0), guilty, MOST_SIMILAR).map(after);
  return similar.filter((at) => at >= 0).map((at) => standingRow(document.text, patched, at).range);
}

interface CommandArgument {
  readonly uri: string;
  readonly options?: unknown;
  readonly again?: unknown;
  readonly ranges?: unknown;
  readonly row?: unknown;
  readonly column?: unknown;
  readonly kind?: unknown;
  readonly reason?: unknown;
  readonly cluster?: unknown;
  readonly name?: unknown;
  readonly colour?: unknown;
  readonly format?: unknown;
  readonly to?: unknown;
  readonly escapeFormulas?: unknown;
}

type CommandName = (typeof ServerCommand)[keyof typeof ServerCommand];

function calledIn(params: unknown): { readonly command: CommandName; readonly argument: CommandArgument } {
  const { command, arguments: given } = isObject(params) ? params : {};
  if (!isCommand(command)) throw malformed(`there is no command ${shown(command)}`);
  const argument: unknown = Array.isArray(given) ? given[0] : undefined;
  if (!isObject(argument))
    throw malformed(`${shown(command)} takes one object, such as {"uri": "file:///a.csv"}, not ${shown(argument)}`);
  const { uri } = argument;
  if (typeof uri !== 'string' || uri === '')
    throw malformed(`uri must be a text such as "file:///a.csv", not ${shown(uri)}`);
  return { command, argument: { ...argument, uri } };
}

function isCommand(name: unknown): name is CommandName {
  return Object.values(ServerCommand).some((command) => command === name);
}

/** @param before that hold, too, where nothing else is asked for */
function optionsOf({ options }: CommandArgument, before: FitOptions = {}): FitOptions {
  if (options === undefined || options === null) return before;
  if (!isObject(options)) throw malformed(`options must be an object, not ${shown(options)}`);
  const sifted = siftOptions(options);
  if (sifted.problems.length > 0) throw malformed(sifted.problems.join('; '));
  return { ...before, ...sifted.options };
}
