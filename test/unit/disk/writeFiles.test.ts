import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeDoubles, encodeDoubles } from '../../../server/formats/model/doubles';
import { writePieces } from '../../../server/disk/writeFiles';

describe('what is written in pieces', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mixture-lens-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is the whole, piece by piece, of whatever signs and length', () => {
    const pieces = ['a,b\n', '', 'é,€,😀\n'.repeat(5), 'x', '€'.repeat(100_000), '\ud800|', 'end'];
    const file = join(folder, 'a.csv');
    writePieces(file, pieces);
    assert.equal(readFileSync(file, 'utf8'), pieces.join('').replace('\ud800', '\ufffd'));
    writePieces(file, ['shorter']);
    assert.equal(readFileSync(file, 'utf8'), 'shorter');
  });

  it('has each piece before the next is made', () => {
    const file = join(folder, 'a.csv');
    const seen: string[] = [];
    writePieces(
      file,
      (function* () {
        for (const piece of ['a', 'b', 'c']) {
          seen.push(readFileSync(file, 'utf8'));
          yield piece;
        }
      })(),
    );
    assert.deepEqual(seen, ['', 'a', 'ab']);
  });

  it('as doubles is base64 of all their bytes, in one or many pieces', () => {
    for (const count of [0, 1, 2, 3, 12_287, 12_288, 12_289, 30_000]) {
      const values = Float64Array.from({ length: count }, (_, i) => Math.sin(i) * 10 ** (i % 300));
      assert.equal(encodeDoubles(values), Buffer.from(values.buffer).toString('base64'), String(count));
      assert.deepEqual(decodeDoubles(encodeDoubles(values), count), values);
    }
  });
});
