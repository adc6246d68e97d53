/** Asks with what a table is compared: an open table, a file of the workspace, a version in git, or any other file. */
import { l10n, languages, QuickPickItemKind, window, workspace } from 'vscode';
import type { QuickPickItem, Uri } from 'vscode';
import { nameOf } from '../documents';
import { inLabel } from '../labels';
import { documentSelector } from '../clientOptions';

/** Table A of a comparison. */
export type Base = Uri | { readonly revision: string };

interface Choice extends QuickPickItem {
  /** The answer, or the question that gives it. */
  readonly answer?: Base | (() => Promise<Base | undefined>);
}

/** Files of the workspace that are offered. */
const TABLES = '**/*.{csv,tsv,tab,CSV,TSV,TAB}';
const MOST_FILES = 500;

/** Returns the answer; undefined where the user gave none. @param uri table B */
export async function askBase(uri: Uri): Promise<Base | undefined> {
  const choice = await window.showQuickPick(choicesFor(uri), {
    title: l10n.t('Compare {0} with…', inLabel(nameOf(uri))),
    placeHolder: l10n.t('The table from which the differences are counted'),
    matchOnDescription: true,
  });
  return typeof choice?.answer === 'function' ? choice.answer() : choice?.answer;
}

async function choicesFor(uri: Uri): Promise<readonly Choice[]> {
  const isOther = (file: Uri): boolean => file.toString() !== uri.toString();
  const open = workspace.textDocuments
    .filter((document) => !document.isClosed && languages.match(documentSelector, document) > 0)
    .map((document) => document.uri)
    .filter(isOther);
  const files = (await workspace.findFiles(TABLES, undefined, MOST_FILES))
    .filter((file) => isOther(file) && open.every((one) => one.toString() !== file.toString()))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return [
    ...group(l10n.t('Open tables'), open.map(fileChoice)),
    ...group(l10n.t('Versions in git'), versionChoices(uri)),
    ...group(l10n.t('Files of the workspace'), files.map(fileChoice)),
    ...group(l10n.t('Elsewhere'), [{ label: l10n.t('Another file or model…'), answer: askFile }]),
  ];
}

function group(label: string, choices: readonly Choice[]): readonly Choice[] {
  return choices.length === 0 ? [] : [{ label, kind: QuickPickItemKind.Separator }, ...choices];
}

function fileChoice(file: Uri): Choice {
  return { label: inLabel(nameOf(file)), description: inLabel(workspace.asRelativePath(file)), answer: file };
}

/** Returns the versions of a file; none in a folder that is not trusted, whose git settings may run programs. */
function versionChoices(uri: Uri): readonly Choice[] {
  if (uri.scheme !== 'file' || !workspace.isTrusted) return [];
  return [
    { label: l10n.t('As in the last commit'), description: 'HEAD', answer: { revision: 'HEAD' } },
    { label: l10n.t('As in another commit…'), answer: askRevision },
  ];
}

async function askRevision(): Promise<Base | undefined> {
  const revision = await window.showInputBox({
    title: l10n.t('Compare with which commit?'),
    prompt: l10n.t('A commit, a branch or a tag'),
    placeHolder: l10n.t('for example: HEAD~1'),
    validateInput: (text) => (text.trim() === '' ? l10n.t('Name a commit, a branch or a tag.') : undefined),
  });
  return revision === undefined ? undefined : { revision: revision.trim() };
}

async function askFile(): Promise<Base | undefined> {
  const files = await window.showOpenDialog({
    title: l10n.t('Compare with which file?'),
    canSelectMany: false,
    filters: { [l10n.t('Tables and models')]: ['csv', 'tsv', 'tab', 'txt', 'json'], [l10n.t('All files')]: ['*'] },
  });
  return files?.[0];
}
