/** The matrix of a text in blocks of rows outside memory: written once, and read again by each pass. */
import type { TypedColumn } from '../../core/csv/columns/typedColumn';
import type { Bounds } from '../../core/data/cellBounds';
import { checkedWeights } from '../../core/schema/encoding/rowWeights';
import { columnRequest } from '../../core/schema/encoding/values/columnRequest';
import { BAD_CELL_LIMIT } from '../../core/csv/columns/limits';
import { encodeColumns, type Encoded, type RepeatedValue, type Variant } from '../../core/schema/encoding/encode';
import { takesPart, usedColumns } from '../../core/schema/encoding/usedColumns';
import type { ColumnSchema, Schema } from '../../core/schema/infer';
import { rowTexts, type Reading } from '../../formats/table/readTable';
import { FitProblem } from '../../words/fitProblem';
import { textPieces, type TextPiece } from './textPieces';

/** A place for numbers outside memory. */
export interface NumberStore {
  /** Adds numbers behind all others. @throws FitProblem */
  add(numbers: Float64Array): void;
  /** Fills an array with the numbers from an index on. @throws FitProblem */
  read(into: Float64Array, from: number): void;
}

/** Some rows of the matrix that follow each other. */
export interface EncodedBlock {
  readonly rows: number;
  /** Index of its first number; its columns follow each other, and the row weights are the last of them. */
  readonly from: number;
  /** By column: whether a cell is missing, and the cells that hold bounds. */
  readonly columns: readonly { readonly isGapless: boolean; readonly bounds?: Bounds | undefined }[];
}

/** The blocks of a text. */
export interface EncodedBlocks {
  readonly store: NumberStore;
  readonly blocks: readonly EncodedBlock[];
  readonly isWeighted: boolean;
  /** Cells that need no model to be wrong, without values of the matrix. */
  readonly faults: Encoded;
}

/** Maximum number of cells of a block. */
const MOST_BLOCK_CELLS = 1 << 20;
const LEAST_BLOCK_ROWS = 1 << 10;

/** Encodes all rows of a text by a schema. Yields now and then. @throws FitProblem */
export function* encodeBlocks(
  reading: Reading,
  schema: Schema,
  store: NumberStore,
  rowWeights?: string,
): Generator<undefined, EncodedBlocks> {
  const used = schema.filter(takesPart);
  const weights = reading.table.columns.indexOf(rowWeights ?? '');
  const requests = new Map(used.map((column) => [column.index, columnRequest(column)]));
  const columns = usedColumns(used);
  const width = columns.length;
  // Passes compute the facts of all rows.
  const facts = columns.map(({ levels }) => ({ observed: 0, missing: 0, mean: 0, sd: 1, levels: levels.length }));
  const blockRows = Math.max(LEAST_BLOCK_ROWS, Math.floor(MOST_BLOCK_CELLS / width));
  const blocks: EncodedBlock[] = [];
  const faults = new FaultList();
  let from = 0;
  for (const piece of textPieces(reading, (_, index) =>
    index === weights && rowWeights !== undefined ? 'numbers' : requests.get(index),
  )) {
    const ofPiece = rowWeights === undefined ? undefined : weightsOf(reading, piece, weights, rowWeights);
    const read = ({ index }: ColumnSchema): TypedColumn => piece.typed[index] as TypedColumn;
    const encoded = encodeColumns(piece.rows, used, read, { rowWeights: ofPiece, facts });
    faults.add(encoded, piece.firstRow);
    for (let start = 0; start < piece.rows; start += blockRows) {
      const block = addBlock(encoded, start, Math.min(piece.rows, start + blockRows), { store, from });
      blocks.push(block);
      from += block.rows * (width + (ofPiece === undefined ? 0 : 1));
    }
    yield undefined;
  }
  return { store, blocks, isWeighted: rowWeights !== undefined, faults: faults.encoded };
}

/** Weights of the rows of a piece; those of all rows may be 0 there. @throws FitProblem */
function weightsOf(
  reading: Reading,
  { firstRow, typed }: TextPiece,
  index: number,
  name: string,
): Float64Array | undefined {
  const column = typed[index] as TypedColumn;
  if (column.numbers.every((weight) => weight === 0)) return column.numbers;
  const weights = checkedWeights(column, name, index, (row) => {
    const texts = rowTexts(reading, [firstRow + row]);
    return {
      ...texts,
      lineOf: (other) => texts.lineOf(firstRow + other),
      textOf: (other, d) => texts.textOf(firstRow + other, d),
    };
  });
  if (typeof weights === 'string') throw new FitProblem(weights);
  return weights;
}

function addBlock(
  { matrix: { columns, rowWeights } }: Encoded,
  start: number,
  end: number,
  { store, from }: { readonly store: NumberStore; readonly from: number },
): EncodedBlock {
  const block = columns.map(({ values, bounds }) => {
    const part = values.subarray(start, end);
    store.add(part);
    return { isGapless: part.every((value) => value === value), bounds: boundsBetween(bounds, start, end) };
  });
  if (rowWeights !== undefined) store.add(rowWeights.subarray(start, end));
  return { rows: end - start, from, columns: block };
}

function boundsBetween(bounds: Bounds | undefined, start: number, end: number): Bounds | undefined {
  const first = bounds?.rows.findIndex((row) => row >= start) ?? -1;
  if (bounds === undefined || first < 0) return undefined;
  const after = bounds.rows.findIndex((row) => row >= end);
  const rows = bounds.rows.subarray(first, after < 0 ? undefined : after).map((row) => row - start);
  if (rows.length === 0) return undefined;
  return { rows, kinds: bounds.kinds.subarray(first, first + rows.length), distinct: bounds.distinct };
}

/** Cells of all pieces that need no model to be wrong; as many unreadable ones as are reported. */
class FaultList {
  private readonly badCells: Encoded['badCells'][number][] = [];
  private count = 0;
  private readonly repeated = new Map<string, RepeatedValue>();
  private readonly variants = new Map<string, Variant>();

  add({ badCells, badCellCount, repeated, variants }: Encoded, firstRow: number): void {
    this.count += badCellCount;
    for (const cell of badCells)
      if (this.badCells.length < BAD_CELL_LIMIT) this.badCells.push({ ...cell, row: firstRow + cell.row });
    for (const { rows, range, ...value } of repeated) {
      const key = JSON.stringify(value);
      const before = this.repeated.get(key);
      const [least, greatest] = before?.range ?? [Infinity, -Infinity];
      this.repeated.set(key, {
        ...value,
        rows: withRows(before?.rows, rows, firstRow),
        range: [Math.min(least, range[0]), Math.max(greatest, range[1])],
      });
    }
    for (const { rows, ...variant } of variants) {
      const key = JSON.stringify(variant);
      this.variants.set(key, { ...variant, rows: withRows(this.variants.get(key)?.rows, rows, firstRow) });
    }
  }

  get encoded(): Encoded {
    return {
      matrix: { rows: 0, columns: [] },
      badCells: this.badCells,
      badCellCount: this.count,
      repeated: [...this.repeated.values()],
      variants: [...this.variants.values()],
      breaks: [],
      duplicates: [],
      alike: [],
    };
  }
}

/** Adds the rows of a piece. */
function withRows(before: Uint32Array | undefined, rows: Uint32Array, firstRow: number): Uint32Array {
  const first = before?.length ?? 0;
  const all = new Uint32Array(first + rows.length);
  if (before !== undefined) all.set(before);
  rows.forEach((row, i) => (all[first + i] = firstRow + row));
  return all;
}
