/** Findings in words, for the lines of the command line: cells with their expected values, columns, groups. */
import type { ColumnReport, Finding, GroupFinding, RowFinding } from '../protocol';
import type { PlaceNoun } from '../protocol/places';
import { datePartsOf } from '../protocol/report/dateWords';
import { meantAddition } from '../protocol/report/meant';
import { percentage } from '../protocol/shares';
import { variantWords } from '../protocol/report/spellings';
import { inUnit, unitsOf } from '../protocol/report/units';
import { printable } from './printable';

/** Maximum length of the reason for a slip, in characters: it may quote names from the file. */
const LONGEST_REASON = 160;

/** Units and date parts of the columns, by name. */
export interface Notation {
  readonly units: ReturnType<typeof unitsOf>;
  readonly parts: ReturnType<typeof datePartsOf>;
}

export function notationOf(columns: readonly ColumnReport[]): Notation {
  return { units: unitsOf(columns), parts: datePartsOf(columns) };
}

/** Returns a clause about an unlikely cell. @example 'pay is 52950 (probably 5295: a zero too many), expected 4972' */
export function cellWords(cell: RowFinding['cells'][number], { units, parts }: Notation): string {
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

/** Describes a finding of a column or a group; undefined for findings of rows. */
export function otherFindingWords(finding: Exclude<Finding, RowFinding>, noun?: PlaceNoun): string;
export function otherFindingWords(finding: Finding, noun?: PlaceNoun): string | undefined;
export function otherFindingWords(finding: Finding, noun: PlaceNoun = 'line'): string | undefined {
  switch (finding.code) {
    case 'column.repeated-value': {
      const { column, value, rows, range, line } = finding;
      return (
        `${printable(column)}: ${printable(value)} stands in ${plural(rows.length, 'row')}, far from ` +
        `${short(range[0])} to ${short(range[1])}; counted as missing (first ${placeWords(noun, line)})`
      );
    }
    case 'column.top-code': {
      const { column, value, rows, range, line } = finding;
      return (
        `${printable(column)}: ${printable(value)} stands in ${plural(rows.length, 'row')}, above ` +
        `${short(range[0])} to ${short(range[1])}: perhaps it means this much or more; left out of the fit (first ` +
        `${placeWords(noun, line)})`
      );
    }
    case 'column.heavy-tailed':
      return (
        `${printable(finding.column)} is heavy-tailed: ${plural(finding.count, 'cell')} lie more than ` +
        `${short(finding.from)} sd from their clusters, thinning out gradually; only the farthest are listed`
      );
    case 'column.left-out':
      if ('isWithoutCells' in finding) return `${printable(finding.column)} is not checked: ${finding.reason}`;
      return (
        `${printable(finding.column)} is left out (${printable(finding.reason, 120)}), though ` +
        `${percentWords(finding.share)} of its cells look like numbers`
      );
    case 'column.follows':
      return (
        `${printable(finding.column)} is ${printable(finding.formula, 200)}: left out of the fit, which ` +
        'would count it twice, and checked against this formula'
      );
    case 'cell.variant':
      return `${variantWords(finding, printable)} The first is ${placeWords(noun, finding.line)}.`;
    case 'group.small':
      return groupWords(finding, noun);
    default:
      return undefined;
  }
}

function groupWords({ component, rows, line, differences }: GroupFinding, noun: PlaceNoun): string {
  const apart = differences
    .map(({ column, own, others }) => `${printable(column)} ${valueText(own)}, elsewhere ${valueText(others)}`)
    .join('; ');
  return (
    `${plural(rows.length, 'row')} ${rows.length === 1 ? 'is' : 'are'} a small group of ` +
    `${rows.length === 1 ? 'its' : 'their'} own (cluster ${component + 1}, first ` +
    `${placeWords(noun, line)})${apart === '' ? '' : `: ${apart}`}`
  );
}

/** @example 'on line 12', 'in row 12' */
function placeWords(noun: PlaceNoun, number: number): string {
  return `${noun === 'line' ? 'on line' : 'in row'} ${number}`;
}

/** Describes the key of a row. @example 'id 4711, day 2026-01-02' */
export function keyWords(key: Readonly<Record<string, string>>): string {
  return Object.entries(key)
    .map(([column, text]) => `${printable(column)} ${text === '' ? 'missing' : printable(text)}`)
    .join(', ');
}

function valueText(value: number | string): string {
  return typeof value === 'number' ? short(value) : printable(value);
}

/** Formats a tail probability, to follow "p". @example tailWords(0.0000021) === '= 0.0000021' */
export function tailWords(p: number): string {
  return p < 1e-12 ? '< 1e-12' : `= ${Number(p.toPrecision(2))}`;
}

/** Formats a number with four significant digits. */
export function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** @example percentWords(0.123) === '12.3 %', percentWords(0.0002) === '<0.1 %' */
export function percentWords(share: number): string {
  return percentage(share, 1);
}

/** @example plural(2, 'row') === '2 rows' */
export function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
