/** Tests the sorting of numbers with a guide, and the counts and ranks read from it. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { countUpTo, refineGuide, sortWithGuide, valueOfRank } from '../../../server/core/numeric/sorting';

describe('guided sorting', () => {
  const numbers = fc.array(
    fc.oneof(
      fc.double({ noNaN: true }),
      fc.double({ noNaN: true, min: -3, max: 3 }),
      fc.constantFrom(0, 1, 1e300, -1e300, Infinity, -Infinity),
    ),
    { maxLength: 300 },
  );

  it('sortWithGuide sorts numbers as Array.sort does', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const found = sortWithGuide(Float64Array.from(values));

        assert.deepEqual(
          [...found.sorted].map((value) => value + 0),
          [...values].sort((a, b) => a - b).map((value) => value + 0),
        );
      }),
    );
  });

  it('countUpTo counts the numbers up to a bound', () => {
    fc.assert(
      fc.property(numbers, fc.double({ noNaN: true }), (values, x) => {
        const found = sortWithGuide(Float64Array.from(values));

        for (const bound of [x, ...values.slice(0, 20)])
          assert.equal(countUpTo(found, bound), values.filter((value) => value <= bound).length);
      }),
    );
  });

  it('countUpTo counts the same with finer bins', () => {
    fc.assert(
      fc.property(numbers, fc.double({ noNaN: true }), fc.integer({ min: 1, max: 40 }), (values, x, times) => {
        const found = sortWithGuide(Float64Array.from(values));
        const refined = refineGuide(found, times);

        for (const bound of [x, ...values.slice(0, 20)])
          assert.equal(countUpTo(refined, bound), countUpTo(found, bound));
      }),
    );
  });

  it('valueOfRank finds the number of a rank', () => {
    fc.assert(
      fc.property(
        numbers.filter((values) => values.length > 0),
        (values) => {
          const sorted = Float64Array.from(values).sort();
          for (let rank = 0; rank < sorted.length; rank++)
            assert.equal(valueOfRank(Float64Array.from(values), rank) + 0, sorted[rank] + 0);
        },
      ),
    );
  });

  it('sortWithGuide sorts numbers of which all but one fall into one bin', () => {
    const values = Float64Array.from({ length: 1000 }, (_, i) => (i === 500 ? 1e9 : Math.sin(i)));
    assert.deepEqual(sortWithGuide(values).sorted, values.slice().sort());
  });
});
