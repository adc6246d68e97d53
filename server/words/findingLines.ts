/** Findings and parameters as lines of plain text, for the command line and for agents. */
import type { ColumnParameters, ColumnReport, Finding, RowFinding, UnreadableCell } from '../protocol';
import { datePartsOf, partSpread, partText, type DatePartName } from '../protocol/report/dateWords';
import { meantAddition } from '../protocol/report/meant';
import { smallestTail } from '../protocol/report/report';
import { variantWords } from '../protocol/report/spellings';
import { inUnit, unitsOf } from '../protocol/report/units';
import { printable } from './printable';

/** Maximum number of levels named per cluster of a categorical column. */
const MOST_LEVELS = 2;
/** Maximum number of blamed cells named per row. */
const MOST_CELLS = 3;
/** Maximum length of the reason for a slip, in characters: it may quote names from the file. */
const LONGEST_REASON = 160;

/** Describes the parameters of a column in a cluster. @example '4973 ± 351', 'female 83.0 %, male 17.0 %' */
export function parameterWords(of: ColumnParameters, part: DatePartName | undefined): string {
  if ('mean' in of && part !== undefined) return `${partText(part, of.mean, of.sd)} ± ${partSpread(part, of.sd)}`;
  if ('mean' in of) return `${short(of.mean)} ± ${short(of.sd)}`;
  const levels = Object.entries(of.probabilities)
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST_LEVELS);
  return levels
    .filter(([, p], rank) => rank === 0 || p >= 0.1)
    .map(([level, p]) => `${printable(level)} ${fixedPercent(p)}`)
    .join(', ');
}

/**
 * Describes a finding that belongs to no single row; empty for findings of rows.
 *
 * @param readAsNumbers returns what to write to have a column read as numbers
 */
export function otherFinding(finding: Finding, readAsNumbers: (column: string) => string): readonly string[] {
  if (finding.code === 'column.repeated-value') {
    const {
      column,
      value,
      rows,
      range: [low, high],
    } = finding;
    return [
      `${printable(column)}: ${printable(value)} stands in ${plural(rows.length, 'row')}, far from ` +
        `${short(low)} to ${short(high)}; counted as missing (first on line ${finding.line})`,
    ];
  }
  if (finding.code === 'column.heavy-tailed') {
    return [
      `${printable(finding.column)} is heavy-tailed: ${plural(finding.count, 'cell')} lie more than ` +
        `${short(finding.from)} sd from their clusters, thinning out gradually; only the farthest are listed`,
    ];
  }
  if (finding.code === 'column.left-out') {
    return [
      `${printable(finding.column)} is left out (${printable(finding.reason)}), though ` +
        `${fixedPercent(finding.share)} of its cells look like numbers; read them with ` +
        readAsNumbers(printable(finding.column)),
    ];
  }
  if (finding.code === 'column.follows') {
    return [
      `${printable(finding.column)} is ${printable(finding.formula, 200)}: left out of the fit, which ` +
        'would count it twice, and checked against this formula',
    ];
  }
  if (finding.code === 'cell.variant')
    return [`${variantWords(finding, printable)} The first is on line ${finding.line}.`];
  if (finding.code !== 'group.small') return [];
  const { component, rows, line, differences } = finding;
  const apart = differences
    .map(({ column, own, others }) => `${printable(column)} ${valueText(own)}, elsewhere ${valueText(others)}`)
    .join('; ');
  return [
    `${plural(rows.length, 'row')} ${rows.length === 1 ? 'is' : 'are'} a small group of ` +
      `${rows.length === 1 ? 'its' : 'their'} own (cluster ${component + 1}, first on line ` +
      `${line})${apart === '' ? '' : `: ${apart}`}`,
  ];
}

export function notationOf(columns: readonly ColumnReport[]): Notation {
  return { units: unitsOf(columns), parts: datePartsOf(columns) };
}

/** Describes a cell that its column cannot read, or that does not follow from others as it should. */
export function unreadableLine({ line, text, reason }: UnreadableCell): string {
  return `line ${line}: "${printable(text)}" ${printable(reason, 200)}`;
}

function valueText(value: number | string): string {
  return typeof value === 'number' ? short(value) : printable(value);
}

/** Units and date parts of the columns, by name. */
export interface Notation {
  readonly units: ReturnType<typeof unitsOf>;
  readonly parts: ReturnType<typeof datePartsOf>;
}

/** Describes an unlikely row: its line, its tail probability, and its guiltiest cells. */
export function findingLine(finding: RowFinding, notation: Notation): string {
  const { line, cells } = finding;
  const where = `line ${line} (p ${probability(smallestTail(finding))})`;
  if (cells.length === 0) return where;
  return `${where}: ${cells
    .slice(0, MOST_CELLS)
    .map((cell) => cellWords(cell, notation))
    .join('; ')} given its other cells`;
}

function cellWords(cell: RowFinding['cells'][number], { units, parts }: Notation): string {
  const { column, value, expected: mean, interval } = cell;
  const unit = units.get(column);
  const part = parts.get(column);
  const isInterval = typeof mean === 'number' || part === 'day' || part === 'hour';
  const between = isInterval ? ` (${valueText(interval[0])} to ${valueText(interval[1])})` : '';
  return (
    `${printable(column)} is ` +
    `${printable(value)}${meantAddition(cell, (text) => printable(text, LONGEST_REASON))}, expected ` +
    `${typeof mean === 'number' ? inUnit(valueText(mean), unit && printable(unit)) : valueText(mean)}${between}`
  );
}

function probability(p: number): string {
  return p < 1e-12 ? '< 1e-12' : `= ${Number(p.toPrecision(2))}`;
}

export function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

export function fixedPercent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** @example plural(2, 'row') === '2 rows' */
export function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
