import assert from 'node:assert/strict';
import fc from 'fast-check';
import { countUpTo, finer, guided, ranked } from '../../../server/core/numeric/sorting';

describe('sorting with a guide', () => {
  const numbers = fc.array(
    fc.oneof(
      fc.double({ noNaN: true }),
      fc.double({ noNaN: true, min: -3, max: 3 }),
      fc.constantFrom(0, 1, 1e300, -1e300, Infinity, -Infinity),
    ),
    { maxLength: 300 },
  );

  it('is sorting, and counting one by one', () => {
    fc.assert(
      fc.property(numbers, fc.double({ noNaN: true }), (values, x) => {
        const found = guided(Float64Array.from(values));
        assert.deepEqual(
          [...found.sorted].map((value) => value + 0),
          [...values].sort((a, b) => a - b).map((value) => value + 0),
        );
        for (const bound of [x, ...values.slice(0, 20)])
          assert.equal(countUpTo(found, bound), values.filter((value) => value <= bound).length);
      }),
    );
  });

  it('counts the same with finer bins', () => {
    fc.assert(
      fc.property(numbers, fc.double({ noNaN: true }), fc.integer({ min: 1, max: 40 }), (values, x, times) => {
        const found = guided(Float64Array.from(values));
        const more = finer(found, times);
        for (const bound of [x, ...values.slice(0, 20)]) assert.equal(countUpTo(more, bound), countUpTo(found, bound));
      }),
    );
  });

  it('finds the number of a rank', () => {
    fc.assert(
      fc.property(
        numbers.filter((values) => values.length > 0),
        (values) => {
          const sorted = Float64Array.from(values).sort();
          for (let rank = 0; rank < sorted.length; rank++)
            assert.equal(ranked(Float64Array.from(values), rank) + 0, sorted[rank] + 0);
        },
      ),
    );
  });

  it('sorts numbers that are all in one bin', () => {
    const values = Float64Array.from({ length: 1000 }, (_, i) => (i === 500 ? 1e9 : Math.sin(i)));
    assert.deepEqual(guided(values).sorted, values.slice().sort());
  });
});
