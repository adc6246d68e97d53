/** Questions about lines of a file that are no rows: comments, lines above the table, and units below its header. */
import { l10n, window } from 'vscode';
import type { TableStatus } from '../../server/protocol/status';
import { AUTOMATIC, choose } from './choices';
import type { Choice } from './choices';
import type { Reading } from './readings';

/** Marks that programs write before comments. */
const PREFIXES: readonly string[] = ['#', '%', '//', ';', '!', '~'];
/** Maximum number of skipped lines that the settings accept. */
const MOST_SKIPPED_LINES = 1000;

export async function askComment(
  file: string,
  { comment }: TableStatus,
  reading: Reading,
): Promise<Reading | undefined> {
  const title = l10n.t('Comments of {0}', file);
  const otherItem: Choice<string> = {
    label: l10n.t('Other beginning…'),
    description: l10n.t('a text with which comments begin'),
    value: undefined,
  };
  const items: readonly Choice<string>[] = [
    ...PREFIXES.map((prefix) => ({
      label: prefix,
      description: l10n.t('comments begin with {0}', prefix),
      value: prefix,
    })),
    otherItem,
    { label: l10n.t('None'), description: l10n.t('every line may be a row'), value: '' },
    AUTOMATIC,
  ];
  const chosen = await choose(items, reading.comment, title);
  if (chosen !== otherItem) return chosen && { ...reading, comment: chosen.value };
  const prefix = await window.showInputBox({ title, prompt: l10n.t('How comment lines begin'), value: comment ?? '' });
  return prefix === undefined ? undefined : { ...reading, comment: prefix.trim() };
}

export async function askSkip(
  file: string,
  { skipped = 0 }: TableStatus,
  reading: Reading,
): Promise<Reading | undefined> {
  const title = l10n.t('Lines above the table of {0}', file);
  const otherItem: Choice<number> = {
    label: l10n.t('Number of lines…'),
    description: l10n.t('lines at the beginning that are no part of the table'),
    value: undefined,
  };
  const noneItem: Choice<number> = {
    label: l10n.t('None'),
    description: l10n.t('the table begins on the first line'),
    value: 0,
  };
  const chosen = await choose([noneItem, otherItem, AUTOMATIC], reading.skip, title);
  if (chosen !== otherItem) return chosen && { ...reading, skip: chosen.value };
  const text = await window.showInputBox({
    title,
    value: String(reading.skip ?? skipped),
    prompt: l10n.t('Number of lines above the table; blank lines and comments do not count'),
    validateInput: (value) =>
      parseWholeNumber(value, MOST_SKIPPED_LINES) === undefined
        ? l10n.t('Write a whole number from 0 to {0}.', MOST_SKIPPED_LINES)
        : undefined,
  });
  return text === undefined ? undefined : { ...reading, skip: parseWholeNumber(text, MOST_SKIPPED_LINES) };
}

export async function askUnitsRows(file: string, reading: Reading): Promise<Reading | undefined> {
  const items: readonly Choice<number>[] = [
    { label: l10n.t('None'), description: l10n.t('the first line below the header is a row'), value: 0 },
    { label: l10n.t('1 row'), description: l10n.t('below the header; it holds units or types'), value: 1 },
    { label: l10n.t('2 rows'), description: l10n.t('below the header; they hold units and types'), value: 2 },
    AUTOMATIC,
  ];
  const chosen = await choose(items, reading.unitsRows, l10n.t('Rows of units of {0}', file));
  return chosen && { ...reading, unitsRows: chosen.value };
}

function parseWholeNumber(text: string, max: number): number | undefined {
  const value = Number(text);
  return text.trim() !== '' && Number.isInteger(value) && value >= 0 && value <= max ? value : undefined;
}
