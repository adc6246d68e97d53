/** Words for findings that belong to no single row, and for the accuracy of a column, in the panel and the report. */
import type {
  ColumnFinding,
  ColumnReport,
  Finding,
  FitReport,
  GroupFinding,
  HeavyTailFinding,
  LeftOutFinding,
  WithoutCellsFinding,
  RowFinding,
  UnreadableCell,
} from '../server/protocol';
import { clusterWords } from '../server/protocol/report/clusterLook';
import { variantWords } from '../server/protocol/report/spellings';
import { datePartOf, partSpread } from '../server/protocol/report/dateWords';
import { count, counted, percent, writerFor } from './format';

/** A finding about several rows at once. */
export type WideFinding = Exclude<Finding, RowFinding>;

const CODE_ORDER: readonly WideFinding['code'][] = [
  'column.left-out',
  'column.follows',
  'column.repeated-value',
  'column.top-code',
  'cell.variant',
  'column.heavy-tailed',
  'group.small',
];

/** Selects the findings of columns, then those of small groups. */
export function wideFindings(findings: readonly Finding[]): readonly WideFinding[] {
  const wide = findings.filter((finding): finding is WideFinding => !('row' in finding));
  return CODE_ORDER.flatMap((code) => wide.filter((finding) => finding.code === code));
}

/** Returns the number of rows of a finding. */
export function rowCount(finding: WideFinding): number {
  if (finding.code === 'column.left-out' || finding.code === 'column.follows') return 0;
  return finding.code === 'column.heavy-tailed' || finding.code === 'cell.variant'
    ? finding.count
    : finding.rows.length;
}

/**
 * Describes a finding.
 *
 * @example '-999 in age, far from 28 to 90: a code for missing? It counts as missing in the fit.'
 */
export function wideWords(finding: WideFinding, report: Pick<FitReport, 'rows' | 'components'>): string {
  switch (finding.code) {
    case 'group.small':
      return groupWords(finding, report);
    case 'column.repeated-value':
    case 'column.top-code':
      return repeatedWords(finding);
    case 'cell.variant':
      return variantWords(finding);
    case 'column.heavy-tailed':
      return heavyWords(finding);
    case 'column.left-out':
      return leftOutWords(finding);
    case 'column.follows':
      return (
        `${finding.column} is ${finding.formula}: it takes no part in the fit, which would count it twice, ` +
        'and its cells are checked by it.'
      );
  }
}

function heavyWords({ column, count: cells, from }: HeavyTailFinding): string {
  return (
    `${column} has a heavy tail: ${counted(cells, 'cell')} lie more than ${Number(from.toPrecision(2))} ` +
    'standard deviations from their clusters and thin out gradually. Only the farthest are reported.'
  );
}

function leftOutWords(finding: LeftOutFinding | WithoutCellsFinding): string {
  const { column, reason } = finding;
  if ('isWithoutCells' in finding) return `${column} is not checked: ${reason}.`;
  return (
    `${column} is left out (${reason}), though ${percent(finding.share)} of its cells look like numbers. Nothing ` +
    'in it is looked at; choose a kind for it to have them read.'
  );
}

function repeatedWords({ code, column, value, range: [low, high] }: ColumnFinding): string {
  const write =
    Number.isInteger(low) && Number.isInteger(high)
      ? count
      : writerFor((high - low) / 10, Math.max(Math.abs(low), Math.abs(high)));
  if (code === 'column.top-code')
    return (
      `${value} in ${column}, above ${write(low)} to ${write(high)}: ` +
      'perhaps it means this much or more. It takes no part in the fit.'
    );
  return (
    `${value} in ${column}, far from ${write(low)} to ${write(high)}: ` +
    'a code for missing? It counts as missing in the fit.'
  );
}

/**
 * Describes a small group.
 *
 * @example '0.6 % of the rows are a group of their own (cluster 4): height 12 (elsewhere 40), sex “f” (elsewhere “m”).'
 */
function groupWords(
  { component, rows, differences }: GroupFinding,
  { rows: rowTotal, components }: Pick<FitReport, 'rows' | 'components'>,
): string {
  const differenceWords = differences.map(({ column, own, others }) => {
    const write =
      typeof own === 'number' && typeof others === 'number'
        ? writerFor(Math.abs(own - others), Math.max(Math.abs(own), Math.abs(others)))
        : undefined;
    const valueWords = (value: number | string): string =>
      typeof value === 'number' ? (write?.(value) ?? String(value)) : `“${value}”`;
    return `${column} ${valueWords(own)} (elsewhere ${valueWords(others)})`;
  });
  const group =
    `${percent(rows.length / rowTotal)} of the rows are a group of their own ` +
    `(${clusterWords(components[component], component)})`;
  return differenceWords.length === 0 ? `${group}.` : `${group}: ${differenceWords.join(', ')}.`;
}

/**
 * Describes the accuracy of a column.
 *
 * @example ['in kg', 'written to 0.1', 'error rate 0.9 %, 3 of 344 cells set aside']
 */
export function accuracyWords(
  column: ColumnReport,
  { rows, rowsFitted }: Pick<FitReport, 'rows' | 'rowsFitted'>,
): readonly string[] {
  const { missing, errorRate, setAside = 0, step, unit = '' } = column;
  const part = datePartOf(column);
  // The missing cells of a part are not reported.
  const cellWords =
    rowsFitted === undefined ? ` of ${counted(rows - missing, 'cell')}` : setAside === 1 ? ' cell' : ' cells';
  return [
    ...(unit === '' ? [] : [`in ${unit}`]),
    ...(step === undefined ? [] : [`written to ${part === undefined ? step : partSpread(part, step)}`]),
    ...(errorRate === undefined || setAside === 0
      ? []
      : [`error rate ${percent(errorRate)}, ${count(setAside)}${cellWords} set aside`]),
  ];
}

/** Groups unreadable cells by column, in the order of the columns. */
export function unreadableByColumn(
  columns: readonly ColumnReport[],
  cells: readonly UnreadableCell[],
): readonly { readonly column: string; readonly cells: readonly UnreadableCell[] }[] {
  return columns.flatMap(({ name }) => {
    const columnCells = cells.filter(({ column }) => column === name);
    return columnCells.length === 0 ? [] : [{ column: name, cells: columnCells }];
  });
}

/** Maximum length of a cell in a message; longer ones are cut. */
const LONGEST_CELL = 60;

export function shortenCell(text: string): string {
  // A cell may hold megabytes.
  const characters = Array.from(text.slice(0, 4 * LONGEST_CELL));
  return characters.length > LONGEST_CELL ? `${characters.slice(0, LONGEST_CELL - 1).join('')}…` : text;
}
