/** Tests that replaced cells leave all other bytes of a file as they are, in every encoding. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FitProblem } from '../../../server/words/fitProblem';
import { splicedPieces, type Splice } from '../../../server/pipeline/fixing/splicing';

const CHARACTERS = ['a', 'é', 'Ä', '€', ',', '\r\n', '"', '\ufeff', '😀', '1'];
const encoders: Readonly<Record<string, (text: string) => Buffer>> = {
  'utf-8': (text) => Buffer.from(text),
  'utf-16le': (text) => Buffer.from(text, 'utf16le'),
  'utf-16be': (text) => Buffer.from(text, 'utf16le').swap16(),
};

/** The bytes of the file after the splices. */
function splice(bytes: Buffer, text: string, encoding: string, splices: readonly Splice[]): Buffer {
  return Buffer.concat([
    ...splicedPieces((start, end) => bytes.subarray(start, end), bytes.length, text, encoding, splices),
  ]);
}

/** Pairs of a text that stays and a text that is replaced. */
const parts = fc
  .array(
    fc.record({
      stays: fc.array(fc.constantFrom(...CHARACTERS), { maxLength: 8 }),
      before: fc.array(fc.constantFrom(...CHARACTERS), { maxLength: 4 }),
      after: fc.array(fc.constantFrom(...CHARACTERS), { maxLength: 4 }),
    }),
    { maxLength: 8 },
  )
  .map((all) =>
    all.map(({ stays, before, after }) => ({ stays: stays.join(''), before: before.join(''), after: after.join('') })),
  );

describe('splices of a file', () => {
  for (const [encoding, encode] of Object.entries(encoders)) {
    it(`A spliced file has the bytes of the spliced text in ${encoding}`, () => {
      fc.assert(
        fc.property(parts, (all) => {
          let at = 0;
          const splices = all.map(({ stays, before, after }): Splice => {
            const start = at + stays.length;
            at = start + before.length;
            return { start, end: at, written: after };
          });
          const text = all.map(({ stays, before }) => stays + before).join('');
          assert.deepEqual(
            splice(encode(text), text, encoding, splices),
            encode(all.map(({ stays, after }) => stays + after).join('')),
          );
        }),
      );
    });
  }

  it('A spliced file keeps bytes that are no character of windows-1252', () => {
    const bytes = Buffer.from([0x81, 0xe4, 0x2c, 0x80, 0x0a]);
    const text = new TextDecoder('windows-1252').decode(bytes, { stream: true });
    assert.deepEqual(
      [...splice(bytes, text, 'windows-1252', [{ start: 1, end: 2, written: 'ü€' }])],
      [0x81, 0xfc, 0x80, 0x2c, 0x80, 0x0a],
    );
  });

  it('A character that the encoding of the file does not have is refused', () => {
    assert.throws(
      () => splice(Buffer.from('a,b'), 'a,b', 'windows-1252', [{ start: 0, end: 1, written: 'ł' }]),
      (error) => error instanceof FitProblem && error.message.includes('"ł"'),
    );
  });

  it('An encoding that cannot be written is refused', () => {
    assert.throws(
      () => splice(Buffer.from('a,b'), 'a,b', 'shift_jis', []),
      (error) => error instanceof FitProblem && error.message.includes('shift_jis'),
    );
  });
});
