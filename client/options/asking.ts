/** Questions of a page, with a way back to it and a way out. */
import { QuickInputButtons, window } from 'vscode';
import type { Disposable, QuickInput, QuickPickItem } from 'vscode';
import type { FitOptions } from '../../server/protocol';

/** The user's answer: back to the page with a value or without one, or stop. */
export type Answer<T> = { readonly to: 'next'; readonly value: T } | { readonly to: 'back' } | { readonly to: 'away' };

export interface Place {
  readonly title: string;
}

/** Asks for one item of a list; typing filters the items by any of their words. */
export function askChoice<T extends QuickPickItem>(
  place: Place,
  placeholder: string,
  items: readonly T[],
  isActive: (item: T) => boolean,
  optionsOf: (item: T) => FitOptions,
): Promise<Answer<FitOptions>> {
  const pick = window.createQuickPick<T>();
  pick.placeholder = placeholder;
  pick.matchOnDescription = true;
  pick.items = items;
  pick.activeItems = items.filter(isActive).slice(0, 1);
  return askInput(pick, place, [], NO_PAUSE, () =>
    pick.activeItems.length === 0 ? undefined : optionsOf(pick.activeItems[0]),
  );
}

/** Whether a question is hidden by another one, and will be shown again. */
export interface Pause {
  readonly isOn: boolean;
}

export const NO_PAUSE: Pause = { isOn: false };

/** Shows a question and waits for the answer. The question stays while `read` returns undefined. */
export function askInput<T>(
  input: QuickInput & {
    buttons: readonly unknown[];
    onDidAccept: (listener: () => void) => Disposable;
    onDidTriggerButton: (listener: (button: unknown) => void) => Disposable;
  },
  { title }: Place,
  listeners: readonly Disposable[],
  pause: Pause,
  read: () => T | undefined,
): Promise<Answer<T>> {
  Object.assign(input, { title, ignoreFocusOut: true, buttons: [QuickInputButtons.Back] });
  return new Promise<Answer<T>>((resolve) => {
    let isDone = false;
    const finish = (answer: Answer<T>): void => {
      isDone = true;
      resolve(answer);
      listeners.forEach((listener) => {
        listener.dispose();
      });
      input.dispose();
    };
    input.onDidAccept(() => {
      const value = read();
      if (value !== undefined) finish({ to: 'next', value });
    });
    input.onDidTriggerButton((button) => {
      if (button === QuickInputButtons.Back) finish({ to: 'back' });
    });
    input.onDidHide(() => {
      if (!isDone && !pause.isOn) finish({ to: 'away' });
    });
    input.show();
  });
}
