import assert from 'node:assert/strict';
import { countsBetween, heavyTailOf, heavyTails, type HeavyTail } from '../../../server/core/judging/exempt/heavyTails';
import { matrixFrom } from '../contamination/contaminatedTables';
import { neutralMixture, shapeOf } from '../../../server/core/mixture/model';
import { SuspectList, type Suspects } from '../../../server/core/judging/falseDiscovery';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';

/** Suspects of one of two columns at the given distances. */
function suspectsAt(distances: readonly number[], column = 0): Suspects {
  const list = new SuspectList();
  distances.forEach((distance, row) => {
    list.add(row, column, 1e-6, distance);
  });
  return list.sorted();
}

/** The heavy tails of columns whose far cells lie at the given distances, all in the first column. */
function tailsOf(distances: readonly number[], observed: readonly number[]): readonly (HeavyTail | undefined)[] {
  return heavyTails(
    suspectsAt(distances),
    observed,
    (_, low, high) => distances.filter((distance) => distance > low && distance <= high).length,
    () => false,
  );
}

/** Distances of suspects drawn from a Pareto tail that begins where suspicion does. */
function pareto(count: number, exponent: number, seed: number): number[] {
  const random = seededRandom(seed, 0x9a7e);
  return Array.from({ length: count }, () => 3.1 * (1 - random()) ** (-1 / exponent));
}

describe('heavyTails', () => {
  it('Cells that thin out gradually are a heavy tail in their column alone', () => {
    const distances = pareto(80, 2, 1);
    const [x, y] = tailsOf(distances, [1000, 1000]);
    const share = distances.filter((distance) => distance > 4.5).length / 1000;
    assert.ok(x !== undefined && x.share === share && x.from === 4.5, JSON.stringify(x));
    assert.equal(y, undefined);
  });

  it('The exponent of a heavy tail is estimated from its nearer cells', () => {
    for (const exponent of [1, 2, 4]) {
      const [x] = tailsOf([...pareto(4000, exponent, 2), ...Array<number>(150).fill(300)], [100_000]);
      assert.ok(x !== undefined && Math.abs(x.exponent / exponent - 1) < 0.1, JSON.stringify(x));
    }
  });

  it('Far cells with few before them are a heavy tail only if they lie away from zero', () => {
    const distances = [4.6, 4.7, 5.2, 5.8, 6.6, 7.1, 9.6, 11, 16];
    const seenBy = (isAway: (row: number) => boolean): boolean =>
      heavyTails(
        suspectsAt(distances),
        [240],
        () => 0,
        (_, row) => isAway(row),
      )[0] !== undefined;

    assert.ok(seenBy(() => true));
    assert.ok(!seenBy(() => false));
    assert.ok(!seenBy((row) => row % 2 === 0));
  });

  it('Far cells that stand apart from the sound ones are no heavy tail', () => {
    assert.deepEqual(tailsOf([12, 14, 18, 20, 22, 25, 28, 30, 35, 40], [500]), [undefined]);
  });

  it('Two moderately far cells before much farther ones are no heavy tail', () => {
    assert.deepEqual(tailsOf([3.4, 3.6, 5, 5.4, 40, 42, 45, 70, 72, 80], [344]), [undefined]);
  });

  describe('far cells that do not thin out', () => {
    /** Even distances from 4.6 to 30 standard deviations. */
    const trend = Array.from({ length: 100 }, (_, i) => 4.6 + 0.256 * i);
    const seenIn = (distances: readonly number[], cells: number, isAway = (): boolean => true): HeavyTail | undefined =>
      heavyTails(suspectsAt(distances), [cells], () => 0, isAway)[0];

    it('Evenly spread far cells are a heavy tail up to the first gap', () => {
      const tail = seenIn([...trend, 300], 2000);

      assert.ok(tail !== undefined && tail.to !== undefined && Math.abs(tail.to - 29.944) < 1e-9, JSON.stringify(tail));
      assert.ok(heavyTailOf(tail, 29) > 0.01);
      assert.equal(heavyTailOf(tail, 300), 0);
    });

    it('Evenly spread far cells beyond a gap are no heavy tail', () => {
      assert.equal(
        seenIn(
          trend.map((distance) => distance + 4),
          2000,
        ),
        undefined,
      );
    });

    it('Evenly spread far cells on both sides are no heavy tail', () => {
      let turn = 0;

      assert.equal(
        seenIn(trend, 2000, () => turn++ % 2 === 0),
        undefined,
      );
    });

    it('Evenly spread far cells in too small a share are no heavy tail', () => {
      assert.equal(seenIn(trend, 20_000), undefined);
    });
  });

  it('Far cells with hardly any before them are no heavy tail', () => {
    assert.deepEqual(
      tailsOf(
        pareto(80, 2, 1).filter((distance) => distance > 4.5),
        [1000],
      ),
      [undefined],
    );
  });

  it('A few far cells are no heavy tail', () => {
    assert.deepEqual(tailsOf(pareto(12, 3, 3), [500]), [undefined]);
  });

  it('Far cells are a heavy tail only from a certain share of the column on', () => {
    assert.notDeepEqual(tailsOf(pareto(60, 3, 3), [1000]), [undefined]);
    assert.deepEqual(tailsOf(pareto(60, 3, 3), [10_000]), [undefined]);
  });

  it('Far cells in a small share are a heavy tail if many more lie just before them', () => {
    const far = pareto(60, 3, 3);
    const before = Array.from({ length: 120 }, (_, i) => 3.3 + i / 100);

    assert.notDeepEqual(tailsOf([...far, ...before], [10_000]), [undefined]);
  });

  it('Levels and counts, which have no distances, have no heavy tail', () => {
    assert.deepEqual(tailsOf(Array<number>(50).fill(NaN), [500]), [undefined]);
  });
});

describe('heavyTailOf', () => {
  it('heavyTailOf returns the share of the column that lies at least as far', () => {
    const heavy = { from: 4.5, share: 0.02, exponent: 2 };

    assert.equal(heavyTailOf(heavy, 4), 0.02, 'no cell nearer than the tail is less likely than all of it');
    assert.ok(Math.abs(heavyTailOf(heavy, 9) - 0.005) < 1e-12);
    assert.ok(heavyTailOf(heavy, 1e6) < 1e-11, 'but not a cell that is far beyond the tail');
  });
});

describe('countsBetween', () => {
  it('countsBetween measures distances from the component of the row, not from the nearest', () => {
    const random = seededRandom(9);
    const values = Float64Array.from({ length: 2000 }, (_, n) => (n % 2 === 0 ? 0 : 100) + 2 * normalDeviate(random));
    values.set([8, 8, 100, NaN], 0);
    const matrix = matrixFrom([values]);
    const mixture = neutralMixture(shapeOf(matrix.columns, 2));
    const { parameters } = mixture.shape.columns[0];
    mixture.theta.set([Math.log(0.5), Math.log(0.5)]);
    mixture.theta.set([0, Math.log(2), 100, Math.log(2)], parameters);
    const posterior = Float64Array.from({ length: 4000 }, (_, i) => ((i >> 1) % 2 === i % 2 ? 1 : 0));

    const between = countsBetween(mixture, matrix, posterior);
    const expected = (low: number, high: number): number =>
      values.filter((x, n) => {
        const z = Math.abs(x - (n % 2 === 0 ? 0 : 100)) / 2;
        return z > low && z <= high;
      }).length;

    for (const [low, high] of [
      [0, 1],
      [2, 3],
      [3.9, 4.1],
      [45, 47],
      [49, 51],
    ])
      assert.equal(between(0, low, high), expected(low, high), `${low} to ${high}`);
  });
});
