/** From table and schema to the matrix that is fitted: each used column becomes numbers, NaN where missing. */
import type { AlikeRow } from '../../alike/alikeRows';
import { BAD_CELL_LIMIT } from '../../csv/columns/column';
import type { NumberExtent, TypedColumn, Wanted } from '../../csv/columns/typedColumn';
import { cellText, isMissing, plainText, type Table } from '../../csv/table/table';
import { readColumn } from '../../csv/table/tableColumn';
import type { ColumnFacts, Family } from '../../families/family';
import { families, type FamilyName } from '../../families/registry';
import { BoundList, type Bounds } from '../../data/cellBounds';
import type { Matrix, MatrixColumn } from '../../data/matrix';
import { complete } from '../../numeric/generators';
import { duplicatesIn, type DuplicateKey } from '../texts/tableKeys';
import { rowsBefore, type Dated } from '../dates/dateOrder';
import type { DateColumn } from '../dates/dateColumns';
import { secondsIn } from '../dates/dateParts';
import { isEpoch } from '../epoch';
import { BadCellList } from './badCellList';
import { boundOfText, boundsIn, readBound } from './columnBounds';
import { factsOf, withBounds } from './facts';
import type { ColumnSchema, Schema } from '../infer';
import { followingColumns } from '../relations/redundant';
import { partName, type ColumnPart } from './parts';
import { isAbove, numbersOfPart, partReader } from './partValues';
import { RowCells } from '../texts/rowCells';
import { levelReader, levelValues } from './levelValues';
import { isPatterned, withPatterns } from '../texts/patterned';
import { checkedTextColumns, textCells, textColumns, isOnlySpelt, isOnlyWords } from '../texts/textCells';
import type { Moved } from '../texts/misplaced';
import { repeatedIn } from '../repeated';
import { sequenceBreaks, type Break, type Sequence } from '../relations/sequence';
import { plainSums, type ColumnSums } from './columnSums';
import { readNumber } from '../survey';

/**
 * No date of its column's form, or no day of the calendar; a date far from all others, or before one that it hardly
 * ever is before; no number at all; a number that the column's family cannot hold; a level that the column does not
 * have, or one of its levels misspelt; a number that does not follow from others of its row, or from which another does
 * not follow; a text that is written in another way than its column; a text that does not go with the rest of its row.
 */
export type BadCellCode =
  | 'cell.bad-date'
  | 'cell.far-date'
  | 'cell.date-order'
  | 'cell.bad-number'
  | 'cell.unsuitable-number'
  | 'cell.unknown-level'
  | 'cell.misspelt'
  | 'cell.broken-relation'
  | 'cell.pattern'
  | 'cell.dependency'
  | 'cell.misplaced';

/**
 * A cell that is wrong whatever a model says. What its column cannot read counts as missing; what it can read stays as
 * it is.
 */
export interface BadCell {
  readonly code: BadCellCode;
  readonly row: number;
  /** Position of the column in the table. */
  readonly column: number;
  /**
   * What was meant, where it is known: of a misspelt level, of a text written in another way, and of one that does not
   * go with its row.
   */
  readonly meant?: string;
  /**
   * Of what does not go with its row: a column that says it, its text there, and in how many of how many rows it says
   * so; where several cells do not go together with this one, what the first of these usually is beside it.
   */
  readonly given?: {
    readonly column: number;
    readonly text: string;
    readonly count: number;
    readonly rows: number;
    readonly isOfOthers?: true;
  };
  /**
   * Of a cell that stands in the column of another: what became of it, that column, and what belongs into which cells
   * of the row.
   */
  readonly moved?: Moved;
  /** Of a broken relation: the number that would hold it, and the column that follows from others. */
  readonly broken?: { readonly expected: number; readonly follower: number };
}

/** A repeated value far from all others, which counts as missing, and the rows that have it. */
export interface RepeatedValue {
  /** Position of the column in the table. */
  readonly column: number;
  readonly value: number;
  /** Ascending. */
  readonly rows: Uint32Array;
  /** The least and the greatest of the column's other numbers. */
  readonly range: readonly [number, number];
}

/** A level in another spelling, which counts as that level, and the rows that have it. */
export interface Variant {
  /** Position of the column in the table. */
  readonly column: number;
  readonly text: string;
  /** The level, as it is spelt most often. */
  readonly meant: string;
  /** Ascending. */
  readonly rows: Uint32Array;
}

