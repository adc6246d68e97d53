/** Texts of the status bar. */
import { l10n } from 'vscode';
import type { ModelStatus, TableStatus } from '../../server/protocol/status';
import { localCount } from '../localNumbers';

export function delimiterName(delimiter: string): string {
  switch (delimiter) {
    case ',':
      return l10n.t('comma');
    case ';':
      return l10n.t('semicolon');
    case '\t':
      return l10n.t('tab');
    case '|':
      return l10n.t('vertical bar');
    case ' ':
      return l10n.t('blanks');
    case '  ':
      return l10n.t('two and more blanks');
    case '#':
      return l10n.t('number sign');
    case '~':
      return l10n.t('tilde');
    case '^':
      return l10n.t('caret');
    default:
      return delimiter;
  }
}

export function decimalName(decimal: '.' | ','): string {
  return decimal === ',' ? l10n.t('comma') : l10n.t('point');
}

export function thousandsName({ thousands }: Pick<TableStatus, 'thousands'>): string {
  switch (thousands) {
    case undefined:
      return l10n.t('any');
    case '':
      return l10n.t('none');
    case ',':
      return l10n.t('comma');
    case '.':
      return l10n.t('point');
    case ' ':
      return l10n.t('blank');
    case "'":
      return l10n.t('apostrophe');
    default:
      return thousands;
  }
}

export function quoteName({ quote }: Pick<TableStatus, 'quote'>): string {
  return quote === undefined ? l10n.t('quotation mark') : l10n.t('apostrophe');
}

export function headerWords({ header, headerRows = 1 }: Pick<TableStatus, 'header' | 'headerRows'>): string {
  if (!header) return l10n.t('none');
  return headerRows === 1 ? l10n.t('the first line') : l10n.t('the first {0} lines', headerRows);
}

export function commentWords({ comment }: Pick<TableStatus, 'comment'>): string {
  return comment === undefined ? l10n.t('none') : l10n.t('lines that begin with {0}', comment);
}

export function skippedWords({ skipped = 0 }: Pick<TableStatus, 'skipped'>): string {
  if (skipped === 0) return l10n.t('none');
  return skipped === 1 ? l10n.t('1 line above the table') : l10n.t('{0} lines above the table', skipped);
}

export function unitsRowsWords({ unitsRows = 0 }: Pick<TableStatus, 'unitsRows'>): string {
  if (unitsRows === 0) return l10n.t('none');
  return unitsRows === 1 ? l10n.t('1 row below the header') : l10n.t('{0} rows below the header', unitsRows);
}

/** @example 'Comma · 344 × 8' */
export function tableWords({ delimiter, rows, columns }: TableStatus): string {
  const name = delimiterName(delimiter);
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} · ${localCount(rows)} × ${localCount(columns)}`;
}

export function tableDetails(table: TableStatus): readonly string[] {
  const { delimiter, decimal, missing, rows, columns, comment, passedOver } = table;
  return [
    l10n.t('Rows: {0}, columns: {1}', localCount(rows), localCount(columns)),
    decimal === ','
      ? l10n.t('Delimiter: {0}; decimal comma', delimiterName(delimiter))
      : l10n.t('Delimiter: {0}', delimiterName(delimiter)),
    l10n.t('Header: {0}', headerWords(table)),
    ...(comment === undefined ? [] : [l10n.t('Comments: {0}', commentWords(table))]),
    ...(passedOver === undefined ? [] : [l10n.t('Lines that are not rows: {0}', localCount(passedOver))]),
    l10n.t(
      'Missing values: {0}',
      [l10n.t('an empty cell'), ...missing.filter((token) => token.trim() !== '')].join(', '),
    ),
  ];
}

/** @example '3 clusters, edited since the fit' */
export function modelWords({ k, stale, suits }: Pick<ModelStatus, 'k' | 'stale' | 'suits'>): string {
  const clusters = k === 1 ? l10n.t('1 cluster') : l10n.t('{0} clusters', k);
  if (!suits) return l10n.t('{0}, of other columns', clusters);
  return stale ? l10n.t('{0}, edited since the fit', clusters) : clusters;
}
