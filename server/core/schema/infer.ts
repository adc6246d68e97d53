/** Infers the kind of each column, with a reason that the user can check. */
import { listed, say } from '../../../language/language';
import { MOST_COLUMNS } from '../csv/columns/limits';
import { MOST_COLUMNS as MOST_CODED } from '../dependencies/discovery';
import { MOST_COLUMNS as MOST_WITH_WORDS } from '../misplaced/vocabulary';
import type { TypedColumn } from '../csv/columns/typedColumn';
import type { Table } from '../csv/table/table';
import { readColumn } from '../csv/table/tableColumn';
import { FAMILY_NAMES, type FamilyName } from '../families/registry';
import { complete } from '../numeric/generators';
import type { FoundKey, Key } from '../keys/key';
import { numbersRows, withKeys } from './texts/tableKeys';
import type { CodedColumn } from '../dependencies/coded';
import type { DependencyRole } from '../dependencies/dependency';
import { withDateOrder, type DatesOfColumn } from './dates/dateOrder';
import type { DateColumn } from './dates/dateColumns';
import type { Patterns } from '../patterns/patterns';
import { partName, type ColumnPart } from './encoding/parts';
import { withCompared } from './texts/compared';
import { codedIn, withDependencies } from './texts/depending';
import { withVocabularies, wordsOf } from './texts/misplaced';
import type { Vocabulary, ColumnWords } from '../misplaced/vocabulary';
import { withoutEchoes } from './dates/echoes';
import { sampleForRelations, withoutRedundant } from './relations/redundant';
import type { Relation } from './relations/relation';
import type { Sequence } from './relations/sequence';
import type { Spelling } from './texts/spelling';
import type { ColumnSums } from './encoding/columnSums';
import { marksOf, withOddMarks, type ColumnMarks } from './texts/missingMarks';
import { isComparable, isLeftOut } from './overrides';
import { describeColumn, keyOf } from './describedColumn';

export type Kind = FamilyName | 'ignored';

/** All kinds that a column can have. */
export const KINDS: readonly Kind[] = [...FAMILY_NAMES, 'ignored'];

export function isKind(name: unknown): name is Kind {
  return (KINDS as readonly unknown[]).includes(name);
}

export interface ColumnSchema {
  readonly name: string;
  /** Position of the column in the table. */
  readonly index: number;
  readonly kind: Kind;
  readonly reason: string;
  readonly missing: number;
  /**
   * Names of the levels for a kind of levels, sorted; the single level of an ignored column with a spelling. Empty for
   * other columns.
   */
  readonly levels: readonly string[];
  /** Other spellings of the levels, if these are words. */
  readonly spelling?: Spelling;
  /**
   * Numbers that are repeated far from all others, in the data's units, and count as missing; left out where there are
   * none.
   */
  readonly codes?: readonly number[];
  /** The one of the codes that caps the column: it stands for all numbers from a limit on. */
  readonly topCode?: number;
  /**
   * Step to which the numbers are written, in the data's units; left out where there is none, or the model ignores
   * rounding.
   */
  readonly step?: number;
  /** Number of cells that hold bounds, such as "<0.05", in a column of numbers; left out if zero. */
  readonly bounded?: number;
  /**
   * Unit of the numbers as written next to them: "kg", "%", "$", '' for nothing; left out where all are in plain
   * notation.
   */
  readonly unit?: string;
  /** Share of cells that begin like numbers, in a column left out as text; given if it is half or more. */
  readonly digits?: number;
  /** Form and usual range of the dates, in a column that is read as dates. */
  readonly dates?: DateColumn;
  /** Parts of the column that take part as columns of the model, if not the column as a whole. */
  readonly parts?: readonly ColumnPart[];
  /** Sequence of an ignored column. */
  readonly sequence?: Sequence;
  /** Relation by which an ignored column follows from others. */
  readonly relation?: Relation;
  /** Marks for a missing value, in lower case, that are in a cell or two of this column of texts. */
  readonly oddMarks?: readonly string[];
  /** Whether hardly any cell of this column of texts has blanks at its ends, and some have. */
  readonly isTrimmed?: true;
  /** Patterns of the texts in a column of texts. */
  readonly patterns?: Patterns;
  /** Key of a column that identifies its rows: the part of its cells that differs from row to row. */
  readonly key?: Key;
  /** Dependencies between this column and others of its row. */
  readonly depends?: DependencyRole;
  /** Texts that are at home in the column, if other columns have different ones. */
  readonly vocabulary?: Vocabulary;
  /** Whether its cells are compared between rows. */
  readonly isCompared?: true;
  /** Whether this ignored column holds the row weights. */
  readonly weighsRows?: true;
}

/** Columns of a table, in its order. */
export type Schema = readonly ColumnSchema[];

