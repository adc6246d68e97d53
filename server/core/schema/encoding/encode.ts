/** Encodes a table by its schema as the matrix to fit: each used column becomes numbers, NaN where missing. */
import type { AlikeRow } from '../../duplicates/duplicateRows';
import { BAD_CELL_LIMIT } from '../../csv/columns/limits';
import type { TypedColumn } from '../../csv/columns/typedColumn';
import { cellText, isMissing, plainText, type Table } from '../../csv/table/table';
import { readColumn } from '../../csv/table/tableColumn';
import type { ColumnFacts } from '../../families/family';
import { BoundList } from '../../data/cellBounds';
import type { Matrix, MatrixColumn } from '../../data/matrix';
import { complete } from '../../numeric/generators';
import { duplicatesIn, type DuplicateKey } from '../texts/tableKeys';
import { isEpoch } from '../epoch';
import { BadCellList } from './badCellList';
import { boundOfText } from './columnBounds';
import { columnRequest } from './values/columnRequest';
import { factsOf, withBounds } from './facts';
import type { ColumnSchema, Schema } from '../infer';
import { followingColumns } from '../relations/redundant';
import { RowCells } from '../texts/rowCells';
import { withMarkedCells } from '../texts/missingMarks';
import { withOuterBlanks } from '../texts/outerBlanks';
import { checkedTextColumns, textCells, textColumns } from '../texts/textCells';
import { repeatedCells } from '../missingCodes';
import { sequenceBreaks, type Break } from '../relations/sequence';
import { plainSums, type ColumnSums } from './columnSums';
import { isSequence, isDated, usedColumns, type SequenceColumn, type UsedColumn } from './usedColumns';
import { cellReader } from './values/cellReader';
import { valuesOf, numberFaults, type Values } from './values/columnValues';
import { dateFaults, earlierColumn } from '../dates/dateCells';
import type { BadCell } from './badCell';

