/**
 * Files whose text VS Code hides from extensions because they are large: their remembered state is reported when they
 * become visible.
 */
import { TabInputText, window, workspace } from 'vscode';
import type { Disposable, Uri } from 'vscode';
import { isUnopened } from './documents';

/** Source of the remembered state. */
export interface Memory {
  /** Makes the server report the stored state of a file again. Returns whether the server has a state. */
  recall(uri: Uri): Promise<boolean>;
}

export class UnopenedFiles implements Disposable {
  private readonly requestedFiles = new Set<string>();
  private readonly subscriptions: readonly Disposable[];

  constructor(private readonly memory: Memory) {
    this.subscriptions = [
      window.tabGroups.onDidChangeTabs(() => {
        this.recallVisible();
      }),
      workspace.onDidOpenTextDocument(({ uri }) => {
        this.requestedFiles.delete(uri.toString());
      }),
    ];
    this.recallVisible();
  }

  dispose(): void {
    this.subscriptions.forEach((subscription) => {
      subscription.dispose();
    });
  }

  /** Requests the state of the visible files, once per file: the server reports later changes by itself. */
  private recallVisible(): void {
    for (const { activeTab } of window.tabGroups.all) {
      if (!(activeTab?.input instanceof TabInputText) || this.requestedFiles.has(activeTab.input.uri.toString()))
        continue;
      const { uri } = activeTab.input;
      this.requestedFiles.add(uri.toString());
      void isUnopened(uri).then((unopened) => unopened && this.memory.recall(uri));
    }
  }
}
