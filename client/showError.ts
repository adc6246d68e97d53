/** Reports failed requests to the user. */
import { l10n, window } from 'vscode';
import type { LogOutputChannel } from 'vscode';
import { Refusal } from './documents';
import { describe } from './log';
import { inMessage } from './labels';

const SHOW_LOG = l10n.t('Show Log');

/** Shows one unobtrusive notification, without waiting for it. */
export function showError(log: LogOutputChannel, error: unknown): void {
  const message = describe(error);
  log.error(message);
  const escaped = inMessage(message);
  if (error instanceof Refusal) void window.showWarningMessage(escaped);
  else
    void window.showErrorMessage(escaped, SHOW_LOG).then((choice) => {
      if (choice === SHOW_LOG) log.show(true);
    });
}
