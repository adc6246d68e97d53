/** Findings in words, for the lines of the command line: cells with their expected values, columns, groups. */
import { clauses } from '../../language/joins';
import { say } from '../../language/language';
import type { ColumnReport, Finding, GroupFinding, RowFinding } from '../protocol';
import type { ColumnFinding } from '../protocol/report/report';
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
    case 'column.repeated-value':
      return say(
        '{column}: {value} stands in {count, plural, one {# row} other {# rows}}, far from {low} to {high}; counted as missing (first {noun, select, row {in row} other {on line}} {number})',
        repeatedParts(finding, noun),
      );
    case 'column.top-code':
      return say(
        '{column}: {value} stands in {count, plural, one {# row} other {# rows}}, above {low} to {high}: perhaps it means this much or more; left out of the fit (first {noun, select, row {in row} other {on line}} {number})',
        repeatedParts(finding, noun),
      );
    case 'column.heavy-tailed':
      return say(
        '{column} is heavy-tailed: {count, plural, one {# cell lies} other {# cells lie}} more than {distance} sd from their clusters, thinning out gradually; only the farthest are listed',
        { column: printable(finding.column), count: finding.count, distance: short(finding.from) },
      );
    case 'column.left-out':
      return leftOutWords(finding);
    case 'column.follows':
      return say(
        '{column} is {formula}: left out of the fit, which would count it twice, and checked against this formula',
        { column: printable(finding.column), formula: printable(finding.formula, 200) },
      );
    case 'cell.variant':
      return say('{sentences} The first is {noun, select, row {in row} other {on line}} {number}.', {
        sentences: variantWords(finding, printable),
        noun,
        number: finding.line,
      });
    case 'group.small':
      return groupWords(finding, noun);
    default:
      return undefined;
  }
}

function repeatedParts(
  { column, value, rows, range, line }: ColumnFinding,
  noun: PlaceNoun,
): Readonly<Record<'column' | 'value' | 'count' | 'low' | 'high' | 'noun' | 'number', string | number>> {
  return {
    column: printable(column),
    value: printable(value),
    count: rows.length,
    low: short(range[0]),
    high: short(range[1]),
    noun,
    number: line,
  };
}

function leftOutWords(finding: Extract<Finding, { readonly code: 'column.left-out' }>): string {
  const column = printable(finding.column);
  return 'isWithoutCells' in finding
    ? say('{column} is not checked: {reason}', { column, reason: finding.reason })
    : say('{column} is left out ({reason}), though {share} of its cells look like numbers', {
        column,
        reason: printable(finding.reason, 120),
        share: percentWords(finding.share),
      });
}

function groupWords({ component, rows, line, differences }: GroupFinding, noun: PlaceNoun): string {
  const group = say(
    '{count, plural, one {# row is a small group of its own} other {# rows are a small group of their own}} (cluster {cluster}, first {noun, select, row {in row} other {on line}} {number})',
    { count: rows.length, cluster: component + 1, noun, number: line },
  );
  if (differences.length === 0) return group;
  const apart = differences.map(({ column, own, others }) =>
    say('{column} {own}, elsewhere {others}', {
      column: printable(column),
      own: valueText(own),
      others: valueText(others),
    }),
  );
  return say('{group}: {differences}', { group, differences: clauses(apart) });
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
