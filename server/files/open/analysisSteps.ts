/**
 * Steps of the analysis of a text and its patches: each result is computed once, for whichever caller needs it first.
 */
import type { AlikeRow } from '../../core/duplicates/duplicateRows';
import { rowsAfter, type PatchedTable } from '../../core/csv/table/patched';
import type { Table } from '../../core/csv/table/table';
import { readColumn } from '../../core/csv/table/tableColumn';
import type { FittedModel, Judgement } from '../../core/judging/fittedModel';
import { consolidatedJudgement, judgePatch, rejudge, type PatchedJudgement } from '../../core/judging/rejudge';
import { keyCells } from '../../core/keys/key';
import { duplicatesOf, keyColumns, type DuplicateKey } from '../../core/schema/texts/tableKeys';
import { columnRequest } from '../../core/schema/encoding/values/columnRequest';
import { BAD_CELL_LIMIT } from '../../core/csv/columns/limits';
import { breaksOf, encode, sequenceColumns, type SequenceBreak } from '../../core/schema/encoding/encode';
import { inferSteps, type Schema, type SchemaOverrides } from '../../core/schema/infer';
import { ComparedCells, comparedColumns } from '../../core/schema/texts/compared';
import { withoutCoveredKeys } from '../../core/schema/texts/rowCells';
import { badCellsAfter, type BadCells } from '../../core/schema/encoding/reencode';
import { badCellsOf, judgeAllRows } from '../../core/judging/judgeTable';
import { cachedResults, type Analysis } from './analysis';
import { LazyResult } from '../../threads/steps';

/** Stores a model with tails for further patterns of missing cells. */
export type Learn = (model: FittedModel) => void;

/** Infers the kinds of the columns, independent of a model. */
export function* schemaIn(analysis: Analysis, overrides: SchemaOverrides): Generator<undefined, Schema> {
  return yield* (analysis.schema ??= LazyResult.from(
    inferSteps(analysis.table.columns, (index) => readColumn(analysis.table, index, 'all'), overrides),
  )).get();
}

/** Finds the cells that their columns cannot read. */
export function* unreadableCellsIn(
  analysis: Analysis,
  patched: PatchedTable,
  schema: Schema,
): Generator<undefined, BadCells> {
  const base = yield* (analysis.badCells ??= LazyResult.from(badCellsOf(analysis.table, schema))).get();
  for (const patch of patched.patches) {
    if (!analysis.patchBadCells.has(patch)) analysis.patchBadCells.set(patch, encode(patch.table, schema));
    yield undefined;
  }
  return badCellsAfter(patched, base, cachedResults(analysis.patchBadCells, patched), schema);
}

/** Faults of cells against other rows. */
export interface CrossRowFaults {
  readonly breaks: readonly SequenceBreak[];
  readonly duplicates: readonly DuplicateKey[];
  readonly alike: readonly AlikeRow[];
}

export function* crossRowFaultsIn(
  analysis: Analysis,
  patched: PatchedTable,
  schema: Schema,
): Generator<undefined, CrossRowFaults> {
  const breaks = yield* sequenceBreaksIn(analysis, patched, schema);
  return {
    breaks,
    ...withoutCoveredKeys(
      yield* alikeRowsIn(analysis, patched, schema),
      yield* duplicateKeysIn(analysis, patched, schema),
    ),
  };
}

/** Finds rows that repeat others, except edited ones: these are compared when the text becomes a new base. */
function* alikeRowsIn(
  analysis: Analysis,
  patched: PatchedTable,
  schema: Schema,
): Generator<undefined, readonly AlikeRow[]> {
  if (analysis.alike === undefined) {
    const compared = new ComparedCells(schema);
    for (const column of comparedColumns(schema, analysis.table.rowCount)) {
      compared.store(column, readColumn(analysis.table, column.index, columnRequest(column)));
      yield undefined;
    }
    analysis.alike = compared.alikeRows(analysis.table.rowCount);
  }
  const rowAfter = rowsAfter(patched);
  return analysis.alike.flatMap((repeat): AlikeRow[] => {
    const [row, first] = [rowAfter(repeat.row), rowAfter(repeat.first)];
    const more =
      repeat.more?.map(([a, b]) => [rowAfter(a), rowAfter(b)] as const).filter(([a, b]) => a >= 0 && b >= 0) ?? [];
    if (row >= 0 && first >= 0)
      return [{ code: repeat.code, row, first, columns: repeat.columns, ...(more.length > 0 && { more }) }];
    const [next, ...rest] = more;
    return more.length === 0
      ? []
      : [
          {
            code: repeat.code,
            row: next[0],
            first: next[1],
            columns: repeat.columns,
            ...(rest.length > 0 && { more: rest }),
          },
        ];
  });
}

