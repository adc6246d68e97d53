/** A file, or standard input, as the source of a table: read in pieces, in any encoding that spreadsheets write. */
import { say } from '../../language/language';
import { isUtf8 } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { skipFirst, type ReadBytes } from '../core/csv/stream/source';
import { FitProblem } from '../words/fitProblem';
import { requireHeap } from './heapLimit';
import { notText, type FileStamp, type Input, type RowNumbers } from '../formats/table/readTable';
import { reasonOf, requireFile, wideEncoding, WITHOUT_WAITING } from './textFile';

/** Number of bytes that are read at a time for decoding, or from a pipe. */
const PIECE = 1 << 19;

/** Maximum number of bytes from a pipe. */
const MOST_STREAMED = 2 ** 31;

/** Reads bytes of a file from a position on; returns their number, 0 at the end. */
type ReadAt = (into: Uint8Array, at: number, length: number, position: number) => number;

/** The file turns out not to be UTF-8 while it is read. */
class NotUtf8 extends Error {}

/** A file that is read on demand. */
export class FileSource implements Input {
  readonly size: number;
  /** Set for a table whose text was written from another form. */
  places: RowNumbers | undefined;
  private encoding: string;
  /** Whether each byte of the UTF-16 was encoded once more, as a character of UTF-8. */
  private readonly isDoublyEncoded: boolean;
  /**
   * Whether bytes that are not UTF-8 are read as U+FFFD, since the caller named UTF-8 or most characters beyond ASCII
   * are valid.
   */
  private replacesInvalid = false;

  private constructor(
    readonly byteLength: number,
    private readonly readAt: ReadAt,
    readonly close: () => void,
    private readonly given: { readonly encoding?: string | undefined; readonly stamp?: FileStamp } = {},
  ) {
    const mark = new Uint8Array(4);
    readAt(mark, 0, 4, 0);
    const doublyEncoded = given.encoding === undefined ? doublyEncodedAs(mark) : undefined;
    this.isDoublyEncoded = doublyEncoded !== undefined;
    this.encoding = given.encoding ?? doublyEncoded ?? wideEncoding(mark) ?? 'utf-8';
    this.size = isWide(this.encoding) ? byteLength / 2 : byteLength;
  }

  /**
   * Opens a file of the command line, which may also be a pipe.
   *
   * @param file a path, or `-` for standard input; the content of a pipe is kept in memory
   * @param encoding a label that TextDecoder knows; detected if left out
   * @throws FitProblem that does not name the file
   */
  static open(file: string, encoding?: string): FileSource {
    return readable(() => {
      const handle = file === '-' ? 0 : openSync(file, 'r');
      return file !== '-' && fstatSync(handle).isFile()
        ? FileSource.of(handle, encoding)
        : FileSource.ofStream(handle, encoding);
    });
  }

  /**
   * Opens a regular file and nothing else: the server has no user who could end a pipe.
   *
   * @throws FitProblem that does not name the file
   */
  static openFile(path: string): FileSource {
    return readable(() => {
      requireFile(statSync(path));
      const handle = openSync(path, WITHOUT_WAITING);
      requireFile(fstatSync(handle));
      return FileSource.of(handle);
    });
  }

  /** Makes a source of bytes in memory. @param encoding a label that TextDecoder knows; detected if left out */
  static ofBytes(bytes: Buffer, encoding?: string): FileSource {
    const readAt: ReadAt = (into, at, length, position) => bytes.copy(into, at, position, position + length);
    return new FileSource(bytes.length, readAt, () => undefined, { encoding });
  }

  private static of(handle: number, encoding?: string): FileSource {
    return readable(() => {
      const { size, mtimeMs } = fstatSync(handle);
      const readAt: ReadAt = (into, at, length, position) =>
        readable(() => {
          const now = fstatSync(handle);
          if (now.size !== size || now.mtimeMs !== mtimeMs)
            throw new FitProblem(say('the file changed while it was being read; try again'));
          return readSync(handle, into, at, length, position);
        });
      return new FileSource(size, readAt, () => closeSync(handle), { encoding, stamp: { size, written: mtimeMs } });
    });
  }

  private static ofStream(handle: number, encoding?: string): FileSource {
    return FileSource.ofBytes(readStream(handle, encoding !== undefined && isWide(encoding)), encoding);
  }

  requireMemory(): void {
    requireHeap();
  }

  /** Stamp by which a later change of the file is detected; undefined for a stream. */
  get stamp(): FileStamp | undefined {
    return this.given.stamp;
  }

  /** Note for the user on how the file was read, if there is something to report. */
  get note(): string | undefined {
    if (this.isDoublyEncoded) return say('UTF-16 that was encoded again as UTF-8; read as the original text');
    if (this.replacesInvalid) return say('not UTF-8 everywhere; invalid bytes are read as U+FFFD');
    return this.given.encoding === undefined && this.encoding === 'windows-1252'
      ? say('not UTF-8; read as windows-1252')
      : undefined;
  }

  /**
   * Encoding of the file, by its name in TextDecoder, valid once the file has been read; undefined if the text does not
   * determine the bytes.
   */
  get exactEncoding(): string | undefined {
    return this.replacesInvalid || this.isDoublyEncoded ? undefined : this.encoding;
  }

  /** Whether the user, a byte order mark or the bytes themselves determine the encoding; false for the last resort. */
  get isEncodingKnown(): boolean {
    return this.given.encoding !== undefined || this.encoding !== 'windows-1252';
  }

