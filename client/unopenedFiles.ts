/**
 * Files whose text VS Code keeps from extensions, since they are large: what is remembered of them is told when they
 * come into view.
 */
import { TabInputText, window, workspace } from 'vscode';
import type { Disposable, Uri } from 'vscode';
import { isUnopened } from './documents';

/** Who remembers. */
export interface Memory {
  /** Has all that is known of a file told again. Returns whether anything is. */
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

  /** Once for each file: what is told of it later comes by itself. */
  private look(): void {
    for (const { activeTab } of window.tabGroups.all) {
      if (!(activeTab?.input instanceof TabInputText) || this.asked.has(activeTab.input.uri.toString())) continue;
      const { uri } = activeTab.input;
      this.asked.add(uri.toString());
      void isUnopened(uri).then((unopened) => unopened && this.memory.recall(uri));
    }
  }
}
