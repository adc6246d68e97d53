/** Which kind each column has, and why, in words that a person can agree or disagree with. */
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
import type { Coded } from '../dependencies/coded';
import type { Depending } from '../dependencies/dependency';
import { withDateOrder, type Dated } from './dates/dateOrder';
import type { DateColumn } from './dates/dateColumns';
import type { Patterns } from '../patterns/patterns';
import { partName, type ColumnPart } from './encoding/parts';
import { withCompared } from './texts/compared';
import { codedIn, withDependencies } from './texts/depending';
import { withVocabularies, wordsOf } from './texts/misplaced';
import type { Vocabulary, Words } from '../misplaced/vocabulary';
import { withoutEchoes } from './dates/echoes';
import { sampleForRelations, withoutRedundant } from './relations/redundant';
import type { Relation } from './relations/relation';
import type { Sequence } from './relations/sequence';
import type { Spelling } from './texts/spelling';
import type { ColumnSums } from './encoding/columnSums';
import { isWanted } from './wanted';
import { describe, keyOf } from './describedColumn';

export type Kind = FamilyName | 'ignored';

/** All that a column can be taken for. */
export const KINDS: readonly Kind[] = [...FAMILY_NAMES, 'ignored'];

export function isKind(name: unknown): name is Kind {
  return (KINDS as readonly unknown[]).includes(name);
}

export interface ColumnSchema {
  readonly name: string;
  /** Position in the table. */
  readonly index: number;
  readonly kind: Kind;
  readonly reason: string;
  readonly missing: number;
  /** For a kind of levels: their names, sorted; of an ignored column with a spelling its one level. Else empty. */
  readonly levels: readonly string[];
  /** Of a kind of levels that are words: how else these are spelt. */
  readonly spelling?: Spelling;
  /**
   * Numbers that are repeated far from all others, in the data's units, and count as missing; left out where there are
   * none.
   */
  readonly codes?: readonly number[];
  /**
   * The step to which the numbers are written, in the data's units; left out where there is none, or rounding is no
   * part of the model.
   */
  readonly step?: number;
  /** Of a kind of numbers: how many cells hold bounds, such as "<0.05"; left out where none does. */
  readonly bounded?: number;
  /**
   * What its numbers count, as it is written beside them: "kg", "%", "$", '' for nothing; left out where all are in
   * plain notation.
   */
  readonly unit?: string;
  /** Of a column that is left out as text: which share of its cells begin as numbers do, if half of them or more. */
  readonly digits?: number;
  /** Of a column of dates that are read as such: how they are written, and where the usual ones lie. */
  readonly dates?: DateColumn;
  /** Where not the column as a whole takes part: what of it does, each as a column of the model. */
  readonly parts?: readonly ColumnPart[];
  /** Of an ignored column that counts on from row to row: how. */
  readonly sequence?: Sequence;
  /** Of an ignored column that follows from others: how. */
  readonly relation?: Relation;
  /** Of a column of texts: how these are written. */
  readonly patterns?: Patterns;
  /** Of a column that identifies its rows: what of its cells differs from row to row. */
  readonly key?: Key;
  /** Of a column that others of its row say, or that says these: how. */
  readonly depends?: Depending;
  /** What is at home in it, where others have something else. */
  readonly vocabulary?: Vocabulary;
  /** Whether its cells are compared between rows. */
  readonly isCompared?: true;
  /** An ignored column that says how often each row counts. */
  readonly weighsRows?: true;
}

/** The columns of a table, in its order. */
export type Schema = readonly ColumnSchema[];

/** What a person decided. Names are those of the header. */
export interface SchemaOverrides {
  /** Only these columns. */
  readonly columns?: readonly string[];
  /** All but these. */
  readonly ignore?: readonly string[];
  readonly kinds?: Readonly<Record<string, Kind>>;
  /** Says how often each row counts, and is no column of the model. */
  readonly rowWeights?: string;
  /**
   * As under `robust`: repeated values far from all others count as missing, rounding is known, columns that follow
   * from others are left out, and dates and numbers of which many are zero have parts.
   */
  readonly isRobust?: boolean;
}

/** Infers the kinds of all columns; what a person decided comes first. */
export function inferSchema(table: Table, overrides: SchemaOverrides = {}): Schema {
  return complete(inferring(table.columns, (index) => readColumn(table, index, 'all'), overrides));
}

/** The same of columns that were read already, all that there is of each. */
export function schemaOf(
  names: readonly string[],
  columns: readonly TypedColumn[],
  overrides: SchemaOverrides = {},
  sums?: ColumnSums,
): Schema {
  return complete(inferring(names, (index) => columns[index], overrides, sums));
}

/** The same, a column at a time. */
export function* inferring(
  names: readonly string[],
  read: (index: number) => TypedColumn,
  overrides: SchemaOverrides,
  sums?: ColumnSums,
): Generator<undefined, Schema> {
  const schema: ColumnSchema[] = [];
  const samples: Float64Array[] = [];
  const dated: Dated[] = [];
  const keys = new Map<number, FoundKey>();
  const coded: Coded[] = [];
  const words: Words[] = [];
  let isFirst = true;
  for (const [index, name] of names.entries()) {
    if (index >= MOST_COLUMNS) {
      schema.push(beyondLimit(index, name));
      continue;
    }
    const column = read(index);
    const { described, seen } = describe(name, index, column, overrides, sums);
    schema.push(described);
    if (overrides.isRobust === true) {
      const key = keyOf(described, column, seen, isFirst, overrides);
      if (key !== undefined) keys.set(index, key);
      if (described.dates !== undefined) dated.push({ column: described, seconds: column.numbers });
      samples.push(sampleForRelations(column.numbers, names.length));
      if (isWanted(described, overrides)) {
        if (coded.length < MOST_CODED) coded.push(...codedIn(described, column));
        if (words.length < MOST_WITH_WORDS) words.push(wordsOf(described, column));
      }
    }
    isFirst &&= numbersRows(name);
    yield undefined;
  }
  const named = withDateOrder(schema, dated).map((column) => withoutTwins(column, names));
  const isChosen = (name: string): boolean => overrides.kinds !== undefined && Object.hasOwn(overrides.kinds, name);
  if (overrides.isRobust !== true) return named;
  return withCompared(
    withVocabularies(
      withDependencies(
        withKeys(withoutRedundant(withoutEchoes(named, samples, isChosen), samples, isChosen), keys),
        coded,
      ),
      words,
    ),
    (column) => isWanted(column, overrides),
  );
}

function beyondLimit(index: number, name: string): ColumnSchema {
  const reason = `only the first ${MOST_COLUMNS.toLocaleString('en')} columns are looked at`;
  return { name, index, kind: 'ignored', reason, missing: 0, levels: [] };
}

/** Without parts that have the name of another column. */
function withoutTwins(column: ColumnSchema, names: readonly string[]): ColumnSchema {
  const { parts: all, ...whole } = column;
  if (all === undefined) return column;
  const parts = all.filter((part) => part.isOwn === true || !names.includes(partName(column.name, part)));
  if (parts.length === all.length) return column;
  const taken = all.filter((part) => !parts.includes(part)).map((part) => `"${partName(column.name, part)}"`);
  const reason = `${column.reason}; there is a column ${taken.join(' and ')} already`;
  // Without knowing which numbers are zero, these would be missing.
  if (column.dates === undefined) return { ...whole, kind: 'normal', reason };
  return parts.length > 0 ? { ...whole, reason, parts } : { ...whole, reason };
}
