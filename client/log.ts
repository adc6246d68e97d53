/** The output channel of the extension, and thrown values in words. */
import { window } from 'vscode';
import type { LogOutputChannel } from 'vscode';

/** Creates the only output channel: lines of the extension and the language client in chronological order. */
export function createLog(): LogOutputChannel {
  return window.createOutputChannel('Mixture Lens', { log: true });
}

/** Describes any thrown value in one line. */
export function describe(error: unknown): string {
  if (error instanceof Error) return error.message;
  return typeof error === 'string' ? error : (JSON.stringify(error) ?? 'unknown error');
}
