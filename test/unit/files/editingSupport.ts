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
import { runPipeline, type FitOutput } from '../../../server/pipeline/fitTable';
import type { FitOptions } from '../../../server/protocol';

export const uri = 'file:///a.csv';
const CLIENT: Client = {
  capabilities: {},
  hovers: undefined,
  hoverDiagnostics: false,
  commands: new Set(),
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

  /**
   * Publishes the diagnostics of a document now and returns them, without those of rows that repeat others: an edited
   * row is compared with the others when the file is read anew (docs/findings.md).
   */
  async publish(document: OpenDocument): Promise<readonly Diagnostic[]> {
    const sent = new Promise<PublishDiagnosticsParams>((resolve) => this.pending.push(resolve));
    this.publisher.publishNow(document);
    const { version, diagnostics } = await sent;
    assert.equal(version, document.version);
    return diagnostics
      .filter(({ code }) => code !== 'row.near-duplicate' && code !== 'row.duplicate')
      .map(withoutSimilar);
  }
}

/**
 * Removes the similar ordinary rows of a diagnostic: an edited document chooses them among the rows before the edits.
 */
function withoutSimilar({ relatedInformation, ...diagnostic }: Diagnostic): Diagnostic {
  const cells = relatedInformation?.filter(({ message }) => !message.includes('much like it')) ?? [];
  return { ...diagnostic, ...(cells.length > 0 && { relatedInformation: cells }) };
}

export function openText(text: string): OpenDocument {
  return new OpenDocument(uri, 1, text);
}

/** Fits a text. The clock stands still. */
export function fitOfText(text: string, options: FitOptions = { k: 1 }): FitOutput {
  return complete(runPipeline(text, options, () => 0));
}

/** Opens a document with its fit. */
export function openFitted(text: string, fit: FitOutput): OpenDocument {
  const document = openText(text);
  document.storeFit(fit, {});
  return document;
}

/** Opens a text in an unedited document, judged by the model of a fit of another text. */
export function openWithModel(text: string, fitText: string, fit: FitOutput, version: number): OpenDocument {
  const document = new OpenDocument(uri, version, text);
  const table = readTable(text, readTable(fitText).dialect);
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
  return actions(document, { context: { diagnostics: [diagnostic] } }, CLIENT);
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

/** Penguins with some wrong cells and some bounds in body_mass_g. */
export const penguins = readFileSync('samples/penguins.csv', 'utf8')
  .split('\n')
  .map((line, n) =>
    n % 90 === 11 ? line.replace(/,(\d{4}),/, ',63000,') : n % 40 === 13 ? line.replace(/,(\d{4}),/, ',<3500,') : line,
  )
  .join('\n');

let penguinFit: FitOutput | undefined;

/** Returns the fit of `penguins`, computed once per run. */
export function fittedPenguins(): FitOutput {
  return (penguinFit ??= fitOfText(penguins, { k: 3, starts: 1 }));
}

/** Opens `penguins` in a document with its fit. */
export function openPenguins(): OpenDocument {
  const document = openText(penguins);
  assert.equal(document.content(), penguins);
  document.storeFit(fittedPenguins(), {});
  return document;
}
