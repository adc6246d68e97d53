/** Files and documents of the editor: which one is active, how it is opened, and whether it can be fitted. */
import { FileType, l10n, languages, TabInputText, TabInputTextDiff, ViewColumn, window, workspace } from 'vscode';
import type { TextDocument, TextEditor, Uri } from 'vscode';
import { describe } from './log';
import { documentSelector } from './clientOptions';

/** Maximum length of a document whose text VS Code sends to extensions, in UTF-16 units. */
const SYNC_LIMIT = 50 * 2 ** 20;
/** Maximum number of UTF-8 bytes per UTF-16 unit. */
const BYTES_PER_UNIT = 3;

/** Remark on a file that is read from disk. */
export const NO_TEXT = l10n.t(
  'VS Code does not share files over 50 MB with extensions. This one is read from disk, without hovers or marks in its editor.',
);

/** Reason why a file cannot be fitted, in words for the user. */
export class Refusal extends Error {}

export function nameOf(uri: Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1) || uri.toString();
}

/** Returns the active file, even where it is too large for VS Code to provide an editor. */
export function activeFile(): Uri | undefined {
  const tab = window.tabGroups.activeTabGroup.activeTab?.input;
  return (
    window.activeTextEditor?.document.uri ??
    (tab instanceof TabInputText ? tab.uri : tab instanceof TabInputTextDiff ? tab.modified : undefined)
  );
}

/**
 * Returns the table to use where no file is active, as on the page of first steps: the visible one, or the one that was
 * opened last.
 */
export function fallbackTable(): Uri | undefined {
  const isTable = (document: TextDocument): boolean => languages.match(documentSelector, document) > 0;
  return (
    window.visibleTextEditors.map(({ document }) => document).find(isTable) ??
    workspace.textDocuments.findLast((document) => !document.isClosed && isTable(document))
  )?.uri;
}

/**
 * Returns the document of a file to fit, opened if necessary; undefined where VS Code hides its text from extensions,
 * and the server can read it from disk instead.
 *
 * @throws Refusal with the reason
 */
export async function openForFit(uri: Uri): Promise<TextDocument | undefined> {
  const size = await sizeOf(uri);
  if (size !== undefined && size > BYTES_PER_UNIT * SYNC_LIMIT) return requireLocal(uri);
  let document: TextDocument;
  try {
    document = await documentOf(uri);
  } catch (error) {
    if (size !== undefined && size > SYNC_LIMIT) return requireLocal(uri);
    throw new Refusal(l10n.t('{0} cannot be opened as text: {1}', nameOf(uri), describe(error)));
  }
  if (languages.match(documentSelector, document) === 0) {
    throw new Refusal(
      l10n.t(
        '{0} is open as “{1}”, not as a table. Choose the language CSV or TSV for it (Change Language Mode), then fit again.',
        nameOf(uri),
        document.languageId,
      ),
    );
  }
  return document;
}

/** Whether VS Code presumably hides the text of a file from extensions, and the file could be read from disk. */
export async function isUnopened(uri: Uri): Promise<boolean> {
  if (uri.scheme !== 'file' || isOpen(uri)) return false;
  const size = await sizeOf(uri);
  return size !== undefined && size > SYNC_LIMIT && !isOpen(uri);
}

/** Whether extensions have the text of a file. */
export function isOpen(uri: Uri): boolean {
  return workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
}

/**
 * Returns the document of a file. An open one is not requested again: VS Code would then hold it for minutes after its
 * editor is closed.
 */
export async function documentOf(uri: Uri): Promise<TextDocument> {
  return (
    workspace.textDocuments.find((document) => document.uri.toString() === uri.toString()) ??
    workspace.openTextDocument(uri)
  );
}

/** Returns the editor that shows a file: in a tab, else in a side of a diff or a cell of a notebook. */
export function editorOf(uri: Uri): TextEditor | undefined {
  const editors = window.visibleTextEditors.filter(({ document }) => document.uri.toString() === uri.toString());
  return editors.find(({ viewColumn }) => viewColumn !== undefined) ?? (isEmbeddedInView(uri) ? editors[0] : undefined);
}

/** Shows a document that is in no visible editor; a visible one stays where it is. */
export async function ensureVisible(document: TextDocument): Promise<void> {
  if (editorOf(document.uri) !== undefined || isEmbeddedInView(document.uri)) return;
  await window.showTextDocument(document, { preview: false, viewColumn: columnOf(document.uri) ?? ViewColumn.Active });
}

/** Whether a document is visible as a part of something else; a separate tab would tear it out. */
function isEmbeddedInView(uri: Uri): boolean {
  const isSameUri = (candidate: Uri): boolean => candidate.toString() === uri.toString();
  const notebooks = window.visibleNotebookEditors.map(({ notebook }) => notebook);
  return (
    notebooks.some((notebook) => notebook.getCells().some(({ document }) => isSameUri(document.uri))) ||
    window.tabGroups.all.some(
      ({ activeTab }) =>
        activeTab?.input instanceof TabInputTextDiff &&
        (isSameUri(activeTab.input.original) || isSameUri(activeTab.input.modified)),
    )
  );
}

/** Returns the reason why no file can be stored next to a file; undefined where one can. */
export function storageObstacle(uri: Uri): string | undefined {
  if (uri.scheme === 'file') return undefined;
  if (uri.scheme === 'untitled')
    return l10n.t('Save {0} first, then mark the row: marks are kept beside the file.', nameOf(uri));
  return l10n.t(
    '{0} is not in a folder of this machine ({1}:), so that nothing can be kept beside it.',
    nameOf(uri),
    uri.scheme,
  );
}

/** Returns the editor column that has the file in a tab, so that showing the file opens no second tab. */
export function columnOf(uri: Uri): ViewColumn | undefined {
  return window.tabGroups.all.find(({ tabs }) =>
    tabs.some(({ input }) => input instanceof TabInputText && input.uri.toString() === uri.toString()),
  )?.viewColumn;
}

function requireLocal(uri: Uri): undefined {
  if (uri.scheme === 'file') return undefined;
  throw new Refusal(
    l10n.t('VS Code does not share files over 50 MB with extensions, and {0} is not on a local disk.', nameOf(uri)),
  );
}

/** Returns the size of a file in bytes; undefined for untitled documents and some virtual file systems. */
async function sizeOf(uri: Uri): Promise<number | undefined> {
  try {
    const { type, size } = await workspace.fs.stat(uri);
    return (type & FileType.File) === 0 ? undefined : size;
  } catch {
    return undefined;
  }
}
