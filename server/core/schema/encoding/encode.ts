/** Encodes a table by its schema as the matrix to fit: each used column becomes numbers, NaN where missing. */
import type { AlikeRow } from '../../alike/alikeRows';
import { BAD_CELL_LIMIT } from '../../csv/columns/column';
import type { TypedColumn, WantedColumn } from '../../csv/columns/typedColumn';
import { cellText, isMissing, plainText, type Table } from '../../csv/table/table';
import { readColumn } from '../../csv/table/tableColumn';
import type { ColumnFacts } from '../../families/family';
import { families } from '../../families/registry';
import { BoundList } from '../../data/cellBounds';
import type { Matrix, MatrixColumn } from '../../data/matrix';
import { complete } from '../../numeric/generators';
import { duplicatesIn, type DuplicateKey } from '../texts/tableKeys';
import { isEpoch } from '../epoch';
import { BadCellList } from './badCellList';
import { boundOfText } from './columnBounds';
import { factsOf, withBounds } from './facts';
import type { ColumnSchema, Schema } from '../infer';
import { followingColumns } from '../relations/redundant';
import { RowCells } from '../texts/rowCells';
import { isPatterned } from '../texts/patterned';
import { checkedTextColumns, textCells, textColumns, isOnlySpelt, isOnlyWords } from '../texts/textCells';
import type { Moved } from '../texts/misplaced';
import { repeatedIn } from '../repeated';
import { sequenceBreaks, type Break } from '../relations/sequence';
import { plainSums, type ColumnSums } from './columnSums';
import { isSequence, isDated, usedColumns, type SequenceColumn, type UsedColumn } from './usedColumns';
import { reader } from './values/cellReader';
import { valuesOf, numbersIn } from './values/columnValues';
import { datesIn, earlierOf } from '../dates/dateCells';
import type { BadCellCode } from './badCellCode';

/**
 * A cell that is wrong whatever a model says. Cells that their column cannot read count as missing; readable ones stay.
 */
export interface BadCell {
  readonly code: BadCellCode;
  readonly row: number;
  /** Position of the column in the table. */
  readonly column: number;
  /**
   * The text that was meant, if known: for a misspelt level, a text that breaks its column's pattern, or a text that
   * does not fit its row.
   */
  readonly meant?: string;
  /**
   * Evidence against a cell that does not fit its row: a column that determines it, the text there, and the counts of
   * rows that agree and of all rows with this text; where several cells conflict with this one, the usual text of the
   * first of these beside it.
   */
  readonly given?: {
    readonly column: number;
    readonly text: string;
    readonly count: number;
    readonly rows: number;
    readonly isOfOthers?: true;
  };
  /**
   * For a cell in the wrong column: what happened to it, the right column, and the right contents of the row's cells.
   */
  readonly moved?: Moved;
  /** For a broken relation: the number that would satisfy it, and the column that follows from others. */
  readonly broken?: { readonly expected: number; readonly follower: number };
}

/** A repeated value far from all others, which counts as missing, and the rows that hold it. */
export interface RepeatedValue {
  /** Position of the column in the table. */
  readonly column: number;
  readonly value: number;
  /** Row indices, ascending. */
  readonly rows: Uint32Array;
  /** Least and greatest of the column's other numbers. */
  readonly range: readonly [number, number];
}

/** A variant spelling of a level, which counts as this level, and the rows that hold it. */
export interface Variant {
  /** Position of the column in the table. */
  readonly column: number;
  readonly text: string;
  /** The level in its commonest spelling. */
  readonly meant: string;
  /** Row indices, ascending. */
  readonly rows: Uint32Array;
}

/** A place where a column that counts on does not. */
export interface SequenceBreak extends Break {
  /** Position of the column in the table. */
  readonly column: number;
  /** Number of further gaps in the column, where the first stands for all. */
  readonly more?: number;
}

/** Maximum number of gaps of a column that are reported one by one. */
const FEW_GAPS = 2;