/** A place in a column that counts on where it does not. */
export interface SequenceBreak extends Break {
  /** Position of the column in the table. */
  readonly column: number;
  /** Of a gap: how many more there are in the column, where the first stands for all. */
  readonly more?: number;
}

/** So many gaps of a column are told one by one. */
const FEW_GAPS = 2;

export interface Encoded {
  readonly matrix: Matrix;
  readonly repeated: readonly RepeatedValue[];
  /** By column and text. */
  readonly variants: readonly Variant[];
  /** The first BAD_CELL_LIMIT of them, by column and row. */
  readonly badCells: readonly BadCell[];
  readonly badCellCount: number;
  /** By column and row: the first BAD_CELL_LIMIT of each column. Of some rows of a table they say nothing. */
  readonly breaks: readonly SequenceBreak[];
  /** Of keys, the cells that stand in earlier rows, too; in the same way. */
  readonly duplicates: readonly DuplicateKey[];
  /** Rows that say what earlier ones say, or nearly so, in the same way. */
  readonly alike: readonly AlikeRow[];
  /**
   * Whether others of its row say that the cell of a column, by its position in the table, is right; left out where no
   * column says another.
   */
  readonly confirms?: (row: number, column: number) => boolean;
}

export { BAD_CELL_LIMIT };

/** A column that is used: its kind is a family. */
export interface UsedColumn extends ColumnSchema {
  readonly kind: FamilyName;
  /** What of the table's column this is, where not all of it. Several may have the same `index`. */
  readonly part?: ColumnPart;
}

/** The columns that take part, in the order of the model; of a column of dates each part by itself. */
export function usedColumns(schema: Schema): readonly UsedColumn[] {
  return describedColumns(schema).filter(isUsed);
}

function isUsed(column: ColumnSchema): column is UsedColumn {
  return column.kind !== 'ignored';
}

/** The columns of a table, each followed by what of it takes part beside it. */
export function describedColumns(schema: Schema): readonly (ColumnSchema | UsedColumn)[] {
  if (schema.every(({ parts }) => parts === undefined)) return schema;
  return schema.flatMap((column) => {
    const { parts } = column;
    if (parts === undefined) return [column];
    const own = parts.map((part) => partOf(column, part));
    return column.kind === 'ignored' ? [column, ...own] : own;
  });
}

function partOf(column: ColumnSchema, part: ColumnPart): UsedColumn {
  const { kind, levels, step } = part;
  const reason = part.isOwn === true ? column.reason : part.reason;
  return {
    ...column,
    name: partName(column.name, part),
    kind,
    levels,
    reason,
    part,
    ...(step !== undefined && { step }),
  };
}

/** Whether anything of a column takes part. */
export function takesPart({ kind, parts }: ColumnSchema): boolean {
  return kind !== 'ignored' || parts !== undefined;
}

/** A column that is looked at though it takes no part. */
export type DatedColumn = ColumnSchema & { readonly dates: DateColumn };

function isDated(column: ColumnSchema): column is DatedColumn {
  return column.dates !== undefined;
}

/**
 * @param facts of each used column, when a fitted model's are to be kept; else found from these rows
 * @param rowWeights how often each row counts, where not once
 */
export function encode(
  table: Table,
  schema: Schema,
  facts?: readonly ColumnFacts[],
  rowWeights?: Float64Array,
): Encoded {
  return complete(encoding(table, schema, facts, rowWeights));
}

/** The same, a column at a time. */
export function* encoding(
  table: Table,
  schema: Schema,
  facts?: readonly ColumnFacts[],
  rowWeights?: Float64Array,
): Generator<undefined, Encoded> {
  return yield* encodingColumns(table.rowCount, schema, (column) => readColumn(table, column.index, wantedOf(column)), {
    facts,
    rowWeights,
  });
}

/** Columns that count on from row to row. */
export type SequenceColumn = ColumnSchema & { readonly sequence: Sequence };

function isSequence(column: ColumnSchema): column is SequenceColumn {
  return column.sequence !== undefined;
}

export function sequenceColumns(schema: Schema): readonly SequenceColumn[] {
  return schema.filter(isSequence);
}

