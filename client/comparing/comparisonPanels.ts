/** Panels that show comparisons: pages without scripts, which the server draws. */
import { l10n, Uri, ViewColumn, window } from 'vscode';
import type { Disposable, WebviewPanel } from 'vscode';
import { Command, ViewType } from '../ids';

export class ComparisonPanels implements Disposable {
  private readonly panels = new Map<string, WebviewPanel>();

  /** @param extension root folder of the extension */
  constructor(private readonly extension: Uri) {}

  /**
   * Shows the page of two tables, in their panel if there is one.
   *
   * @param tables what identifies A and B
   * @param names of A and B
   */
  show(tables: readonly [string, string], names: readonly [string, string], page: string): void {
    const key = JSON.stringify(tables);
    const panel = this.panels.get(key) ?? this.create(key, names);
    panel.webview.html = page;
    panel.reveal(undefined, true);
  }

  dispose(): void {
    for (const panel of [...this.panels.values()]) panel.dispose();
  }

  private create(key: string, [a, b]: readonly [string, string]): WebviewPanel {
    const panel = window.createWebviewPanel(
      ViewType.comparison,
      l10n.t('Compared: {0} → {1}', a, b),
      { viewColumn: ViewColumn.Beside, preserveFocus: true },
      { enableScripts: false, enableFindWidget: true, enableCommandUris: [Command.revealRow], localResourceRoots: [] },
    );
    panel.iconPath = Uri.joinPath(this.extension, 'images', 'icon.png');
    panel.onDidDispose(() => this.panels.delete(key));
    this.panels.set(key, panel);
    return panel;
  }
}
