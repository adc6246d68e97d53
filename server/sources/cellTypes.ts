/** Types of engines whose values are no cells: lists, records, bytes. Their columns are left out. */
import { plainType } from './clickhouse/clickhouseRows';
import type { SqlColumn } from './sqlSession';
import type { SqlDialect } from './sqlQuoting';

/** Maximum length of a type in a note, in characters: the type of a record lists all its fields. */
export const LONGEST_TYPE = 60;

const NO_CELLS: Readonly<Record<SqlDialect, RegExp>> = {
  duckdb: /\[\d*\]$|^(?:STRUCT|MAP|UNION)\(|^(?:BLOB|JSON|BIT|GEOMETRY|VARIANT)\b/,
  clickhouse:
    /^(?:Array|Tuple|Map|Nested|AggregateFunction|JSON|Object|Variant|Dynamic|Nothing|Point|Ring|LineString|MultiLineString|Polygon|MultiPolygon)\b/,
};

/** Whether the values of a column are cells: numbers, texts, truth values, dates or times. */
export function holdsCells(dialect: SqlDialect, { type }: SqlColumn): boolean {
  return !NO_CELLS[dialect].test(dialect === 'clickhouse' ? plainType(type) : type);
}
