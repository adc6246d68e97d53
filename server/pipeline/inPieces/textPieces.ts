/** Reads the columns of a text piece by piece, so that only one piece is in memory. */
import type { TypedColumn } from '../../core/csv/columns/typedColumn';
import type { Beginning } from '../../core/csv/stream/beginning';
import type { ReadBytes, TextSource } from '../../core/csv/stream/source';
import { readColumns, type RequestOf } from '../../core/csv/stream/stream';
import type { Reading } from '../../formats/table/readTable';
import { FitProblem } from '../../words/fitProblem';

/** Least size of a piece in bytes, unless it is the last one. */
const PIECE_BYTES = 1 << 24;

/** Columns of some rows that follow each other. */
export interface TextPiece {
  readonly firstRow: number;
  readonly rows: number;
  /** Columns by position; undefined where nothing was requested. */
  readonly typed: readonly (TypedColumn | undefined)[];
}

/**
 * Yields the pieces of a text in order.
 *
 * @param reading of the whole text, which marks where rows begin
 * @param pieceBytes least size of a piece in bytes
 * @throws FitProblem if the text has other rows than before
 */
export function* textPieces(
  { input, beginning, table }: Reading,
  requestOf: RequestOf,
  pieceBytes = PIECE_BYTES,
): Generator<TextPiece, undefined> {
  const ends: number[] = [];
  for (const { offset } of table.marks) if (offset - (ends.at(-1) ?? 0) >= pieceBytes) ends.push(offset);
  const pieces = new PieceSource(input);
  let firstRow = 0;
  for (let piece = 0; piece <= ends.length; piece++) {
    pieces.moveTo(ends[piece - 1] ?? 0, ends[piece] ?? Infinity);
    const part = partOf(piece, ends.length);
    const { typed, rowCount } = readColumns(pieces, partBeginning(beginning, table.columns, part), requestOf);
    // Blank lines at the end of a table of one column are no rows.
    const rows = Math.min(rowCount, table.rowCount - firstRow);
    if (rows > 0) yield { firstRow, rows, typed };
    firstRow += rows;
  }
  if (firstRow !== table.rowCount) throw new FitProblem('the file changed while it was being read; try again');
}

function partOf(piece: number, last: number): NonNullable<Beginning['part']> {
  return piece === last ? (last === 0 ? 'first' : 'last') : piece === 0 ? 'first' : 'middle';
}

/** The beginning of a piece: only the first has a header, and lines above the table. */
function partBeginning(beginning: Beginning, columns: readonly string[], part: Beginning['part']): Beginning {
  const { dialect } = beginning;
  if (part === 'first') return { ...beginning, columns, part };
  const { frame } = dialect;
  const within = frame !== undefined && { frame: { ...frame, isBelow: false } };
  return { ...beginning, columns, part, dialect: { ...dialect, hasHeader: false, ...within } };
}

/** Part of a text as a text of its own. The parts are read in order, so that a decoded text is decoded once. */
class PieceSource implements TextSource {
  size = 0;
  private start = 0;
  private end = 0;
  /** Reader of the text behind the last part, with the bytes that it has read ahead. */
  private read: ReadBytes;
  private ahead = new Uint8Array(0);
  private isFresh = true;

  constructor(private readonly input: TextSource) {
    this.read = input.from(0);
  }

  /** Moves to the part behind the last one. */
  moveTo(start: number, end: number): void {
    this.start = start;
    this.end = end;
    this.size = Math.min(end, this.input.size) - start;
    this.isFresh = true;
  }

  requireMemory(): void {
    this.input.requireMemory?.();
  }

  from(offset: number): ReadBytes {
    let remaining = this.end - this.start - offset;
    if (offset > 0 || !this.isFresh) {
      const read = this.input.from(this.start + offset);
      return (into, at) => {
        const length = remaining === 0 ? 0 : Math.min(remaining, read(into, at));
        remaining -= length;
        return length;
      };
    }
    this.isFresh = false;
    return (into, at) => {
      if (remaining === 0) return 0;
      const length = this.next(into, at);
      const used = Math.min(length, remaining);
      if (used < length) this.ahead = into.slice(at + used, at + length);
      remaining -= used;
      return used;
    };
  }

  /** Reads on: what was read ahead first. */
  private next(into: Uint8Array, at: number): number {
    const { ahead } = this;
    if (ahead.length === 0) return this.read(into, at);
    const length = Math.min(ahead.length, into.length - at);
    into.set(ahead.subarray(0, length), at);
    this.ahead = ahead.subarray(length);
    return length;
  }
}
