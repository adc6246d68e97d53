/** The second table of a comparison: read in full, encoded for the model of the first, and judged by it. */
import { beginningOf } from '../../core/csv/stream/beginning';
import { requestedLevels, type ColumnRequest, type TypedColumn } from '../../core/csv/columns/typedColumn';
import type { DialectOverrides } from '../../core/csv/dialect/dialect';
import {
  alignModel,
  encodeTyped,
  judgeEncoded,
  missingColumns,
  requestedColumns,
  type FittedModel,
  type Judgement,
} from '../../core/judging/fittedModel';
import type { Engine } from '../../core/mixture/engine';
import type { Encoded } from '../../core/schema/encoding/encode';
import { usedColumns } from '../../core/schema/encoding/usedColumns';
import { levelReader } from '../../core/schema/encoding/values/levelValues';
import { families } from '../../core/families/registry';
import { readTyped, requireRows, requireText, type Input, type Reading } from '../../formats/table/readTable';
import type { FitOptions } from '../../protocol';
import { dialectOverrides, holdMatrix } from '../fitTable';
import { gistsOf, type ColumnGist } from './columnGist';

/** Texts of a column of levels that the first table does not have. */
export interface FurtherLevels {
  readonly levels: readonly string[];
  /** By row: 1 + the index in `levels`; 0 for other cells. */
  readonly places: Uint16Array;
}

export interface SecondTable {
  readonly reading: Reading;
  /** The model of the first table, aligned to the columns of this one. */
  readonly model: FittedModel;
  readonly encoded: Encoded;
  readonly judgement: Judgement;
  readonly gists: readonly ColumnGist[];
  /** Further levels by column of the model. */
  readonly further: ReadonlyMap<number, FurtherLevels>;
}

/** Reads the names of the columns of a file. @throws FitProblem for an empty one */
export function namesIn(input: Input, options: FitOptions, known: readonly string[] = []): readonly string[] {
  const beginning = input.read(() => beginningOf(input, overridesFor(input, options, known)));
  requireText(beginning, 1);
  return beginning.columns;
}

/**
 * Returns the overrides of the dialect. In a text of few rows, the header can look like a row; if the first line names
 * a column of the other table, it is the header.
 */
function overridesFor(input: Input, options: FitOptions, known: readonly string[]): DialectOverrides {
  const overrides = dialectOverrides(options);
  if (options.header !== undefined || beginningOf(input, overrides).dialect.hasHeader) return overrides;
  const withHeader = { ...overrides, hasHeader: true };
  return beginningOf(input, withHeader).columns.some((name) => known.includes(name)) ? withHeader : overrides;
}

/**
 * Reads and judges the table.
 *
 * @param model of the first table; columns that this table lacks are left out of it already
 * @param names of the columns of the first table
 * @throws FitProblem
 */
export function* readSecond(
  input: Input,
  model: FittedModel,
  names: readonly string[],
  options: FitOptions,
  engine?: Engine,
): Generator<undefined, SecondTable> {
  const { aligned, ...read } = encodeSecond(input, model, names, options, engine);
  return { ...read, ...(yield* judgeEncoded(aligned, read.encoded)) };
}

/** Encodes the table. A separate function, so that the columns as read are released before the rows are judged. */
function encodeSecond(
  input: Input,
  model: FittedModel,
  names: readonly string[],
  options: FitOptions,
  engine?: Engine,
): Omit<SecondTable, 'model' | 'judgement'> & { readonly aligned: FittedModel } {
  const { typed, ...reading } = readTyped(
    input,
    (from) => overridesFor(from, options, names),
    requestsFor(model),
    engine?.room,
  );
  requireRows(reading, 1);
  const { columns, rowCount } = reading.table;
  const aligned = alignModel(model, columns);
  if (aligned === undefined) throw new Error(`missing columns: ${missingColumns(model, columns).join(', ')}`);
  const read = typed as readonly TypedColumn[];
  const gists = gistsOf(typed, aligned.schema);
  const further = furtherLevels(aligned, read);
  const encoded = holdMatrix(engine, encodeTyped(aligned, rowCount, read, engine?.sums));
  return { reading, aligned, encoded, gists, further };
}

/** Returns what the model needs of each column, further texts of columns of levels, and all of unused columns. */
function requestsFor(model: FittedModel): (name: string) => ColumnRequest | undefined {
  const requested = requestedColumns(model);
  const columns = new Map(model.schema.map((column) => [column.name, column]));
  return (name) => {
    const column = columns.get(name);
    if (column === undefined) return undefined;
    const request = requested(name) ?? 'all';
    const levels = requestedLevels(request);
    return levels === undefined || column.kind === 'ignored' ? request : { levels };
  };
}

/** Finds the texts of columns of levels that are neither levels nor spellings of levels. */
function furtherLevels({ schema }: FittedModel, typed: readonly TypedColumn[]): ReadonlyMap<number, FurtherLevels> {
  const further = new Map<number, FurtherLevels>();
  for (const [d, column] of usedColumns(schema).entries()) {
    const { values, places, rows } = typed[column.index];
    if (column.part !== undefined || families[column.kind].reads !== 'level' || places === undefined) continue;
    const read = levelReader(column);
    const known = new Set(column.levels);
    const levels = values.filter((text) => {
      const { value, meant } = read(text);
      return Number.isNaN(value) && meant === undefined && !known.has(text);
    });
    if (levels.length === 0) continue;
    const placeOf = new Map(levels.map((text, i) => [text, i + 1]));
    const byPlace = Uint16Array.from([0, ...values.map((text) => placeOf.get(text) ?? 0)]);
    further.set(d, { levels, places: Uint16Array.from({ length: rows }, (_, row) => byPlace[places[row]]) });
  }
  return further;
}
