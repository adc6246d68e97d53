/** A file, or standard input, as the source of a table: read in pieces, in any encoding that spreadsheets write. */
import { isUtf8 } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { withoutFirst, type ReadBytes } from '../core/csv/stream/source';
import { FitProblem } from '../words/fitProblem';
import { NOT_TEXT, type Input, type FileStamp } from '../formats/table/readTable';
import { reasonOf, requireFile, wideEncoding, WITHOUT_WAITING } from './textFile';

/** So many bytes are taken at once where they must be decoded. */
const PIECE = 1 << 19;

/** What comes through pipes may have so many. */
const MOST_STREAMED = 2 ** 31;

/** Reads the bytes of a file at a position: how many, 0 at the end. */
type ReadAt = (into: Uint8Array, at: number, length: number, position: number) => number;

/** Thrown by a reading that found that the file is not UTF-8 after all. */
class NotUtf8 extends Error {}

/** A file that is read as it is needed. */
export class FileSource implements Input {
  readonly size: number;
  private encoding: string;
  /** Whether each byte of that encoding stands as a character of UTF-8. */
  private readonly isEncodedAgain: boolean;
  /**
   * Whether bytes that are not UTF-8 stand as U+FFFD, since somebody said that it is UTF-8, or most of its characters
   * beyond ASCII are.
   */
  private isMended = false;

  private constructor(
    readonly byteLength: number,
    private readonly readAt: ReadAt,
    readonly close: () => void,
    private readonly said: { readonly encoding?: string | undefined; readonly stamp?: FileStamp } = {},
  ) {
    const mark = new Uint8Array(4);
    readAt(mark, 0, 4, 0);
    const encodedAgain = said.encoding === undefined ? encodedAgainAs(mark) : undefined;
    this.isEncodedAgain = encodedAgain !== undefined;
    this.encoding = said.encoding ?? encodedAgain ?? wideEncoding(mark) ?? 'utf-8';
    this.size = isWide(this.encoding) ? byteLength / 2 : byteLength;
  }

  /**
   * Of a person at a command line, who may have a pipe in its place.
   *
   * @param file a path, or `-` for standard input; what comes through pipes is kept in memory
   * @param encoding one that TextDecoder knows, by its name there; found where left out
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
   * Of a file on disk and nothing else: nobody is there who could end a pipe. @throws FitProblem that does not name the
   * file
   */
  static openFile(path: string): FileSource {
    return readable(() => {
      requireFile(statSync(path));
      const handle = openSync(path, WITHOUT_WAITING);
      requireFile(fstatSync(handle));
      return FileSource.of(handle);
    });
  }

  private static of(handle: number, encoding?: string): FileSource {
    return readable(() => {
      const { size, mtimeMs } = fstatSync(handle);
      const readAt: ReadAt = (into, at, length, position) =>
        readable(() => {
          const now = fstatSync(handle);
          if (now.size !== size || now.mtimeMs !== mtimeMs)
            throw new FitProblem('it was changed while it was read; try again');
          return readSync(handle, into, at, length, position);
        });
      return new FileSource(size, readAt, () => closeSync(handle), { encoding, stamp: { size, written: mtimeMs } });
    });
  }

  private static ofStream(handle: number, encoding?: string): FileSource {
    const bytes = allOf(handle, encoding !== undefined && isWide(encoding));
    const readAt: ReadAt = (into, at, length, position) => bytes.copy(into, at, position, position + length);
    return new FileSource(bytes.length, readAt, () => undefined, { encoding });
  }

  /** Tells whether it is the same file later; undefined of a stream. */
  get stamp(): FileStamp | undefined {
    return this.said.stamp;
  }

  /** Something worth telling about how the file was read. */
  get note(): string | undefined {
    if (this.isEncodedAgain) return 'UTF-16 whose bytes were encoded once more, as UTF-8; read as it was';
    if (this.isMended) return 'not UTF-8 everywhere; what is not stands as U+FFFD';
    return this.said.encoding === undefined && this.encoding === 'windows-1252'
      ? 'not UTF-8; read as windows-1252'
      : undefined;
  }

