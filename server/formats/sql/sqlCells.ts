/**
 * Cells of a table in SQL, as the values that a model's matrix would hold: numbers as their families encode them, the
 * parts of dates, and levels as their numbers from 1.
 */
import { families } from '../../core/families/registry';
import { isEpoch } from '../../core/schema/epoch';
import { usedColumns, type UsedColumn } from '../../core/schema/encoding/usedColumns';
import type { Schema } from '../../core/schema/infer';
import { FitProblem } from '../../words/fitProblem';
import { printable } from '../../words/printable';
import type { SqlSyntax } from './sqlDialects';

/** A column of a table in a database, with its type as the engine names it. */
export interface SqlColumn {
  readonly name: string;
  readonly type: string;
}

/** Sorts of SQL types that a model's columns can have. */
export type SqlSort = 'number' | 'text' | 'boolean' | 'date';

const SORTS: readonly (readonly [pattern: RegExp, sort: SqlSort])[] = [
  [/^(?:U?(?:BIG|TINY|SMALL|HUGE|MEDIUM)?INT(?:EGER)?\d*|DOUBLE|FLOAT\d*|REAL|DECIMAL|NUMERIC)\b/i, 'number'],
  [/^(?:VARCHAR|TEXT|CHAR(?:ACTER)?|BPCHAR|STRING|FIXEDSTRING|ENUM\d*|UUID)\b/i, 'text'],
  [/^BOOL(?:EAN)?\b/i, 'boolean'],
  [/^(?:DATE|TIME|TIMESTAMP)/i, 'date'],
];

/** Returns the sort of a type; undefined for arrays, structures and other types that are no cells. */
export function sqlSortOf(type: string): SqlSort | undefined {
  const plain = type.replace(/^(?:LowCardinality|Nullable)\((.*)\)$/i, '$1').replace(/^Nullable\((.*)\)$/i, '$1');
  if (/\[\d*\]$/.test(plain)) return undefined;
  return SORTS.find(([pattern]) => pattern.test(plain))?.[1];
}

/** Kinds of columns that are read from each sort of type. */
function suitableSorts(column: UsedColumn): readonly SqlSort[] {
  if (column.dates !== undefined) return ['date'];
  return families[column.kind].reads === 'number' || column.part !== undefined
    ? ['number']
    : ['text', 'boolean', 'number'];
}

const SORT_NAMES: Readonly<Record<SqlSort, string>> = {
  number: 'numbers',
  text: 'texts',
  boolean: 'booleans',
  date: 'dates or timestamps',
};

/**
 * Checks that SQL can read every column of a model.
 *
 * @param columns of the table; without them, types are not checked
 * @throws FitProblem
 */
export function requireSqlColumns(schema: Schema, columns?: readonly SqlColumn[]): void {
  const types = columns && new Map(columns.map(({ name, type }) => [name, type]));
  for (const column of usedColumns(schema)) {
    const source = sourceName(schema, column);
    const name = printable(source, 60);
    if (column.dates !== undefined && isEpoch(column.dates))
      throw new FitProblem(`Column "${name}": ${column.dates.form} cannot be read in SQL; fit without it (--ignore).`);
    const type = types?.get(source);
    if (types !== undefined && type === undefined)
      throw new FitProblem(`The model needs a column "${name}", which the table does not have.`);
    const sort = type === undefined ? undefined : sqlSortOf(type);
    const sorts = suitableSorts(column);
    if (type !== undefined && (sort === undefined || !sorts.includes(sort)))
      throw new FitProblem(
        `Column "${name}" has the type ${printable(type, 60)}; the model needs ${sorts.map((s) => SORT_NAMES[s]).join(' or ')}.`,
      );
    if ((column.bounded ?? 0) > 0 && sort !== 'number')
      throw new FitProblem(
        `Column "${name}" held bounds such as <0.05, which SQL cannot read; fit without it (--ignore).`,
      );
  }
}

/** Name of the table's column that a column of the model is read from. */
export function sourceName(schema: Schema, { index }: Pick<UsedColumn, 'index'>): string {
  return schema.find((column) => column.index === index)?.name ?? '';
}

/** Expression of a cell as its SQL type gives it: a double, a text, or seconds. */
export function readExpression(column: UsedColumn, cell: string, dialect: SqlSyntax, type?: string): string {
  if (column.dates !== undefined) return dialect.asSeconds(cell);
  if (families[column.kind].reads === 'number' || column.part !== undefined) return dialect.asNumber(cell);
  return isNumericLevels(column, type) ? dialect.asNumber(cell) : dialect.asText(cell);
}

