/**
 * Files whose text VS Code hides from extensions because they are large: their remembered state is reported when they
 * become visible.
 */
import { TabInputText, window, workspace } from 'vscode';
import type { Disposable, Uri } from 'vscode';
import { isUnopened } from './documents';

/** Source of the remembered state. */
export interface Memory {
  /** Makes the server report the known state of a file again. Returns whether there is any. */
  recall(uri: Uri): Promise<boolean>;
}

export class UnopenedFiles implements Disposable {
  private readonly asked = new Set<string>();
  private readonly subscriptions: readonly Disposable[];

  constructor(private readonly memory: Memory) {
    this.subscriptions = [
      window.tabGroups.onDidChangeTabs(() => {
        this.look();
      }),
      workspace.onDidOpenTextDocument(({ uri }) => {
        this.asked.delete(uri.toString());
      }),
    ];
    this.look();
  }

  dispose(): void {
    this.subscriptions.forEach((each) => {
      each.dispose();
    });
  }

  /** Requests the state once per file: later changes arrive by themselves. */
  private look(): void {
    for (const { activeTab } of window.tabGroups.all) {
      if (!(activeTab?.input instanceof TabInputText) || this.asked.has(activeTab.input.uri.toString())) continue;
      const { uri } = activeTab.input;
      this.asked.add(uri.toString());
      void isUnopened(uri).then((unopened) => unopened && this.memory.recall(uri));
    }
  }
}
