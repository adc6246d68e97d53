/** Dialects of SQL and their syntax: numbers, texts, names, gaps and the few functions that a mixture needs. */

export type SqlDialectName = 'clickhouse' | 'duckdb' | 'postgres';

export const SQL_DIALECTS: readonly SqlDialectName[] = ['clickhouse', 'duckdb', 'postgres'];

/**
 * Expressions of one dialect. A value is a double, or the number of a level from 1; a missing value is NULL, but NaN
 * or level 0 in ClickHouse, whose nullable columns are slow.
 */
export interface SqlSyntax {
  readonly name: SqlDialectName;
  /** A missing number, and a missing level. */
  readonly noNumber: string;
  readonly noLevel: string;
  /** Suffix that keeps the planner from merging a subquery into its outer query. */
  readonly fence: string;
  /** Aggregate that sums doubles. */
  readonly sum: (value: string) => string;
  readonly number: (value: number) => string;
  readonly text: (value: string) => string;
  readonly identifier: (name: string) => string;
  /** Converts a cell to a double; missing where it is NULL or not finite. */
  readonly asNumber: (cell: string) => string;
  /** Converts a cell to a text without blanks around it; '' or NULL where it is NULL. */
  readonly asText: (cell: string) => string;
  /** Seconds since 1970 of a cell that is a date or timestamp, or seconds of a time of the day; missing for NULL. */
  readonly asSeconds: (cell: string) => string;
  /** Whether a number is missing. */
  readonly isGap: (value: string) => string;
  readonly when: (condition: string, value: string, otherwise: string) => string;
  /** A term that depends on a number; 0 where the number is missing. */
  readonly termOf: (value: string, term: string) => string;
  readonly greatest: (values: readonly string[]) => string;
  readonly exp: (value: string) => string;
  /** The number of a text among others, from 1; missing for another text. */
  readonly levelOf: (text: string, numbers: readonly (readonly [text: string, level: number])[]) => string;
  /** The number at a level's place; 0 where the level is missing. */
  readonly pick: (level: string, numbers: readonly number[]) => string;
  /** List of the items. */
  readonly list: (items: readonly string[]) => string;
  /**
   * List of an expression for each of the indices 1 … `count`; `index` is its name in the expression. Old versions of
   * ClickHouse overlook lists that only an inner lambda names; `lists` names them outside.
   */
  readonly listOver: (index: string, count: number, value: string, lists?: readonly string[]) => string;
  /** Sum, and largest, of an expression over the indices 1 … `count`. */
  readonly sumOver: (index: string, count: number, value: string, lists?: readonly string[]) => string;
  readonly mostOver: (index: string, count: number, value: string, lists?: readonly string[]) => string;
  /** First index of a value in a list. */
  readonly indexIn: (list: string, value: string) => string;
  /** log Γ(x) for x > 0. */
  readonly logGamma: (value: string) => string;
}

/** Writes a finite number with the shortest digits that read back as the same double, as a literal with exponent. */
function withExponent(value: number): string {
  const digits = String(Math.abs(value));
  const literal = digits.includes('e') ? digits.replace('+', '') : `${digits}e0`;
  // Two minus signs in a row would begin a comment.
  return value < 0 || Object.is(value, -0) ? `(-${literal})` : literal;
}

/** Quotes a text by doubling its quotation marks. NUL, which no engine can hold, matches nothing. */
function quoted(text: string): string {
  return `'${text.replaceAll('\0', '\ufffd').replaceAll("'", "''")}'`;
}

function quotedIdentifier(name: string): string {
  return `"${name.replaceAll('\0', '\ufffd').replaceAll('"', '""')}"`;
}

/** Escapes a text for ClickHouse, where a backslash escapes. */
function escaped(text: string, quote: string): string {
  return quote + text.replaceAll('\\', '\\\\').replaceAll('\0', '\\0').replaceAll(quote, `\\${quote}`) + quote;
}

function caseWhen(condition: string, value: string, otherwise: string): string {
  return `CASE WHEN ${condition} THEN ${value} ELSE ${otherwise} END`;
}

