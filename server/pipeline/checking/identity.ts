/**
 * Identities of findings that survive moved rows: the code, the column, and the content of the cell or the row, but
 * never its line.
 */
import { contentHash } from '../../formats/contentHash';
import type { FindingCode } from '../../protocol/report/findingCodes';

/** Codes of findings that the text of a cell alone shows; all other findings of cells depend on their rows. */
const CELL_CODES: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'cell.bad-date',
  'cell.far-date',
  'cell.bad-number',
  'cell.unsuitable-number',
  'cell.misspelt',
  'cell.pattern',
  'cell.blanks',
  'cell.unknown-level',
]);

/** Parts of an identity. */
export interface Identity {
  readonly code: FindingCode;
  /** Name of the column; '' for none. */
  readonly column: string;
  /** Texts of the cell or row, or other facts that tell equal findings from different ones. */
  readonly content: readonly string[];
}

/** Whether a finding is identified by its cell rather than by its row. */
export function isOfCellAlone(code: FindingCode): boolean {
  return CELL_CODES.has(code);
}

/** Returns the content of a row, which does not depend on the order of the columns. */
export function rowContent(columns: readonly string[], cells: readonly string[]): readonly string[] {
  return columns.map((name, column) => `${name}\0${(cells[column] ?? '').trim()}`).sort();
}

/** Returns the hash of an identity: 14 hexadecimal digits. */
export function fingerprintOf({ code, column, content }: Identity): string {
  const hashing = contentHash(JSON.stringify([code, column, ...content]));
  for (;;) {
    const next = hashing.next();
    if (next.done === true) return next.value.toString(16).padStart(14, '0');
  }
}
