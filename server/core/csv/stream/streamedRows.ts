/** The rows of a text that is read in a stream: their number, memory for more, and their faults. */
import { MissingTexts } from '../columns/blanks';
import { CellRules } from '../columns/cellRules';
import { ColumnReader } from '../columns/column';
import type { NumberRoom, RecordForm } from '../columns/numberRoom';
import { missingSet, type Dialect } from '../dialect/dialect';
import { ZERO } from '../cells/number';
import type { Beginning } from './beginning';
import { Cursor } from './cursor';
import { StreamFaults } from './faults';
import { Passing } from './passing';
import { isEmptyRow } from '../table/ragged';
import type { TextSource } from './source';
import type { Mark, Streamed, RequestOf } from './streamed';

/** Initial room in cells, before the number of rows can be guessed, where there are many columns. */
const FIRST_CELLS = 2 ** 20;
const FEWEST_ROWS = 8;
const MOST_FIRST_ROWS = 1024;
/** Usual length of the shortest cells, in bytes with their delimiter. */
const LEAST_CELL_BYTES = 3;

/** Number of rows that one row foretells, and the factor by which the capacity grows where more are expected. */
const MOST_FORETOLD = 1024;
const NEXT_CAPACITY = 8;

/** Number of rows from which arrays are allocated where the matrix will be. */
const LEAST_LARGE_ROWS = 1 << 16;

/**
 * Counts records as rows, and gives their columns room; a subclass reads the cells and reports the end of each
 * record.
 */
export class StreamedRows {
  protected readonly cursor: Cursor;
  protected readonly passing: Passing;
  protected readonly separator: number;
  /** Value of the decimal mark when read as a digit. */
  protected readonly point: number;
  protected readonly width: number;
  protected readonly readers: (ColumnReader | undefined)[];
  /** Whether a number as read is never a missing value. */
  protected readonly isDirect: boolean;
  /** Arrays of the columns, once only plain numbers are needed; else empty. */
  protected plain: readonly Float64Array[] = [];
  /** Form in which the room's reader reads them, if it can. */
  protected form: RecordForm | undefined;
  /** Number of rows for which there is room. */
  protected capacity: number;
  protected row = 0;
  protected line = 0;
  /** Column of the current cell. */
  protected column = 0;
  /** Whether a non-blank record was read; with a header, that was the header. */
  protected hasBegun = false;
  protected inHeader: boolean;
  /** Number of blank lines of a one-column table since the last row with a cell. */
  protected trailingBlank = 0;
  protected recordAt = 0;
  protected recordLine = 0;
  /** Line of the first surplus cell, and whether any surplus cell is filled. */
  protected surplusLine = 0;
  protected isSurplusFilled = false;
  protected readonly faults = new StreamFaults();
  private readonly dialect: Dialect;
  private readonly part: Beginning['part'];
  private readonly marks: Mark[] = [];
  private readonly size: number;
  /** Number of blank lines that count as rows. */
  private blankRows = 0;

  constructor(
    private readonly source: TextSource,
    beginning: Beginning,
    private readonly columns: readonly string[],
    requestOf: RequestOf,
    protected readonly room?: NumberRoom,
  ) {
    const { dialect, part } = beginning;
    this.dialect = dialect;
    this.part = part;
    this.hasBegun = part === 'middle' || part === 'last';
    this.cursor = new Cursor(source, 0);
    this.separator = dialect.delimiter.charCodeAt(0);
    this.point = dialect.decimal.charCodeAt(0) - ZERO;
    this.width = columns.length;
    this.size = source.size;
    this.capacity = firstCapacity(this.width, this.size);
    this.passing = new Passing(dialect.frame);
    this.inHeader = dialect.hasHeader && dialect.frame?.names === undefined;
    const missing = new MissingTexts(missingSet(dialect.missing));
    this.isDirect =
      !missing.hasNumber &&
      dialect.delimiter !== dialect.decimal &&
      !dialect.delimiter.startsWith(' ') &&
      dialect.quoting?.isTight !== true;
    const rules = new CellRules(dialect, missing);
    this.readers = columns.map((name, index) => {
      const request = requestOf(name, index);
      if (request === undefined) return undefined;
      source.requireMemory?.();
      return new ColumnReader(request, rules, this.capacity);
    });
  }

  /** Passes a record that is a line of blanks. */
  protected passBlank(): void {
    if (!this.hasBegun || this.width !== 1) return;
    this.readers[0]?.addAbsent(this.row);
    this.trailingBlank++;
    this.blankRows++;
    this.nextRow();
  }

