// What the beginning of a text tells of the whole: how it is written, and what its columns are called.

import { detectDialect, takeSample, type Dialect, type DialectOverrides } from './dialect';
import { decodeCell, cellEnd, scan } from './scan';
import { LEAST_ROOM, type TextSource } from './source';
import { commonestWidth, firstRecord, nameColumns } from './table';
import { decodeUtf8 } from './utf8';

export interface Beginning {
  readonly dialect: Dialect;
  /** As of a table. Without header their number is a guess, which the whole may prove wrong. */
  readonly columns: readonly string[];
  /** The first line terminator, "\n" when there is none. */
  readonly terminator: string;
  /** Whether there is nothing but blanks. */
  readonly isEmpty: boolean;
}

/** Bytes that are looked at: enough for nearly every file; else more. */
const USUAL = 1 << 18;

/** Reads as much of the beginning as is needed. */
export function beginningOf(source: TextSource, overrides?: DialectOverrides): Beginning {
  for (let size = USUAL; ; size *= 8) {
    const { text, isWhole } = readBeginning(source, size);
    const known = beginningIn(text, isWhole, overrides);
    if (known !== undefined) return known;
  }
}

function readBeginning(source: TextSource, size: number): { text: string; isWhole: boolean } {
  const bytes = new Uint8Array(size);
  const read = source.from(0);
  let length = 0;
  while (bytes.length - length >= LEAST_ROOM) {
    const more = read(bytes, length);
    if (more === 0) return { text: decodeUtf8(bytes, 0, length), isWhole: true };
    length += more;
  }
  while ((bytes[length - 1] & 0xc0) === 0x80) length--;
  return { text: decodeUtf8(bytes, 0, length - 1), isWhole: false };
}

/** Undefined where more of the text is needed. */
function beginningIn(text: string, isWhole: boolean, overrides?: DialectOverrides): Beginning | undefined {
  if (!isWhole && takeSample(text).length === text.length) return undefined;
  const dialect = detectDialect(text, overrides);
  const scanned = scan(text, dialect.delimiter);
  const first = firstRecord(scanned);
  if (!isWhole && first + 1 >= scanned.recordCount) return undefined;
  const record = dialect.hasHeader && first < scanned.recordCount ? first : -1;
  const written: string[] = [];
  for (let cell = scanned.recordFirstCell[record] ?? 0; cell < (scanned.recordFirstCell[record + 1] ?? 0) && record >= 0; cell++) {
    written.push(decodeCell(text, scanned.cellStart[cell], cellEnd(scanned, cell)));
  }
  return {
    dialect,
    columns: record >= 0 ? nameColumns(written) : numberedColumns(commonestWidth(scanned)),
    terminator: /\r\n|\r|\n/.exec(text)?.[0] ?? '\n',
    isEmpty: isWhole && text.trim() === '',
  };
}

/** The names of columns that have none. */
export function numberedColumns(width: number): string[] {
  return nameColumns(new Array<string>(width).fill(''));
}
