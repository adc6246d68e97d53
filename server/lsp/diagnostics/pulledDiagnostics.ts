/**
 * Diagnostics for clients that request them (Language Server Protocol 3.17, "Pull Diagnostics"): the latest of each
 * open document. A request waits until those of the document's current version are there.
 */
import {
  DocumentDiagnosticReportKind,
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver';
import type { OpenDocument } from '../../files/open/openDocument';
import { isObject } from '../../protocol/guards/guards';
import { isSame } from '../../words/values';

interface Result {
  readonly version: number;
  readonly id: string;
  readonly diagnostics: readonly Diagnostic[];
}

const NOTHING: DocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };

export class PulledDiagnostics {
  private readonly results = new Map<string, Result>();
  /** The result that the client received last, by document. */
  private readonly received = new Map<string, Result>();
  private readonly waiting = new Map<string, Set<() => void>>();
  private count = 0;

  /** @param requestPull calls the client to request diagnostics again */
  constructor(private readonly requestPull: () => void) {}

  /** Takes the diagnostics of a version of a document; without a version, the document is closed. */
  take({ uri, version, diagnostics }: PublishDiagnosticsParams): Promise<void> {
    if (version === undefined) {
      this.results.delete(uri);
      this.received.delete(uri);
    } else this.store(uri, version, diagnostics);
    for (const look of this.waiting.get(uri) ?? []) look();
    return Promise.resolve();
  }

  /**
   * Answers a request.
   * @throws ResponseError when the request is cancelled
   */
  async report(
    document: OpenDocument | undefined,
    params: unknown,
    token: CancellationToken,
  ): Promise<DocumentDiagnosticReport> {
    if (document === undefined) return NOTHING;
    const result = await this.current(document, token);
    if (result === undefined) return NOTHING;
    this.received.set(document.uri, result);
    const { id, diagnostics } = result;
    return isObject(params) && params.previousResultId === id
      ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId: id }
      : { kind: DocumentDiagnosticReportKind.Full, resultId: id, items: [...diagnostics] };
  }

  private store(uri: string, version: number, diagnostics: readonly Diagnostic[]): void {
    const before = this.results.get(uri);
    const id = before !== undefined && isSame(before.diagnostics, diagnostics) ? before.id : String(++this.count);
    this.results.set(uri, { version, id, diagnostics });
    const received = this.received.get(uri);
    // After an edit the client requests the new version by itself.
    if (received?.version === version && received.id !== id) this.requestPull();
  }

  /** Waits for the diagnostics of the current version; undefined when the document is closed. */
  private current({ uri, version }: OpenDocument, token: CancellationToken): Promise<Result | undefined> {
    const ready = this.results.get(uri);
    if (ready?.version === version) return Promise.resolve(ready);
    // The token of a request that was cancelled before it was dispatched never fires.
    if (token.isCancellationRequested) return Promise.reject(cancelled());
    return new Promise((resolve, reject) => {
      const looks = this.waiting.get(uri) ?? new Set();
      this.waiting.set(uri, looks);
      const end = (): void => {
        looks.delete(look);
        if (looks.size === 0) this.waiting.delete(uri);
        cancellation.dispose();
      };
      const look = (): void => {
        const result = this.results.get(uri);
        if (result !== undefined && result.version < version) return;
        end();
        resolve(result);
      };
      looks.add(look);
      const cancellation = token.onCancellationRequested(() => {
        end();
        reject(cancelled());
      });
    });
  }
}

function cancelled(): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'The request for diagnostics was cancelled.');
}
