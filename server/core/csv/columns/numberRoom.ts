/** Memory for the numbers of a large text, and the reader of plain records into it. */

/** Memory for the numbers of a large text, where an engine can reach them. */
export interface NumberRoom {
  /** Allocates the array of a column. */
  allocate(length: number): Float64Array;
  /** Reader of plain records into such arrays. */
  readonly records: PlainRecords;
}

/** Form of the records, and the arrays of their columns. */
export interface RecordForm {
  /** Delimiter and decimal mark, as bytes. */
  readonly separator: number;
  readonly point: number;
  readonly columns: readonly Float64Array[];
}

/** Reads records that consist of plain numbers only, one per column. */
export interface PlainRecords {
  /** Offset of the first record that was not read. */
  readonly end: number;
  /** Whether the reader can write to these arrays. */
  canFill(columns: readonly Float64Array[]): boolean;
  /** Copies the first bytes of an array. */
  load(bytes: Uint8Array, length: number): void;
  /**
   * Reads from an offset on, until a record is not plain or is incomplete.
   *
   * @param row index of the first record
   * @returns number of rows read, at most `maxRows`
   */
  read(from: number, form: RecordForm, row: number, maxRows: number): number;
}
