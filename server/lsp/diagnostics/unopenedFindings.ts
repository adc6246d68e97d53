/** The published findings of files that are not open, which are cleared when they no longer hold. */
import { sep } from 'node:path';
import type { Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver';
import { pathOf } from '../../disk/paths';

export class UnopenedFindings {
  /** URIs under which findings are shown, by the path of their file: URIs of one file may be spelt differently. */
  private readonly shown = new Map<string, string>();

  constructor(private readonly send: (params: PublishDiagnosticsParams) => void) {}

  /** Publishes the findings of a file in place of earlier ones. */
  publish(uri: string, diagnostics: Diagnostic[]): void {
    const path = pathOf(uri) ?? uri;
    this.clear(path);
    if (diagnostics.length === 0) return;
    this.shown.set(path, uri);
    this.send({ uri, diagnostics });
  }

  /** Clears the findings of a file, or of all files in a folder: it was opened, deleted or renamed. */
  clearAt(uri: string): void {
    const path = pathOf(uri);
    if (path === undefined) return;
    const folder = path.endsWith(sep) ? path : path + sep;
    for (const each of [...this.shown.keys()]) if (each === path || each.startsWith(folder)) this.clear(each);
  }

  private clear(path: string): void {
    const uri = this.shown.get(path);
    if (uri === undefined) return;
    this.shown.delete(path);
    this.send({ uri, diagnostics: [] });
  }
}
