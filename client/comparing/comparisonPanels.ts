/** Panels that show comparisons: pages without scripts, which the server draws. */
import { l10n, Uri, ViewColumn, window } from 'vscode';
import type { Disposable, Memento, WebviewPanel, WebviewPanelSerializer } from 'vscode';
import { escapeHtml, htmlPage } from '../../pictures/htmlPage';
import { Command, ViewType } from '../ids';

/** A comparison, as the argument of the command that makes it: `uri` is table B. */
export type Compared = { readonly uri: string } & ({ readonly with: string } | { readonly revision: string });

interface Shown {
  /** Title of the panel. */
  readonly title: string;
  readonly compared: Compared;
}

const MEMORY_KEY = 'mixtureLens.comparisons';
/** Maximum number of comparisons that are remembered for the next session; the oldest are dropped. */
const MOST_REMEMBERED = 20;

/**
 * One panel per pair of tables. Pages have no scripts and so no state of their own: after a reload of the window, a
 * panel is recognised by its title, and offers to make the comparison again.
 */
export class ComparisonPanels implements Disposable, WebviewPanelSerializer {
  private readonly panels = new Map<string, WebviewPanel>();
  private readonly registration: Disposable;

  /** @param extension root folder of the extension */
  constructor(
    private readonly extension: Uri,
    private readonly memory: Memento,
  ) {
    this.registration = window.registerWebviewPanelSerializer(ViewType.comparison, this);
  }

  /**
   * Shows the page of two tables, in their panel if there is one.
   *
   * @param names of A and B
   */
  show(compared: Compared, [a, b]: readonly [string, string], page: string): void {
    const title = l10n.t('Compared: {0} → {1}', a, b);
    const panel = this.panels.get(keyOf(compared)) ?? this.adopt(create(title), compared);
    panel.webview.options = optionsOf(Command.revealRow);
    panel.webview.html = page;
    panel.reveal(undefined, true);
    const others = this.remembered().filter((each) => keyOf(each.compared) !== keyOf(compared));
    void this.memory.update(MEMORY_KEY, [{ title, compared }, ...others].slice(0, MOST_REMEMBERED));
  }

  deserializeWebviewPanel(panel: WebviewPanel): Promise<void> {
    const shown = this.remembered().find(
      ({ title, compared }) => title === panel.title && !this.panels.has(keyOf(compared)),
    );
    if (shown === undefined) panel.dispose();
    else {
      panel.webview.options = optionsOf(Command.compareWith);
      panel.webview.html = reminder(shown);
      this.adopt(panel, shown.compared);
    }
    return Promise.resolve();
  }

  dispose(): void {
    this.registration.dispose();
    for (const panel of [...this.panels.values()]) panel.dispose();
  }

  private adopt(panel: WebviewPanel, compared: Compared): WebviewPanel {
    panel.iconPath = Uri.joinPath(this.extension, 'images', 'icon.png');
    panel.onDidDispose(() => this.panels.delete(keyOf(compared)));
    this.panels.set(keyOf(compared), panel);
    return panel;
  }

  private remembered(): readonly Shown[] {
    const stored = this.memory.get<unknown>(MEMORY_KEY);
    return Array.isArray(stored) ? (stored as readonly Shown[]) : [];
  }
}

function create(title: string): WebviewPanel {
  return window.createWebviewPanel(
    ViewType.comparison,
    title,
    { viewColumn: ViewColumn.Beside, preserveFocus: true },
    { enableFindWidget: true },
  );
}

/** @param command the only command that links of the page may run */
function optionsOf(command: string): WebviewPanel['webview']['options'] {
  return { enableScripts: false, enableCommandUris: [command], localResourceRoots: [] };
}

function keyOf(compared: Compared): string {
  return JSON.stringify([compared.uri, 'with' in compared ? { with: compared.with } : { revision: compared.revision }]);
}

/** The page of a panel whose comparison was made before the window was reloaded. */
function reminder({ title, compared }: Shown): string {
  const command = `command:${Command.compareWith}?${encodeURIComponent(JSON.stringify([compared]))}`;
  const why = l10n.t('The window was reloaded since, and the tables may have changed.');
  const link = `<a href="${escapeHtml(command)}">${escapeHtml(l10n.t('Compare again'))}</a>`;
  return htmlPage({ title, heading: title, isWide: false, parts: [`<p>${escapeHtml(why)} ${link}</p>`], footer: '' });
}
