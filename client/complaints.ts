/** How a person is told that something asked for could not be done. */
import { l10n, window } from 'vscode';
import type { LogOutputChannel } from 'vscode';
import { Refusal } from './documents';
import { describe } from './log';
import { inMessage } from './labels';

const SHOW_LOG = l10n.t('Show Log');

/** One notification that is in nobody's way; it is not waited for. */
export function complain(log: LogOutputChannel, error: unknown): void {
  const message = describe(error);
  log.error(message);
  const shown = inMessage(message);
  if (error instanceof Refusal) void window.showWarningMessage(shown);
  else
    void window.showErrorMessage(shown, SHOW_LOG).then((choice) => {
      if (choice === SHOW_LOG) log.show(true);
    });
}
