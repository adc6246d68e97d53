/** Code actions in the forms that a client announces. */
import { TextDocumentEdit, type ClientCapabilities, type CodeAction, type Command } from 'vscode-languageserver';
import { isObject } from '../../protocol/guards/guards';

/**
 * Returns the actions of the requested kinds, for clients that announce no action literals only their commands, and
 * edits by URI for those that announce no versioned edits.
 */
export function actionsInForm(
  actions: readonly CodeAction[],
  params: unknown,
  { textDocument, workspace }: ClientCapabilities,
): (CodeAction | Command)[] {
  const requested = actions.filter(({ kind }) => isRequested(kind, params));
  if (textDocument?.codeAction?.codeActionLiteralSupport === undefined)
    return requested.flatMap(({ command }) => command ?? []);
  return workspace?.workspaceEdit?.documentChanges === true ? requested : requested.map(withPlainEdit);
}

function isRequested(kind: string | undefined, params: unknown): boolean {
  const context = isObject(params) ? params.context : undefined;
  const only = isObject(context) ? context.only : undefined;
  if (!Array.isArray(only) || kind === undefined) return true;
  return only.some((parent: unknown) => parent === '' || kind === parent || kind.startsWith(`${String(parent)}.`));
}

function withPlainEdit(action: CodeAction): CodeAction {
  const { edit } = action;
  if (edit?.documentChanges === undefined) return action;
  const changes = edit.documentChanges
    .filter((change) => TextDocumentEdit.is(change))
    .map(({ textDocument: { uri }, edits }) => [uri, edits] as const);
  return { ...action, edit: { changes: Object.fromEntries(changes) } as NonNullable<CodeAction['edit']> };
}