  /** Returns a part of the file, undecoded. */
  bytes(start: number, end: number): Uint8Array {
    const bytes = new Uint8Array(end - start);
    for (let length = 0; length < bytes.length;) {
      const more = this.readAt(bytes, length, bytes.length - length, start + length);
      if (more === 0) break;
      length += more;
    }
    return bytes;
  }

  read<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof NotUtf8)) throw error;
      // Spreadsheets on Windows still write their own code page; a cell in it is better read than lost.
      if (this.given.encoding === undefined && !this.isMostlyUtf8()) this.encoding = 'windows-1252';
      else this.replacesInvalid = true;
      return work();
    }
  }

  from(offset: number): ReadBytes {
    const read =
      this.encoding === 'utf-8' && !this.replacesInvalid ? this.readUtf8(offset) : skipFirst(this.decoded(), offset);
    return (into, at) => {
      const length = read(into, at);
      if (bufferOf(into, at, length).includes(0)) throw new FitProblem(notText());
      requireHeap();
      return length;
    };
  }

  /**
   * Whether more characters beyond ASCII are valid UTF-8 than are not. Then text in another encoding was pasted in, and
   * the rest is read correctly.
   */
  private isMostlyUtf8(): boolean {
    const decoder = new TextDecoder('utf-8');
    const piece = new Uint8Array(PIECE);
    let [right, wrong] = [0, 0];
    for (let position = 0, length = 1; length > 0; position += length) {
      length = this.readAt(piece, 0, PIECE, position);
      for (const [character] of decoder
        .decode(piece.subarray(0, length), { stream: length > 0 })
        .matchAll(/[^\0-\x7f]/gu)) {
        if (character === '\ufffd') wrong++;
        else right++;
      }
    }
    return right > wrong;
  }

  private readUtf8(offset: number): ReadBytes {
    const check = offset === 0 ? checkUtf8() : () => undefined;
    let position = offset;
    return (into, at) => {
      const length = this.readAt(into, at, into.length - at, position);
      position += length;
      check(bufferOf(into, at, length));
      return length;
    };
  }

  private decoded(): ReadBytes {
    const decoder = new TextDecoder(this.encoding, { ignoreBOM: true });
    const innerDecoder = this.isDoublyEncoded ? new TextDecoder('utf-8', { ignoreBOM: true }) : undefined;
    const piece = new Uint8Array(PIECE);
    let position = 0;
    let rest: Buffer = Buffer.alloc(0);
    return (into, at) => {
      while (rest.length === 0) {
        const length = this.readAt(piece, 0, PIECE, position);
        position += length;
        const more = { stream: length > 0 };
        const bytes =
          innerDecoder === undefined
            ? piece.subarray(0, length)
            : bytesIn(innerDecoder.decode(piece.subarray(0, length), more));
        rest = Buffer.from(decoder.decode(bytes, more));
        if (length === 0) break;
      }
      const length = Math.min(rest.length, into.length - at);
      into.set(rest.subarray(0, length), at);
      rest = rest.subarray(length);
      return length;
    };
  }
}

/** Returns the form of UTF-16 whose byte order mark was read as two characters of one byte and encoded as UTF-8. */
function doublyEncodedAs(mark: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [a, b] = [mark.subarray(0, 2), mark.subarray(2, 4)].map((pair) => (pair[0] === 0xc3 ? pair[1] + 0x40 : 0));
  return wideEncoding(Uint8Array.of(a, b));
}

/** Returns the bytes that the characters stand for. @throws FitProblem if a character does not fit into a byte */
function bytesIn(text: string): Buffer {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0xff) throw new FitProblem(notText());
  return Buffer.from(text, 'latin1');
}

/** Whether characters have at least two bytes, which may be zero. */
function isWide(encoding: string): boolean {
  return encoding.startsWith('utf-16');
}

/**
 * Returns all bytes of a pipe.
 *
 * @throws FitProblem once they cannot be a text, or are too many: a device may have no end
 */
function readStream(handle: number, mayHaveNul: boolean): Buffer {
  const pieces: Buffer[] = [];
  let total = 0;
  for (;;) {
    const piece = Buffer.allocUnsafeSlow(PIECE);
    let length = 0;
    for (let more = -1; more !== 0 && length < PIECE; length += more)
      more = readSync(handle, piece, length, PIECE - length, null);
    if (length === 0) return Buffer.concat(pieces, total);
    pieces.push(piece.subarray(0, length));
    total += length;
    if (
      !mayHaveNul &&
      (wideEncoding(pieces[0]) ?? doublyEncodedAs(pieces[0])) === undefined &&
      pieces[pieces.length - 1].includes(0)
    )
      throw new FitProblem(notText());
    if (total > MOST_STREAMED)
      throw new FitProblem(say('larger than 2 GiB, the limit for a pipe; write it to a file first'));
  }
}

/**
 * Returns a check for the pieces of a text, which may split characters. It takes an empty piece at the end, and throws
 * NotUtf8.
 */
function checkUtf8(): (piece: Buffer) => void {
  let cut: Buffer = Buffer.alloc(0);
  return (piece) => {
    const bytes = cut.length > 0 ? Buffer.concat([cut, piece]) : piece;
    const end = piece.length === 0 ? bytes.length : wholeCharacters(bytes);
    if (!isUtf8(bytes.subarray(0, end))) throw new NotUtf8();
    cut = Buffer.from(bytes.subarray(end));
  };
}

/** Number of bytes without a last character that may be incomplete. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if (byte < 0x80) break;
    if (byte >= 0xc0) return back < (byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4) ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function bufferOf(bytes: Uint8Array, at: number, length: number): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset + at, length);
}

function readable<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof FitProblem || error instanceof NotUtf8) throw error;
    throw new FitProblem(reasonOf(error));
  }
}
