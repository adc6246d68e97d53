/** A sequence of questions, with a way back and a way out. */
import { QuickInputButtons, window } from 'vscode';
import type { Disposable, QuickInput, QuickPickItem } from 'vscode';
import type { FitOptions } from '../../server/protocol';

/** The user's answer: go to the next question, to the one before, or stop. */
export type Answer<T> = { readonly to: 'next'; readonly value: T } | { readonly to: 'back' } | { readonly to: 'away' };

export interface Place {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
}

/** A list item that is found by any of its words. */
export function choice<T extends QuickPickItem>(
  place: Place,
  placeholder: string,
  items: readonly T[],
  isActive: (item: T) => boolean,
  take: (item: T) => FitOptions,
): Promise<Answer<FitOptions>> {
  const pick = window.createQuickPick<T>();
  pick.placeholder = placeholder;
  pick.matchOnDescription = true;
  pick.items = items;
  pick.activeItems = items.filter(isActive).slice(0, 1);
  return answered(pick, place, [], NEVER, () =>
    pick.activeItems.length === 0 ? undefined : take(pick.activeItems[0]),
  );
}

/** Whether a question is hidden by another one, and will be shown again. */
export interface Pause {
  readonly isOn: boolean;
}

export const NEVER: Pause = { isOn: false };

/** Shows a question and waits. An undefined answer does not count, and the question stays. */
export function answered<T>(
  input: QuickInput & {
    buttons: readonly unknown[];
    onDidAccept: (listener: () => void) => Disposable;
    onDidTriggerButton: (listener: (button: unknown) => void) => Disposable;
  },
  { title, step, totalSteps }: Place,
  listening: readonly Disposable[],
  pause: Pause,
  read: () => T | undefined,
): Promise<Answer<T>> {
  Object.assign(input, {
    title,
    step,
    totalSteps,
    ignoreFocusOut: true,
    buttons: step > 1 ? [QuickInputButtons.Back] : [],
  });
  return new Promise<Answer<T>>((resolve) => {
    let isDone = false;
    const done = (answer: Answer<T>): void => {
      isDone = true;
      resolve(answer);
      listening.forEach((each) => {
        each.dispose();
      });
      input.dispose();
    };
    input.onDidAccept(() => {
      const value = read();
      if (value !== undefined) done({ to: 'next', value });
    });
    input.onDidTriggerButton((button) => {
      if (button === QuickInputButtons.Back) done({ to: 'back' });
    });
    input.onDidHide(() => {
      if (!isDone && !pause.isOn) done({ to: 'away' });
    });
    input.show();
  });
}