/** Dates, and numbers that count on. */
function orderedColumns(schema: Schema): Schema {
  return [...schema.filter(isDated), ...schema.filter((column) => isSequence(column) && !isDated(column))];
}

/** Where a column does not count on, the first of many gaps for all; dates far from all others are told as such. */
export function breaksOf({ index, sequence, dates }: SequenceColumn, numbers: Float64Array): readonly SequenceBreak[] {
  const isFar = (x: number): boolean => dates !== undefined && (x < dates.from || x > dates.to);
  const breaks = sequenceBreaks(numbers, sequence, dates !== undefined && !isEpoch(dates)).filter(
    ({ row }) => !isFar(numbers[row]),
  );
  const gaps = breaks.filter(({ sort }) => sort === 'gap');
  const told = gaps.length > FEW_GAPS ? breaks.filter((own) => own.sort !== 'gap' || own === gaps[0]) : breaks;
  return told
    .slice(0, BAD_CELL_LIMIT)
    .map((own) => ({ ...own, column: index, ...(told !== breaks && own === gaps[0] && { more: gaps.length - 1 }) }));
}

/** All columns whose cells are looked at, in the order in which bad cells are told. */
export function checkedColumns(schema: Schema): Schema {
  return [
    ...usedColumns(schema).filter(isTold),
    ...orderedColumns(schema),
    ...followingColumns(schema),
    ...checkedTextColumns(schema),
  ];
}

/**
 * Whether what is wrong with its cells is told of this column of the model: of parts by the one that stands for all, of
 * dates apart from the model.
 */
function isTold({ part, dates }: UsedColumn): boolean {
  return dates === undefined && (part === undefined || part.isOwn === true);
}

/** What a column's reader must know of it, when its kind is known. */
export function wantedOf(column: ColumnSchema): Wanted {
  if (isPatterned(column) || isOnlySpelt(column) || isOnlyWords(column) || column.key === 'texts') return 'texts';
  if (column.dates !== undefined) return isEpoch(column.dates) ? 'numbers' : { dates: column.dates.form };
  if (column.kind === 'ignored' && column.depends !== undefined && column.depends.areNumbers !== true)
    return { levels: column.depends.texts };
  if (column.kind !== 'ignored' && families[column.kind].reads === 'level')
    return column.spelling === undefined ? column.levels : { levels: column.levels };
  return column.unit === undefined ? 'numbers' : { unit: column.unit };
}

/**
 * The same of columns that were read already. Each is asked for once, in the order of the model, so that what is not
 * needed any longer can be let go.
 *
 * @param read is given a used column and returns what was read of it: all there is, or what `wantedOf` it; its arrays
 * become the matrix's
 */
export function encodeColumns(rows: number, schema: Schema, read: ReadColumn, known: KnownOfColumns = {}): Encoded {
  return complete(encodingColumns(rows, schema, read, known));
}

export type ReadColumn = (column: ColumnSchema) => TypedColumn;

export interface KnownOfColumns {
  readonly facts?: readonly ColumnFacts[] | undefined;
  readonly rowWeights?: Float64Array | undefined;
  readonly sums?: ColumnSums | undefined;
  /** How many bad cells are told; BAD_CELL_LIMIT where left out. */
  readonly most?: number;
}

