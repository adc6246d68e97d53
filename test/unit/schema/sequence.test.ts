import assert from 'node:assert/strict';
import fc from 'fast-check';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { dateSequenceOf, sequenceBreaks, sequenceOf } from '../../../server/core/schema/relations/sequence';

const DAY = 86_400;

function counted(count: number, from = 1, step = 1): number[] {
  return Array.from({ length: count }, (_, n) => from + step * n);
}

/** The step of a sequence, followed by row, sort and expected number of each break. */
function breaks(numbers: readonly number[], of = sequenceOf): unknown {
  const column = Float64Array.from(numbers);
  const sequence = of(column);
  return (
    sequence && [
      sequence.step,
      ...sequenceBreaks(column, sequence).map(({ row, sort, expected }) => [row, sort, expected]),
    ]
  );
}

describe('sequences', () => {
  it('Numbers that count up or down by any step are a sequence', () => {
    assert.deepEqual(breaks(counted(30)), [1]);
    assert.deepEqual(breaks(counted(30, 100, -5)), [-5]);
    assert.ok(sequenceOf(Float64Array.from({ length: 50 }, (_, n) => Number((0.1 * n).toFixed(1)))) !== undefined);
  });

  it('A gap, a repetition, a step back and a wrong number are one break each', () => {
    const numbers = counted(60);

    assert.deepEqual(breaks(numbers.toSpliced(20, 2)), [1, [20, 'gap', 21]]);
    assert.deepEqual(breaks(numbers.toSpliced(20, 0, 20)), [1, [20, 'repetition', 21]]);
    assert.deepEqual(breaks(numbers.with(20, 210)), [1, [20, 'wrong', 21]]);
    assert.deepEqual(breaks([...counted(40), ...counted(40, 31)]), [1, [40, 'back', 41]]);
    assert.deepEqual(breaks([...counted(40), ...counted(40)]), [1]);
    assert.deepEqual(breaks(numbers.with(20, NaN)), [1]);
    assert.deepEqual(breaks(numbers.with(20, NaN).with(21, 99)), [1, [21, 'wrong', 22]]);
  });

  it('A wrong number is found in every row', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 58 }), fc.integer({ min: -500, max: 500 }), (row, wrong) => {
        fc.pre(wrong !== row + 1);
        assert.deepEqual(breaks(counted(60).with(row, wrong)), [1, [row, 'wrong', row + 1]]);
      }),
      { numRuns: 200 },
    );
  });

  it('Restarting, constant, short, random and sorted numbers are no sequence', () => {
    const random = seededRandom(3);

    assert.equal(breaks([...counted(30), ...counted(30), ...counted(30)]), undefined);
    assert.equal(breaks(Array.from({ length: 400 }, (_, n) => 1 + (n % 31))), undefined);
    assert.equal(breaks(Array<number>(30).fill(4)), undefined);
    assert.equal(breaks(counted(8)), undefined);
    assert.equal(breaks(Array.from({ length: 100 }, () => normalDeviate(random))), undefined);
    assert.equal(breaks(Array.from({ length: 300 }, () => Math.floor(3 * random()))), undefined);
    assert.equal(breaks(Array.from({ length: 100 }, () => normalDeviate(random)).sort((a, b) => a - b)), undefined);
  });

  it('The hour skipped by daylight saving is no gap, any other missing hour is', () => {
    const hours = (count: number, from: number): Float64Array =>
      Float64Array.from({ length: count }, (_, n) => from + 3600 * n);
    const spring = Date.UTC(2024, 2, 31) / 1000;
    const without = (from: number, at: number): Float64Array => hours(100, from).filter((_, n) => n !== at);
    const found = (numbers: Float64Array): number =>
      sequenceBreaks(numbers, dateSequenceOf(numbers) ?? assert.fail(), true).length;

    assert.equal(found(without(spring - 48 * 3600, 50)), 0, 'the hour from two to three on a Sunday in March');
    assert.equal(found(without(spring - 48 * 3600, 58)), 1, 'ten in the morning');
    assert.equal(found(without(spring - 24 * 3600, 50)), 1, 'the day after');
  });

  const days = counted(60, 19_000 * DAY, DAY);

  it('Days are a sequence of dates', () => {
    assert.deepEqual(breaks(days.toSpliced(30, 3), dateSequenceOf), [DAY, [30, 'gap', days[30]]]);
  });

  it('The same day of every month is a sequence of months', () => {
    const months = Array.from({ length: 40 }, (_, n) => Date.UTC(2020, n, 15) / 1000);

    assert.deepEqual(breaks(months.toSpliced(10, 1), dateSequenceOf), [1, [10, 'gap', 600 + 10 + 14 / 32]]);
  });

  it('The last day of every month is a sequence of months', () => {
    const ends = Array.from({ length: 40 }, (_, n) => Date.UTC(2020, n + 1, 0) / 1000);

    assert.deepEqual(breaks(ends, dateSequenceOf), [1]);
    assert.deepEqual(breaks(ends.toSpliced(10, 1), dateSequenceOf), [1, [10, 'gap', 600 + 10 + 30 / 32]]);
    assert.deepEqual(breaks(ends.with(20, ends[20] - DAY), dateSequenceOf), [1, [20, 'wrong', 600 + 20 + 30 / 32]]);
  });

  it('Dates in order are a sequence without a step', () => {
    const random = seededRandom(4);
    let now = days[0];
    const visits = Array.from({ length: 100 }, () => (now += Math.floor(4 * random()) * DAY));

    assert.deepEqual(breaks(visits, dateSequenceOf), [0]);
    assert.deepEqual(breaks(visits.with(50, visits[50] - 300 * DAY), dateSequenceOf), [0, [50, 'wrong', visits[49]]]);
    assert.deepEqual(breaks(visits.with(50, visits[50] + 30 * DAY), dateSequenceOf), [0, [50, 'wrong', visits[49]]]);
    assert.equal(
      breaks(
        visits.map((_, n) => visits[(n * 37) % 100]),
        dateSequenceOf,
      ),
      undefined,
    );
  });
});