export interface Encoded {
  readonly matrix: Matrix;
  readonly repeated: readonly RepeatedValue[];
  /** Variants by column and text. */
  readonly variants: readonly Variant[];
  /** The first BAD_CELL_LIMIT bad cells, by column and row. */
  readonly badCells: readonly BadCell[];
  readonly badCellCount: number;
  /** The first BAD_CELL_LIMIT breaks of each column, by column and row. Empty for a selection of rows. */
  readonly breaks: readonly SequenceBreak[];
  /** Cells of keys that repeat earlier rows, with the same limit and order. */
  readonly duplicates: readonly DuplicateKey[];
  /** Rows that repeat earlier ones, exactly or nearly, with the same limit and order. */
  readonly alike: readonly AlikeRow[];
  /**
   * Whether other cells of its row confirm a cell, by the column's position in the table; left out where no column
   * determines another.
   */
  readonly confirms?: (row: number, column: number) => boolean;
}

export { BAD_CELL_LIMIT };

/**
 * Encodes all rows of a table.
 *
 * @param facts of each used column, to keep the facts of a fitted model; by default computed from these rows
 * @param rowWeights how often each row counts; 1 by default
 */
export function encode(
  table: Table,
  schema: Schema,
  facts?: readonly ColumnFacts[],
  rowWeights?: Float64Array,
): Encoded {
  return complete(encoding(table, schema, facts, rowWeights));
}

/** Encodes all rows of a table, one column per step. */
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

export function sequenceColumns(schema: Schema): readonly SequenceColumn[] {
  return schema.filter(isSequence);
}

/** Columns of dates, and of numbers that count on. */
function orderedColumns(schema: Schema): Schema {
  return [...schema.filter(isDated), ...schema.filter((column) => isSequence(column) && !isDated(column))];
}

/**
 * Breaks of a column that should count on, with the first of many gaps standing for all; dates far from all others are
 * reported separately.
 */
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

/** All columns whose cells are checked, in the order in which bad cells are reported. */
export function checkedColumns(schema: Schema): Schema {
  return [
    ...usedColumns(schema).filter(isTold),
    ...orderedColumns(schema),
    ...followingColumns(schema),
    ...checkedTextColumns(schema),
  ];
}

/**
 * Whether bad cells of this column of the model are reported: for parts, only by the part that represents the column;
 * for dates, outside the model.
 */
function isTold({ part, dates }: UsedColumn): boolean {
  return dates === undefined && (part === undefined || part.isOwn === true);
}

/** What to read of a column whose kind is known. */
export function wantedOf(column: ColumnSchema): WantedColumn {
  if (isPatterned(column) || isOnlySpelt(column) || isOnlyWords(column) || column.key === 'texts') return 'texts';
  if (column.dates !== undefined) return isEpoch(column.dates) ? 'numbers' : { dates: column.dates.form };
  if (column.kind === 'ignored' && column.depends !== undefined && column.depends.areNumbers !== true)
    return { levels: column.depends.texts };
  if (column.kind !== 'ignored' && families[column.kind].reads === 'level')
    return column.spelling === undefined ? column.levels : { levels: column.levels };
  return column.unit === undefined ? 'numbers' : { unit: column.unit };
}

/**
 * Encodes columns that were already read. Asks for each once, in the order of the model, so that the caller can release
 * columns that are no longer needed.
 *
 * @param read returns the cells of a used column: all of them, or what `wantedOf` it asks for; the matrix takes over
 * its arrays
 */
export function encodeColumns(rows: number, schema: Schema, read: ReadColumn, known: KnownOfColumns = {}): Encoded {
  return complete(encodingColumns(rows, schema, read, known));
}

export type ReadColumn = (column: ColumnSchema) => TypedColumn;

export interface KnownOfColumns {
  readonly facts?: readonly ColumnFacts[] | undefined;
  readonly rowWeights?: Float64Array | undefined;
  readonly sums?: ColumnSums | undefined;
  /** Maximum number of reported bad cells; BAD_CELL_LIMIT by default. */
  readonly most?: number;
}

