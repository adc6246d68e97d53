/** Questions about how a file is to be read. */
import { l10n, QuickPickItemKind, window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { TableStatus } from '../../server/protocol/status';
import { delimiterName } from '../status/words';
import { inLabel } from '../texts';
import type { Reading } from './readings';

interface Question extends QuickPickItem {
  readonly ask?: () => Promise<Reading | undefined>;
}

/** How the file is to be read from now on; undefined when the person leaves it as it is. */
export async function askReading(file: string, table: TableStatus, reading: Reading): Promise<Reading | undefined> {
  const said = (value: string, chosen: unknown): string => (chosen === undefined ? value : l10n.t('{0}, chosen for this file', value));
  const isChosen = Object.values(reading).some((value) => value !== undefined);
  const items: readonly Question[] = [
    { label: l10n.t('Delimiter'), description: said(delimiterName(table.delimiter), reading.delimiter), ask: () => askDelimiter(file, reading) },
    { label: l10n.t('Header'), description: said(table.header ? l10n.t('the first line') : l10n.t('none'), reading.header), ask: () => askHeader(file, reading) },
    { label: l10n.t('Missing values'), description: said(inLabel(tokensOf(table.missing)), reading.missingValues), ask: () => askMissing(file, table, reading) },
    ...(isChosen ? [
      { label: '', kind: QuickPickItemKind.Separator },
      { label: l10n.t('Find everything automatically'), description: l10n.t('as the settings say, else from the file'), ask: () => Promise.resolve({}) },
    ] : []),
  ];
  const chosen = await window.showQuickPick(items, { title: l10n.t('How {0} is read', file), placeHolder: l10n.t('What to change') });
  return chosen?.ask?.();
}

interface Choice<T> extends QuickPickItem {
  readonly value: T | undefined;
}

const AUTOMATIC = { label: l10n.t('Automatic'), description: l10n.t('as the settings say, else from the file'), value: undefined };

async function askDelimiter(file: string, reading: Reading): Promise<Reading | undefined> {
  const items: readonly Choice<NonNullable<Reading['delimiter']>>[] = [
    { label: l10n.t('Comma'), description: ',', value: ',' },
    { label: l10n.t('Semicolon'), description: ';', value: ';' },
    { label: l10n.t('Tab'), value: 'tab' },
    { label: l10n.t('Vertical bar'), description: '|', value: '|' },
    AUTOMATIC,
  ];
  const chosen = await choose(items, reading.delimiter, l10n.t('Delimiter of {0}', file));
  return chosen && { ...reading, delimiter: chosen.value };
}

async function askHeader(file: string, reading: Reading): Promise<Reading | undefined> {
  const items: readonly Choice<NonNullable<Reading['header']>>[] = [
    { label: l10n.t('The first line'), description: l10n.t('holds the names of the columns'), value: 'yes' },
    { label: l10n.t('None'), description: l10n.t('the first line is a row; columns are numbered'), value: 'no' },
    AUTOMATIC,
  ];
  const chosen = await choose(items, reading.header, l10n.t('Header of {0}', file));
  return chosen && { ...reading, header: chosen.value };
}

async function askMissing(file: string, { missing }: TableStatus, reading: Reading): Promise<Reading | undefined> {
  const by = { label: l10n.t('Other words…'), description: inLabel(tokensOf(missing)), value: missing };
  const chosen = await choose<readonly string[]>([by, AUTOMATIC], undefined, l10n.t('Missing values of {0}', file));
  if (chosen === undefined || chosen.value === undefined) return chosen && { ...reading, missingValues: undefined };
  const words = await window.showInputBox({
    title: l10n.t('Missing values of {0}', file),
    prompt: l10n.t('Words that stand for a missing value, with commas between; an empty cell always does'),
    value: tokensOf(missing),
  });
  return words === undefined ? undefined : { ...reading, missingValues: ['', ...words.split(',').map((word) => word.trim()).filter((word) => word !== '')] };
}

async function choose<T>(items: readonly Choice<T>[], now: T | undefined, title: string): Promise<Choice<T> | undefined> {
  return window.showQuickPick(items.map((item) => (item.value !== undefined && item.value === now ? { ...item, description: l10n.t('{0} (chosen)', item.description ?? '').trim() } : item)), { title });
}

function tokensOf(missing: readonly string[]): string {
  return missing.filter((token) => token.trim() !== '').join(', ');
}
