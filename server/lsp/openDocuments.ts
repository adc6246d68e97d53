/** The documents that are open in the client. */
import type { Connection } from 'vscode-languageserver';
import { OpenDocument } from './documents';

export interface DocumentEvents {
  opened(document: OpenDocument): void;
  changed(document: OpenDocument): void;
  closed(uri: string): void;
}

export class Documents {
  private readonly open = new Map<string, OpenDocument>();

  listen(connection: Pick<Connection, 'onDidOpenTextDocument' | 'onDidChangeTextDocument' | 'onDidCloseTextDocument'>, events: DocumentEvents): void {
    connection.onDidOpenTextDocument(({ textDocument: { uri, version, text } }) => {
      const document = new OpenDocument(uri, version, text);
      this.open.set(uri, document);
      events.opened(document);
    });
    connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
      const document = this.open.get(uri);
      // Editors also tell of changes that change nothing, such as a file's becoming dirty.
      if (document === undefined || contentChanges.length === 0) return;
      document.change(contentChanges, version);
      events.changed(document);
    });
    connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
      if (this.open.delete(uri)) events.closed(uri);
    });
  }

  get(uri: string): OpenDocument | undefined {
    return this.open.get(uri);
  }

  all(): readonly OpenDocument[] {
    return [...this.open.values()];
  }
}
