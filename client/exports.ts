/** Saving and copying what a fit found: the server writes it, here it is asked where to. */
import { commands, env, l10n, Uri, window, workspace } from 'vscode';
import { ResponseError } from 'vscode-languageclient/node';
import type { CopyFormat, ExportArguments } from '../server/protocol/exports';
import { nameOf, Refusal } from './documents';
import type { MixtureServer } from './languageClient';
import { inMessage } from './texts';

type SaveFormat = Exclude<ExportArguments['format'], CopyFormat>;

const OPEN = l10n.t('Open');

/** What is copied, for the line that says so. */
const copied: Readonly<Record<CopyFormat, string>> = {
  json: l10n.t('Parameters copied as JSON'),
  markdown: l10n.t('Parameters copied as Markdown'),
  latex: l10n.t('Parameters copied as LaTeX'),
  python: l10n.t('Model copied as Python'),
  r: l10n.t('Model copied as R'),
};

const saving: Readonly<Record<SaveFormat, { readonly title: string; readonly extension: string; readonly filter: readonly [name: string, extension: string] }>> = {
  model: { title: l10n.t('Save the Model'), extension: '.model.json', filter: [l10n.t('Mixture Lens model'), 'json'] },
  scores: { title: l10n.t('Save the Scores of All Rows'), extension: '.scores', filter: [l10n.t('Table'), 'csv'] },
};

export async function copy(server: MixtureServer, uri: Uri, format: CopyFormat): Promise<void> {
  await env.clipboard.writeText(await textOf(server, uri, format));
  void window.setStatusBarMessage(copied[format], 5000);
}

/** @param to where to; a person is asked where it is left out */
export async function save(server: MixtureServer, uri: Uri, format: SaveFormat, to?: Uri): Promise<void> {
  const target = to ?? await askWhere(uri, format);
  if (target === undefined) return;
  // A local file is written by the server, in pieces; only VS Code can write to other places.
  if (target.scheme === 'file') await refusing(() => server.exportTo(uri, format, target));
  else await workspace.fs.writeFile(target, new TextEncoder().encode(await textOf(server, uri, format)));
  void window.showInformationMessage(inMessage(l10n.t('Saved {0}.', nameOf(target))), OPEN).then(async (choice) => {
    if (choice === OPEN) await commands.executeCommand('vscode.open', target);
  });
}

async function askWhere(uri: Uri, format: SaveFormat): Promise<Uri | undefined> {
  const { title, filter: [name, extension] } = saving[format];
  return window.showSaveDialog({ title, defaultUri: proposal(uri, format), filters: { [name]: [extension] } });
}

/** Beside the file, by a name that tells it from the file. */
function proposal(uri: Uri, format: SaveFormat): Uri | undefined {
  const name = nameOf(uri);
  const dot = name.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, '.csv'];
  const proposed = format === 'model' ? `${stem}${saving.model.extension}` : `${stem}${saving.scores.extension}${extension}`;
  const folder = uri.scheme === 'untitled' ? workspace.workspaceFolders?.[0].uri : Uri.joinPath(uri, '..');
  return folder && Uri.joinPath(folder, proposed);
}

async function textOf(server: MixtureServer, uri: Uri, format: ExportArguments['format']): Promise<string> {
  return refusing(() => server.exportText(uri, format));
}

/** What the server refuses is for the person who asked to mend, and no error of ours. */
async function refusing<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw error instanceof ResponseError ? new Refusal(error.message) : error;
  }
}