/** A repeated value far from all others, which counts as missing, and the rows that hold it. */
export interface RepeatedValue {
  /** Position of the column in the table. */
  readonly column: number;
  readonly value: number;
  /** Row indices, ascending. */
  readonly rows: Uint32Array;
  /** Least and greatest of the column's other numbers. */
  readonly range: readonly [number, number];
  /** Whether it is a top code, which stands for all numbers from a limit on. */
  readonly isTop?: true;
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

/** A row at which a sequence does not continue. */
export interface SequenceBreak extends Break {
  /** Position of the column in the table. */
  readonly column: number;
  /** Number of further gaps in the column, where the first gap represents all. */
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
  return complete(encodeSteps(table, schema, facts, rowWeights));
}

/** Encodes all rows of a table, one column per step. */
export function* encodeSteps(
  table: Table,
  schema: Schema,
  facts?: readonly ColumnFacts[],
  rowWeights?: Float64Array,
): Generator<undefined, Encoded> {
  return yield* encodeColumnSteps(
    table.rowCount,
    schema,
    (column) => readColumn(table, column.index, columnRequest(column)),
    { facts, rowWeights },
  );
}

export function sequenceColumns(schema: Schema): readonly SequenceColumn[] {
  return schema.filter(isSequence);
}

/** Returns the columns of dates, then the other sequences. */
function orderedColumns(schema: Schema): Schema {
  return [...schema.filter(isDated), ...schema.filter((column) => isSequence(column) && !isDated(column))];
}

/**
 * Finds the breaks of a sequence, where the first of many gaps represents all; dates far from all others are reported
 * separately.
 */
export function breaksOf({ index, sequence, dates }: SequenceColumn, numbers: Float64Array): readonly SequenceBreak[] {
  const isFar = (x: number): boolean => dates !== undefined && (x < dates.from || x > dates.to);
  const breaks = sequenceBreaks(numbers, sequence, dates !== undefined && !isEpoch(dates)).filter(
    ({ row }) => !isFar(numbers[row]),
  );
  const gaps = breaks.filter(({ sort }) => sort === 'gap');
  const reported =
    gaps.length > FEW_GAPS
      ? breaks.filter((sequenceBreak) => sequenceBreak.sort !== 'gap' || sequenceBreak === gaps[0])
      : breaks;
  return reported
    .slice(0, BAD_CELL_LIMIT)
    .map((sequenceBreak) => ({
      ...sequenceBreak,
      column: index,
      ...(reported !== breaks && sequenceBreak === gaps[0] && { more: gaps.length - 1 }),
    }));
}

/** Returns all columns whose cells are checked, in the order in which bad cells are reported. */
export function checkedColumns(schema: Schema): Schema {
  return [
    ...usedColumns(schema).filter(isReported),
    ...orderedColumns(schema),
    ...followingColumns(schema),
    ...checkedTextColumns(schema),
  ];
}

/**
 * Whether bad cells of this column of the model are reported: for parts, only by the part that represents the column;
 * for dates, outside the model.
 */
function isReported({ part, dates }: UsedColumn): boolean {
  return dates === undefined && (part === undefined || part.isOwn === true);
}

/**
 * Encodes columns that were already read. Requests each column once, in the order of the model, so that the caller can
 * release columns that are no longer needed.
 *
 * @param read returns the cells of a used column: all of them, or what `columnRequest` requests; the matrix takes over
 * its arrays
 */
export function encodeColumns(rows: number, schema: Schema, read: ReadColumn, context: EncodingContext = {}): Encoded {
  return complete(encodeColumnSteps(rows, schema, read, context));
}

export type ReadColumn = (column: ColumnSchema) => TypedColumn;

export interface EncodingContext {
  readonly facts?: readonly ColumnFacts[] | undefined;
  readonly rowWeights?: Float64Array | undefined;
  readonly sums?: ColumnSums | undefined;
  /** Maximum number of reported bad cells; BAD_CELL_LIMIT by default. */
  readonly maxBadCells?: number;
}

/** Encodes columns like `encodeColumns`, one column per step. */
export function* encodeColumnSteps(
  rows: number,
  schema: Schema,
  read: ReadColumn,
  context: EncodingContext,
): Generator<undefined, Encoded> {
  const encoding = new ColumnsEncoding(schema, read, context);
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
  private readonly rowCells: RowCells;
  private readonly readParts: ReadColumn;
  private readonly sums: ColumnSums;
  private readonly maxBadCells: number;

  constructor(
    private readonly schema: Schema,
    private readonly read: ReadColumn,
    private readonly context: EncodingContext,
  ) {
    const { sums = plainSums, maxBadCells = BAD_CELL_LIMIT } = context;
    this.sums = sums;
    this.maxBadCells = maxBadCells;
    this.badCells = new BadCellList(maxBadCells);
    this.rowCells = new RowCells(schema);
    this.readParts = readOnce(read);
  }

  /** Adds the d-th column of the model. */
  addUsed(column: UsedColumn, d: number): void {
    const { sums, maxBadCells } = this;
    const { facts, rowWeights } = this.context;
    const { name, kind: family, levels } = column;
    const typed = column.part === undefined ? this.read(column) : this.readParts(column);
    if (isReported(column)) {
      this.repeated.push(...repeatedCells(column, typed));
      this.rowCells.store(column, typed);
      this.duplicates.push(...duplicatesIn(column, typed));
    }
    const {
      values,
      bounds,
      bad,
      badCount,
      variants: levelVariants = [],
      extent = sums.extent(values),
    } = valuesOf(column, typed, maxBadCells);
    this.variants.push(...levelVariants.map((variant) => ({ ...variant, column: column.index })));
    if (isReported(column)) {
      const found = withWrittenFaults(column, typed, { bad, badCount });
      this.badCells.add(column, found.bad, found.badCount);
    }
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

  /** Adds a column of dates, or another sequence. */
  addOrdered(column: ColumnSchema): void {
    const typed = isDated(column) ? this.readParts(column) : this.read(column);
    this.rowCells.storeTexts(column, typed);
    const { bad, badCount } = isDated(column)
      ? dateFaults(column, typed, earlierColumn(column, this.schema, this.readParts))
      : numberFaults(typed);
    this.badCells.add(column, bad, badCount);
    if (isSequence(column)) this.breaks.push(...breaksOf(column, typed.numbers));
  }

  /** Adds a column that follows from others. */
  addFollowing(column: ColumnSchema): void {
    const typed = this.read(column);
    this.rowCells.store(column, typed);
    const { bad, badCount } = numberFaults(typed);
    this.badCells.add(column, bad, badCount);
  }

  addText(column: ColumnSchema): void {
    const typed = this.read(column);
    this.rowCells.storeTexts(column, typed);
    const { bad, badCount } = withWrittenFaults(column, typed, textCells(column, typed, this.maxBadCells));
    this.badCells.add(column, bad, badCount);
    this.duplicates.push(...duplicatesIn(column, typed));
  }

  finish(rows: number): Encoded {
    const { rowCells, badCells, columns, repeated, variants, breaks, duplicates } = this;
    const { rowWeights } = this.context;
    rowCells.addFindings(rows, badCells);
    return {
      matrix: { rows, columns, ...(rowWeights !== undefined && { rowWeights }) },
      repeated,
      variants,
      badCells: badCells.first,
      badCellCount: badCells.count,
      breaks,
      ...rowCells.repeatedRows(rows, duplicates),
      ...rowCells.confirmation(),
    };
  }
}

/** Adds the cells whose writing alone is odd: blanks at their ends, and marks for a missing value. */
function withWrittenFaults<T extends Pick<Values, 'bad' | 'badCount'>>(
  column: ColumnSchema,
  typed: TypedColumn,
  found: T,
): T {
  return withMarkedCells(column, typed, withOuterBlanks(column, typed, found));
}

/** Reads a column once, even if several of its parts are used. */
function readOnce(read: ReadColumn): ReadColumn {
  const cached = new Map<number, TypedColumn>();
  return (column) => {
    const typed = cached.get(column.index) ?? read(column);
    cached.set(column.index, typed);
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
    const value = isMissing(table, text) ? NaN : cellReader(table, column)(text);
    const bound =
      value === value || (column.part !== undefined && column.part.of !== 'amount')
        ? undefined
        : boundOfText(table, column, text);
    const boundList = new BoundList();
    if (bound !== undefined) boundList.add(0, bound);
    return {
      name: column.name,
      family: column.kind,
      levels: column.levels,
      facts: facts[d],
      values: Float64Array.of(value),
      ...boundList.fields,
    };
  });
  return { rows: 1, columns };
}
