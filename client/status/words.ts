/** What the status bar says. */
import type { ModelStatus, TableStatus } from '../../server/protocol/status';

export function delimiterName(delimiter: string): string {
  switch (delimiter) {
    case ',': return 'comma';
    case ';': return 'semicolon';
    case '\t': return 'tab';
    case '|': return 'vertical bar';
    default: return delimiter;
  }
}

export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

/** @example 'Comma · 344 × 8' */
export function tableWords({ delimiter, rows, columns }: TableStatus): string {
  const name = delimiterName(delimiter);
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} · ${rows.toLocaleString('en-US')} × ${columns.toLocaleString('en-US')}`;
}

export function tableDetails({ delimiter, header, decimal, missing, rows, columns }: TableStatus): readonly string[] {
  return [
    `${counted(rows, 'row')} and ${counted(columns, 'column')}`,
    `Delimiter: ${delimiterName(delimiter)}${decimal === ',' ? '; decimal comma' : ''}`,
    `Header: ${header ? 'the first line' : 'none'}`,
    `Missing values: ${['an empty cell', ...missing.filter((token) => token.trim() !== '')].join(', ')}`,
  ];
}

/** @example '3 clusters, edited since the fit' */
export function modelWords({ k, stale, suits }: ModelStatus): string {
  return `${counted(k, 'cluster')}${suits ? (stale ? ', edited since the fit' : '') : ', of other columns'}`;
}
