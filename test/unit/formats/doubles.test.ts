/** Tests the encoding of doubles in model files. */
import assert from 'node:assert/strict';
import { decodeDoubles, encodeDoubles } from '../../../server/formats/model/doubles';

/** Finite doubles of very different sizes, fewer and more than fit into one piece of the encoder. */
const ARRAYS = [0, 1, 2, 3, 12_287, 12_288, 12_289, 30_000].map((count) =>
  Float64Array.from({ length: count }, (_, i) => Math.sin(i) * 10 ** (i % 300)),
);

describe('doubles of a model file', () => {
  it('encodeDoubles returns base64 of all bytes of the doubles', () => {
    for (const values of ARRAYS)
      assert.equal(encodeDoubles(values), Buffer.from(values.buffer).toString('base64'), String(values.length));
  });

  it('decodeDoubles returns the doubles that were encoded', () => {
    for (const values of ARRAYS) assert.deepEqual(decodeDoubles(encodeDoubles(values), values.length), values);
  });
});
