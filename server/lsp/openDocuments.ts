/** The documents that are open in the client. */
import type { Connection } from 'vscode-languageserver';
import { changedTextIn, documentUriIn, openedTextIn } from './requests/requestGuards';
import type { PositionEncoding } from '../files/open/characterUnits';
import { OpenDocument } from '../files/open/openDocument';
import { guardedListener } from './requests/refusals';

export interface DocumentEvents {
  opened(document: OpenDocument): void;
  changed(document: OpenDocument): void;
  closed(uri: string): void;
}

export class Documents {
  private readonly open = new Map<string, OpenDocument>();

  /** @param encoding units of the characters of positions; UTF-16 where left out */
  constructor(private readonly encoding?: PositionEncoding) {}

  listen(
    connection: Pick<
      Connection,
      'console' | 'onDidOpenTextDocument' | 'onDidChangeTextDocument' | 'onDidCloseTextDocument'
    >,
    events: DocumentEvents,
  ): void {
    connection.onDidOpenTextDocument(
      guardedListener(connection.console, (params) => {
        const { uri, version, text } = openedTextIn(params);
        const document = new OpenDocument(uri, version, text, this.encoding);
        this.open.set(uri, document);
        events.opened(document);
      }),
    );
    connection.onDidChangeTextDocument(
      guardedListener(connection.console, (params) => {
        const { uri, version, changes } = changedTextIn(params);
        const document = this.open.get(uri);
        // Editors also report changes without content, such as when a file becomes dirty.
        if (document === undefined || changes.length === 0) return;
        document.change(changes, version);
        events.changed(document);
      }),
    );
    connection.onDidCloseTextDocument(
      guardedListener(connection.console, (params) => {
        const uri = documentUriIn(params);
        if (this.open.delete(uri)) events.closed(uri);
      }),
    );
  }

  get(uri: string): OpenDocument | undefined {
    return this.open.get(uri);
  }

  all(): readonly OpenDocument[] {
    return [...this.open.values()];
  }
}
