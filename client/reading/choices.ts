/** Pop-ups for choosing one of a few values, with the former choice marked. */
import { l10n, window } from 'vscode';
import type { QuickPickItem } from 'vscode';

export interface Choice<T> extends QuickPickItem {
  readonly value: T | undefined;
}

export const AUTOMATIC = {
  label: l10n.t('Automatic'),
  description: l10n.t('as the settings say, else from the file'),
  value: undefined,
};

export async function choose<T>(
  items: readonly Choice<T>[],
  current: T | undefined,
  title: string,
): Promise<Choice<T> | undefined> {
  const labelledItems = items.map((item) =>
    item.value !== undefined && item.value === current
      ? { ...item, description: l10n.t('{0} (chosen)', item.description ?? '').trim() }
      : item,
  );
  const chosen = await window.showQuickPick(labelledItems, { title });
  return chosen && items[labelledItems.indexOf(chosen)];
}