function* encodingColumns(
  rows: number,
  schema: Schema,
  read: ReadColumn,
  { facts, rowWeights, sums = plainSums, most = BAD_CELL_LIMIT }: KnownOfColumns,
): Generator<undefined, Encoded> {
  const badCells = new BadCellList(most);
  const repeated: RepeatedValue[] = [];
  const variants: Variant[] = [];
  const columns: MatrixColumn[] = [];
  const duplicates: DuplicateKey[] = [];
  const beside = new RowCells(schema);
  const readParts = onceEach(read);
  for (const [d, column] of usedColumns(schema).entries()) {
    const { name, kind: family, levels } = column;
    const typed = column.part === undefined ? read(column) : readParts(column);
    if (isTold(column)) {
      repeated.push(...repeatedIn(column, typed));
      beside.keep(column, typed);
      duplicates.push(...duplicatesIn(column, typed));
    }
    const {
      values,
      bounds,
      bad,
      badCount,
      variants: own = [],
      extent = sums.extent(values),
    } = valuesOf(column, typed, most);
    variants.push(...own.map((variant) => ({ ...variant, column: column.index })));
    if (isTold(column)) badCells.add(column, bad, badCount);
    columns.push({
      name,
      family,
      levels,
      facts:
        facts?.[d] ??
        withStep(withBounds(factsOf(values, levels.length, rowWeights, sums, extent), bounds, rowWeights), column.step),
      values,
      ...(extent.missing === 0 && { gapless: values }),
      ...(bounds !== undefined && { bounds }),
    });
    yield undefined;
  }
  const breaks: SequenceBreak[] = [];
  for (const column of orderedColumns(schema)) {
    const typed = isDated(column) ? readParts(column) : read(column);
    beside.keepTexts(column, typed);
    const { bad, badCount } = isDated(column)
      ? datesIn(column, typed, earlierOf(column, schema, readParts))
      : numbersIn(typed);
    badCells.add(column, bad, badCount);
    if (isSequence(column)) breaks.push(...breaksOf(column, typed.numbers));
    yield undefined;
  }
  for (const column of followingColumns(schema)) {
    const typed = read(column);
    beside.keep(column, typed);
    const { bad, badCount } = numbersIn(typed);
    badCells.add(column, bad, badCount);
    yield undefined;
  }
  for (const column of textColumns(schema)) {
    const typed = read(column);
    beside.keepTexts(column, typed);
    const { bad, badCount } = textCells(column, typed, most);
    badCells.add(column, bad, badCount);
    duplicates.push(...duplicatesIn(column, typed));
    yield undefined;
  }
  beside.tell(rows, badCells);
  return {
    matrix: { rows, columns, ...(rowWeights !== undefined && { rowWeights }) },
    repeated,
    variants,
    badCells: badCells.first,
    badCellCount: badCells.count,
    breaks,
    ...beside.alike(rows, duplicates),
    ...beside.confirming(),
  };
}

/** Columns of which several parts are used are read once. */
function onceEach(read: ReadColumn): ReadColumn {
  const known = new Map<number, TypedColumn>();
  return (column) => {
    const typed = known.get(column.index) ?? read(column);
    known.set(column.index, typed);
    return typed;
  };
}

function withStep(facts: ColumnFacts, step: number | undefined): ColumnFacts {
  return step === undefined ? facts : { ...facts, step };
}

export interface Values {
  readonly values: Float64Array;
  readonly bounds?: Bounds;
  /** Where it is known. */
  readonly extent?: NumberExtent;
  /** The first of the cells that the column cannot read. */
  readonly bad: readonly Pick<BadCell, 'code' | 'row' | 'meant'>[];
  readonly badCount: number;
  /** Of levels: those in other spellings. */
  readonly variants?: readonly Omit<Variant, 'column'>[];
}

function valuesOf(column: UsedColumn, typed: TypedColumn, most: number): Values {
  if (column.dates !== undefined) return { values: typed.numbers.map(partReader(column)), bad: [], badCount: 0 };
  if (column.part !== undefined) return numbersOfPart(column, typed);
  return families[column.kind].reads === 'level'
    ? withPatterns(column, typed, levelValues(column, typed, most), most)
    : numberValues(families[column.kind], typed, column.codes);
}

/** What is wrong with numbers of which nothing else is asked. */
function numbersIn({ others, othersCount }: TypedColumn): Pick<Values, 'bad' | 'badCount'> {
  return { bad: others.map((row) => ({ code: 'cell.bad-number', row })), badCount: othersCount };
}

/** The dates before which those of a column never are. */
function earlierOf({ dates: { notBefore } }: DatedColumn, schema: Schema, read: ReadColumn): Dated | undefined {
  const column =
    notBefore === undefined ? undefined : schema.find((other) => isDated(other) && other.name === notBefore);
  return column && { column, seconds: read(column).numbers };
}

/** What is wrong with dates. */
function datesIn(
  column: DatedColumn,
  { numbers, others, othersCount }: TypedColumn,
  earlier: Dated | undefined,
): Pick<Values, 'bad' | 'badCount'> {
  const { from, to } = column.dates;
  const before = earlier === undefined ? [] : rowsBefore(earlier, { column, seconds: numbers });
  const far: number[] = [];
  numbers.forEach((x, row) => {
    if (x < from || x > to) far.push(row);
  });
  const bad = [
    ...others.map((row) => ({ code: 'cell.bad-date' as const, row })),
    ...far.map((row) => ({ code: 'cell.far-date' as const, row })),
    ...before.map((row) => ({ code: 'cell.date-order' as const, row })),
  ];
  return { bad: bad.sort((a, b) => a.row - b.row), badCount: othersCount + far.length + before.length };
}

