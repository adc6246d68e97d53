/** Words for findings that belong to no single row, and for the accuracy of a column, in the panel and the report. */
import { enumerated } from '../language/joins';
import { say } from '../language/language';
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
import { count, percent, writerFor } from './format';

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
      return say(
        '{column} is {formula}: it takes no part in the fit, which would count it twice, and its cells are checked by it.',
        { column: finding.column, formula: finding.formula },
      );
  }
}

function heavyWords({ column, count: cells, from }: HeavyTailFinding): string {
  return say(
    '{column} has a heavy tail: {cells, plural, one {{number} cell lies} other {{number} cells lie}} more than {deviations} standard deviations from their clusters and thin out gradually. Only the farthest are reported.',
    { column, cells, number: count(cells), deviations: Number(from.toPrecision(2)) },
  );
}

function leftOutWords(finding: LeftOutFinding | WithoutCellsFinding): string {
  const { column, reason } = finding;
  if ('isWithoutCells' in finding) return say('{column} is not checked: {reason}.', { column, reason });
  return say(
    '{column} is left out ({reason}), though {share} of its cells look like numbers. Nothing in it is looked at; choose a kind for it to have them read.',
    { column, reason, share: percent(finding.share) },
  );
}

function repeatedWords({ code, column, value, range: [low, high] }: ColumnFinding): string {
  const write =
    Number.isInteger(low) && Number.isInteger(high)
      ? count
      : writerFor((high - low) / 10, Math.max(Math.abs(low), Math.abs(high)));
  if (code === 'column.top-code')
    return say(
      '{value} in {column}, above {low} to {high}: perhaps it means this much or more. It takes no part in the fit.',
      { value, column, low: write(low), high: write(high) },
    );
  return say('{value} in {column}, far from {low} to {high}: a code for missing? It counts as missing in the fit.', {
    value,
    column,
    low: write(low),
    high: write(high),
  });
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
      typeof value === 'number' ? (write?.(value) ?? String(value)) : say('“{text}”', { text: value });
    return say('{column} {own} (elsewhere {others})', { column, own: valueWords(own), others: valueWords(others) });
  });
  const share = percent(rows.length / rowTotal);
  const cluster = clusterWords(components[component], component);
  return differenceWords.length === 0
    ? say('{share} of the rows are a group of their own ({cluster}).', { share, cluster })
    : say('{share} of the rows are a group of their own ({cluster}): {differences}.', {
        share,
        cluster,
        differences: enumerated(differenceWords),
      });
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
  return [
    ...(unit === '' ? [] : [say('in {unit}', { unit })]),
    ...(step === undefined
      ? []
      : [say('written to {step}', { step: part === undefined ? step : partSpread(part, step) })]),
    ...(errorRate === undefined || setAside === 0
      ? []
      : [errorWords(percent(errorRate), setAside, rowsFitted === undefined ? rows - missing : undefined)]),
  ];
}

/** @param observed number of observed cells; undefined for a sample of rows, whose missing cells are not reported */
function errorWords(rate: string, setAside: number, observed: number | undefined): string {
  return observed === undefined
    ? say('error rate {rate}, {cells, plural, one {{number} cell} other {{number} cells}} set aside', {
        rate,
        cells: setAside,
        number: count(setAside),
      })
    : say('error rate {rate}, {setAside} of {cells, plural, one {{number} cell} other {{number} cells}} set aside', {
        rate,
        setAside: count(setAside),
        cells: observed,
        number: count(observed),
      });
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
