import { window } from 'vscode';
import type { LogOutputChannel } from 'vscode';

/** The one output channel: ours and the language client's lines in the order in which they happened. */
export function createLog(): LogOutputChannel {
  return window.createOutputChannel('Mixture Lens', { log: true });
}

/** One line that says what went wrong, whatever was thrown. */
export function describe(error: unknown): string {
  if (error instanceof Error) return error.message;
  return typeof error === 'string' ? error : (JSON.stringify(error) ?? 'unknown error');
}