/**
 * Finds breaks of sequences in the current rows. A row of a sequence can only be judged with the one before it.
 */
function* sequenceBreaksIn(
  analysis: Analysis,
  patched: PatchedTable,
  schema: Schema,
): Generator<undefined, readonly SequenceBreak[]> {
  const breaks: SequenceBreak[] = [];
  for (const column of sequenceColumns(schema)) {
    const numbersOf = (table: Table): Float64Array => readColumn(table, column.index, columnRequest(column)).numbers;
    const base = analysis.sequences.get(column.index) ?? numbersOf(analysis.table);
    analysis.sequences.set(column.index, base);
    yield undefined;
    breaks.push(...breaksOf(column, numbersAfter(patched, base, numbersOf)));
    yield undefined;
  }
  return breaks;
}

/** Finds repeated keys in the current rows. */
function* duplicateKeysIn(
  analysis: Analysis,
  patched: PatchedTable,
  schema: Schema,
): Generator<undefined, readonly DuplicateKey[]> {
  const duplicates: DuplicateKey[] = [];
  for (const column of keyColumns(schema)) {
    const cellsOf = (table: Table): Float64Array => keyCells(column.key, readColumn(table, column.index, column.key));
    const base = analysis.keys.get(column.index) ?? cellsOf(analysis.table);
    analysis.keys.set(column.index, base);
    yield undefined;
    duplicates.push(...duplicatesOf(column, numbersAfter(patched, base, cellsOf)));
    yield undefined;
  }
  return duplicates;
}

/** Returns the numbers of the current rows: those of the base, with the rows of patches replaced. */
function numbersAfter(
  { patches, rowCount }: PatchedTable,
  base: Float64Array,
  numbersOf: (table: Table) => Float64Array,
): Float64Array {
  if (patches.length === 0) return base;
  const numbers = new Float64Array(rowCount);
  let [baseRow, row] = [0, 0];
  for (const { from, to, table } of patches) {
    numbers.set(base.subarray(baseRow, from), row);
    row += from - baseRow;
    numbers.set(numbersOf(table).subarray(0, table.rowCount), row);
    row += table.rowCount;
    baseRow = to;
  }
  numbers.set(base.subarray(baseRow, baseRow + rowCount - row), row);
  return numbers;
}

/** Judges the rows of the base table, from before the edits. */
export function* baseJudgementIn(
  analysis: Analysis,
  model: FittedModel,
  learn: Learn,
): Generator<undefined, Judgement> {
  return yield* (analysis.judgement ??= LazyResult.from(judgeBase(analysis, model, learn))).get();
}

/** Judges all current rows. */
export function* judgementIn(
  analysis: Analysis,
  patched: PatchedTable,
  model: FittedModel,
  learn: Learn,
): Generator<undefined, PatchedJudgement> {
  const base = yield* baseJudgementIn(analysis, model, learn);
  yield* judgePatches(analysis, patched, model, learn);
  return patched.patches.length === 0
    ? base
    : rejudge(model, patched, base, cachedResults(analysis.patchJudgements, patched));
}

/**
 * Judges the text that the patched table becomes. Only rows of patches are judged again; undefined where all rows must
 * be.
 */
export function judgementAfter(
  analysis: Analysis,
  patched: PatchedTable,
  learn: Learn,
): LazyResult<Judgement> | undefined {
  const { model } = analysis;
  const base = analysis.judgement?.value;
  if (!model || base === undefined) return undefined;
  // Bad cells beyond the list cannot replace those that were fixed; once the list runs short, all rows are checked
  // again.
  if (base.badCellCount > base.badCells.length && 2 * base.badCells.length < BAD_CELL_LIMIT) return undefined;
  return LazyResult.from(joinedJudgement(analysis, patched, model, base, learn));
}

function* joinedJudgement(
  analysis: Analysis,
  patched: PatchedTable,
  model: FittedModel,
  base: Judgement,
  learn: Learn,
): Generator<undefined, Judgement> {
  yield* judgePatches(analysis, patched, model, learn);
  return consolidatedJudgement(model, patched, base, cachedResults(analysis.patchJudgements, patched));
}

function* judgePatches(
  analysis: Analysis,
  { patches }: PatchedTable,
  model: FittedModel,
  learn: Learn,
): Generator<undefined, void> {
  for (const patch of patches) {
    if (analysis.patchJudgements.has(patch)) continue;
    const judged = yield* judgePatch(analysis.model ?? model, patch);
    learn(judged.model);
    analysis.patchJudgements.set(patch, judged.judgement);
    yield undefined;
  }
}

function* judgeBase({ table }: Analysis, model: FittedModel, learn: Learn): Generator<undefined, Judgement> {
  const judged = yield* judgeAllRows(model, table);
  learn(judged.model);
  return judged.judgement;
}
