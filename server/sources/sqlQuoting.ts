/** Quotes names and values for SQL, so that no name and no value can end early and become a part of the statement. */
import { FitProblem } from '../words/fitProblem';

/** An engine, by its variant of SQL. */
export type SqlDialect = 'duckdb' | 'clickhouse';

/**
 * Quotes a name of a column, a table or a schema.
 *
 * @throws FitProblem for a name that the engine cannot have
 */
export function quoteIdentifier(dialect: SqlDialect, name: string): string {
  if (name === '') throw new FitProblem('a column or table has an empty name, which SQL cannot express; rename it');
  if (dialect === 'clickhouse') return `\`${escaped(name).replaceAll('`', '\\`')}\``;
  if (name.includes('\0'))
    throw new FitProblem('the name of a column or table holds a NUL character, which SQL cannot express; rename it');
  return `"${name.replaceAll('"', '""')}"`;
}

/** Returns a literal of a text, a number or a truth value; the number reads back as the same double. */
export function quoteLiteral(dialect: SqlDialect, value: string | number | boolean | bigint | null): string {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return dialect === 'clickhouse' ? String(Number(value)) : String(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return numberLiteral(dialect, value);
  return dialect === 'clickhouse' ? `'${escaped(value)}'` : duckdbText(value);
}

/** Escapes a text between quotation marks for ClickHouse, which knows the escapes of C. */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\0', '\\0');
}

/** DuckDB has no escapes in a text, and ends its statements at NUL: such characters are joined by their code. */
function duckdbText(text: string): string {
  const parts = text.split('\0').map((part) => `'${part.replaceAll("'", "''")}'`);
  return parts.length === 1 ? parts[0] : `(${parts.join(' || chr(0) || ')})`;
}

function numberLiteral(dialect: SqlDialect, value: number): string {
  if (dialect === 'duckdb') return Number.isFinite(value) ? `${exponential(value)}::DOUBLE` : `'${value}'::DOUBLE`;
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value !== 0 && Math.abs(value) < LEAST_NORMAL) return `reinterpretAsFloat64(unhex('${bytesOf(value)}'))`;
  // Digits alone could become a decimal or an integer, whose arithmetic differs.
  return `toFloat64(${exponential(value)})`;
}

/** Smallest double with all its digits; older servers cannot read smaller ones. */
const LEAST_NORMAL = 2 ** -1022;

/** Returns the bytes of a double, the lowest first, in hexadecimal digits. */
function bytesOf(value: number): string {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Returns a number with an exponent: both engines then read a double. Zero keeps its sign. */
function exponential(value: number): string {
  const text = String(value);
  const signed = Object.is(value, -0) ? '-0' : text;
  return signed.includes('e') ? signed : `${signed}e0`;
}
