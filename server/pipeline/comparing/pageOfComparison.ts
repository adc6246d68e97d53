/** Gathers what the page of a comparison shows. */
import { clauses } from '../../../language/joins';
import { say } from '../../../language/language';
import type { ColumnComparison, ComparisonReport, PartComparison } from '../../protocol';
import type { ComparedColumnPage, ComparedPart, ComparisonPage } from '../../protocol/commands/comparisonPage';
import { isDifferent } from '../../protocol/report/comparisonReports';
import { datePartOf } from '../../protocol/report/dateWords';
import { momentRows } from '../../words/comparing/changeWords';
import {
  amountWords,
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
} from '../../words/comparing/comparisonTables';
import {
  basisWords,
  differenceWords,
  otherColumnLines,
  structureLines,
  unlikelyRowsWords,
  wholeRowLines,
} from '../../words/comparing/comparisonWords';
import { finePercent } from '../../words/numbers';
import { printable, printableLine, printablePath } from '../../words/printable';

/** Maximum number of columns that are drawn, and of those in the table. */
const MOST_COLUMNS_DRAWN = 24;
const MOST_COLUMNS = 500;
/** Maximum number of levels of a column that are drawn. */
const MOST_LEVELS = 12;
/** Maximum number of unlikely rows in the table. */
const MOST_ROWS = 200;

/** @param linkTo URI of B, to whose lines the page may link in the editor */
export function pageOfComparison(
  names: readonly [string, string],
  report: ComparisonReport,
  linkTo?: string,
): ComparisonPage {
  const columns = byShare(report.columns);
  const { findings, count } = report.unlikely;
  const [unlikelyShown, hidden] = [findings.slice(0, MOST_ROWS), Math.max(0, count - MOST_ROWS)];
  const losses = lossRows(report);
  return {
    names: [printablePath(names[0]), printablePath(names[1])],
    answer: differenceWords(report),
    amount: amountWords(report),
    basis: [...tableLines(names, report), basisWords(report)],
    structure: structureLines(report.structure),
    columnHeads: columnHeads(),
    columnRows: columns
      .slice(0, MOST_COLUMNS)
      .map((column) => columnRow(isDifferent(column) ? column : { ...column, changes: [] })),
    columns: columns
      .filter(({ parts }) => parts.length > 0)
      .slice(0, MOST_COLUMNS_DRAWN)
      .map(columnPage),
    otherColumns: otherColumnLines(report),
    clusterHeads: clusterHeads(),
    clusterRows: clusterRows(report),
    clusterShares: report.clusters.length < 2 ? [] : report.clusters.map(({ shares }) => shares),
    clusterLines: wholeRowLines(report),
    lossHeads: lossHeads(),
    lossRows: losses,
    lossLine: losses.length === 0 ? noLosses() : nlmlWords(report),
    unlikely: unlikelyWords(unlikelyRowsWords(report), hidden),
    unlikelyRows: unlikelyShown.map(unlikelyRow),
    notes: report.notes.map(printableLine),
    ...(linkTo !== undefined && { linkTo }),
  };
}

/** @param hidden number of unlikely rows that are not listed */
function unlikelyWords(unlikely: string, hidden: number): string {
  return hidden > 0
    ? say('{unlikely}; the {count, plural, one {# row} other {# rows}} below are the least likely.', {
        unlikely,
        count: MOST_ROWS,
      })
    : say('{sentence}.', { sentence: unlikely });
}

/** Sorts columns by their share in the divergence, then by the clearness of their difference. */
function byShare(columns: readonly ColumnComparison[]): readonly ColumnComparison[] {
  const share = (column: ColumnComparison): number => (isDifferent(column) ? 1 : 0) + (column.share ?? 0);
  return [...columns].sort((a, b) => share(b) - share(a) || b.evidence - a.evidence);
}

function columnPage(column: ColumnComparison): ComparedColumnPage {
  return {
    name: printable(column.column),
    isDifferent: isDifferent(column),
    words: clauses(column.changes),
    parts: column.parts.map((part, i) => partPage(part, i === 0 ? column.missing : undefined)),
  };
}

function partPage(
  { part, unit, mean, sd, histogram, levels }: PartComparison,
  missing: readonly [number, number] | undefined,
): ComparedPart {
  const datePart = datePartOf({ part });
  const gaps = missing !== undefined && missing[0] + missing[1] > 0 ? [['missing', ...missing.map(finePercent)]] : [];
  const shown = levels?.slice(0, MOST_LEVELS).map(({ level, shares }) => ({ level: printable(level), shares }));
  return {
    title: part ?? '',
    ...(datePart !== undefined && { part: datePart }),
    ...(histogram !== undefined && { histogram }),
    ...(shown !== undefined && { levels: shown }),
    numbers: [
      ...(mean === undefined || sd === undefined
        ? []
        : momentRows({ part, mean, sd, ...(unit !== undefined && { unit }) })),
      ...(shown ?? []).map(({ level, shares }) => [level, ...shares.map(shareText)]),
      ...gaps,
    ],
  };
}

function shareText(share: number): string {
  return Number.isNaN(share) ? say('none') : finePercent(share);
}
