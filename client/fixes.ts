/** Offers quick fixes, in documents that can be edited. */
import { CodeAction, FilePermission, workspace } from 'vscode';
import type { Uri } from 'vscode';
import type { LanguageClientOptions } from 'vscode-languageclient/node';

/** Schemes without a file system whose documents can be edited. */
const EDITABLE_SCHEMES = new Set(['untitled', 'vscode-notebook-cell']);

export const fixMiddleware: NonNullable<LanguageClientOptions['middleware']> = {
  provideCodeActions: async (document, range, context, token, next) => {
    const actions = await next(document, range, context, token);
    if (!actions?.some(hasEdit) || !(await isReadOnly(document.uri))) return actions;
    return actions.filter((action) => !hasEdit(action));
  },
};

function hasEdit(action: unknown): boolean {
  return action instanceof CodeAction && action.edit !== undefined;
}

/**
 * Whether a document is read-only, as far as extensions can know; documents without a file system are made by other
 * extensions for reading.
 */
async function isReadOnly(uri: Uri): Promise<boolean> {
  if (EDITABLE_SCHEMES.has(uri.scheme)) return false;
  if (workspace.fs.isWritableFileSystem(uri.scheme) !== true) return true;
  try {
    const { permissions = 0 } = await workspace.fs.stat(uri);
    return (permissions & FilePermission.Readonly) !== 0;
  } catch {
    return false;
  }
}