/** Whether levels are numbers in a column of numbers, whose texts need not be those of the model. */
function isNumericLevels({ levels }: UsedColumn, type?: string): boolean {
  return type !== undefined && sqlSortOf(type) === 'number' && levels.every((level) => Number.isFinite(Number(level)));
}

/** Expression of the value in the matrix, from what `readExpression` reads; for levels, their number from 1. */
export function valueExpression(column: UsedColumn, read: string, dialect: SqlSyntax, type?: string): string {
  const { kind, part, dates, codes = [] } = column;
  const { number, when, noNumber, noLevel } = dialect;
  const coded = codes.length === 0 ? undefined : `${read} IN (${codes.map(number).join(', ')})`;
  const uncoded = (value: string, none = noNumber): string => (coded === undefined ? value : when(coded, none, value));
  if (dates !== undefined) return dateExpression(column, read, dialect);
  if (part?.of === 'zero')
    return uncoded(when(`${read} > ${number(0)}`, '2', when(`${read} = ${number(0)}`, '1', noLevel)), noLevel);
  if (part?.of === 'sign')
    return uncoded(
      when(
        `${read} > ${number(0)}`,
        '3',
        when(`${read} = ${number(0)}`, '2', when(`${read} < ${number(0)}`, '1', noLevel)),
      ),
      noLevel,
    );
  if (part?.of === 'size') return uncoded(when(`${read} <> ${number(0)}`, `ln(abs(${read}))`, noNumber));
  if (families[kind].reads === 'level') return levelExpression(column, read, dialect, type);
  if (kind === 'lognormal') return uncoded(when(`${read} > ${number(0)}`, `ln(${read})`, noNumber));
  if (families[kind].isCount === true)
    return uncoded(
      when(
        `${read} >= ${number(0)} AND ${read} <= ${number(Number.MAX_SAFE_INTEGER)} AND floor(${read}) = ${read}`,
        read,
        noNumber,
      ),
    );
  return uncoded(part?.of === 'amount' ? when(`${read} > ${number(0)}`, read, noNumber) : read);
}

function levelExpression(column: UsedColumn, read: string, dialect: SqlSyntax, type?: string): string {
  const { levels, codes = [], spelling } = column;
  const places = new Map(levels.map((level, index) => [level, index + 1]));
  const texts = new Map([...levels.map((level) => [level, level] as const), ...(spelling?.variants ?? [])]);
  for (const [text] of spelling?.misspelt ?? []) texts.delete(text);
  const numbers = [...texts].flatMap(([text, level]): (readonly [string, number])[] => {
    const place = places.get(level);
    return place === undefined || codes.includes(Number(text)) ? [] : [[text, place]];
  });
  if (!isNumericLevels(column, type)) return dialect.levelOf(read, numbers);
  return numbers
    .filter(([text]) => places.has(text))
    .reduceRight(
      (rest, [text, place]) => dialect.when(`${read} = ${dialect.number(Number(text))}`, String(place), rest),
      dialect.noLevel,
    );
}

const DAY = 86_400;
const HOUR = 3600;
const HOURS = 24;
/** Number of the weekday of 1970-01-01, a Thursday, among weekdays from Monday. */
const FIRST_WEEKDAY = 3;
const WEEK = 7;

function dateExpression({ part, dates }: UsedColumn, seconds: string, dialect: SqlSyntax): string {
  const { number, when, isGap, noNumber, noLevel } = dialect;
  const modulo = (value: string, divisor: number): string =>
    `(${value} - ${number(divisor)} * floor(${value} / ${number(divisor)}))`;
  if (part?.of === 'weekday') {
    const weekday = modulo(`(floor(${seconds} / ${number(DAY)}) + ${number(FIRST_WEEKDAY)})`, WEEK);
    const place = `CAST(${weekday} AS ${dialect.name === 'clickhouse' ? 'UInt8' : 'INTEGER'}) + 1`;
    return when(isGap(seconds), noLevel, place);
  }
  if (part?.of === 'hour') {
    const cut = number(part.cut ?? 0);
    return `(${cut} + ${modulo(`(${seconds} / ${number(HOUR)} - ${cut})`, HOURS)})`;
  }
  const { from = -Infinity, to = Infinity } = dates ?? {};
  const limits = [
    ...(Number.isFinite(from) ? [`${seconds} >= ${number(from)}`] : []),
    ...(Number.isFinite(to) ? [`${seconds} <= ${number(to)}`] : []),
  ];
  const day = `${seconds} / ${number(DAY)}`;
  return limits.length === 0 ? day : when(limits.join(' AND '), day, noNumber);
}
