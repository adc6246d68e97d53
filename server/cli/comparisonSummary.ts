/** Summary of a comparison of two tables for a terminal: the answer in words, then aligned tables. */
import type { ColumnComparison, ComparisonReport, LossReport, RowFinding } from '../protocol';
import { isDifferent } from '../protocol/report/comparisonReports';
import { smallestTail } from '../protocol/report/report';
import type { PlaceNoun } from '../protocol/places';
import {
  basisWords,
  clusterWords,
  differenceWords,
  distanceWords,
  otherColumnLines,
  pNumber,
  pWords,
  structureLines,
  unlikelyRowsWords,
  wholeRowLines,
} from '../words/comparing/comparisonWords';
import { counted, finePercent } from '../words/numbers';
import { printable, printablePath } from '../words/printable';

/** Maximum number of unlikely rows that are printed. */
export const MOST_FINDINGS = 5;
/** Maximum number of changed columns that are printed. */
const MOST_COLUMNS = 40;

export function comparisonSummary(a: string, b: string, report: ComparisonReport): string {
  const sections = [
    [differenceWords(report), tables(a, b, report)].join('\n'),
    structureLines(report.structure).join('\n'),
    columns(report),
    clusters(report),
    losses(report),
    unlikely(report),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function tables(a: string, b: string, report: ComparisonReport): string {
  const line = (label: string, file: string, table: ComparisonReport['b'], suffix = ''): string =>
    `${label}: ${printablePath(file)}, ${counted(table.rows, 'row')}, ${counted(table.k, 'cluster')}${suffix}`;
  return [
    line('A', a, report.a, report.a.isModel ? ' (a model; its rows are unknown)' : ''),
    line('B', b, report.b),
    basisWords(report),
  ].join('\n');
}

function columns(report: ComparisonReport): string {
  const changed = report.columns.filter(isDifferent);
  const rows = changed
    .slice(0, MOST_COLUMNS)
    .map((column) => [
      printable(column.column),
      pNumber(column.p),
      distanceWords(column),
      shareWords(column),
      column.changes.join('; '),
    ]);
  return [
    ...(changed.length > 0 ? [aligned([['column', 'p', 'distance', 'share', 'change from A to B'], ...rows])] : []),
    ...(changed.length > MOST_COLUMNS ? [`and ${changed.length - MOST_COLUMNS} more`] : []),
    ...otherColumnLines(report),
  ].join('\n');
}

function shareWords({ share }: ColumnComparison): string {
  return share === null ? '' : finePercent(share);
}

function clusters(report: ComparisonReport): string {
  const { clusters: all, columns: compared } = report;
  if (all.length < 2) return '';
  const rows = all.map((cluster, k) => [
    String(k + 1),
    finePercent(cluster.shares[0]),
    finePercent(cluster.shares[1]),
    pNumber(cluster.p),
    cluster.change === 'same' ? '' : cluster.change,
    ownNumber(cluster.inA),
    ownNumber(cluster.inB),
    clusterWords(cluster, compared),
  ]);
  return [
    aligned([['cluster', 'in A', 'in B', 'p', '', "A's", "B's", 'where it stands out'], ...rows]),
    ...wholeRowLines(report),
  ].join('\n');
}

function ownNumber(cluster: number | null): string {
  return cluster === null ? '–' : String(cluster + 1);
}

function losses({ losses: all, nlmlPerRow, a }: ComparisonReport): string {
  const row = (name: string, { value, standardError, equal }: LossReport, unit: string): readonly string[] => [
    name,
    value === null ? 'infinite' : significant(value),
    value === null ? '' : significant(standardError),
    equal.mean === null || equal.sd === null ? 'infinite' : `${significant(equal.mean)} ± ${significant(equal.sd)}`,
    unit,
  ];
  const table =
    all === undefined
      ? 'No column has cells in both tables, so there are no losses.'
      : aligned([
          ['loss', 'value', '± of draws', 'if nothing changed', ''],
          row('KL(A‖B)', all.klForward, 'nats'),
          row('KL(B‖A)', all.klBackward, 'nats'),
          row('absolute', all.absolute, 'of 2'),
          row('squared', all.squared, ''),
        ]);
  const { b, standardError, aHeldOut, aInFit } = nlmlPerRow;
  const error = standardError === undefined ? '' : ` ± ${standardError.toFixed(3)}`;
  const own = aHeldOut === null || a.isModel ? `${aInFit.toFixed(3)} in its fit` : `${aHeldOut.toFixed(3)} held out`;
  return `${table}\nNLML per row under the model of A: B ${b === null ? 'infinite' : b.toFixed(3)}${error}, A ${own}`;
}

function unlikely(report: ComparisonReport): string {
  const { count, findings } = report.unlikely;
  const shown = findings.slice(0, MOST_FINDINGS);
  const more = count > shown.length && shown.length > 0 ? [`  and ${count - shown.length} more`] : [];
  return [
    `${unlikelyRowsWords(report)}${shown.length > 0 ? ':' : '.'}`,
    ...shown.map((finding) => findingLine(finding, report.counts)),
    ...more,
  ].join('\n');
}

function findingLine(finding: RowFinding, noun: PlaceNoun = 'line'): string {
  const { line, cells } = finding;
  const where = `  ${noun} ${line} (${pWords(smallestTail(finding))})`;
  const cell = cells.at(0);
  if (cell === undefined) return where;
  const expected = typeof cell.expected === 'number' ? significant(cell.expected) : printable(cell.expected);
  return `${where}: ${printable(cell.column)} is ${printable(cell.value)}, expected ${expected}`;
}

function significant(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** Aligns cells: the first and last column to the left, numbers between them to the right. */
function aligned(rows: readonly (readonly string[])[]): string {
  const last = rows[0].length - 1;
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === last ? cell : column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