  /**
   * How it is encoded, as TextDecoder calls it, once it was read; undefined where its text does not say which bytes it
   * has.
   */
  get exactEncoding(): string | undefined {
    return this.isMended || this.isEncodedAgain ? undefined : this.encoding;
  }

  /** Whether its encoding is said, by a person, a byte order mark or the bytes themselves, and not the last resort. */
  get isEncodingKnown(): boolean {
    return this.said.encoding !== undefined || this.encoding !== 'windows-1252';
  }

  /** A part of it as it stands in the file. */
  bytes(start: number, end: number): Uint8Array {
    const found = new Uint8Array(end - start);
    for (let length = 0; length < found.length;) {
      const more = this.readAt(found, length, found.length - length, start + length);
      if (more === 0) break;
      length += more;
    }
    return found;
  }

  read<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof NotUtf8)) throw error;
      // Spreadsheets on Windows still write their own code page; a cell in it is better read than lost.
      if (this.said.encoding === undefined && !this.isMostlyUtf8()) this.encoding = 'windows-1252';
      else this.isMended = true;
      return work();
    }
  }

  from(offset: number): ReadBytes {
    const read =
      this.encoding === 'utf-8' && !this.isMended ? this.plainly(offset) : withoutFirst(this.decoded(), offset);
    return (into, at) => {
      const length = read(into, at);
      if (bufferOf(into, at, length).includes(0)) throw new FitProblem(NOT_TEXT);
      return length;
    };
  }

  /**
   * Whether more characters beyond ASCII are UTF-8 than are not: then others were pasted among them, and the rest stays
   * right.
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

  private plainly(offset: number): ReadBytes {
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
    const within = this.isEncodedAgain ? new TextDecoder('utf-8', { ignoreBOM: true }) : undefined;
    const piece = new Uint8Array(PIECE);
    let position = 0;
    let rest: Buffer = Buffer.alloc(0);
    return (into, at) => {
      while (rest.length === 0) {
        const length = this.readAt(piece, 0, PIECE, position);
        position += length;
        const more = { stream: length > 0 };
        const bytes =
          within === undefined ? piece.subarray(0, length) : bytesIn(within.decode(piece.subarray(0, length), more));
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

/** What UTF-16 is whose byte order mark was taken for two characters of a byte each, which then became UTF-8. */
function encodedAgainAs(mark: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [a, b] = [mark.subarray(0, 2), mark.subarray(2, 4)].map((pair) => (pair[0] === 0xc3 ? pair[1] + 0x40 : 0));
  return wideEncoding(Uint8Array.of(a, b));
}

/** @throws FitProblem where a character is more than a byte */
function bytesIn(text: string): Buffer {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0xff) throw new FitProblem(NOT_TEXT);
  return Buffer.from(text, 'latin1');
}

/** Whether characters have two bytes at least, and may have zeros among them. */
function isWide(encoding: string): boolean {
  return encoding.startsWith('utf-16');
}

/** All that comes through a pipe, as long as it can be a text: a device may have no end. */
function allOf(handle: number, mayHaveNul: boolean): Buffer {
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
      (wideEncoding(pieces[0]) ?? encodedAgainAs(pieces[0])) === undefined &&
      pieces[pieces.length - 1].includes(0)
    )
      throw new FitProblem(NOT_TEXT);
    if (total > MOST_STREAMED)
      throw new FitProblem('larger than 2 GiB, which is more than can be read from a pipe; write it to a file first');
  }
}

/** Is given the pieces of a text, and nothing at its end; throws when it is not UTF-8. Pieces may cut characters. */
function checkUtf8(): (piece: Buffer) => void {
  let cut: Buffer = Buffer.alloc(0);
  return (piece) => {
    const bytes = cut.length > 0 ? Buffer.concat([cut, piece]) : piece;
    const end = piece.length === 0 ? bytes.length : wholeCharacters(bytes);
    if (!isUtf8(bytes.subarray(0, end))) throw new NotUtf8();
    cut = Buffer.from(bytes.subarray(end));
  };
}

/** How many bytes there are before a character at the end of which a part may be missing. */
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
