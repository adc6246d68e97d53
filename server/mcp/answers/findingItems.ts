/** All findings of a report as one list, the most severe first: each with its place, its cells and a line of words. */
import type { CellFinding, Finding, FitReport, UnreadableCell } from '../../protocol';
import { rowFindings, smallestTail } from '../../protocol/report/report';
import { notationOf } from '../../words/findingClauses';
import { findingLine, otherFinding, unreadableLine } from '../../words/findingLines';
import { shown } from './dataText';
import { LINE, listOf, objectOf, PROBABILITY, ROW, TEXT, TEXT_OR_NUMBER, YES_NO, described } from './schemas';

/** A cell of a finding. Texts are prepared for display. */
interface CellItem {
  readonly column: string;
  readonly value: string;
  readonly expected?: number | string;
  readonly interval?: readonly (number | string)[];
  readonly p?: number;
  readonly meant?: string;
  readonly reason?: string;
  readonly sure?: boolean;
}

export interface FindingItem {
  readonly code: string;
  readonly message: string;
  readonly line?: number;
  readonly row?: number;
  readonly column?: string;
  readonly p?: number;
  readonly cells?: readonly CellItem[];
}

export const CELL_FIELDS = {
  expected: described(TEXT_OR_NUMBER, 'Value that the other cells of the row imply'),
  interval: described(listOf(TEXT_OR_NUMBER), 'Ends of the 95 % interval, or the levels that hold 95 %'),
  p: PROBABILITY,
  meant: described(TEXT, 'What was probably meant; "" for a missing value'),
  reason: described(TEXT, 'How the cell differs from what was meant'),
  sure: described(YES_NO, 'Whether hardly anything else can have been meant'),
};

export const FINDING_ITEM = objectOf(
  { code: TEXT, message: TEXT },
  {
    line: LINE,
    row: ROW,
    column: TEXT,
    p: PROBABILITY,
    cells: listOf(objectOf({ column: TEXT, value: TEXT }, CELL_FIELDS)),
  },
);

/** A finding with the names of its columns as they are in the file. */
export interface NamedFinding {
  readonly columns: readonly string[];
  readonly item: FindingItem;
}

/**
 * Returns unlikely rows, the least likely first; cells that cannot be read or do not add up, in the order of the file;
 * then what concerns columns and groups of rows.
 */
export function namedFindings(report: FitReport): readonly NamedFinding[] {
  const notation = notationOf(report.columns);
  const rows = [...rowFindings(report.findings)].sort((a, b) => smallestTail(a) - smallestTail(b) || a.row - b.row);
  return [
    ...rows.map((finding) => ({
      columns: finding.cells.map(({ column }) => column),
      item: {
        code: finding.code,
        message: shown(findingLine(finding, notation), LONGEST_MESSAGE),
        line: finding.line,
        row: finding.row,
        p: smallestTail(finding),
        cells: finding.cells.map(cellItem),
      },
    })),
    ...(report.unreadable ?? []).map((cell) => ({
      columns: [cell.column, ...(cell.moved ?? []).map(({ column }) => column)],
      item: unreadableItem(cell),
    })),
    ...report.findings.flatMap(otherItem),
  ];
}

const LONGEST_MESSAGE = 600;

/** Returns the fields of a cell's finding, prepared for display. */
export function cellItem({ column, value, expected, interval, tail, meant, reason, isSure }: CellFinding): CellItem {
  return {
    column: shown(column),
    value: shown(value),
    expected: typeof expected === 'number' ? expected : shown(expected),
    interval: interval.slice(0, MOST_LEVELS).map((end) => (typeof end === 'number' ? end : shown(end))),
    p: tail,
    ...meantFields({ meant, reason, isSure }),
  };
}

/** Maximum number of levels of an interval. */
const MOST_LEVELS = 20;

/** Returns the fields about a meant value; those that are absent are left out. */
export function meantFields({
  meant,
  reason,
  isSure,
}: {
  readonly meant: string | undefined;
  readonly reason: string | undefined;
  readonly isSure: boolean | undefined;
}): Pick<CellItem, 'meant' | 'reason' | 'sure'> {
  return {
    ...(meant !== undefined && { meant: shown(meant) }),
    ...(reason !== undefined && { reason: shown(reason) }),
    ...(meant !== undefined && isSure !== undefined && { sure: isSure }),
  };
}

/** Returns a cell that its column cannot read, or that does not follow from others as it should. */
export function unreadableItem(cell: UnreadableCell): FindingItem {
  const { code, row, line, column, text, reason, expected, meant, moved } = cell;
  const own = {
    column: shown(column),
    value: shown(text),
    ...(expected !== undefined && { expected }),
    ...meantFields({ meant, reason, isSure: undefined }),
  };
  const others = (moved ?? []).map((each) => ({
    column: shown(each.column),
    value: shown(each.text),
    meant: shown(each.meant),
  }));
  return {
    code,
    message: shown(unreadableLine(cell), LONGEST_MESSAGE),
    line,
    row,
    column: shown(column),
    cells: others.length > 0 ? others : [own],
  };
}

function otherItem(finding: Finding): readonly NamedFinding[] {
  if ('row' in finding) return [];
  const [words] = otherFinding(finding, (column) => `kinds {${JSON.stringify(column)}: "normal"}`);
  const columns = 'column' in finding ? [finding.column] : finding.differences.map(({ column }) => column);
  return [
    {
      columns,
      item: {
        code: finding.code,
        message: shown(words ?? finding.code, LONGEST_MESSAGE),
        ...('line' in finding && { line: finding.line }),
        ...('column' in finding && { column: shown(finding.column) }),
      },
    },
  ];
}