/** Encodes columns like `encodeColumns`, one column per step. */
export function* encodingColumns(
  rows: number,
  schema: Schema,
  read: ReadColumn,
  known: KnownOfColumns,
): Generator<undefined, Encoded> {
  const encoding = new ColumnsEncoding(schema, read, known);
  for (const [d, column] of usedColumns(schema).entries()) {
    encoding.addUsed(column, d);
    yield undefined;
  }
  for (const column of orderedColumns(schema)) {
    encoding.addOrdered(column);
    yield undefined;
  }
  for (const column of followingColumns(schema)) {
    encoding.addFollowing(column);
    yield undefined;
  }
  for (const column of textColumns(schema)) {
    encoding.addText(column);
    yield undefined;
  }
  return encoding.finish(rows);
}

/** The columns encoded so far, and their findings. */
class ColumnsEncoding {
  private readonly badCells: BadCellList;
  private readonly repeated: RepeatedValue[] = [];
  private readonly variants: Variant[] = [];
  private readonly columns: MatrixColumn[] = [];
  private readonly duplicates: DuplicateKey[] = [];
  private readonly breaks: SequenceBreak[] = [];
  private readonly beside: RowCells;
  private readonly readParts: ReadColumn;
  private readonly sums: ColumnSums;
  private readonly most: number;

  constructor(
    private readonly schema: Schema,
    private readonly read: ReadColumn,
    private readonly known: KnownOfColumns,
  ) {
    const { sums = plainSums, most = BAD_CELL_LIMIT } = known;
    this.sums = sums;
    this.most = most;
    this.badCells = new BadCellList(most);
    this.beside = new RowCells(schema);
    this.readParts = onceEach(read);
  }

  /** Adds the d-th column of the model. */
  addUsed(column: UsedColumn, d: number): void {
    const { sums, most } = this;
    const { facts, rowWeights } = this.known;
    const { name, kind: family, levels } = column;
    const typed = column.part === undefined ? this.read(column) : this.readParts(column);
    if (isTold(column)) {
      this.repeated.push(...repeatedIn(column, typed));
      this.beside.keep(column, typed);
      this.duplicates.push(...duplicatesIn(column, typed));
    }
    const {
      values,
      bounds,
      bad,
      badCount,
      variants: own = [],
      extent = sums.extent(values),
    } = valuesOf(column, typed, most);
    this.variants.push(...own.map((variant) => ({ ...variant, column: column.index })));
    if (isTold(column)) this.badCells.add(column, bad, badCount);
    this.columns.push({
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
  }

  /** Adds a column of dates, or one that counts on. */
  addOrdered(column: ColumnSchema): void {
    const typed = isDated(column) ? this.readParts(column) : this.read(column);
    this.beside.keepTexts(column, typed);
    const { bad, badCount } = isDated(column)
      ? datesIn(column, typed, earlierOf(column, this.schema, this.readParts))
      : numbersIn(typed);
    this.badCells.add(column, bad, badCount);
    if (isSequence(column)) this.breaks.push(...breaksOf(column, typed.numbers));
  }

  /** Adds a column that follows from others. */
  addFollowing(column: ColumnSchema): void {
    const typed = this.read(column);
    this.beside.keep(column, typed);
    const { bad, badCount } = numbersIn(typed);
    this.badCells.add(column, bad, badCount);
  }

  addText(column: ColumnSchema): void {
    const typed = this.read(column);
    this.beside.keepTexts(column, typed);
    const { bad, badCount } = textCells(column, typed, this.most);
    this.badCells.add(column, bad, badCount);
    this.duplicates.push(...duplicatesIn(column, typed));
  }

  finish(rows: number): Encoded {
    const { beside, badCells, columns, repeated, variants, breaks, duplicates } = this;
    const { rowWeights } = this.known;
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
}

/** Reads a column once, even if several of its parts are used. */
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

/**
 * Encodes one row as a matrix of its own, as `encode(table, schema, facts)` would: enough for a hover, without a pass
 * over the other rows.
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
