/** Marks rows in the editor that belong to a part of the panel's picture. */
import { OverviewRulerLane, Range, ThemeColor, window } from 'vscode';
import type { Disposable, Uri } from 'vscode';
import { editorOf } from '../documents';

export class MarkedRows implements Disposable {
  private readonly type = window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new ThemeColor('editor.findMatchHighlightBackground'),
    overviewRulerColor: new ThemeColor('editorOverviewRuler.findMatchForeground'),
    overviewRulerLane: OverviewRulerLane.Center,
  });

  constructor(private readonly uri: Uri) {}

  /** @param lines from 1 */
  show(lines: readonly number[]): void {
    editorOf(this.uri)?.setDecorations(
      this.type,
      lines.map((line) => new Range(line - 1, 0, line - 1, 0)),
    );
  }

  dispose(): void {
    this.type.dispose();
  }
}
