// The records of a scanned text from which its dialect is guessed.

import type { PassedOver } from '../dialect/frame/passedOver';
import type { FrameLine } from '../dialect/frame/line';
import { cellEnd, decodeCell, type Scan } from '../table/scan';

/** Maximum number of records that are examined. */
export const SAMPLE_RECORDS = 200;

/** Returns the indices of the usable records: not blank, not cut off by the end of the sample; at most `limit`. */
export function usableRecords(scan: Scan, cut: boolean, limit = SAMPLE_RECORDS): number[] {
  const count = cut && scan.recordCount > 1 ? scan.recordCount - 1 : scan.recordCount;
  const records: number[] = [];
  for (let record = 0; record < count && records.length < limit; record++) {
    if (!isBlankRecord(scan, record)) records.push(record);
  }
  return records;
}

/** Whether a record is a blank line, or a skipped one. */
export function isBlankOrPassedOver(scan: Scan, record: number, passed: PassedOver): boolean {
  return isBlankRecord(scan, record) || isPassedOver(scan, record, passed);
}

export function isPassedOver(scan: Scan, record: number, passed: PassedOver): boolean {
  const start = scan.cellStart[scan.recordFirstCell[record]];
  return (
    !passed.isEmpty &&
    passed.mayBegin(scan.text.charCodeAt(start)) &&
    passed.has(scan.text.slice(start, scan.recordEnd[record]))
  );
}

/** Whether a record is a line with nothing on it but blanks. */
export function isBlankRecord(scan: Scan, record: number): boolean {
  const first = scan.recordFirstCell[record];
  if (scan.recordFirstCell[record + 1] - first !== 1) return false;
  const start = scan.cellStart[first],
    end = scan.recordEnd[record];
  // Testing the first unit saves a substring for nearly every row of a one-column table.
  return start === end || (scan.text.charCodeAt(start) <= 0x20 && scan.text.slice(start, end).trim() === '');
}

/** Returns the usable records, with their cells decoded and trimmed. */
export function linesOf(scan: Scan, cut: boolean, limit = SAMPLE_RECORDS): FrameLine[] {
  let emptyRecord = -1;
  return usableRecords(scan, cut, limit).map((record) => {
    const followsBlank = record > 0 && (emptyRecord === record - 1 || isBlankRecord(scan, record - 1));
    const first = scan.recordFirstCell[record];
    const cells: string[] = [];
    for (let cell = first; cell < scan.recordFirstCell[record + 1]; cell++) {
      cells.push(decodeCell(scan.text, scan.cellStart[cell], cellEnd(scan, cell), scan.quoting).trim());
    }
    // The last columns of a row at fixed places may be empty; a title reaches less far.
    const width = scan.quoting?.starts?.length ?? 0;
    if (2 * cells.length > width) while (cells.length < width) cells.push('');
    if (cells.every((cell) => cell === '')) emptyRecord = record;
    return { text: scan.text.slice(scan.cellStart[first], scan.recordEnd[record]), cells, followsBlank };
  });
}

/** Returns the key with the highest count, the largest key in a tie, and its count. */
export function commonestEntry(counts: ReadonlyMap<number, number>): [key: number, count: number] {
  let best: [number, number] = [0, 0];
  for (const [key, count] of counts) {
    if (count > best[1] || (count === best[1] && key > best[0])) best = [key, count];
  }
  return best;
}
