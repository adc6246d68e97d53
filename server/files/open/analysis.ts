/** Results of the analysis of a text, and of the patches that later edits made of it. */
import type { AlikeRow } from '../../core/duplicates/duplicateRows';
import { placeOfRow, type Patch, type PatchedTable } from '../../core/csv/table/patched';
import type { OffsetEdit } from '../../core/csv/table/rescan';
import type { Table } from '../../core/csv/table/table';
import type { FittedModel, Judgement } from '../../core/judging/fittedModel';
import type { OrdinaryRows } from '../../core/description/similar';
import type { Schema } from '../../core/schema/infer';
import type { BadCells } from '../../core/schema/encoding/reencode';
import type { RowFinding } from '../../protocol';
import type { LazyResult } from '../../threads/steps';

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
  schema?: LazyResult<Schema>;
  /** Cells that these columns cannot read. */
  badCells?: LazyResult<BadCells>;
  /** Model for this table, extended by the tails of new patterns; null when it does not match the table. */
  model?: FittedModel | null;
  judgement?: LazyResult<Judgement>;
  ordinary?: LazyResult<OrdinaryRows>;
  /** Patches of the text at the last request, with the results for each. */
  patches: readonly Patch[];
  readonly patchJudgements: WeakMap<Patch, Judgement>;
  readonly patchBadCells: WeakMap<Patch, BadCells>;
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
  readonly findingWords: WeakMap<Table, Map<string, FindingWords>>;
}

/**
 * Maximum number of edits, and their maximum total length in UTF-16 units. Beyond the first, a new base text is cheaper
 * than storing the edits; beyond the second, reading the table again is cheaper than patching it.
 */
const MOST_PATCHES = 256;
const MOST_PATCHED_UNITS = 2 ** 20;

export function areTooMany(edits: readonly OffsetEdit[]): boolean {
  return edits.length > MOST_PATCHES;
}

export function areTooLong(edits: readonly OffsetEdit[]): boolean {
  return edits.reduce((sum, { start, end, text }) => sum + text.length + end - start, 0) > MOST_PATCHED_UNITS;
}

export function newAnalysis(table: Table, isFitted: boolean): Analysis {
  return {
    table,
    isFitted,
    patches: [],
    patchJudgements: new WeakMap(),
    patchBadCells: new WeakMap(),
    sequences: new Map(),
    keys: new Map(),
    findingWords: new WeakMap(),
  };
}

/** Returns the cached results of the patches, without patches that have none. */
export function cachedResults<T>(parts: WeakMap<Patch, T>, { patches }: PatchedTable): readonly T[] {
  return patches.flatMap((patch) => parts.get(patch) ?? []);
}

/** Returns the posteriors of a row of the current text; undefined until it is judged. */
export function posteriorIn(
  { table, judgement, patches, patchJudgements }: Analysis,
  patched: PatchedTable,
  row: number,
): Float64Array | undefined {
  const place = placeOfRow(patched, row);
  const patch = place.table === table ? undefined : patches.find((candidate) => candidate.table === place.table);
  const tableJudgement = place.table === table ? judgement?.value : patch && patchJudgements.get(patch);
  return tableJudgement?.posterior.subarray(place.row * tableJudgement.k, (place.row + 1) * tableJudgement.k);
}

/** Returns the stored words of a table's findings, by `findingKey`. */
export function findingWordsOf({ findingWords }: Analysis, table: Table): Map<string, FindingWords> {
  const words = findingWords.get(table) ?? new Map<string, FindingWords>();
  findingWords.set(table, words);
  return words;
}
