/** Quick fixes, as far as a document lets itself be changed. */
import { CodeAction, FilePermission, workspace } from 'vscode';
import type { Uri } from 'vscode';
import type { LanguageClientOptions } from 'vscode-languageclient/node';

/** No file systems of their own, and yet edited. */
const EDITED = new Set(['untitled', 'vscode-notebook-cell']);

export const fixMiddleware: NonNullable<LanguageClientOptions['middleware']> = {
  provideCodeActions: async (document, range, context, token, next) => {
    const actions = await next(document, range, context, token);
    if (!actions?.some(edits) || !(await isReadOnly(document.uri))) return actions;
    return actions.filter((action) => !edits(action));
  },
};

function edits(action: unknown): boolean {
  return action instanceof CodeAction && action.edit !== undefined;
}

/** As far as extensions are told; documents of which no file system knows are made by other extensions, to be read. */
async function isReadOnly(uri: Uri): Promise<boolean> {
  if (EDITED.has(uri.scheme)) return false;
  if (workspace.fs.isWritableFileSystem(uri.scheme) !== true) return true;
  try {
    const { permissions = 0 } = await workspace.fs.stat(uri);
    return (permissions & FilePermission.Readonly) !== 0;
  } catch {
    return false;
  }
}
