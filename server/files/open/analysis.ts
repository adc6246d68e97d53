/** Results of the analysis of a text, and of the patches that later edits made of it. */
import type { AlikeRow } from '../../core/alike/alikeRows';
import { placeOfRow, type Patch, type PatchedTable } from '../../core/csv/table/patched';
import type { OffsetEdit } from '../../core/csv/table/rescan';
import type { Table } from '../../core/csv/table/table';
import type { FittedModel, Judgement } from '../../core/judging/fittedModel';
import type { OrdinaryRows } from '../../core/description/similar';
import type { Schema } from '../../core/schema/infer';
import type { BadCells } from '../../core/schema/encoding/reencode';
import type { RowFinding } from '../../protocol';
import type { Lasting } from '../../threads/steps';

/** Words of a finding, independent of the position of its row. */
export interface FindingWords {
  readonly code: RowFinding['code'];
  readonly message: string;
  /** Column of the guiltiest cell; undefined where the row is odd as a whole. */
  readonly column: number | undefined;
  /** Further guilty cells with messages of their own. */
  readonly related: readonly { readonly column: number; readonly message: string }[];
  /** Similar ordinary rows, in the table before edits. */
  readonly similar: readonly number[];
}

/** Analysis of the base text, which edits refer to (`LiveText.before`). */
export interface Analysis {
  readonly table: Table;
  /** Whether this is the text that was fitted. */
  isFitted: boolean;
  /** Kinds of the columns, independent of a model. */
  schema?: Lasting<Schema>;
  /** Cells that these columns cannot read. */
  badCells?: Lasting<BadCells>;
  /** Model for this table, extended by the tails of new patterns; null when it does not match the table. */
  model?: FittedModel | null;
  judgement?: Lasting<Judgement>;
  ordinary?: Lasting<OrdinaryRows>;
  /** Patches of the text at the last request, with the results for each. */
  patches: readonly Patch[];
  readonly judged: WeakMap<Patch, Judgement>;
  readonly read: WeakMap<Patch, BadCells>;
  /** Numbers of columns that count on from row to row, by position in the table. */
  readonly sequences: Map<number, Float64Array>;
  /** Hashes of the cells of columns that identify their rows, by position in the table. */
  readonly keys: Map<number, Float64Array>;
  /** Rows of the table that repeat others. */
  alike?: readonly AlikeRow[];
  /**
   * Words of the rows' diagnostics, by their table and `findingKey`: they change only with the row, the finding or the
   * model.
   */
  readonly told: WeakMap<Table, Map<string, FindingWords>>;
}

/**
 * Maximum number of edits; beyond it a new base text is cheaper than remembering them. Long edits make a new read
 * cheaper, too.
 */
const MOST_PATCHES = 256;
const MOST_PATCHED_UNITS = 2 ** 20;

export function areTooMany(edits: readonly OffsetEdit[]): boolean {
  return edits.length > MOST_PATCHES;
}

export function areTooLong(edits: readonly OffsetEdit[]): boolean {
  return edits.reduce((sum, { start, end, text }) => sum + text.length + end - start, 0) > MOST_PATCHED_UNITS;
}

export function newReading(table: Table, isFitted: boolean): Analysis {
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

/** Known results of the patches. */
export function known<T>(parts: WeakMap<Patch, T>, { patches }: PatchedTable): readonly T[] {
  return patches.flatMap((patch) => parts.get(patch) ?? []);
}

/** Posteriors of a row of the current text; undefined until it is judged. */
export function posteriorIn(
  { table, judgement, patches, judged }: Analysis,
  patched: PatchedTable,
  row: number,
): Float64Array | undefined {
  const place = placeOfRow(patched, row);
  const patch = place.table === table ? undefined : patches.find((each) => each.table === place.table);
  const found = place.table === table ? judgement?.value : patch && judged.get(patch);
  return found?.posterior.subarray(place.row * found.k, (place.row + 1) * found.k);
}

/** Stored words of a table's findings, by `findingKey`. */
export function toldOf({ told }: Analysis, table: Table): Map<string, FindingWords> {
  const rows = told.get(table) ?? new Map<string, FindingWords>();
  told.set(table, rows);
  return rows;
}
