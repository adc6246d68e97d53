/** Open documents, their edits, diagnostics and fixes, for the tests of edited files. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type {
  CodeAction,
  Connection,
  Diagnostic,
  PublishDiagnosticsParams,
  Range,
  TextDocumentContentChangeEvent,
  TextDocumentEdit,
} from 'vscode-languageserver';
import { readTable } from '../../../server/core/csv/table/table';
import { judgeTable } from '../../../server/core/judging/fittedModel';
import { complete } from '../../../server/core/numeric/generators';
import { OpenDocument } from '../../../server/files/open/openDocument';
import { Publisher } from '../../../server/lsp/diagnostics/publisher';
import { actions, type Client } from '../../../server/lsp/requests/answers';
import type { FitOutput } from '../../../server/pipeline/fitTable';
import { ClientCommand } from '../../../server/protocol';
import { fitText } from '../../support/fitText';

export const uri = 'file:///a.csv';
const CLIENT: Client = {
  capabilities: {
    workspace: { workspaceEdit: { documentChanges: true } },
    textDocument: { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } } },
  },
  hovers: undefined,
  hoverDiagnostics: false,
  // A client with a fit of its own is offered fixes only.
  commands: new Set([ClientCommand.fit]),
} as unknown as Client;

/** A publisher without a client, which returns the diagnostics that it sends. */
export class TestPublisher {
  private readonly pending: ((params: PublishDiagnosticsParams) => void)[] = [];
  readonly publisher = new Publisher(
    {
      sendDiagnostics: (params) => {
        this.pending.shift()?.(params);
        return Promise.resolve();
      },
      console: { error: (message: string) => assert.fail(message) } as unknown as Connection['console'],
    },
    { relatedInformation: true, explanationOf: () => undefined, published: () => undefined },
  );

  /** Publishes the diagnostics of a document now and returns them. */
  async publish(document: OpenDocument): Promise<readonly Diagnostic[]> {
    const sent = new Promise<PublishDiagnosticsParams>((resolve) => this.pending.push(resolve));
    this.publisher.publishNow(document);
    const { version, diagnostics } = await sent;
    assert.equal(version, document.version);
    return diagnostics;
  }
}

/**
 * Diagnostics that an edited document shares with the reopened text: rows that repeat others are only compared when a
 * file is read, and similar rows are chosen before the edits.
 */
export function comparable(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics
    .filter(({ code }) => code !== 'row.near-duplicate' && code !== 'row.duplicate')
    .map(withoutSimilar);
}

/** Removes the similar ordinary rows of a diagnostic. */
function withoutSimilar({ relatedInformation, ...diagnostic }: Diagnostic): Diagnostic {
  const cells = relatedInformation?.filter(({ message }) => !message.includes('much like it')) ?? [];
  return { ...diagnostic, ...(cells.length > 0 && { relatedInformation: cells }) };
}

export function openText(text: string): OpenDocument {
  return new OpenDocument(uri, 1, text);
}

/** Opens a document with its fit. */
export function openFitted(text: string, fit: FitOutput): OpenDocument {
  const document = openText(text);
  document.storeFit(fit, {});
  return document;
}

/** Opens a text in an unedited document, judged by the model of a fit of another text. */
export function openWithModel(text: string, fittedText: string, fit: FitOutput, version: number): OpenDocument {
  const document = new OpenDocument(uri, version, text);
  const table = readTable(text, readTable(fittedText).dialect);
  document.storeFit({ ...fit, judgement: complete(judgeTable(fit.model, table)) }, {});
  return document;
}

export const rangeAt = (line: number, character: number, endLine = line, end = character): Range => ({
  start: { line, character },
  end: { line: endLine, character: end },
});

/** An edit that replaces `lines` lines and `length` characters from a position on. */
export interface TypedText {
  readonly line: number;
  readonly character: number;
  readonly lines: number;
  readonly length: number;
  readonly text: string;
}

export function changesOf(typed: readonly TypedText[]): TextDocumentContentChangeEvent[] {
  return typed.map(({ line, character, lines, length, text }) => ({
    range: rangeAt(line, character, line + lines, character + length),
    text,
  }));
}

/** Returns the fixes that a document offers for a diagnostic. */
export function fixesFor(document: OpenDocument, diagnostic: Diagnostic): readonly CodeAction[] {
  return actions(document, { context: { diagnostics: [diagnostic] } }, CLIENT) as CodeAction[];
}

/** Returns the titles of the fixes that a document offers for each diagnostic. */
export function fixTitles(document: OpenDocument, diagnostics: readonly Diagnostic[]): readonly (readonly string[])[] {
  return diagnostics.map((diagnostic) => fixesFor(document, diagnostic).map(({ title }) => title));
}

export function editsOf({ edit }: CodeAction): TextDocumentEdit['edits'] {
  return (edit?.documentChanges?.[0] as TextDocumentEdit).edits;
}

/** Applies a fix to a document. @param version of the document after the fix */
export function applyFix(document: OpenDocument, fix: CodeAction, version: number): void {
  const changes = editsOf(fix).flatMap((edit) =>
    'newText' in edit ? [{ range: edit.range, text: edit.newText }] : [],
  );
  document.change(changes.reverse(), version);
}

/** A column of codes of which one is enclosed and one is short, and a column of numbers. */
export const CODES =
  'code,x\n' +
  `${Array.from({ length: 120 }, (_, n) => `${n === 30 ? '"(K-0077)"' : n === 60 ? 'K77' : `K-${String((1009 * n) % 10_000).padStart(4, '0')}`},${(5 * (n % 3) + Math.sin(n)).toFixed(2)}`).join('\n')}\n`;

/** Penguins with some wrong cells and some bounds in body_mass_g. */
export const flawedPenguins = readFileSync('samples/penguins.csv', 'utf8')
  .split('\n')
  .map((line, n) =>
    n % 90 === 11 ? line.replace(/,(\d{4}),/, ',63000,') : n % 40 === 13 ? line.replace(/,(\d{4}),/, ',<3500,') : line,
  )
  .join('\n');

let cachedFit: FitOutput | undefined;

/** Returns the fit of `flawedPenguins`, computed once per run. */
export function fitOfFlawedPenguins(): FitOutput {
  return (cachedFit ??= fitText(flawedPenguins, { k: 3, starts: 1 }));
}

/** Opens `flawedPenguins` in a document with its fit. */
export function openFlawedPenguins(): OpenDocument {
  const document = openText(flawedPenguins);
  assert.equal(document.content(), flawedPenguins);
  document.storeFit(fitOfFlawedPenguins(), {});
  return document;
}
