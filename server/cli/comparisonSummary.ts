/** Summary of a comparison of two tables for a terminal: the answer in words, then aligned tables. */
import type { ComparisonReport, RowFinding } from '../protocol';
import { isDifferent } from '../protocol/report/comparisonReports';
import { smallestTail } from '../protocol/report/report';
import type { PlaceNoun } from '../protocol/places';
import {
  clusterHeads,
  clusterRows,
  columnHeads,
  columnRow,
  lossHeads,
  lossRows,
  nlmlWords,
  noLosses,
  tableLines,
  unlikelyRow,
} from '../words/comparing/comparisonTables';
import {
  basisWords,
  differenceWords,
  otherColumnLines,
  pWords,
  structureLines,
  unlikelyRowsWords,
  wholeRowLines,
} from '../words/comparing/comparisonWords';

/** Maximum number of unlikely rows that are printed. */
export const MOST_FINDINGS = 5;
/** Maximum number of changed columns that are printed. */
const MOST_COLUMNS = 40;

export function comparisonSummary(a: string, b: string, report: ComparisonReport): string {
  const sections = [
    [differenceWords(report), ...tableLines([a, b], report), basisWords(report)].join('\n'),
    structureLines(report.structure).join('\n'),
    columns(report),
    clusters(report),
    losses(report),
    unlikely(report),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function columns(report: ComparisonReport): string {
  const changed = report.columns.filter(isDifferent);
  const rows = changed.slice(0, MOST_COLUMNS).map(columnRow);
  return [
    ...(changed.length > 0 ? [aligned([columnHeads(), ...rows])] : []),
    ...(changed.length > MOST_COLUMNS ? [`and ${changed.length - MOST_COLUMNS} more`] : []),
    ...otherColumnLines(report),
  ].join('\n');
}

function clusters(report: ComparisonReport): string {
  const rows = clusterRows(report);
  return rows.length === 0 ? '' : [aligned([clusterHeads(), ...rows]), ...wholeRowLines(report)].join('\n');
}

function losses(report: ComparisonReport): string {
  const rows = lossRows(report);
  return `${rows.length === 0 ? noLosses() : aligned([lossHeads(), ...rows])}\n${nlmlWords(report)}`;
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
  const [line, , cell] = unlikelyRow(finding);
  return `  ${noun} ${line} (${pWords(smallestTail(finding))})${cell === '' ? '' : `: ${cell}`}`;
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
