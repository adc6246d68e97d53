/** Tests files as sources of tables: any encoding, read from any byte in pieces of any length. */
import assert from 'node:assert/strict';
import { appendFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { decodeUtf8 } from '../../../server/core/csv/cells/utf8';
import { FileSource } from '../../../server/disk/fileSource';
import { FitProblem } from '../../../server/words/fitProblem';
import { TestFolder, useFolder } from '../../support/testFolder';

const folder = new TestFolder();
let file: string;

/**
 * The text of the file from a byte on, with the note on its encoding.
 * @param size maximum number of bytes of a piece
 */
function readPieces(size: number, offset = 0, encoding?: string): { text: string; note: string | undefined } {
  const source = FileSource.open(file, encoding);
  try {
    return source.read(() => {
      const all: number[] = [];
      const into = new Uint8Array(size);
      const read = source.from(offset);
      for (let length = read(into, 0); length > 0; length = read(into, 0)) all.push(...into.subarray(0, length));
      return { text: decodeUtf8(Uint8Array.from(all), 0, all.length), note: source.note };
    });
  } finally {
    source.close();
  }
}

/** A text in UTF-16BE. */
function bigEndian(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

describe('FileSource', function () {
  this.timeout(60_000);
  useFolder(folder);
  before(() => {
    file = folder.pathOf('a.csv');
  });

  const texts = fc
    .array(fc.constantFrom('a', 'é', '\u20ac', '😀', ',', '\r\n', '"', '1.5'), { maxLength: 40 })
    .map((parts) => parts.join(''));
  const sizes = fc.integer({ min: 8, max: 40 });

  it('FileSource reads the encoding of the byte order mark as UTF-8, including the mark', () => {
    fc.assert(
      fc.property(texts, sizes, (text, size) => {
        const marked = `\ufeff${text}`;
        for (const [bytes, expected] of [
          [Buffer.from(text), text],
          [Buffer.from(marked), marked],
          [Buffer.from(marked, 'utf16le'), marked],
          [bigEndian(marked), marked],
        ] as const) {
          writeFileSync(file, bytes);
          assert.deepEqual(readPieces(size), { text: expected, note: undefined });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('FileSource restores UTF-16 that was encoded again as UTF-8, with a note', () => {
    fc.assert(
      fc.property(texts, sizes, (text, size) => {
        const marked = `\ufeff${text}`;
        for (const bytes of [Buffer.from(marked, 'utf16le'), bigEndian(marked)]) {
          writeFileSync(file, Buffer.from(bytes.toString('latin1'), 'utf8'));
          assert.deepEqual(readPieces(size), {
            text: marked,
            note: 'UTF-16 that was encoded again as UTF-8; read as the original text',
          });
        }
      }),
      { numRuns: 100 },
    );
  });

  it('FileSource refuses doubly encoded UTF-16 with a character that is no byte', () => {
    writeFileSync(file, 'ÿþ€,1\n');

    assert.throws(() => readPieces(8), FitProblem);
  });

  it('FileSource reads ASCII with bytes that are not UTF-8 as windows-1252, with a note', () => {
    const plain = fc.string({ unit: fc.constantFrom(...'ab1,\n'), maxLength: 40 });
    fc.assert(
      fc.property(plain, plain, sizes, (start, rest, size) => {
        writeFileSync(file, Buffer.concat([Buffer.from(start), Buffer.of(0xe9, 0x2c, 0x80), Buffer.from(rest)]));
        assert.deepEqual(readPieces(size), { text: `${start}é,€${rest}`, note: 'not UTF-8; read as windows-1252' });
      }),
      { numRuns: 300 },
    );
  });

  it('FileSource reads UTF-8 that ends within a character as windows-1252', () => {
    writeFileSync(file, Buffer.from('a\n😀').subarray(0, -1));

    assert.equal(readPieces(8).note, 'not UTF-8; read as windows-1252');
  });

  it('FileSource reads a file as UTF-8 if most characters beyond ASCII are valid, with a note', () => {
    writeFileSync(file, Buffer.concat([Buffer.from('naïve,Zoë,€\n'), Buffer.of(0xe9), Buffer.from(',1\n')]));

    assert.deepEqual(readPieces(8), {
      text: 'naïve,Zoë,€\n\ufffd,1\n',
      note: 'not UTF-8 everywhere; invalid bytes are read as U+FFFD',
    });
  });

  it('FileSource reads a file as windows-1252 if most characters beyond ASCII are invalid UTF-8', () => {
    writeFileSync(file, Buffer.concat([Buffer.from('naïve,'), Buffer.of(0xe9, 0x2c, 0xe8), Buffer.from(',1\n')]));

    assert.equal(readPieces(8).note, 'not UTF-8; read as windows-1252');
  });

  it('FileSource reads Unicode in the encoding that the caller names', () => {
    fc.assert(
      fc.property(texts, sizes, (text, size) => {
        for (const [bytes, encoding] of [
          [Buffer.from(text), 'utf-8'],
          [Buffer.from(text, 'utf16le'), 'utf-16le'],
          [bigEndian(text), 'utf-16be'],
        ] as const) {
          writeFileSync(file, bytes);
          assert.deepEqual(readPieces(size, 0, encoding), { text, note: undefined });
        }
      }),
      { numRuns: 100 },
    );
  });

  it('FileSource reads the same bytes as different texts in the encodings that the caller names', () => {
    writeFileSync(file, Buffer.of(0xe9, 0x2c, 0xa4));

    assert.deepEqual(readPieces(8, 0, 'iso-8859-15'), { text: 'é,€', note: undefined });
    assert.deepEqual(readPieces(8, 0, 'windows-1252'), { text: 'é,¤', note: undefined });
    assert.deepEqual(readPieces(8, 0, 'utf-8'), {
      text: '\ufffd,\ufffd',
      note: 'not UTF-8 everywhere; invalid bytes are read as U+FFFD',
    });
  });

  it('FileSource reads from any byte on', () => {
    writeFileSync(file, 'abc,é,def\n');
    assert.equal(readPieces(8, 4).text, 'é,def\n');
    writeFileSync(file, bigEndian('\ufeffabc,é,def\n'));
    assert.equal(readPieces(8, 7).text, 'é,def\n');
  });

  it('FileSource refuses a file that is not text', () => {
    writeFileSync(file, 'a\n1\0\n');

    assert.throws(
      () => readPieces(8),
      (error) => error instanceof FitProblem && error.message.includes('not a text file'),
    );
  });

  it('FileSource refuses a file that does not exist', () => {
    assert.throws(
      () => FileSource.open(folder.pathOf('none.csv')),
      (error) => error instanceof FitProblem && error.message === 'no such file; check the path',
    );
  });

  it('FileSource refuses a folder', () => {
    assert.throws(
      () => FileSource.open(folder.path),
      (error) => error instanceof FitProblem && error.message.startsWith('this is a folder'),
    );
  });

  it('FileSource refuses a file that changes while it is read', () => {
    writeFileSync(file, 'a\n1\n');
    const source = FileSource.open(file);

    appendFileSync(file, '2\n');

    assert.throws(
      () => source.from(0)(new Uint8Array(8), 0),
      (error) => error instanceof FitProblem && error.message.includes('changed while it was being read'),
    );
    source.close();
  });
});
