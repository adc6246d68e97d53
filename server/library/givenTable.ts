/** Tables as a program holds them: columns of values, records, or the text of a CSV file. */
import { quoted } from './quoted';

/**
 * A value of a table. NaN, null, undefined, '' and invalid dates are missing; a string is read like a cell of a file.
 */
export type Cell = string | number | bigint | boolean | Date | null | undefined;

/** The values of a column: an array, or a typed array of numbers. */
export type Column =
  | readonly Cell[]
  | Float64Array
  | Float32Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** A table by columns, which all have the same length. */
export interface ColumnTable {
  readonly columns: Readonly<Record<string, Column>>;
}

/** A table: columns, records (objects whose own properties are cells), or the text of a CSV file. */
export type Table = string | ColumnTable | readonly object[];

/** A table of values with its names in order. */
export interface ValueTable {
  readonly names: readonly string[];
  readonly rows: number;
  /** Returns a cell, which may be any value: it is checked when it is written. */
  readonly cellAt: (row: number, column: number) => unknown;
  /** Returns words for the place of a cell in a message. */
  readonly placeOf: (row: number, column: number) => string;
}

/**
 * Checks the form of a table. The cells are checked when they are read.
 *
 * @returns the text of a CSV file, or the values
 * @throws TypeError or RangeError that names the fault and the remedy
 */
export function requireTable(table: unknown): string | ValueTable {
  if (typeof table === 'string') return table;
  if (ArrayBuffer.isView(table) || table instanceof ArrayBuffer)
    throw new TypeError(
      'The table is an array of bytes or numbers. Pass the text of a CSV file, decoded with TextDecoder, or ' +
        '{ columns: { name: values } }.',
    );
  if (Array.isArray(table)) return recordTable(table);
  if (isObject(table) && isObject(table['columns']) && !Array.isArray(table['columns']))
    return columnTable(table['columns']);
  throw new TypeError(
    `The table is ${kindOf(table)}. Pass the text of a CSV file, an array of records, or { columns: { name: values } }.`,
  );
}

function columnTable(columns: Readonly<Record<string, unknown>>): ValueTable {
  const names = Object.keys(columns);
  const values = names.map((name) => requireColumn(name, columns[name]));
  const rows = values.at(0)?.length ?? 0;
  const odd = values.findIndex(({ length }) => length !== rows);
  if (odd >= 0)
    throw new RangeError(
      `Column ${quoted(names[odd])} has ${values[odd].length} values and ${quoted(names[0])} has ${rows}. ` +
        'Give all columns the same length.',
    );
  return {
    names,
    rows,
    cellAt: (row, column) => values[column][row],
    placeOf: (row, column) => `columns[${quoted(names[column])}][${row}]`,
  };
}

function requireColumn(name: string, column: unknown): ArrayLike<unknown> {
  if (Array.isArray(column) || (ArrayBuffer.isView(column) && !(column instanceof DataView)))
    return column as unknown as ArrayLike<unknown>;
  throw new TypeError(`Column ${quoted(name)} is ${kindOf(column)}. Pass an array or a typed array of its values.`);
}

function recordTable(records: readonly unknown[]): ValueTable {
  const names = new Set<string>();
  for (const [row, record] of records.entries()) {
    if (!isObject(record) || Array.isArray(record) || record instanceof Date)
      throw new TypeError(
        `Record ${row} is ${kindOf(record)}. Pass an object with a property for each column, such as { size: 3.2 }.`,
      );
    for (const name of Object.keys(record)) names.add(name);
  }
  const list = [...names];
  const checked = records as readonly Readonly<Record<string, unknown>>[];
  return {
    names: list,
    rows: checked.length,
    // A property that a record inherits, such as toString, is not its cell.
    cellAt: (row, column) => (Object.hasOwn(checked[row], list[column]) ? checked[row][list[column]] : undefined),
    placeOf: (row, column) => `Record ${row}, property ${quoted(list[column])}`,
  };
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Returns words for the kind of a value that does not fit. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (value instanceof Date) return 'a Date';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'string') return `the string ${quoted(value)}`;
  return typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`;
}
