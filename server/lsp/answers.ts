/** Requests about an open document: from what was asked to the feature that knows the answer. */
import {
  MarkupKind, Range,
  type ClientCapabilities, type CodeAction, type CodeActionParams, type CodeLens, type Hover, type HoverParams, type InlayHint, type InlayHintParams,
} from 'vscode-languageserver';
import { locateIn, placeOfRow } from '../core/csv/patched';
import type { RowCluster, RowClustersParams } from '../protocol';
import type { LeastCertainRow, TypicalRow } from '../protocol/places';
import type { Abilities } from './abilities';
import type { OpenDocument } from './documents';
import { clusterHints } from './features/clusterHints';
import { LOW_LIKELIHOOD } from './features/findings';
import { headerLenses } from './features/headerLens';
import { quickFixes } from './features/quickFixes';
import { hoverAt } from './hovers';
import type { Documents } from './openDocuments';
import { isObject } from './options';
import { leastCertainRow, typicalRowsOf } from './places';
import { rowsOn } from './rows';

/** What of a client's is of interest here. */
export interface Client extends Abilities {
  readonly capabilities: ClientCapabilities;
}

export function hover(documents: Documents, { capabilities, hovers }: Client, { textDocument, position }: HoverParams): Hover | null | Promise<Hover | null> {
  const document = documents.get(textDocument.uri);
  if (document === undefined) return null;
  const isMarkdown = capabilities.textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) === true;
  return hoverAt(document, position, isMarkdown ? hovers : undefined);
}

export function actions(document: OpenDocument | undefined, { commands }: Client, { context }: CodeActionParams): CodeAction[] {
  const model = document?.model();
  if (document === undefined || model === undefined) return [];
  const { uri, version, text } = document;
  const patched = document.patched();
  return context.diagnostics.filter(({ source, code }) => source === 'mixture-lens' && code === LOW_LIKELIHOOD).flatMap((diagnostic) => {
    const at = locateIn(patched, text.offsetAt(diagnostic.range.start));
    if (at === undefined || at.row < 0) return [];
    return quickFixes({ uri, version, text, place: placeOfRow(patched, at.row), row: at.row, model, diagnostic, clientCommands: commands });
  });
}

export function lenses(document: OpenDocument | undefined, { commands }: Client): CodeLens[] {
  if (document === undefined || document.patched().rowCount === 0) return [];
  const { uri, report, unlikely, stale, hasLostRows } = document;
  return [...headerLenses({ uri, report, unlikely, stale, hasLostRows, fits: document.model() !== undefined, clientCommands: commands })];
}

export function hints(document: OpenDocument | undefined, { range }: InlayHintParams): InlayHint[] {
  if (document?.model() === undefined) return [];
  return [...clusterHints(rowsOn(document.text, document.patched(), range), (row) => document.posteriorOf(row), document.view.clusterHints)];
}

export function clusters(document: OpenDocument | undefined, params: unknown): readonly RowCluster[] {
  const { lines } = params as Partial<RowClustersParams>;
  if (document?.model() === undefined || !Range.is(lines)) return [];
  return Array.from(rowsOn(document.text, document.patched(), lines), ({ row, range }) => {
    const posterior = document.posteriorOf(row);
    const cluster = posterior?.indexOf(Math.max(...posterior)) ?? -1;
    return { from: range.start.line, to: range.end.line, cluster, posterior: posterior?.[cluster] ?? 0 };
  }).filter(({ cluster }) => cluster >= 0);
}

export async function leastCertain(document: OpenDocument | undefined, params: unknown): Promise<LeastCertainRow | null> {
  const after = isObject(params) && Number.isSafeInteger(params.after) && Number(params.after) >= 0 ? Number(params.after) : undefined;
  return document === undefined ? null : leastCertainRow(document, after !== undefined && after < document.patched().rowCount ? after : undefined);
}

export async function typical(document: OpenDocument | undefined): Promise<readonly TypicalRow[]> {
  return document === undefined ? [] : typicalRowsOf(document);
}

export function uriOf(params: unknown): string {
  return isObject(params) && typeof params.uri === 'string' ? params.uri : '';
}
