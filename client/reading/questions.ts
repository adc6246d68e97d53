/** Questions about how a file is to be read. */
import { QuickPickItemKind, window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { TableStatus } from '../../server/protocol/status';
import { delimiterName } from '../status/words';
import type { Reading } from './readings';

interface Question extends QuickPickItem {
  readonly ask?: () => Promise<Reading | undefined>;
}

/** How the file is to be read from now on; undefined when the person leaves it as it is. */
export async function askReading(file: string, table: TableStatus, reading: Reading): Promise<Reading | undefined> {
  const how = (chosen: unknown): string => (chosen === undefined ? '' : ', chosen for this file');
  const isChosen = Object.values(reading).some((value) => value !== undefined);
  const items: readonly Question[] = [
    { label: 'Delimiter', description: `${delimiterName(table.delimiter)}${how(reading.delimiter)}`, ask: () => askDelimiter(file, reading) },
    { label: 'Header', description: `${table.header ? 'the first line' : 'none'}${how(reading.header)}`, ask: () => askHeader(file, reading) },
    { label: 'Missing values', description: `${tokensOf(table.missing)}${how(reading.missingValues)}`, ask: () => askMissing(file, table, reading) },
    ...(isChosen ? [
      { label: '', kind: QuickPickItemKind.Separator },
      { label: 'Find everything automatically', description: 'as the settings say, else from the file', ask: () => Promise.resolve({}) },
    ] : []),
  ];
  const chosen = await window.showQuickPick(items, { title: `How ${file} is read`, placeHolder: 'What to change' });
  return chosen?.ask?.();
}

interface Choice<T> extends QuickPickItem {
  readonly value: T | undefined;
}

const AUTOMATIC = { label: 'Automatic', description: 'as the settings say, else from the file', value: undefined };

async function askDelimiter(file: string, reading: Reading): Promise<Reading | undefined> {
  const items: readonly Choice<NonNullable<Reading['delimiter']>>[] = [
    { label: 'Comma', description: ',', value: ',' },
    { label: 'Semicolon', description: ';', value: ';' },
    { label: 'Tab', value: 'tab' },
    { label: 'Vertical bar', description: '|', value: '|' },
    AUTOMATIC,
  ];
  const chosen = await choose(items, reading.delimiter, `Delimiter of ${file}`);
  return chosen && { ...reading, delimiter: chosen.value };
}

async function askHeader(file: string, reading: Reading): Promise<Reading | undefined> {
  const items: readonly Choice<NonNullable<Reading['header']>>[] = [
    { label: 'The first line', description: 'holds the names of the columns', value: 'yes' },
    { label: 'None', description: 'the first line is a row; columns are numbered', value: 'no' },
    AUTOMATIC,
  ];
  const chosen = await choose(items, reading.header, `Header of ${file}`);
  return chosen && { ...reading, header: chosen.value };
}

async function askMissing(file: string, { missing }: TableStatus, reading: Reading): Promise<Reading | undefined> {
  const by = { label: 'Other words…', description: tokensOf(missing), value: missing };
  const chosen = await choose<readonly string[]>([by, AUTOMATIC], undefined, `Missing values of ${file}`);
  if (chosen === undefined || chosen.value === undefined) return chosen && { ...reading, missingValues: undefined };
  const words = await window.showInputBox({
    title: `Missing values of ${file}`,
    prompt: 'Words that stand for a missing value, with commas between; an empty cell always does',
    value: tokensOf(missing),
  });
  return words === undefined ? undefined : { ...reading, missingValues: ['', ...words.split(',').map((word) => word.trim()).filter((word) => word !== '')] };
}

async function choose<T>(items: readonly Choice<T>[], now: T | undefined, title: string): Promise<Choice<T> | undefined> {
  return window.showQuickPick(items.map((item) => (item.value !== undefined && item.value === now ? { ...item, description: `${item.description ?? ''} (chosen)`.trim() } : item)), { title });
}

function tokensOf(missing: readonly string[]): string {
  return missing.filter((token) => token.trim() !== '').join(', ');
}
