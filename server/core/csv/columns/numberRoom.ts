/** Where the numbers of a large text go, and who reads plain records into that place. */

/** Where the numbers of a large text go: those who compute with them can reach them there. */
export interface NumberRoom {
  /** Makes the array of a column. */
  allocate(length: number): Float64Array;
  /** Reads into such arrays. */
  readonly records: PlainRecords;
}

/** How records are written, and the arrays of their columns. */
export interface RecordForm {
  /** The delimiter and the decimal mark, as bytes. */
  readonly separator: number;
  readonly point: number;
  readonly columns: readonly Float64Array[];
}

/** A reader of records of nothing but numbers in plain notation, as many as there are columns. */
export interface PlainRecords {
  /** Offset of the first record that was not read. */
  readonly end: number;
  /** Whether arrays are such as it can write to. */
  canFill(columns: readonly Float64Array[]): boolean;
  /** Takes over the first bytes of an array. */
  load(bytes: Uint8Array, length: number): void;
  /**
   * Reads from an offset on, until a record is not plain or is not all there.
   *
   * @param row that the first record is
   * @returns the number of rows, `most` at most
   */
  read(from: number, form: RecordForm, row: number, most: number): number;
}
