// Tests a string as the source of a streamed text, and its UTF-8.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeUtf8, encodeUtf8 } from '../../../server/core/csv/cells/utf8';
import { sourceOfString } from '../../../server/core/csv/stream/source';
import { RUNS } from './streamSupport';

const texts = fc.string({ unit: 'binary', maxLength: 40 });

/** The UTF-8 of a text, in an array of the largest length that it may have, and its length. */
function encoded(text: string): { readonly whole: Uint8Array; readonly length: number } {
  const whole = new Uint8Array(3 * text.length);
  return { whole, length: encodeUtf8(text, 0, text.length, whole, 0) };
}

describe('string sources', () => {
  it('decodeUtf8 restores every string that encodeUtf8 encoded', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { whole, length } = encoded(text);

        assert.equal(decodeUtf8(whole, 0, length), text);
      }),
      RUNS,
    );
  });

  it('A string source gives the UTF-8 of its string from any byte on', () => {
    fc.assert(
      fc.property(texts, fc.nat(50), fc.integer({ min: 8, max: 30 }), (text, offset, room) => {
        const { whole, length } = encoded(text);
        const read = sourceOfString(text).from(Math.min(offset, length));
        const into = new Uint8Array(room);

        const got: number[] = [];
        for (let more = read(into, 0); more > 0; more = read(into, 0)) got.push(...into.subarray(0, more));

        assert.deepEqual(got, [...whole.subarray(Math.min(offset, length), length)]);
      }),
      RUNS,
    );
  });
});
