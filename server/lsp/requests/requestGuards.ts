/**
 * Validates the parameters that clients send, which may be anything. A value outside the protocol is refused with one
 * line that states the requirement.
 */
import type { Diagnostic, Position, ProgressToken, Range, TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { isObject } from '../../protocol/guards/guards';
import { shortJson } from '../../words/values';
import { malformedRequest } from './refusals';

/** Returns the URI of a request about a document. @throws ResponseError like all functions here */
export function documentUriIn(params: unknown): string {
  return uriIn(isObject(params) ? params.textDocument : undefined, 'textDocument must be an object with a uri');
}

/** Returns the URI of a custom request. */
export function uriIn(params: unknown, requirement = 'there must be an object with a uri'): string {
  if (!isObject(params) || typeof params.uri !== 'string')
    throw malformedRequest(`${requirement}, not ${shortJson(params)}`);
  return params.uri;
}

export function positionIn(params: unknown): Position {
  const position = isObject(params) ? params.position : undefined;
  if (!isPosition(position))
    throw malformedRequest(`position must have a line and a character, counted from 0, not ${shortJson(position)}`);
  return position;
}

export function rangeIn(params: unknown, name = 'range'): Range {
  const range = isObject(params) ? params[name] : undefined;
  if (!isRange(range)) throw malformedRequest(`${name} must have a start and an end, not ${shortJson(range)}`);
  return range;
}

export function cellIn(params: unknown): { readonly line: number; readonly column: string } {
  const { line, column } = isObject(params) ? params : {};
  if (!isCount(line) || typeof column !== 'string')
    throw malformedRequest(`there must be a line, counted from 0, and the name of a column, not ${shortJson(params)}`);
  return { line: Number(line), column };
}

/** Returns the diagnostics of a code action that have a range. */
export function diagnosticsIn(params: unknown): readonly Diagnostic[] {
  const context = isObject(params) ? params.context : undefined;
  if (!isObject(context) || !Array.isArray(context.diagnostics))
    throw malformedRequest(`context must have a list of diagnostics, not ${shortJson(context)}`);
  return context.diagnostics.filter(
    (diagnostic): diagnostic is Diagnostic => isObject(diagnostic) && isRange(diagnostic.range),
  );
}

export interface OpenedText {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
}

export function openedTextIn(params: unknown): OpenedText {
  const uri = documentUriIn(params);
  const { version, text } = (params as { readonly textDocument: Readonly<Record<string, unknown>> }).textDocument;
  if (typeof text !== 'string') throw malformedRequest(`"text" must be a string, not ${shortJson(text)}`);
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
    throw malformedRequest(
      `contentChanges must be a list of texts, each with a range or without, not ${shortJson(contentChanges)}`,
    );
  return { uri, version: versionOf(textDocument.version), changes: contentChanges };
}

/** A change of a file on disk. */
export interface FileChange {
  readonly uri: string;
  /** Kind of the change, a `FileChangeType`; left out where the client does not say it. */
  readonly type?: unknown;
}

export function fileChangesIn(params: unknown): readonly FileChange[] {
  return listIn(params, 'changes', isFile);
}

/** Returns the URIs of files and folders that a user deleted. */
export function deletedFilesIn(params: unknown): readonly string[] {
  return listIn(params, 'files', isFile).map(({ uri }) => uri);
}

function isFile(item: unknown): item is { readonly uri: string } {
  return isObject(item) && typeof item.uri === 'string';
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

/** Returns the token for progress reports, if the client sent one. */
export function workDoneTokenIn(params: unknown): ProgressToken | undefined {
  const token = isObject(params) ? params.workDoneToken : undefined;
  return typeof token === 'string' || (typeof token === 'number' && Number.isInteger(token)) ? token : undefined;
}

function listIn<T>(params: unknown, name: string, is: (item: unknown) => item is T): readonly T[] {
  const list = isObject(params) ? params[name] : undefined;
  if (!Array.isArray(list) || !list.every(is)) throw malformedRequest(`${name} cannot be ${shortJson(list)}`);
  return list;
}

export function isRange(value: unknown): value is Range {
  return isObject(value) && isPosition(value.start) && isPosition(value.end);
}

/**
 * Whether a value is a position. Lines and characters have no upper limit: for "to the end" clients send any number.
 */
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
  if (!Number.isSafeInteger(version))
    throw malformedRequest(`version must be a whole number, not ${shortJson(version)}`);
  return version as number;
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0;
}
