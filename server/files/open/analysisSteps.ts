/**
 * Steps of the analysis of a text and its patches: each result is computed once, for whichever caller needs it first.
 */
import type { AlikeRow } from '../../core/alike/alikeRows';
import { rowsAfter, type PatchedTable } from '../../core/csv/table/patched';
import type { Table } from '../../core/csv/table/table';
import { readColumn } from '../../core/csv/table/tableColumn';
import type { FittedModel, Judgement } from '../../core/judging/fittedModel';
import { consolidatedJudgement, judgePatch, rejudge, type PatchedJudgement } from '../../core/judging/rejudge';
import { keyCells } from '../../core/keys/key';
import { duplicatesOf, keyColumns, type DuplicateKey } from '../../core/schema/texts/tableKeys';
import {
  BAD_CELL_LIMIT,
  breaksOf,
  encode,
  sequenceColumns,
  wantedOf,
  type SequenceBreak,
} from '../../core/schema/encoding/encode';
import { inferring, type Schema, type SchemaOverrides } from '../../core/schema/infer';
import { ComparedCells, comparedColumns } from '../../core/schema/texts/compared';
import { withoutTold } from '../../core/schema/texts/rowCells';
import { badCellsAfter, type BadCells } from '../../core/schema/encoding/reencode';
import { badCellsOf, judgeAnew } from '../../core/judging/judgeTable';
import { known, type Analysis } from './analysis';
import { Lasting } from '../../threads/steps';

/** Stores a model that knows more patterns of missing cells than before. */
export type Learn = (model: FittedModel) => void;

/** Kinds of the columns, independent of a model. */
export function* schemaIn(reading: Analysis, overrides: SchemaOverrides): Generator<undefined, Schema> {
  return yield* (reading.schema ??= Lasting.from(
    inferring(reading.table.columns, (index) => readColumn(reading.table, index, 'all'), overrides),
  )).get();
}

/** Cells that their columns cannot read. */
export function* unreadableIn(
  reading: Analysis,
  patched: PatchedTable,
  schema: Schema,
): Generator<undefined, BadCells> {
  const base = yield* (reading.badCells ??= Lasting.from(badCellsOf(reading.table, schema))).get();
  for (const patch of patched.patches) {
    if (!reading.read.has(patch)) reading.read.set(patch, encode(patch.table, schema));
    yield undefined;
  }
  return badCellsAfter(patched, base, known(reading.read, patched), schema);
}

/** Faults of cells against other rows. */
export interface AmongRows {
  readonly breaks: readonly SequenceBreak[];
  readonly duplicates: readonly DuplicateKey[];
  readonly alike: readonly AlikeRow[];
}

export function* foundAmongRows(
  reading: Analysis,
  patched: PatchedTable,
  schema: Schema,
): Generator<undefined, AmongRows> {
  const breaks = yield* sequenceBreaksIn(reading, patched, schema);
  return {
    breaks,
    ...withoutTold(yield* alikeRowsIn(reading, patched, schema), yield* duplicateKeysIn(reading, patched, schema)),
  };
}

/** Rows that repeat others, except edited ones: these are compared when the text becomes a new base. */
function* alikeRowsIn(
  reading: Analysis,
  patched: PatchedTable,
  schema: Schema,
): Generator<undefined, readonly AlikeRow[]> {
  if (reading.alike === undefined) {
    const compared = new ComparedCells(schema);
    for (const column of comparedColumns(schema, reading.table.rowCount)) {
      compared.keep(column, readColumn(reading.table, column.index, wantedOf(column)));
      yield undefined;
    }
    reading.alike = compared.found(reading.table.rowCount);
  }
  const rowAfter = rowsAfter(patched);
  return reading.alike.flatMap((own): AlikeRow[] => {
    const [row, first] = [rowAfter(own.row), rowAfter(own.first)];
    const more =
      own.more?.map(([a, b]) => [rowAfter(a), rowAfter(b)] as const).filter(([a, b]) => a >= 0 && b >= 0) ?? [];
    if (row >= 0 && first >= 0)
      return [{ code: own.code, row, first, columns: own.columns, ...(more.length > 0 && { more }) }];
    const [next, ...rest] = more;
    return more.length === 0
      ? []
      : [
          {
            code: own.code,
            row: next[0],
            first: next[1],
            columns: own.columns,
            ...(rest.length > 0 && { more: rest }),
          },
        ];
  });
}

/**
 * Breaks in columns that count on from row to row, in the current rows: a row can only be judged with the one before.
 */
