/** Short answers to the first questions about a model; the tables further down have the details. */
import type { FitReport } from '../server/protocol';
import type { CertaintyAnswer, SeparationAnswer } from '../server/protocol/insight';
import { checkedOf, faultWords, noUnlikelyCells, uncheckedNames } from '../server/protocol/report/checked';
import { rowFindings } from '../server/protocol/report/report';
import { columnName, element } from './dom';
import type { Child } from './dom';
import { count, counted, percent } from '../pictures/format';

const COLUMNS_TOLD = 3;
const LINES_TOLD = 3;
/** Minimum information about the cluster for a column to separate clusters. */
const TELLING = 0.1;

/** Terms and descriptions, for a list of definitions. */
export function answers(
  report: FitReport,
  separation: SeparationAnswer,
  certainty: CertaintyAnswer | undefined,
): readonly HTMLElement[] {
  const told: readonly (readonly [string, readonly Child[]])[] = [
    ...(report.k > 1 ? [['Told apart by', apart(separation)] as const] : []),
    ...(report.k > 1 && certainty !== undefined ? [['Sure of', [sure(certainty)]] as const] : []),
    ['Do not belong', [unlikely(report)]],
  ];
  return told.flatMap(([term, words]) => [element('dt', {}, term), element('dd', {}, ...words)]);
}

function apart({ columns, entropy }: SeparationAnswer): readonly Child[] {
  const telling = columns.map(({ name, information }) => ({
    name,
    part: entropy > 0 ? Math.min(1, information / entropy) : 0,
  }));
  const told = telling.filter(({ part }) => part >= TELLING).slice(0, COLUMNS_TOLD);
  if (told.length === 0) return ['no single column; only several together'];
  return told.flatMap(({ name, part }, i) => [
    i === 0 ? '' : ', ',
    columnName(name),
    i === 0 ? ` (explains ${percent(part)} of the cluster assignment on its own)` : ` (${percent(part)})`,
  ]);
}

function sure({ histogram, unclear, unclearBelow }: CertaintyAnswer): string {
  const rows = histogram.reduce((sum, many) => sum + many, 0);
  return unclear === 0
    ? `all rows: each is in its cluster with a probability of ${100 * unclearBelow}\u202f% or more`
    : `${count(rows - unclear)} of ${counted(rows, 'row')} (${percent((rows - unclear) / rows)}), with a ` +
        `probability of ${100 * unclearBelow}\u202f% or more; ${count(unclear)} could be in another cluster`;
}

function unlikely(report: FitReport): string {
  const { findings, unchecked, expectedRows = 0, unreadable = [], problem } = report;
  const rows = rowFindings(findings);
  if (rows.length === 0) return noUnlikelyCells(checkedOf(report), expectedRows);
  const beside = expectedRows > 0 ? ', beside those marked as expected' : '';
  const lines = rows
    .slice(0, LINES_TOLD)
    .map(({ code, line, cells: [first] }) =>
      first === undefined || code === 'row.low-likelihood' ? String(line) : `${line} (${first.column})`,
    )
    .join(', ');
  const left = unchecked.length === 0 ? '' : `; not checked: ${uncheckedNames(unchecked.map(({ column }) => column))}`;
  const unread =
    unreadable.length === 0
      ? ''
      : `; ${counted(unreadable.length, 'cell')} cannot be read or ` +
        `${unreadable.length === 1 ? 'does' : 'do'} not add up`;
  const more = rows.length > LINES_TOLD ? ', …' : '';
  const faulty = problem === undefined ? '' : `; ${faultWords(problem.count)}`;
  return (
    `${counted(rows.length, 'row')}${beside}: ${rows.length === 1 ? 'line' : 'lines'} ` +
    `${lines}${more}${unread}${faulty}${left}`
  );
}
