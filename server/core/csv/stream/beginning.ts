// The beginning of a text: its dialect and the names of its columns.

import {
  detectDialect,
  ENDING_LENGTH,
  endOf,
  takeSample,
  type Dialect,
  type DialectOverrides,
} from '../dialect/dialect';
import { PassedOver } from '../dialect/frame/passedOver';
import { scan } from '../table/scan';
import { LEAST_ROOM, type TextSource } from './source';
import { commonestWidth, firstRecord, headerOf, nameColumns, writtenNames } from '../table/table';
import { decodeUtf8, MOST_BYTES_PER_UNIT } from '../cells/utf8';

export interface Beginning {
  readonly dialect: Dialect;
  /** Column names as in a table. Without a header their number is a guess, which the whole text may disprove. */
  readonly columns: readonly string[];
  /** The first line terminator, "\n" when there is none. */
  readonly terminator: string;
  /** Whether the text is blank. */
  readonly isEmpty: boolean;
  /** Place of the text in a longer one of which it is a piece; left out for a whole text. */
  readonly part?: 'first' | 'middle' | 'last';
}

/** Number of bytes that are read first, enough for nearly every file. */
const FIRST_BYTES = 1 << 18;

/** Reads as much of the beginning as needed. */
export function beginningOf(source: TextSource, overrides?: DialectOverrides): Beginning {
  const ending = endingOf(source);
  for (let size = FIRST_BYTES; ; size *= 8) {
    const { text, isWhole } = readBeginning(source, size);
    const beginning = beginningIn(text, isWhole, overrides, ending);
    if (beginning !== undefined) return beginning;
  }
}

function readBeginning(source: TextSource, size: number): { text: string; isWhole: boolean } {
  const bytes = new Uint8Array(size);
  const read = source.from(0);
  let length = 0;
  while (bytes.length - length >= LEAST_ROOM) {
    const count = read(bytes, length);
    if (count === 0) return { text: decodeUtf8(bytes, 0, length), isWhole: true };
    length += count;
  }
  while ((bytes[length - 1] & 0xc0) === 0x80) length--;
  return { text: decodeUtf8(bytes, 0, length - 1), isWhole: false };
}

/** Returns the last whole lines of a text, as `endOf` does. */
function endingOf(source: TextSource): string {
  const from = Math.max(0, source.size - MOST_BYTES_PER_UNIT * ENDING_LENGTH);
  if (from === 0) return '';
  const bytes = new Uint8Array(1 << 16);
  const read = source.from(from);
  let length = 0;
  for (let count = 1; count > 0; length += count) {
    if (bytes.length - length < bytes.length / 4) {
      bytes.copyWithin(0, length - MOST_BYTES_PER_UNIT * ENDING_LENGTH, length);
      length = MOST_BYTES_PER_UNIT * ENDING_LENGTH;
    }
    count = read(bytes, length);
  }
  let start = 0;
  while (start < length && (bytes[start] & 0xc0) === 0x80) start++;
  return endOf(decodeUtf8(bytes, start, length));
}

/** Detects the beginning; undefined where more of the text is needed. */
function beginningIn(
  text: string,
  isWhole: boolean,
  overrides: DialectOverrides | undefined,
  ending: string,
): Beginning | undefined {
  if (!isWhole && takeSample(text).length === text.length) return undefined;
  const dialect = detectDialect(text, overrides, isWhole ? endOf(text) : ending);
  const scanned = scan(text, dialect.delimiter, dialect.quoting);
  const passed = new PassedOver(dialect.frame);
  if (!isWhole && firstRecord(scanned, passed) + 1 >= scanned.recordCount) return undefined;
  const record = headerOf(scanned, dialect, passed);
  return {
    dialect,
    columns:
      record >= 0
        ? nameColumns(writtenNames(scanned, record, dialect.frame))
        : numberedColumns(commonestWidth(scanned, passed)),
    terminator: /\r\n|\r|\n/.exec(text)?.[0] ?? '\n',
    isEmpty: isWhole && text.trim() === '',
  };
}

/** Makes names for columns without names. */
export function numberedColumns(width: number): string[] {
  return nameColumns(new Array<string>(width).fill(''));
}