function numberValues(
  family: Family,
  { rows, numbers: values, others, othersCount, extent, bounds }: TypedColumn,
  codes: readonly number[] = [],
): Values {
  const { encode: encoded, isAsRead = false } = family;
  if (codes.length > 0) for (let row = 0; row < rows; row++) if (codes.includes(values[row])) values[row] = NaN;
  const unsuitable: number[] = [];
  let unsuitableCount = 0;
  for (let row = 0; !isAsRead && row < rows; row++) {
    const number = values[row];
    const value = encoded(number);
    values[row] = value;
    if (value !== value && number === number && unsuitableCount++ < BAD_CELL_LIMIT) unsuitable.push(row);
  }
  const { impossible, ...bounded } = boundsIn(family, bounds);
  const bad = [
    ...others.map((row) => ({ code: 'cell.bad-number' as const, row })),
    ...[...unsuitable, ...impossible].map((row) => ({ code: 'cell.unsuitable-number' as const, row })),
  ];
  return {
    values,
    ...bounded,
    bad: bad.sort((a, b) => a.row - b.row),
    badCount: othersCount + unsuitableCount + impossible.length,
    ...(isAsRead && codes.length === 0 && { extent }),
  };
}

/**
 * One row of `encode(table, schema, facts)` as a matrix of its own: what a hover needs, without a pass over the others.
 */
export function encodeRow(table: Table, schema: Schema, facts: readonly ColumnFacts[], row: number): Matrix {
  const columns = usedColumns(schema).map((column, d) => {
    const text = plainText(cellText(table, row, column.index));
    const value = isMissing(table, text) ? NaN : reader(table, column)(text);
    const bound =
      value === value || (column.part !== undefined && column.part.of !== 'amount')
        ? undefined
        : boundOfText(table, column, text);
    const own = new BoundList();
    if (bound !== undefined) own.add(0, bound);
    return {
      name: column.name,
      family: column.kind,
      levels: column.levels,
      facts: facts[d],
      values: Float64Array.of(value),
      ...own.found,
    };
  });
  return { rows: 1, columns };
}

/** What is wrong with a text that stands for no value of its column. */
export function badCellCode(
  table: Table,
  column: UsedColumn,
  text: string,
): Exclude<
  BadCellCode,
  'cell.broken-relation' | 'cell.date-order' | 'cell.pattern' | 'cell.dependency' | 'cell.misplaced'
> {
  if (column.dates !== undefined)
    return Number.isNaN(secondsIn(plainText(text), column.dates.form)) ? 'cell.bad-date' : 'cell.far-date';
  if (families[column.kind].reads === 'level')
    return levelReader(column)(plainText(text)).meant === undefined ? 'cell.unknown-level' : 'cell.misspelt';
  const said = plainText(text);
  return Number.isNaN(readNumber(said, table.dialect, column.unit)) &&
    readBound(said, table.dialect, column.unit) === undefined
    ? 'cell.bad-number'
    : 'cell.unsuitable-number';
}

/** From a cell's text to its value in the matrix; NaN where the column cannot read it. */
function reader(table: Table, column: UsedColumn): (text: string) => number {
  const { dates } = column;
  const valueOf = partReader(column);
  if (dates !== undefined) return (text) => valueOf(secondsIn(text, dates.form));
  if (column.part?.of === 'zero') {
    return (text) => {
      const bound = readBound(text, table.dialect, column.unit);
      return valueOf(
        bound !== undefined && isAbove({ rows: [0], limits: [bound.limit], signs: [bound.sign] }, 0)
          ? 1
          : readNumber(text, table.dialect, column.unit),
      );
    };
  }
  if (column.part !== undefined) return (text) => valueOf(readNumber(text, table.dialect, column.unit));
  const family = families[column.kind];
  if (family.reads === 'number') {
    return (text) => {
      const number = readNumber(text, table.dialect, column.unit);
      return column.codes?.includes(number) === true ? NaN : family.encode(number);
    };
  }
  const levelOf = levelReader(column);
  return (text) => levelOf(text).value;
}