  /** Tests whether all columns have become plain with this record. */
  private settlePlain(): void {
    if (this.plain.length > 0 || !this.isDirect || !this.readers.every((reader) => reader?.isPlain === true)) return;
    this.plain = this.readers.map((reader) => (reader as ColumnReader).numbers);
    if (this.room?.records.canFill(this.plain) === true)
      this.form = { separator: this.separator, point: this.point + ZERO, columns: this.plain };
  }

  protected passRecord(end: number): void {
    const cells = this.column + 1;
    this.column = 0;
    this.hasBegun = true;
    if (this.inHeader) {
      this.inHeader = false;
      this.isSurplusFilled = false;
      return;
    }
    if (cells !== this.width) this.passRagged(cells, this.cursor.base + end);
    else if (isEmptyRow(cells, this.cursor.base + end - this.recordAt)) this.faults.addEmpty(this.recordLine);
    this.isSurplusFilled = false;
    this.trailingBlank = 0;
    this.nextRow();
    this.settlePlain();
  }

  private passRagged(cells: number, end: number): void {
    for (let column = cells; column < this.width; column++) this.readers[column]?.addAbsent(this.row);
    if (cells < this.width && this.dialect.quoting?.starts !== undefined) return;
    if (cells > this.width && !this.isSurplusFilled && this.dialect.frame?.trailing !== undefined) return;
    this.faults.addRagged({
      cells,
      at: this.recordAt,
      end,
      line: this.recordLine,
      lineOfFault: cells < this.width ? this.line : this.surplusLine,
    });
  }

  protected nextRow(): void {
    if (++this.row < this.capacity) return;
    // Allocate for the expected number of rows, so that large arrays are made once; a few rows foretell only a limited
    // number of others.
    const expected = Math.ceil((1.02 * this.row * this.size) / Math.max(this.recordAt, 1));
    const isForetold = expected <= MOST_FORETOLD * this.row;
    this.capacity = Math.max(isForetold ? expected : NEXT_CAPACITY * this.row, Math.ceil(1.25 * this.row));
    // Memory of the room is never returned: allocate only the array that should be the last.
    const isLarge = isForetold && this.capacity >= LEAST_LARGE_ROWS && this.capacity > 8 * this.row;
    for (const reader of this.readers) reader?.reserve(this.capacity, isLarge ? this.room : undefined);
    this.plain = [];
    this.form = undefined;
  }

  protected mark(): void {
    if (this.recordAt > (this.marks[this.marks.length - 1]?.offset ?? -1)) {
      this.marks.push({ offset: this.recordAt, row: this.row, line: this.recordLine });
    }
  }

  commonestWidth(): number {
    return this.faults.commonestWidth(this.width, this.row - this.blankRows);
  }

  /** Returns what was read. Releases the readers, so it is called once. */
  finish(): Streamed {
    // Blank lines at the end of a piece may have rows below them.
    const trailing = this.part === 'first' || this.part === 'middle' ? 0 : this.trailingBlank;
    const rowCount = this.row - trailing;
    for (const reader of this.readers) reader?.removeAbsent(this.width === 1 ? trailing : 0);
    const problem =
      this.part === undefined ? this.faults.firstProblem(this.source, this.dialect, this.width) : undefined;
    return {
      columns: this.columns,
      rowCount,
      marks: this.marks,
      typed: this.finishedColumns(rowCount),
      ...(problem !== undefined && { problem }),
      problemCount: this.faults.count,
      ...(this.passing.lines !== undefined && { passedOver: this.passing.lines }),
      ...(this.passing.totals !== undefined && { totals: this.passing.totals }),
    };
  }

  private finishedColumns(rowCount: number): Streamed['typed'] {
    return this.readers.map((reader, index) => {
      if (reader === undefined) return undefined;
      this.source.requireMemory?.();
      this.readers[index] = undefined;
      return reader.finish(rowCount);
    });
  }
}

/** Returns the number of rows for which there is room at first. @param size of the text in bytes */
function firstCapacity(width: number, size: number): number {
  const expected = size > 0 ? Math.ceil(size / (LEAST_CELL_BYTES * width)) : MOST_FIRST_ROWS;
  return Math.max(FEWEST_ROWS, Math.min(MOST_FIRST_ROWS, Math.floor(FIRST_CELLS / width), expected));
}
