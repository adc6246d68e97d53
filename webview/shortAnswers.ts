/** Short answers to the first questions about a model; the tables further down have the details. */
import { clauses, enumerated } from '../language/joins';
import { say, sayParts } from '../language/language';
import type { FitReport } from '../server/protocol';
import type { CertaintyAnswer, SeparationAnswer } from '../server/protocol/insight';
import { coverageOf, noUnlikelyCells, otherFaults, uncheckedNames } from '../server/protocol/report/checked';
import { rowFindings } from '../server/protocol/report/report';
import { clusterLines } from './clusterTraits';
import { columnName, element, seriesOf, together } from './dom';
import type { Child } from './dom';
import { count, percent } from '../pictures/format';

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
    [say('Do not belong'), [unlikelyRowsWords(report)]],
    ...(report.k < 2 || separation === undefined ? [] : [[say('Groups'), [groups(report, separation)]] as const]),
    ...entry(say('Told apart by'), separation, separatingColumns),
    ...entry(say('Sure of'), certainty, (answer) => [sureWords(answer)]),
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
  if (informative.length === 0) return [say('no single column; only several together')];
  const items = informative.map(({ name, part }, i) => {
    const values = { column: columnName(name), share: percent(part) };
    return together(
      ...(i === 0
        ? sayParts('{column} (explains {share} of the cluster assignment on its own)', {
            column: values.column,
            share: values.share,
          })
        : sayParts('{column} ({share})', { column: values.column, share: values.share })),
    );
  });
  return [seriesOf(items)];
}

function sureWords({ histogram, unclear, unclearBelow }: CertaintyAnswer): string {
  const rows = histogram.reduce((sum, binCount) => sum + binCount, 0);
  const probability = `${100 * unclearBelow}\u202f%`;
  return unclear === 0
    ? say('all rows: each is in its cluster with a probability of {probability} or more', { probability })
    : say(
        '{sure} of {rows, plural, one {{number} row} other {{number} rows}} ({share}), with a probability of {probability} or more; {unclear, plural, one {{unclearNumber} could} other {{unclearNumber} could}} be in another cluster',
        {
          sure: count(rows - unclear),
          rows,
          number: count(rows),
          share: percent((rows - unclear) / rows),
          probability,
          unclear,
          unclearNumber: count(unclear),
        },
      );
}

function unlikelyRowsWords(report: FitReport): string {
  const { findings, unchecked, expectedRows = 0 } = report;
  const rows = rowFindings(findings);
  if (rows.length === 0) return noUnlikelyCells(coverageOf(report), expectedRows);
  const named = rows
    .slice(0, MOST_LINES)
    .map(({ code, line, cells: [first] }) =>
      first === undefined || code === 'row.low-likelihood'
        ? String(line)
        : say('{line} ({column})', { line, column: first.column }),
    );
  const lines = enumerated([...named, ...(rows.length > MOST_LINES ? ['…'] : [])]);
  const notChecked =
    unchecked.length === 0
      ? []
      : [say('not checked: {columns}', { columns: uncheckedNames(unchecked.map(({ column }) => column)) })];
  return clauses([linesWords(rows.length, lines, expectedRows > 0), ...otherFaults(coverageOf(report)), ...notChecked]);
}

/** @param lines numbers of lines, with columns @param hasExpected whether other rows are marked as expected */
function linesWords(rows: number, lines: string, hasExpected: boolean): string {
  return hasExpected
    ? say(
        '{rows, plural, one {{number} row, beside those marked as expected: line {lines}} other {{number} rows, beside those marked as expected: lines {lines}}}',
        { rows, number: count(rows), lines },
      )
    : say('{rows, plural, one {{number} row: line {lines}} other {{number} rows: lines {lines}}}', {
        rows,
        number: count(rows),
        lines,
      });
}