/** Number of steps by which the argument of log Γ is shifted, so that the series has all digits. */
const SHIFT = 8;
/** B_2j/(2j (2j − 1)), the coefficients of Stirling's series. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400];
const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

/**
 * log Γ(x) = log Γ(x + 8) − log x(x + 1)…(x + 7), with Stirling's series for x + 8; absolute error below 1e-13 for
 * small x.
 */
function stirlingLogGamma(value: string, number: (value: number) => string): string {
  const shifted = `(${value} + ${number(SHIFT)})`;
  const square = `(${shifted} * ${shifted})`;
  const series = STIRLING.slice(0, -1).reduceRight(
    (sum, coefficient) => `(${number(coefficient)} + ${sum} / ${square})`,
    number(STIRLING[STIRLING.length - 1]),
  );
  const product = Array.from({ length: SHIFT }, (_, i) => (i === 0 ? value : `(${value} + ${number(i)})`)).join(' * ');
  return (
    `((${shifted} - ${number(0.5)}) * ln(${shifted}) - ${shifted} + ${number(HALF_LOG_2PI)} + ${series} / ${shifted}` +
    ` - ln(${product}))`
  );
}

function indices(count: number): string {
  return `[${Array.from({ length: count }, (_, i) => i + 1).join(', ')}]`;
}

const duckdb: SqlSyntax = {
  name: 'duckdb',
  noNumber: 'NULL',
  noLevel: 'NULL',
  fence: '',
  sum: (value) => `sum(${value})`,
  number: (value) => (Number.isFinite(value) ? withExponent(value) : `'${value > 0 ? '' : '-'}infinity'::DOUBLE`),
  text: quoted,
  identifier: quotedIdentifier,
  asNumber: (cell) => `CASE WHEN isfinite(CAST(${cell} AS DOUBLE)) THEN CAST(${cell} AS DOUBLE) END`,
  asText: (cell) => `trim(CAST(${cell} AS VARCHAR))`,
  asSeconds: (cell) => `epoch(${cell})`,
  isGap: (value) => `${value} IS NULL`,
  when: caseWhen,
  termOf: (_value, term) => `coalesce(${term}, 0e0)`,
  greatest: (values) => (values.length === 1 ? values[0] : `greatest(${values.join(', ')})`),
  exp: (value) => `exp(${value})`,
  levelOf: (text, numbers) =>
    `CASE ${text} ${numbers.map(([level, place]) => `WHEN ${quoted(level)} THEN ${place}`).join(' ')} END`,
  pick: (level, numbers) =>
    `coalesce(array_extract(array_value(${numbers.map(duckdb.number).join(', ')}), ${level}), 0e0)`,
  list: (items) => `[${items.join(', ')}]`,
  listOver: (index, count, value) => `list_transform(${indices(count)}, lambda ${index}: ${value})`,
  sumOver: (index, count, value) => `list_sum(${duckdb.listOver(index, count, value)})`,
  mostOver: (index, count, value) => `list_max(${duckdb.listOver(index, count, value)})`,
  indexIn: (list, value) => `list_position(${list}, ${value})`,
  logGamma: (value) => `lgamma(${value})`,
};

/** PostgreSQL reports an error where exp underflows, so arguments have a lower bound. */
const LEAST_EXPONENT = -700;
/** PostgreSQL reports an error where a square overflows. */
const postgres: SqlSyntax = {
  ...duckdb,
  name: 'postgres',
  // A planner that merges subqueries would repeat each expression wherever its name stands.
  fence: ' OFFSET 0',
  number: (value) => {
    const text = Number.isFinite(value) ? String(value) : `${value > 0 ? '' : '-'}infinity`;
    return `'${text}'::float8`;
  },
  asNumber: (cell) =>
    `nullif(nullif(nullif(CAST(${cell} AS float8), 'nan'::float8), 'infinity'::float8), '-infinity'::float8)`,
  asText: (cell) => `btrim(CAST(${cell} AS text))`,
  asSeconds: (cell) => `CAST(extract(epoch FROM ${cell}) AS float8)`,
  // Its greatest and least pass over NULL.
  termOf: (value, term) => caseWhen(`${value} IS NULL`, postgresNumber(0), term),
  exp: (value) => `exp(greatest(${value}, ${postgresNumber(LEAST_EXPONENT)}))`,
  pick: (level, numbers) => `coalesce((ARRAY[${numbers.map(postgresNumber).join(', ')}])[${level}], '0'::float8)`,
  text: (text) => (text.includes('\\') ? `E${quoted(text.replaceAll('\\', '\\\\'))}` : quoted(text)),
  levelOf: (text, numbers) =>
    `CASE ${text} ${numbers.map(([level, place]) => `WHEN ${postgres.text(level)} THEN ${place}`).join(' ')} END`,
  list: (items) => `ARRAY[${items.join(', ')}]`,
  listOver: (index, count, value) =>
    `ARRAY(SELECT ${value} FROM generate_series(1, ${count}) AS ${index} ORDER BY ${index})`,
  sumOver: (index, count, value) => `(SELECT sum(${value}) FROM generate_series(1, ${count}) AS ${index})`,
  mostOver: (index, count, value) => `(SELECT max(${value}) FROM generate_series(1, ${count}) AS ${index})`,
  indexIn: (list, value) => `array_position(${list}, ${value})`,
  logGamma: (value) => stirlingLogGamma(value, postgresNumber),
};

