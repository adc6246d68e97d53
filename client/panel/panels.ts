import { l10n, languages, TabInputText, TabInputWebview, Uri, window, workspace } from 'vscode';
import type { Disposable, TextEditor, ViewColumn, WebviewPanel, WebviewPanelSerializer } from 'vscode';
import { readSavedPanel } from '../../webview/messages';
import { isOpen, isUnopened, nameOf, NO_TEXT } from '../documents';
import { SECTION, ViewType } from '../ids';
import { documentSelector } from '../clientOptions';
import { Panel } from './panel';
import type { PanelServices } from './panel';

/**
 * The panels, at most one per file, also across reloads of the window. A panel whose tab is not pinned follows the
 * editor from table to table, unless a setting keeps each panel with its file.
 */
export class Panels implements Disposable, WebviewPanelSerializer {
  /** Panels by file; the one that was shown or moved last is the last. */
  private readonly panels = new Map<string, Panel>();
  private readonly registrations: readonly Disposable[];

  constructor(private readonly services: PanelServices) {
    this.registrations = [
      window.registerWebviewPanelSerializer(ViewType.panel, this),
      window.onDidChangeActiveTextEditor((editor) => {
        if (editor !== undefined && isTableInTab(editor)) this.follow(editor.document.uri);
      }),
    ];
  }

  /** The file whose panel has the focus. */
  get active(): Uri | undefined {
    return [...this.panels.values()].find(({ view }) => view.active)?.uri;
  }

  /**
   * Shows a file's panel where it is, or a new one in `column`; the focus does not move.
   *
   * @param remark on the file; the previous remark stays where left out
   */
  show(uri: Uri, column: ViewColumn, remark?: string): void {
    this.follow(uri);
    const panel = this.panels.get(uri.toString());
    if (panel !== undefined) {
      panel.remark = remark ?? panel.remark;
      panel.view.reveal(undefined, true);
      return;
    }
    const newPanel = this.adopt(
      window.createWebviewPanel(ViewType.panel, l10n.t('Mixture: {0}', nameOf(uri)), {
        viewColumn: column,
        preserveFocus: true,
      }),
      uri,
    );
    newPanel.remark = remark;
  }

  async deserializeWebviewPanel(view: WebviewPanel, state: unknown): Promise<void> {
    const savedUri = uriIn(state);
    // A panel without its file is useless; so is a second one for a file.
    if (savedUri === undefined || this.panels.has(savedUri.toString())) {
      this.services.log.info('A panel of an earlier session could not be restored and was closed.');
      view.dispose();
    } else {
      const panel = this.adopt(view, savedUri);
      // The state of an open file is reported anyway.
      if (isOpen(savedUri)) return;
      if (await isUnopened(savedUri)) panel.remark = NO_TEXT;
      await this.services.source.recall(savedUri);
    }
  }

  dispose(): void {
    for (const registration of this.registrations) registration.dispose();
    for (const { view } of [...this.panels.values()]) view.dispose();
  }

  private adopt(view: WebviewPanel, uri: Uri): Panel {
    const panel = new Panel(view, uri, this.services);
    this.panels.set(uri.toString(), panel);
    view.onDidDispose(() => {
      this.panels.delete(panel.uri.toString());
      panel.dispose();
    });
    return panel;
  }

  /**
   * Moves the latest panel that may move to a file that has none. The panel of a file that VS Code does not share
   * stays, since no editor would lead back to it.
   */
  private follow(uri: Uri): void {
    if (this.panels.has(uri.toString()) || !followsEditor()) return;
    const panel = [...this.panels.values()].findLast(({ view, remark }) => remark !== NO_TEXT && !isPinned(view));
    if (panel === undefined) return;
    this.panels.delete(panel.uri.toString());
    this.panels.set(uri.toString(), panel);
    panel.moveTo(uri);
  }
}

function followsEditor(): boolean {
  return workspace.getConfiguration(SECTION).get('panelFollowsEditor', true);
}

/** Whether an editor shows a table in a tab of its own, rather than in a diff or a notebook. */
function isTableInTab({ document, viewColumn }: TextEditor): boolean {
  const tab = window.tabGroups.all.find((group) => group.viewColumn === viewColumn)?.activeTab?.input;
  return (
    tab instanceof TabInputText &&
    tab.uri.toString() === document.uri.toString() &&
    languages.match(documentSelector, document) > 0
  );
}

/** Whether the tab of a panel is pinned. VS Code knows a panel's tab by its place and its title only. */
function isPinned({ viewColumn, title }: WebviewPanel): boolean {
  const tabs = window.tabGroups.all.find((group) => group.viewColumn === viewColumn)?.tabs ?? [];
  return tabs.some(
    ({ input, label, isPinned: pinned }) =>
      pinned && label === title && input instanceof TabInputWebview && input.viewType.endsWith(ViewType.panel),
  );
}

function uriIn(state: unknown): Uri | undefined {
  const uri = readSavedPanel(state)?.uri;
  try {
    return uri === undefined ? undefined : Uri.parse(uri, true);
  } catch {
    return undefined;
  }
}