/** Decisions of the user. Names come from the header. */
export interface SchemaOverrides {
  /** Columns to use; all others are ignored. */
  readonly columns?: readonly string[];
  /** Columns to ignore. */
  readonly ignore?: readonly string[];
  readonly kinds?: Readonly<Record<string, Kind>>;
  /** Column of row weights; it is no column of the model. */
  readonly rowWeights?: string;
  /**
   * Whether to use the conventions of `robust`: repeated values far from all others count as missing, rounding is
   * modelled, columns that follow from others are left out, and dates and numbers many of which are zero have parts.
   */
  readonly isRobust?: boolean;
}

/** Infers the kinds of all columns; decisions of the user take precedence. */
export function inferSchema(table: Table, overrides: SchemaOverrides = {}): Schema {
  return complete(inferSteps(table.columns, (index) => readColumn(table, index, 'all'), overrides));
}

/** Infers the schema of columns that were read in full. */
export function schemaOf(
  names: readonly string[],
  columns: readonly TypedColumn[],
  overrides: SchemaOverrides = {},
  sums?: ColumnSums,
): Schema {
  return complete(inferSteps(names, (index) => columns[index], overrides, sums));
}

/** Infers the schema of columns that were read in full, one column per step. */
export function* inferSteps(
  names: readonly string[],
  read: (index: number) => TypedColumn,
  overrides: SchemaOverrides,
  sums?: ColumnSums,
): Generator<undefined, Schema> {
  const schema: ColumnSchema[] = [];
  const samples: Float64Array[] = [];
  const dated: DatesOfColumn[] = [];
  const keys = new Map<number, FoundKey>();
  const idle = new Set<number>();
  const coded: CodedColumn[] = [];
  const words: ColumnWords[] = [];
  const marks: ColumnMarks[] = [];
  let isFirst = true;
  for (const [index, name] of names.entries()) {
    if (index >= MOST_COLUMNS) {
      schema.push(beyondLimit(index, name));
      continue;
    }
    const column = read(index);
    const { described, survey, isIdle } = describeColumn(name, index, column, overrides, sums);
    schema.push(described);
    if (isIdle === true) idle.add(index);
    if (overrides.isRobust === true) {
      const key = keyOf(described, column, survey, isFirst, overrides);
      if (key !== undefined) keys.set(index, key);
      if (described.dates !== undefined) dated.push({ column: described, seconds: column.numbers });
      if (!isLeftOut(name, overrides)) marks.push(...marksOf(index, column));
      samples.push(sampleForRelations(column.numbers, names.length));
      if (isComparable(described, overrides)) gatherWords(described, column, coded, words);
    }
    isFirst &&= numbersRows(name);
    yield undefined;
  }
  const withDates = withDateOrder(schema, dated).map((column) => withoutTwins(column, names));
  const isChosen = (name: string): boolean => overrides.kinds !== undefined && Object.hasOwn(overrides.kinds, name);
  if (overrides.isRobust !== true) return withDates;
  return yield* inStages(withDates, [
    (columns) => withoutEchoes(columns, samples, isChosen),
    (columns) => withoutRedundant(columns, samples, isChosen),
    (columns) => withKeys(columns, keys),
    (columns) => withDependencies(columns, coded),
    (columns) => withVocabularies(columns, words),
    (columns) => withCompared(columns, (column) => !idle.has(column.index) && isComparable(column, overrides)),
    (columns) => withOddMarks(columns, marks),
  ]);
}

/** Adds the levels and words of a column to those that are compared, as far as there is room. */
function gatherWords(described: ColumnSchema, column: TypedColumn, coded: CodedColumn[], words: ColumnWords[]): void {
  if (coded.length < MOST_CODED) coded.push(...codedIn(described, column));
  if (words.length < MOST_WITH_WORDS) words.push(wordsOf(described, column));
}

/** Applies the stages in order, one per step: each may need much memory where the columns are many. */
function* inStages(schema: Schema, stages: readonly ((columns: Schema) => Schema)[]): Generator<undefined, Schema> {
  let columns = schema;
  for (const stage of stages) {
    columns = stage(columns);
    yield undefined;
  }
  return columns;
}

function beyondLimit(index: number, name: string): ColumnSchema {
  const reason = say('only the first {count, plural, one {# column is} other {# columns are}} looked at', {
    count: MOST_COLUMNS,
  });
  return { name, index, kind: 'ignored', reason, missing: 0, levels: [] };
}

/** Removes parts that have the name of another column. */
function withoutTwins(column: ColumnSchema, names: readonly string[]): ColumnSchema {
  const { parts: allParts, ...whole } = column;
  if (allParts === undefined) return column;
  const parts = allParts.filter((part) => part.isOwn === true || !names.includes(partName(column.name, part)));
  if (parts.length === allParts.length) return column;
  const takenNames = allParts.filter((part) => !parts.includes(part)).map((part) => `"${partName(column.name, part)}"`);
  const reason = say('{reason}; there is a column {names} already', {
    reason: column.reason,
    names: listed(takenNames),
  });
  // Without the part for zeros, zeros would be missing.
  if (column.dates === undefined) return { ...whole, kind: 'normal', reason };
  return parts.length > 0 ? { ...whole, reason, parts } : { ...whole, reason };
}
