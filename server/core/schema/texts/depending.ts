/** Dependencies between columns of a row: found when the schema is made, and checked whenever rows are read. */
import type { TypedColumn } from '../../csv/columns/typedColumn';
import { areCodes, codedNumbers, codedTexts, type CodedColumn } from '../../dependencies/coded';
import { dependingColumns } from '../../dependencies/discovery';
import type { DependencyRole } from '../../dependencies/dependency';
import { confirmationIn, violationsIn, type JudgedDependency } from '../../dependencies/violations';
import { familyNamed } from '../../families/registry';
import { folded } from '../../spelling/texts/folding';
import type { Encoded } from '../encoding/encode';
import type { BadCell } from '../encoding/badCell';
import type { ColumnSchema, Schema } from '../infer';

/** A column that takes part in dependencies. */
export type DependingColumn = ColumnSchema & { readonly depends: DependencyRole };

function isDepending(column: ColumnSchema): column is DependingColumn {
  return column.depends !== undefined;
}

/** Whether a column is read only for its dependencies and patterns. */
export function isOnlyDepending({ kind, depends, parts, dates, sequence, relation }: ColumnSchema): boolean {
  return (
    kind === 'ignored' &&
    depends !== undefined &&
    [parts, dates, sequence, relation].every((role) => role === undefined)
  );
}

/** Share of distinct cells above which a column identifies rows, and so implies nothing for other rows. */
const DISTINCT_SHARE = 0.9;
/** Share of numbers from which a column is numeric. */
const NUMERIC_SHARE = 0.5;

/** Codes a column whose texts are names, labels or codes; undefined for measurements, dates and keys. */
function codedColumn(column: ColumnSchema, typed: TypedColumn): CodedColumn | undefined {
  const { kind, levels, dates, sequence, parts } = column;
  const observed = typed.rows - typed.missing;
  if (
    dates !== undefined ||
    sequence !== undefined ||
    parts !== undefined ||
    typed.values.length < 2 ||
    typed.values.length > DISTINCT_SHARE * observed
  )
    return undefined;
  if (levels.length > 0) return codedTexts(column, typed);
  const numbers = observed - typed.unreadableCount - (typed.bounds?.rows.length ?? 0);
  if (kind === 'ignored' && numbers < NUMERIC_SHARE * observed) return codedTexts(column, typed);
  if (familyNamed(kind)?.reads === 'level' || (typed.unit ?? '') !== '' || typed.bounds !== undefined) return undefined;
  const coded = codedNumbers(column, typed);
  return coded !== undefined && areCodes(coded.texts) ? coded : undefined;
}

/** Returns the coded column as a list: empty or of one element. */
export function codedIn(column: ColumnSchema, typed: TypedColumn): readonly CodedColumn[] {
  const coded = codedColumn(column, typed);
  return coded === undefined ? [] : [coded];
}

/** Records in each column its role in dependencies. */
export function withDependencies(schema: Schema, coded: readonly CodedColumn[]): Schema {
  const roles = dependingColumns(coded);
  if (roles.size === 0) return schema;
  return schema.map((column) => {
    const depends = roles.get(column.index);
    return depends === undefined || column.relation !== undefined ? column : { ...column, depends };
  });
}

/** Cells of depending columns, stored until all are read. */
export class DependingCells {
  private readonly judged = new Map<number, JudgedDependency & { readonly index: number }>();

  private readonly depending: ReadonlyMap<number, DependingColumn>;

  constructor(schema: Schema) {
    this.depending = new Map(schema.filter(isDepending).map((column) => [column.index, column]));
  }

  /** Stores the cells of a column before they are converted for its family. */
  store({ index }: ColumnSchema, typed: TypedColumn): void {
    const column = this.depending.get(index);
    if (column === undefined || this.judged.has(index)) return;
    const { depends, name } = column;
    const codes = depends.areNumbers === true ? codesOfNumbers(depends, typed) : codesOfTexts(depends, typed);
    if (codes === undefined) return;
    const { places, values } = typed;
    this.judged.set(index, {
      ...depends,
      name,
      index,
      codes,
      textOf: (row) => (places === undefined ? '' : (values[places[row] - 1] ?? '')),
    });
  }

  /** Returns a function that tests whether a cell is confirmed, if there is any dependency. */
  confirmation(): Pick<Encoded, 'confirms'> {
    const columns = this.stored();
    if (columns.length < 2) return {};
    const places = new Map(columns.map(({ index }, i) => [index, i]));
    const confirmed = confirmationIn(columns);
    return { confirms: (row, column) => confirmed(row, places.get(column) ?? -1) };
  }

  private stored(): readonly (JudgedDependency & { readonly index: number })[] {
    return [...this.depending.keys()].flatMap((index) => this.judged.get(index) ?? []);
  }

  /**
   * Finds the cells that others of their row contradict, by column and row, except cells whose meant text is already
   * known.
   */
  violations(rows: number, reported: readonly BadCell[]): readonly BadCell[] {
    const columns = this.stored();
    if (columns.length < 2) return [];
    const explained = new Set(
      reported
        .filter(({ code, meant }) => code !== 'cell.bad-number' && (code !== 'cell.pattern' || meant !== undefined))
        .map(({ row, column }) => `${row} ${column}`),
    );
    const cells = violationsIn(columns, rows).map(
      ({ row, column, usual, isOfOthers, by, given, count, rows: of }): BadCell => ({
        code: 'cell.dependency',
        row,
        column: columns[column].index,
        ...(usual !== undefined && { meant: usual }),
        given: { column: columns[by].index, text: given, count, rows: of, ...(isOfOthers && { isOfOthers }) },
      }),
    );
    return cells
      .filter(({ row, column }) => !explained.has(`${row} ${column}`))
      .sort((a, b) => a.column - b.column || a.row - b.row);
  }
}

function codesOfTexts({ texts }: DependencyRole, { places, values, rows }: TypedColumn): Uint16Array | undefined {
  if (places === undefined) return undefined;
  const byKey = new Map(texts.map((text, i) => [folded(text), i + 1]));
  const codeOf = Uint16Array.of(0, ...values.map((text) => byKey.get(folded(text)) ?? texts.length + 1));
  return places.subarray(0, rows).map((place) => codeOf[place]);
}

/** Cells that are no numbers get codes of their own. */
function codesOfNumbers(
  { texts }: DependencyRole,
  { places, values, numbers, rows, unreadableRows }: TypedColumn,
): Uint16Array | undefined {
  if (numbers.length < rows)
    return places === undefined ? undefined : codesOfPlaces(places.subarray(0, rows), values.map(Number), texts);
  const byNumber = new Map(texts.map((text, i) => [Number(text), i + 1]));
  const codes = Uint16Array.from(numbers.subarray(0, rows), (x) =>
    Number.isNaN(x) ? 0 : (byNumber.get(x) ?? texts.length + 1),
  );
  for (const row of unreadableRows) codes[row] = texts.length + 1;
  return codes;
}

function codesOfPlaces(places: Uint16Array, numbers: readonly number[], texts: readonly string[]): Uint16Array {
  const byNumber = new Map(texts.map((text, i) => [Number(text), i + 1]));
  const codeOf = Uint16Array.of(
    0,
    ...numbers.map((x) => (Number.isNaN(x) ? 0 : (byNumber.get(x) ?? texts.length + 1))),
  );
  return places.map((place) => codeOf[place]);
}
