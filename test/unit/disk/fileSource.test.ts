// Files as they lie on a disk: any encoding, any length, read in pieces that end anywhere.
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { decodeUtf8 } from '../../../server/core/csv/cells/utf8';
import { FileSource } from '../../../server/disk/fileSource';
import { FitProblem } from '../../../server/words/fitProblem';

const folder = mkdtempSync(join(tmpdir(), 'mixture-lens-source-'));
const file = join(folder, 'a.csv');
after(() => rmSync(folder, { recursive: true }));

/** The whole text, read in pieces of no more than so many bytes, with the note on it. */
function readIn(room: number, offset = 0, encoding?: string): { text: string; note: string | undefined } {
  const source = FileSource.open(file, encoding);
  try {
    return source.read(() => {
      const all: number[] = [];
      const into = new Uint8Array(room);
      const read = source.from(offset);
      for (let length = read(into, 0); length > 0; length = read(into, 0)) all.push(...into.subarray(0, length));
      return { text: decodeUtf8(Uint8Array.from(all), 0, all.length), note: source.note };
    });
  } finally {
    source.close();
  }
}

function bigEndian(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

describe('a file as a source', function () {
  this.timeout(60_000);
  const texts = fc
    .array(fc.constantFrom('a', 'é', '\u20ac', '😀', ',', '\r\n', '"', '1.5'), { maxLength: 40 })
    .map((parts) => parts.join(''));
  const rooms = fc.integer({ min: 8, max: 40 });

  it('gives UTF-8 of whatever a byte order mark says, the mark included', () => {
    fc.assert(
      fc.property(texts, rooms, (text, room) => {
        const marked = `\ufeff${text}`;
        for (const [bytes, expected] of [
          [Buffer.from(text), text],
          [Buffer.from(marked), marked],
          [Buffer.from(marked, 'utf16le'), marked],
          [bigEndian(marked), marked],
        ] as const) {
          writeFileSync(file, bytes);
          assert.deepEqual(readIn(room), { text: expected, note: undefined });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('gives UTF-16 that was encoded once more as it was, and tells it', () => {
    fc.assert(
      fc.property(texts, rooms, (text, room) => {
        const marked = `\ufeff${text}`;
        for (const bytes of [Buffer.from(marked, 'utf16le'), bigEndian(marked)]) {
          writeFileSync(file, Buffer.from(bytes.toString('latin1'), 'utf8'));
          assert.deepEqual(readIn(room), {
            text: marked,
            note: 'UTF-16 that was encoded again as UTF-8; read as the original text',
          });
        }
      }),
      { numRuns: 100 },
    );
    writeFileSync(file, 'ÿþ€,1\n');
    assert.throws(() => readIn(8), FitProblem, 'a character that is no byte');
  });

  it('takes what is not UTF-8 for windows-1252, and tells it, wherever the first such byte is', () => {
    const plain = fc.string({ unit: fc.constantFrom(...'ab1,\n'), maxLength: 40 });
    fc.assert(
      fc.property(plain, plain, rooms, (before, behind, room) => {
        writeFileSync(file, Buffer.concat([Buffer.from(before), Buffer.of(0xe9, 0x2c, 0x80), Buffer.from(behind)]));
        assert.deepEqual(readIn(room), { text: `${before}é,€${behind}`, note: 'not UTF-8; read as windows-1252' });
      }),
      { numRuns: 300 },
    );
    writeFileSync(file, Buffer.from('a\n😀').subarray(0, -1)); // cut off
    assert.equal(readIn(8).note, 'not UTF-8; read as windows-1252');
  });

  it('stays UTF-8 where more of it is than is not, and tells that some is not', () => {
    writeFileSync(file, Buffer.concat([Buffer.from('naïve,Zoë,€\n'), Buffer.of(0xe9), Buffer.from(',1\n')]));
    assert.deepEqual(readIn(8), {
      text: 'naïve,Zoë,€\n\ufffd,1\n',
      note: 'not UTF-8 everywhere; invalid bytes are read as U+FFFD',
    });
    writeFileSync(file, Buffer.concat([Buffer.from('naïve,'), Buffer.of(0xe9, 0x2c, 0xe8), Buffer.from(',1\n')]));
    assert.equal(readIn(8).note, 'not UTF-8; read as windows-1252');
  });

  it('is read in the encoding that somebody names, whatever its bytes say', () => {
    fc.assert(
      fc.property(texts, rooms, (text, room) => {
        for (const [bytes, encoding] of [
          [Buffer.from(text), 'utf-8'],
          [Buffer.from(text, 'utf16le'), 'utf-16le'],
          [bigEndian(text), 'utf-16be'],
        ] as const) {
          writeFileSync(file, bytes);
          assert.deepEqual(readIn(room, 0, encoding), { text, note: undefined });
        }
      }),
      { numRuns: 100 },
    );
    writeFileSync(file, Buffer.of(0xe9, 0x2c, 0xa4));
    assert.deepEqual(readIn(8, 0, 'iso-8859-15'), { text: 'é,€', note: undefined });
    assert.deepEqual(readIn(8, 0, 'windows-1252'), { text: 'é,¤', note: undefined });
    assert.deepEqual(readIn(8, 0, 'utf-8'), {
      text: '\ufffd,\ufffd',
      note: 'not UTF-8 everywhere; invalid bytes are read as U+FFFD',
    });
  });

  it('reads on from any byte', () => {
    writeFileSync(file, 'abc,é,def\n');
    assert.equal(readIn(8, 4).text, 'é,def\n');
    writeFileSync(file, bigEndian('\ufeffabc,é,def\n'));
    assert.equal(readIn(8, 7).text, 'é,def\n');
  });

  it('tells what is no text, and what was changed in between', () => {
    writeFileSync(file, 'a\n1\0\n');
    assert.throws(
      () => readIn(8),
      (error) => error instanceof FitProblem && error.message.includes('not a text file'),
    );
    assert.throws(
      () => FileSource.open(join(folder, 'none.csv')),
      (error) => error instanceof FitProblem && error.message === 'no such file; check the path',
    );
    assert.throws(
      () => FileSource.open(folder),
      (error) => error instanceof FitProblem && error.message.startsWith('this is a folder'),
    );
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
