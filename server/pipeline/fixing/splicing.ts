/** Rewrites some cells of a file: every other byte stays unchanged, whatever the encoding. */
import { FitProblem } from '../../words/fitProblem';

/** A replacement of a part of a text; positions in UTF-16 units. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly written: string;
}

/**
 * Returns the pieces of the new file, in order. Throws before the first piece if a text cannot be encoded.
 *
 * @param bytes reads a part of the file
 * @param size of the file, in bytes
 * @param text the whole file, decoded, including any byte order mark
 * @param splices in the order of the text, without overlap
 * @throws FitProblem for an encoding that cannot be written here, and for a text that the encoding cannot hold
 */
export function splicedPieces(
  bytes: (start: number, end: number) => Uint8Array,
  size: number,
  text: string,
  encoding: string,
  splices: readonly Splice[],
): Iterable<Uint8Array> {
  const { bytesIn, encode } = writerFor(encoding);
  const written = splices.map((splice) => encode(splice.written));
  return (function* pieces(): Generator<Uint8Array, undefined> {
    let unit = 0;
    let byte = 0;
    for (const [i, { start, end }] of splices.entries()) {
      const from = byte + bytesIn(text, unit, start);
      yield bytes(byte, from);
      yield written[i];
      byte = from + bytesIn(text, start, end);
      unit = end;
    }
    yield bytes(byte, size);
  })();
}

/**
 * Returns the encoding of a file, if its cells can be written in it.
 *
 * @param exact encoding that determines the bytes; undefined where the text does not
 * @throws FitProblem if cells cannot be written
 */
export function requireEncoding(exact: string | undefined): string {
  if (exact === undefined)
    throw new FitProblem(
      'The encoding is broken, so no cell can be written without changing others; run "convert" first.',
    );
  writerFor(exact);
  return exact;
}

interface EncodingWriter {
  /** Number of bytes of a part of a text. */
  readonly bytesIn: (text: string, start: number, end: number) => number;
  readonly encode: (text: string) => Uint8Array;
}

function writerFor(encoding: string): EncodingWriter {
  if (encoding === 'utf-8')
    return {
      bytesIn: (text, start, end) => Buffer.byteLength(text.slice(start, end)),
      encode: (text) => Buffer.from(text),
    };
  if (encoding === 'utf-16le')
    return { bytesIn: (_, start, end) => 2 * (end - start), encode: (text) => Buffer.from(text, 'utf16le') };
  if (encoding === 'utf-16be')
    return { bytesIn: (_, start, end) => 2 * (end - start), encode: (text) => Buffer.from(text, 'utf16le').swap16() };
  return { bytesIn: (_, start, end) => end - start, encode: singleByteEncoder(encoding) };
}

/** Multi-byte encodings of the WHATWG standard; apart from UTF-8 and UTF-16, all others have one byte per character. */
const MULTIBYTE_ENCODINGS: ReadonlySet<string> = new Set([
  'big5',
  'euc-jp',
  'euc-kr',
  'gb18030',
  'gbk',
  'iso-2022-jp',
  'shift_jis',
]);

/** Returns an encoder for an encoding with one byte per character, built by decoding each byte. */
function singleByteEncoder(encoding: string): (text: string) => Uint8Array {
  if (MULTIBYTE_ENCODINGS.has(encoding))
    throw new FitProblem(`Cells cannot be written in the encoding ${encoding}; convert the file to UTF-8 first.`);
  const decoder = new TextDecoder(encoding);
  // Node 20 decodes windows-1252 as ISO 8859-1 in one call, but not as a stream (findings/node-windows-1252.sh).
  const byteOf = new Map(
    Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte), { stream: true }), byte]),
  );
  byteOf.delete('\ufffd');
  return (text) =>
    Uint8Array.from(text, (character) => {
      const byte = byteOf.get(character);
      if (byte === undefined)
        throw new FitProblem(
          `The encoding ${encoding} has no character "${character}"; convert the file to UTF-8 first.`,
        );
      return byte;
    });
}
