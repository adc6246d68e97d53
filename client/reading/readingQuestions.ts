/** Questions about how to read a file. */
import { l10n, QuickPickItemKind, window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { TableStatus } from '../../server/protocol/status';
import {
  commentWords,
  decimalName,
  delimiterName,
  headerWords,
  quoteName,
  skippedWords,
  thousandsName,
  unitsRowsWords,
} from '../status/statusWords';
import { inLabel } from '../labels';
import { AUTOMATIC, choose } from './choices';
import type { Choice } from './choices';
import { askComment, askSkip, askUnitsRows } from './frameQuestions';
import type { Reading } from './readings';

interface Question extends QuickPickItem {
  readonly ask?: () => Promise<Reading | undefined>;
}

/** Asks how to read a file; undefined when the user changes nothing. */
export async function askReading(file: string, table: TableStatus, reading: Reading): Promise<Reading | undefined> {
  const valueWords = (value: string, chosen: unknown): string =>
    chosen === undefined ? value : l10n.t('{0}, chosen for this file', value);
  const isChosen = Object.values(reading).some((value) => value !== undefined);
  const question = (
    label: string,
    value: string,
    chosen: keyof Reading,
    ask: () => Promise<Reading | undefined>,
  ): Question => ({ label, description: valueWords(value, reading[chosen]), ask });
  const items: readonly Question[] = [
    question(l10n.t('Delimiter'), delimiterName(table.delimiter), 'delimiter', () => askDelimiter(file, reading)),
    question(l10n.t('Quotes'), quoteName(table), 'quote', () => askQuote(file, reading)),
    question(l10n.t('Decimal mark'), decimalName(table.decimal), 'decimal', () => askDecimal(file, reading)),
    question(l10n.t('Thousands mark'), thousandsName(table), 'thousands', () => askThousands(file, reading)),
    question(l10n.t('Header'), headerWords(table), reading.headerRows === undefined ? 'header' : 'headerRows', () =>
      askHeader(file, reading),
    ),
    question(l10n.t('Comments'), inLabel(commentWords(table)), 'comment', () => askComment(file, table, reading)),
    question(l10n.t('Lines to skip'), skippedWords(table), 'skip', () => askSkip(file, table, reading)),
    question(l10n.t('Rows of units'), unitsRowsWords(table), 'unitsRows', () => askUnitsRows(file, reading)),
    question(l10n.t('Missing values'), inLabel(tokensOf(table.missing)), 'missingValues', () =>
      askMissing(file, table, reading),
    ),
    ...(isChosen
      ? [
          { label: '', kind: QuickPickItemKind.Separator },
          {
            label: l10n.t('Find everything automatically'),
            description: l10n.t('as the settings say, else from the file'),
            ask: () => Promise.resolve({}),
          },
        ]
      : []),
  ];
  const chosen = await window.showQuickPick(items, {
    title: l10n.t('How {0} is read', file),
    placeHolder: l10n.t('What to change'),
  });
  return chosen?.ask?.();
}

async function askDelimiter(file: string, reading: Reading): Promise<Reading | undefined> {
  const items: readonly Choice<NonNullable<Reading['delimiter']>>[] = [
    { label: l10n.t('Comma'), description: ',', value: ',' },
    { label: l10n.t('Semicolon'), description: ';', value: ';' },
    { label: l10n.t('Tab'), value: 'tab' },
    { label: l10n.t('Vertical bar'), description: '|', value: '|' },
    { label: l10n.t('Number sign'), description: '#', value: '#' },
    { label: l10n.t('Tilde'), description: '~', value: '~' },
    { label: l10n.t('Caret'), description: '^', value: '^' },
    {
      label: l10n.t('Blanks'),
      description: l10n.t('any number of them, as in columns that are lined up'),
      value: 'blank',
    },
    { label: l10n.t('Two and more blanks'), description: l10n.t('a single one is text'), value: 'blanks' },
    AUTOMATIC,
  ];
  const chosen = await choose(items, reading.delimiter, l10n.t('Delimiter of {0}', file));
  return chosen && { ...reading, delimiter: chosen.value };
}

async function askDecimal(file: string, reading: Reading): Promise<Reading | undefined> {
  const items: readonly Choice<NonNullable<Reading['decimal']>>[] = [
    { label: l10n.t('Point'), description: '1.5', value: 'point' },
    { label: l10n.t('Comma'), description: '1,5', value: 'comma' },
    AUTOMATIC,
  ];
  const chosen = await choose(items, reading.decimal, l10n.t('Decimal mark of {0}', file));
  return chosen && { ...reading, decimal: chosen.value };
}

async function askThousands(file: string, reading: Reading): Promise<Reading | undefined> {
  const items: readonly Choice<NonNullable<Reading['thousands']>>[] = [
    { label: l10n.t('Comma'), description: '1,234', value: 'comma' },
    { label: l10n.t('Point'), description: '1.234', value: 'point' },
    { label: l10n.t('Apostrophe'), description: "1'234", value: 'apostrophe' },
    { label: l10n.t('Blank'), description: '1 234', value: 'blank' },
    { label: l10n.t('None'), description: '1234', value: 'none' },
    AUTOMATIC,
  ];
  const chosen = await choose(items, reading.thousands, l10n.t('Thousands mark of {0}', file));
  return chosen && { ...reading, thousands: chosen.value };
}

/** Asks for the number of rows that name the columns; 0 for none. */
async function askHeader(file: string, reading: Reading): Promise<Reading | undefined> {
  const items: readonly Choice<number>[] = [
    { label: l10n.t('The first line'), description: l10n.t('holds the names of the columns'), value: 1 },
    { label: l10n.t('The first two lines'), description: l10n.t('hold them together'), value: 2 },
    { label: l10n.t('The first three lines'), description: l10n.t('hold them together'), value: 3 },
    { label: l10n.t('None'), description: l10n.t('the first line is a row; columns are numbered'), value: 0 },
    AUTOMATIC,
  ];
  const currentRows = reading.header === 'no' ? 0 : (reading.headerRows ?? (reading.header === 'yes' ? 1 : undefined));
  const chosen = await choose(items, currentRows, l10n.t('Header of {0}', file));
  if (chosen === undefined) return undefined;
  if (chosen.value === undefined) return { ...reading, header: undefined, headerRows: undefined };
  return chosen.value === 0
    ? { ...reading, header: 'no', headerRows: undefined }
    : { ...reading, header: 'yes', headerRows: chosen.value };
}

async function askQuote(file: string, reading: Reading): Promise<Reading | undefined> {
  const items: readonly Choice<NonNullable<Reading['quote']>>[] = [
    { label: l10n.t('Quotation mark'), description: '"', value: 'double' },
    { label: l10n.t('Apostrophe'), description: "'", value: 'apostrophe' },
    AUTOMATIC,
  ];
  const chosen = await choose(items, reading.quote, l10n.t('Quotes of {0}', file));
  return chosen && { ...reading, quote: chosen.value };
}

async function askMissing(file: string, { missing }: TableStatus, reading: Reading): Promise<Reading | undefined> {
  const otherItem = { label: l10n.t('Other words…'), description: inLabel(tokensOf(missing)), value: missing };
  const chosen = await choose<readonly string[]>(
    [otherItem, AUTOMATIC],
    undefined,
    l10n.t('Missing values of {0}', file),
  );
  if (chosen === undefined || chosen.value === undefined) return chosen && { ...reading, missingValues: undefined };
  const words = await window.showInputBox({
    title: l10n.t('Missing values of {0}', file),
    prompt: l10n.t('Words that stand for a missing value, with commas between; an empty cell always does'),
    value: tokensOf(missing),
  });
  return words === undefined
    ? undefined
    : {
        ...reading,
        missingValues: [
          '',
          ...words
            .split(',')
            .map((word) => word.trim())
            .filter((word) => word !== ''),
        ],
      };
}

function tokensOf(missing: readonly string[]): string {
  return missing.filter((token) => token.trim() !== '').join(', ');
}
