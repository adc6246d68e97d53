/** What the status bar says. */
import { l10n } from 'vscode';
import type { ModelStatus, TableStatus } from '../../server/protocol/status';

export function delimiterName(delimiter: string): string {
  switch (delimiter) {
    case ',': return l10n.t('comma');
    case ';': return l10n.t('semicolon');
    case '\t': return l10n.t('tab');
    case '|': return l10n.t('vertical bar');
    case ' ': return l10n.t('blanks');
    default: return delimiter;
  }
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

/** @example 'Comma · 344 × 8' */
export function tableWords({ delimiter, rows, columns }: TableStatus): string {
  const name = delimiterName(delimiter);
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} · ${grouped(rows)} × ${grouped(columns)}`;
}

export function tableDetails({ delimiter, header, decimal, missing, rows, columns }: TableStatus): readonly string[] {
  return [
    l10n.t('Rows: {0}, columns: {1}', grouped(rows), grouped(columns)),
    decimal === ',' ? l10n.t('Delimiter: {0}; decimal comma', delimiterName(delimiter)) : l10n.t('Delimiter: {0}', delimiterName(delimiter)),
    header ? l10n.t('Header: the first line') : l10n.t('Header: none'),
    l10n.t('Missing values: {0}', [l10n.t('an empty cell'), ...missing.filter((token) => token.trim() !== '')].join(', ')),
  ];
}

/** @example '3 clusters, edited since the fit' */
export function modelWords({ k, stale, suits }: Pick<ModelStatus, 'k' | 'stale' | 'suits'>): string {
  const clusters = k === 1 ? l10n.t('1 cluster') : l10n.t('{0} clusters', k);
  if (!suits) return l10n.t('{0}, of other columns', clusters);
  return stale ? l10n.t('{0}, edited since the fit', clusters) : clusters;
}
