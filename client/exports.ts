/**
 * Saves and copies the results of a fit: the server writes them, or the panel draws them; this module asks for the
 * destination.
 */
import { stat } from 'node:fs/promises';
import { commands, env, l10n, Uri, window, workspace } from 'vscode';
import { ResponseError } from 'vscode-languageclient/node';
import { writeFile } from '../server/disk/writeFiles';
import type { CopyFormat, ExportArguments } from '../server/protocol/commands/exportFormats';
import { FitProblem } from '../server/words/fitProblem';
import type { SavedPicture } from '../webview/messages';
import { nameOf, Refusal } from './documents';
import type { MixtureServer } from './languageClient';
import { describe } from './log';
import { inMessage } from './labels';

type SaveFormat = Exclude<ExportArguments['format'], CopyFormat>;

const OPEN = l10n.t('Open');

/** Confirmations by format. */
const COPY_MESSAGES: Readonly<Record<CopyFormat, string>> = {
  json: l10n.t('Parameters copied as JSON'),
  csv: l10n.t('Parameters copied as CSV'),
  markdown: l10n.t('Parameters copied as Markdown'),
  latex: l10n.t('Parameters copied as LaTeX'),
  python: l10n.t('Model copied as Python'),
  r: l10n.t('Model copied as R'),
};

const SAVE_DIALOGS: Readonly<
  Record<
    SaveFormat,
    { readonly title: string; readonly extension: string; readonly filter: readonly [name: string, extension: string] }
  >
> = {
  model: { title: l10n.t('Save the Model'), extension: '.model.json', filter: [l10n.t('Mixture Lens model'), 'json'] },
  report: { title: l10n.t('Save the Report'), extension: '.report.html', filter: [l10n.t('Web page'), 'html'] },
  scores: { title: l10n.t('Save the Scores of All Rows'), extension: '.scores', filter: [l10n.t('Table'), 'csv'] },
};

export async function copy(server: MixtureServer, uri: Uri, format: CopyFormat): Promise<void> {
  await env.clipboard.writeText(await textOf(server, uri, format));
  void window.setStatusBarMessage(COPY_MESSAGES[format], 5000);
}

/** Returns the reason why there is nothing to export of a file. */
export function nothingFitted(uri: Uri): string {
  return l10n.t('Nothing is fitted to {0} yet; fit a mixture first.', nameOf(uri));
}

/** @param to destination; asks the user where left out */
export async function save(server: MixtureServer, uri: Uri, format: SaveFormat, to?: Uri): Promise<void> {
  const {
    title,
    filter: [name, extension],
  } = SAVE_DIALOGS[format];
  const target =
    to ??
    (await window.showSaveDialog({ title, defaultUri: proposedUri(uri, format), filters: { [name]: [extension] } }));
  if (target === undefined) return;
  // The server writes local files in pieces; only VS Code can write to other places.
  if (target.scheme === 'file') await withRefusals(() => server.exportTo(uri, format, target));
  else await write(uri, target, new TextEncoder().encode(await textOf(server, uri, format)));
  showSaved(target);
}

/** @param to destination; asks the user where left out */
export async function savePicture(uri: Uri, { name, format, content }: SavedPicture, to?: Uri): Promise<void> {
  const defaultUri = uriBeside(uri, `${stemOf(uri)}.${fileNamePart(name)}.${format}`);
  const target =
    to ??
    (await window.showSaveDialog({
      title: l10n.t('Save the Picture'),
      defaultUri,
      filters: { [format.toUpperCase()]: [format] },
    }));
  if (target === undefined) return;
  await write(uri, target, format === 'svg' ? new TextEncoder().encode(content) : Buffer.from(content, 'base64'));
  showSaved(target);
}

/** Writes a file. @param table source of the content @throws Refusal with the reason */
async function write(table: Uri, target: Uri, bytes: Uint8Array): Promise<void> {
  await requireOtherFile(table, target);
  try {
    if (target.scheme === 'file') await writeFile(target.fsPath, [bytes]);
    else await workspace.fs.writeFile(target, bytes);
  } catch (error) {
    if (error instanceof FitProblem) throw new Refusal(error.message);
    throw new Refusal(
      l10n.t(
        '{0} cannot be written: {1} Check the folder and its rights.',
        nameOf(target),
        describe(error).replace(/[^.!?]$/, '$&.'),
      ),
    );
  }
}

/** Refuses to overwrite the source table under any of its names. The server checks the files that it writes itself. */
async function requireOtherFile(table: Uri, target: Uri): Promise<void> {
  const isSame =
    table.toString() === target.toString() ||
    (table.scheme === 'file' && target.scheme === 'file' && (await identityOf(table)) === (await identityOf(target)));
  if (isSame) throw new Refusal(l10n.t('{0} is the table itself; choose another name.', nameOf(target)));
}

/** Returns the identity of a file, equal for all its names, including links. */
async function identityOf({ fsPath }: Uri): Promise<string> {
  try {
    const { dev, ino } = await stat(fsPath, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return fsPath;
  }
}

function showSaved(target: Uri): void {
  void window.showInformationMessage(inMessage(l10n.t('Saved {0}.', nameOf(target))), OPEN).then(async (choice) => {
    if (choice === OPEN) await commands.executeCommand('vscode.open', target);
  });
}

/** Proposes a name that differs from the file's. */
function proposedUri(uri: Uri, format: SaveFormat): Uri | undefined {
  return uriBeside(
    uri,
    `${stemOf(uri)}${SAVE_DIALOGS[format].extension}${format === 'scores' ? extensionOf(uri) : ''}`,
  );
}

/** Returns the URI of a name in the folder of a file, or for an untitled file in the folder of the workspace. */
function uriBeside(uri: Uri, name: string): Uri | undefined {
  const folder = uri.scheme === 'untitled' ? workspace.workspaceFolders?.[0]?.uri : Uri.joinPath(uri, '..');
  return folder && Uri.joinPath(folder, name);
}

function stemOf(uri: Uri): string {
  const name = nameOf(uri);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}

function extensionOf(uri: Uri): string {
  return nameOf(uri).slice(stemOf(uri).length) || '.csv';
}

/** Replaces the characters of a text that a file system may refuse. */
function fileNamePart(text: string): string {
  return (
    text
      .replace(/[^\p{L}\p{M}\p{N}._()-]+/gu, '-')
      .replace(/^[-.]+|[-.]+$/g, '')
      .slice(0, 60) || 'picture'
  );
}

async function textOf(server: MixtureServer, uri: Uri, format: ExportArguments['format']): Promise<string> {
  return withRefusals(() => server.exportText(uri, format));
}

/** Turns refusals of the server into messages: the user can fix them, so they are no internal errors. */
async function withRefusals<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw error instanceof ResponseError ? new Refusal(error.message) : error;
  }
}