function postgresNumber(value: number): string {
  return postgres.number(value);
}

const clickhouse: SqlSyntax = {
  name: 'clickhouse',
  noNumber: 'nan',
  noLevel: '0',
  fence: '',
  sum: (value) => `sum(${value})`,
  number: (value) => (Number.isFinite(value) ? withExponent(value) : value > 0 ? 'inf' : '(-inf)'),
  text: (text) => escaped(text, "'"),
  identifier: (name) => escaped(name, '`'),
  asNumber: (cell) => `ifNull(toFloat64(${cell}) + 0 * toFloat64(${cell}), nan)`,
  asText: (cell) => `ifNull(replaceRegexpAll(toString(${cell}), '^\\\\s+|\\\\s+$', ''), '')`,
  asSeconds: (cell) => `ifNull(${secondsInClickHouse(`toString(${cell})`)}, nan)`,
  isGap: (value) => `isNaN(${value})`,
  when: (condition, value, otherwise) => `if(${condition}, ${value}, ${otherwise})`,
  termOf: (value, term) => `if(isNaN(${value}), 0e0, ${term})`,
  // Old versions compare two values only.
  greatest: (values) => values.reduce((largest, value) => `greatest(${largest}, ${value})`),
  exp: (value) => `exp(${value})`,
  levelOf: (text, numbers) =>
    `transform(${text}, [${numbers.map(([level]) => escaped(level, "'")).join(', ')}], ` +
    `[${numbers.map(([, place]) => place).join(', ')}], 0)`,
  pick: (level, numbers) => `[${numbers.map(clickhouse.number).join(', ')}][${level}]`,
  list: (items) => `[${items.join(', ')}]`,
  listOver: (index, count, value, lists = []) => {
    const sizes = lists.map((list) => `length(${list})`).join(' + ');
    const range = lists.length === 0 ? indices(count) : `arraySlice(${indices(count)}, 1, ${sizes})`;
    return `arrayMap(${index} -> ${value}, ${range})`;
  },
  sumOver: (index, count, value, lists) => `arraySum(${clickhouse.listOver(index, count, value, lists)})`,
  mostOver: (index, count, value, lists) => `arrayReduce('max', ${clickhouse.listOver(index, count, value, lists)})`,
  indexIn: (list, value) => `indexOf(${list}, ${value})`,
  logGamma: (value) => `lgamma(${value})`,
};

/** Seconds of the text of a date or timestamp, such as 2020-01-31 or 2020-01-31 12:00:00, whatever its time zone. */
function secondsInClickHouse(text: string): string {
  return (
    `toFloat64(toUInt32(toDate(substring(${text}, 1, 10)))) * 86400 + toFloat64OrZero(substring(${text}, 12, 2)) * 3600` +
    ` + toFloat64OrZero(substring(${text}, 15, 2)) * 60 + toFloat64OrZero(substring(${text}, 18))`
  );
}

const DIALECTS: Readonly<Record<SqlDialectName, SqlSyntax>> = { clickhouse, duckdb, postgres };

export function sqlDialect(name: SqlDialectName): SqlSyntax {
  return DIALECTS[name];
}
