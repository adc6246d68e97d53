/**
 * Validates what clients send, which may be anything. A value outside the protocol is refused in one line that says
 * what was expected.
 */
import type { Diagnostic, Position, ProgressToken, Range, TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { isObject } from '../../protocol/guards/guards';
import { shown } from '../../words/values';
import { malformed } from './refusals';

/** URI of a request about a document. @throws ResponseError like all functions here */
export function documentUriIn(params: unknown): string {
  return uriIn(isObject(params) ? params.textDocument : undefined, 'textDocument must be an object with a uri');
}

/** URI of a custom request. */
export function uriIn(params: unknown, wanted = 'there must be an object with a uri'): string {
  if (!isObject(params) || typeof params.uri !== 'string') throw malformed(`${wanted}, not ${shown(params)}`);
  return params.uri;
}

export function positionIn(params: unknown): Position {
  const position = isObject(params) ? params.position : undefined;
  if (!isPosition(position))
    throw malformed(`position must have a line and a character, counted from 0, not ${shown(position)}`);
  return position;
}

export function rangeIn(params: unknown, name = 'range'): Range {
  const range = isObject(params) ? params[name] : undefined;
  if (!isRange(range)) throw malformed(`${name} must have a start and an end, not ${shown(range)}`);
  return range;
}

export function cellIn(params: unknown): { readonly line: number; readonly column: string } {
  const { line, column } = isObject(params) ? params : {};
  if (!isCount(line) || typeof column !== 'string')
    throw malformed(`there must be a line, counted from 0, and the name of a column, not ${shown(params)}`);
  return { line: Number(line), column };
}

/** The diagnostics of a code action that have a range. */
export function diagnosticsIn(params: unknown): readonly Diagnostic[] {
  const context = isObject(params) ? params.context : undefined;
  if (!isObject(context) || !Array.isArray(context.diagnostics))
    throw malformed(`context must have a list of diagnostics, not ${shown(context)}`);
  return context.diagnostics.filter((each): each is Diagnostic => isObject(each) && isRange(each.range));
}

export interface OpenedText {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
}

export function openedTextIn(params: unknown): OpenedText {
  const uri = documentUriIn(params);
  const { version, text } = (params as { readonly textDocument: Readonly<Record<string, unknown>> }).textDocument;
  if (typeof text !== 'string') throw malformed(`"text" must be a string, not ${shown(text)}`);
  return { uri, version: versionOf(version), text };
}

export interface ChangedText {
  readonly uri: string;
  readonly version: number;
  readonly changes: readonly TextDocumentContentChangeEvent[];
}

export function changedTextIn(params: unknown): ChangedText {
  const uri = documentUriIn(params);
  const { textDocument, contentChanges } = params as {
    readonly textDocument: Readonly<Record<string, unknown>>;
    readonly contentChanges: unknown;
  };
  if (!Array.isArray(contentChanges) || !contentChanges.every(isChange))
    throw malformed(
      `contentChanges must be a list of texts, each with a range or without, not ${shown(contentChanges)}`,
    );
  return { uri, version: versionOf(textDocument.version), changes: contentChanges };
}

/** URIs of files that changed on disk. */
export function filesIn(params: unknown): readonly string[] {
  return listIn(
    params,
    'changes',
    (item): item is { readonly uri: string } => isObject(item) && typeof item.uri === 'string',
  ).map(({ uri }) => uri);
}

export interface Rename {
  readonly oldUri: string;
  readonly newUri: string;
}

export function renamesIn(params: unknown): readonly Rename[] {
  return listIn(
    params,
    'files',
    (item): item is Rename => isObject(item) && typeof item.oldUri === 'string' && typeof item.newUri === 'string',
  );
}

/** Token with which a client wants to follow the work, if it sent one. */
export function workDoneTokenIn(params: unknown): ProgressToken | undefined {
  const token = isObject(params) ? params.workDoneToken : undefined;
  return typeof token === 'string' || (typeof token === 'number' && Number.isInteger(token)) ? token : undefined;
}

function listIn<T>(params: unknown, name: string, is: (item: unknown) => item is T): readonly T[] {
  const list = isObject(params) ? params[name] : undefined;
  if (!Array.isArray(list) || !list.every(is)) throw malformed(`${name} cannot be ${shown(list)}`);
  return list;
}

export function isRange(value: unknown): value is Range {
  return isObject(value) && isPosition(value.start) && isPosition(value.end);
}

/** Clients that mean "to the end" send lines and characters of any size. */
function isPosition(value: unknown): value is Position {
  return isObject(value) && isCount(value.line) && isCount(value.character);
}

function isChange(value: unknown): value is TextDocumentContentChangeEvent {
  return (
    isObject(value) &&
    typeof value.text === 'string' &&
    (value.range === undefined || value.range === null || isRange(value.range))
  );
}

function versionOf(version: unknown): number {
  if (!Number.isSafeInteger(version)) throw malformed(`version must be a whole number, not ${shown(version)}`);
  return version as number;
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0;
}
