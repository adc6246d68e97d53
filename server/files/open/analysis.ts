/** What was found out of a text, and of the patches that edits made of it since. */
import type { AlikeRow } from '../../core/alike/alikeRows';
import { placeOfRow, type Patch, type PatchedTable } from '../../core/csv/table/patched';
import type { Edit } from '../../core/csv/table/rescan';
import type { Table } from '../../core/csv/table/table';
import type { FittedModel, Judgement } from '../../core/judging/fittedModel';
import type { OrdinaryRows } from '../../core/description/similar';
import type { Schema } from '../../core/schema/infer';
import type { BadCells } from '../../core/schema/encoding/reencode';
import type { RowFinding } from '../../protocol';
import type { Lasting } from '../../threads/steps';

/** The words of a finding, wherever its row stands. */
export interface FindingWords {
  readonly code: RowFinding['code'];
  readonly message: string;
  /** The column of the guiltiest cell; undefined where the row is odd as a whole. */
  readonly column: number | undefined;
  /** Further guilty cells, where they have messages of their own. */
  readonly related: readonly { readonly column: number; readonly message: string }[];
  /** Ordinary rows much like this one, in the table before edits. */
  readonly similar: readonly number[];
}

/** What was found out of the text that edits are edits of (`LiveText.before`). */
export interface Reading {
  readonly table: Table;
  /** Whether this is the text that was fitted. */
  isFitted: boolean;
  /** The columns' kinds without regard to a model. */
  schema?: Lasting<Schema>;
  /** Cells that these columns cannot read. */
  badCells?: Lasting<BadCells>;
  /** The model for this table, which learns the tails of new patterns; null when it does not suit it. */
  model?: FittedModel | null;
  judgement?: Lasting<Judgement>;
  ordinary?: Lasting<OrdinaryRows>;
  /** The patches of the text as it was last asked for, and what is known of each. */
  patches: readonly Patch[];
  readonly judged: WeakMap<Patch, Judgement>;
  readonly read: WeakMap<Patch, BadCells>;
  /** Numbers of columns that count on from row to row, by position in the table. */
  readonly sequences: Map<number, Float64Array>;
  /** The cells of columns that identify their rows, as numbers, in the same way. */
  readonly keys: Map<number, Float64Array>;
  /** Rows of the table that say what others say. */
  alike?: readonly AlikeRow[];
  /**
   * What diagnostics say of rows, by the table in which they stand and `findingKey`: it changes with the row, the
   * finding or the model only.
   */
  readonly told: WeakMap<Table, Map<string, FindingWords>>;
}

/**
 * With more edits than this, a new text to edit is cheaper than remembering them; and so is reading anew with longer
 * ones.
 */
const MOST_PATCHES = 256;
const MOST_PATCHED_UNITS = 2 ** 20;

export function areTooMany(edits: readonly Edit[]): boolean {
  return edits.length > MOST_PATCHES;
}

export function areTooLong(edits: readonly Edit[]): boolean {
  return edits.reduce((sum, { start, end, text }) => sum + text.length + end - start, 0) > MOST_PATCHED_UNITS;
}

export function newReading(table: Table, isFitted: boolean): Reading {
  return {
    table,
    isFitted,
    patches: [],
    judged: new WeakMap(),
    read: new WeakMap(),
    sequences: new Map(),
    keys: new Map(),
    told: new WeakMap(),
  };
}

/** What is known of the patches. */
export function known<T>(parts: WeakMap<Patch, T>, { patches }: PatchedTable): readonly T[] {
  return patches.flatMap((patch) => parts.get(patch) ?? []);
}

/** Posteriors of a row as it stands now; undefined as long as it is not judged. */
export function posteriorIn(
  { table, judgement, patches, judged }: Reading,
  patched: PatchedTable,
  row: number,
): Float64Array | undefined {
  const place = placeOfRow(patched, row);
  const patch = place.table === table ? undefined : patches.find((each) => each.table === place.table);
  const found = place.table === table ? judgement?.value : patch && judged.get(patch);
  return found?.posterior.subarray(place.row * found.k, (place.row + 1) * found.k);
}

/** The kept words of a table's findings, by `findingKey`. */
export function toldOf({ told }: Reading, table: Table): Map<string, FindingWords> {
  const rows = told.get(table) ?? new Map<string, FindingWords>();
  told.set(table, rows);
  return rows;
}