function* sequenceBreaksIn(
  reading: Analysis,
  patched: PatchedTable,
  schema: Schema,
): Generator<undefined, readonly SequenceBreak[]> {
  const breaks: SequenceBreak[] = [];
  for (const column of sequenceColumns(schema)) {
    const numbersOf = (table: Table): Float64Array => readColumn(table, column.index, wantedOf(column)).numbers;
    const base = reading.sequences.get(column.index) ?? numbersOf(reading.table);
    reading.sequences.set(column.index, base);
    yield undefined;
    breaks.push(...breaksOf(column, numbersAfter(patched, base, numbersOf)));
    yield undefined;
  }
  return breaks;
}

/** Repeated keys in the current rows. */
function* duplicateKeysIn(
  reading: Analysis,
  patched: PatchedTable,
  schema: Schema,
): Generator<undefined, readonly DuplicateKey[]> {
  const duplicates: DuplicateKey[] = [];
  for (const column of keyColumns(schema)) {
    const cellsOf = (table: Table): Float64Array => keyCells(column.key, readColumn(table, column.index, column.key));
    const base = reading.keys.get(column.index) ?? cellsOf(reading.table);
    reading.keys.set(column.index, base);
    yield undefined;
    duplicates.push(...duplicatesOf(column, numbersAfter(patched, base, cellsOf)));
    yield undefined;
  }
  return duplicates;
}

/** Numbers by row, with the rows of patches replaced. */
function numbersAfter(
  { patches, rowCount }: PatchedTable,
  base: Float64Array,
  numbersOf: (table: Table) => Float64Array,
): Float64Array {
  if (patches.length === 0) return base;
  const numbers = new Float64Array(rowCount);
  let [read, put] = [0, 0];
  for (const { from, to, table } of patches) {
    numbers.set(base.subarray(read, from), put);
    put += from - read;
    numbers.set(numbersOf(table).subarray(0, table.rowCount), put);
    put += table.rowCount;
    read = to;
  }
  numbers.set(base.subarray(read, read + rowCount - put), put);
  return numbers;
}

/** Judgement of the rows that no edit touched. */
export function* baseJudgementIn(reading: Analysis, model: FittedModel, learn: Learn): Generator<undefined, Judgement> {
  return yield* (reading.judgement ??= Lasting.from(judgeBase(reading, model, learn))).get();
}

/** Judgement of all current rows. */
export function* judgementIn(
  reading: Analysis,
  patched: PatchedTable,
  model: FittedModel,
  learn: Learn,
): Generator<undefined, PatchedJudgement> {
  const base = yield* baseJudgementIn(reading, model, learn);
  yield* judgePatches(reading, patched, model, learn);
  return patched.patches.length === 0 ? base : rejudge(model, patched, base, known(reading.judged, patched));
}

/**
 * Judgement for the text that the patched one becomes, in which only rows of patches are judged again; undefined where
 * all rows must be.
 */
export function judgementAfter(reading: Analysis, patched: PatchedTable, learn: Learn): Lasting<Judgement> | undefined {
  const { model } = reading;
  const base = reading.judgement?.value;
  if (!model || base === undefined) return undefined;
  // Bad cells beyond the list cannot replace those that were fixed; once the list runs short, all rows are checked
  // again.
  if (base.badCellCount > base.badCells.length && 2 * base.badCells.length < BAD_CELL_LIMIT) return undefined;
  return Lasting.from(joinedJudgement(reading, patched, model, base, learn));
}

function* joinedJudgement(
  reading: Analysis,
  patched: PatchedTable,
  model: FittedModel,
  base: Judgement,
  learn: Learn,
): Generator<undefined, Judgement> {
  yield* judgePatches(reading, patched, model, learn);
  return consolidatedJudgement(model, patched, base, known(reading.judged, patched));
}

function* judgePatches(
  reading: Analysis,
  { patches }: PatchedTable,
  model: FittedModel,
  learn: Learn,
): Generator<undefined, void> {
  for (const patch of patches) {
    if (reading.judged.has(patch)) continue;
    const judged = yield* judgePatch(reading.model ?? model, patch);
    learn(judged.model);
    reading.judged.set(patch, judged.judgement);
    yield undefined;
  }
}

function* judgeBase({ table }: Analysis, model: FittedModel, learn: Learn): Generator<undefined, Judgement> {
  const judged = yield* judgeAnew(model, table);
  learn(judged.model);
  return judged.judgement;
}
