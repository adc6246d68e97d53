/** Short answers to the first questions about a model; the tables further down have the details. */
import type { FitReport } from '../server/protocol';
import type { CertaintyAnswer, SeparationAnswer } from '../server/protocol/insight';
import { coverageOf, noUnlikelyCells, otherFaults, uncheckedNames } from '../server/protocol/report/checked';
import { rowFindings } from '../server/protocol/report/report';
import { clusterLines } from './clusterTraits';
import { columnName, element } from './dom';
import type { Child } from './dom';
import { count, counted, percent } from '../pictures/format';

const MOST_COLUMNS = 3;
const MOST_LINES = 3;
/** Minimum share of the entropy of the clusters that a column explains to be listed. */
const LEAST_INFORMATION_SHARE = 0.1;

/** Data from the server for the short answers; a pending one keeps its place, so that nothing moves when it arrives. */
export interface AnswerData {
  readonly separation: SeparationAnswer | 'pending' | undefined;
  readonly certainty: CertaintyAnswer | 'pending' | undefined;
}

export const PENDING: AnswerData = { separation: 'pending', certainty: 'pending' };

/** Returns the answers as terms and descriptions of a definition list. */
export function shortAnswers(report: FitReport, { separation, certainty }: AnswerData): readonly HTMLElement[] {
  const entry = <T extends object>(
    term: string,
    data: T | 'pending' | undefined,
    words: (data: T) => readonly Child[],
  ): readonly (readonly [string, readonly Child[]])[] =>
    report.k < 2 || data === undefined ? [] : [[term, data === 'pending' ? ['…'] : words(data)]];
  const entries: readonly (readonly [string, readonly Child[]])[] = [
    ['Do not belong', [unlikelyRowsWords(report)]],
    ...(report.k < 2 || separation === undefined ? [] : [['Groups', [groups(report, separation)]] as const]),
    ...entry('Told apart by', separation, separatingColumns),
    ...entry('Sure of', certainty, (answer) => [sureWords(answer)]),
  ];
  return entries.flatMap(([term, words]) => [element('dt', {}, term), element('dd', {}, ...words)]);
}

function groups(report: FitReport, separation: SeparationAnswer | 'pending'): HTMLElement {
  return clusterLines(report, separation === 'pending' ? undefined : separation);
}

function separatingColumns({ columns, entropy }: SeparationAnswer): readonly Child[] {
  const shares = columns.map(({ name, information }) => ({
    name,
    part: entropy > 0 ? Math.min(1, information / entropy) : 0,
  }));
  const informative = shares.filter(({ part }) => part >= LEAST_INFORMATION_SHARE).slice(0, MOST_COLUMNS);
  if (informative.length === 0) return ['no single column; only several together'];
  return informative.flatMap(({ name, part }, i) => [
    i === 0 ? '' : ', ',
    columnName(name),
    i === 0 ? ` (explains ${percent(part)} of the cluster assignment on its own)` : ` (${percent(part)})`,
  ]);
}

function sureWords({ histogram, unclear, unclearBelow }: CertaintyAnswer): string {
  const rows = histogram.reduce((sum, binCount) => sum + binCount, 0);
  return unclear === 0
    ? `all rows: each is in its cluster with a probability of ${100 * unclearBelow}\u202f% or more`
    : `${count(rows - unclear)} of ${counted(rows, 'row')} (${percent((rows - unclear) / rows)}), with a ` +
        `probability of ${100 * unclearBelow}\u202f% or more; ${count(unclear)} could be in another cluster`;
}

function unlikelyRowsWords(report: FitReport): string {
  const { findings, unchecked, expectedRows = 0 } = report;
  const rows = rowFindings(findings);
  if (rows.length === 0) return noUnlikelyCells(coverageOf(report), expectedRows);
  const expectedWords = expectedRows > 0 ? ', beside those marked as expected' : '';
  const lines = rows
    .slice(0, MOST_LINES)
    .map(({ code, line, cells: [first] }) =>
      first === undefined || code === 'row.low-likelihood' ? String(line) : `${line} (${first.column})`,
    )
    .join(', ');
  const uncheckedWords =
    unchecked.length === 0 ? '' : `; not checked: ${uncheckedNames(unchecked.map(({ column }) => column))}`;
  const ellipsis = rows.length > MOST_LINES ? ', …' : '';
  const others = otherFaults(coverageOf(report)).map((words) => `; ${words}`);
  return (
    `${counted(rows.length, 'row')}${expectedWords}: ${rows.length === 1 ? 'line' : 'lines'} ` +
    `${lines}${ellipsis}${others.join('')}${uncheckedWords}`
  );
}
