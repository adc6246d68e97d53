import { l10n, Uri, window } from 'vscode';
import type { Disposable, LogOutputChannel, ViewColumn, WebviewPanel, WebviewPanelSerializer } from 'vscode';
import { readSavedPanel } from '../../webview/messages';
import { isOpen, isUnopened, nameOf, NO_TEXT } from '../documents';
import type { Fits } from '../fitStates';
import { ViewType } from '../ids';
import { Panel } from './panel';
import type { InsightSource } from './panel';

/** The panels, at most one per file, also across reloads of the window. */
export class Panels implements Disposable, WebviewPanelSerializer {
  private readonly panels = new Map<string, Panel>();
  private readonly registration: Disposable;

  constructor(
    private readonly extension: Uri,
    private readonly fits: Fits,
    private readonly source: InsightSource,
    private readonly log: LogOutputChannel,
  ) {
    this.registration = window.registerWebviewPanelSerializer(ViewType.panel, this);
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
      this.log.info('A panel of an earlier session could not be restored and was closed.');
      view.dispose();
    } else {
      const panel = this.adopt(view, savedUri);
      // The state of an open file is reported anyway.
      if (isOpen(savedUri)) return;
      if (await isUnopened(savedUri)) panel.remark = NO_TEXT;
      await this.source.recall(savedUri);
    }
  }

  dispose(): void {
    this.registration.dispose();
    for (const { view } of [...this.panels.values()]) view.dispose();
  }

  private adopt(view: WebviewPanel, uri: Uri): Panel {
    const panel = new Panel(view, uri, this.extension, this.fits, this.source, this.log);
    this.panels.set(uri.toString(), panel);
    view.onDidDispose(() => {
      this.panels.delete(uri.toString());
      panel.dispose();
    });
    return panel;
  }
}

function uriIn(state: unknown): Uri | undefined {
  const uri = readSavedPanel(state)?.uri;
  try {
    return uri === undefined ? undefined : Uri.parse(uri, true);
  } catch {
    return undefined;
  }
}
