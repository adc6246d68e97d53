/** Tests the data of pictures: bins, distributions, separations, certainty, cross-tables, drawn rows, ellipses. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readTable } from '../../../server/core/csv/table/table';
import { binOf, binsOf, countByBin } from '../../../server/core/description/bins';
import { certaintyOf, likeliestComponents } from '../../../server/core/description/certainty';
import { agreementOf, crossTable } from '../../../server/core/description/crossTable';
import { distributionOf } from '../../../server/core/description/distribution';
import { drawnRows, ellipsesOf } from '../../../server/core/description/scatter';
import { componentEntropy, separations } from '../../../server/core/description/separation';
import { score } from '../../../server/core/mixture/expectation';
import { complete } from '../../../server/core/numeric/generators';
import { shapeOf, type Mixture } from '../../../server/core/mixture/model';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { encode } from '../../../server/core/schema/encoding/encode';
import { inferSchema } from '../../../server/core/schema/infer';

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0);

describe('histogram bins', () => {
  it('Bins count every observed value once, whatever the values', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.double({ min: -1e9, max: 1e9, noNaN: true }),
            fc.integer({ min: -50, max: 50 }),
            fc.constant(NaN),
          ),
          { maxLength: 300 },
        ),
        (list) => {
          const values = Float64Array.from(list);
          const observed = list.filter((value) => !Number.isNaN(value)).length;
          const bins = binsOf(values);
          if (observed === 0) return assert.equal(bins, undefined);
          assert.ok(bins);
          assert.ok(bins.count >= 1 && bins.count < 1000, `${bins.count} bins`);
          const { inside, below, above } = countByBin(bins, values);
          assert.equal(sum(inside) + below + above, observed);
        },
      ),
    );
  });

  it('Missing values do not change the bins', () => {
    const random = seededRandom(2);
    const observed = Array.from({ length: 200 }, () => normalDeviate(random) * Math.PI);
    const gaps = observed.flatMap((value) => [value, ...Array.from({ length: 30 }, () => NaN)]);
    assert.deepEqual(binsOf(Float64Array.from(gaps)), binsOf(Float64Array.from(observed)));
  });

  it('A wild value does not squash the bins and is counted beyond them', () => {
    const random = seededRandom(1);
    const values = Float64Array.from({ length: 500 }, (_, i) => (i === 7 ? 6.3e6 : 4000 + 300 * normalDeviate(random)));
    const bins = binsOf(values);
    assert.ok(bins);
    assert.ok(bins.first + bins.count * bins.width < 7000);
    assert.equal(countByBin(bins, values).above, 1);
    assert.equal(binOf(bins, 6.3e6), bins.count);
  });

  it('Bins reach to a distant group that is too large to be wild', () => {
    const values = Float64Array.from({ length: 1000 }, (_, i) => (i % 25 === 0 ? 1000 : 0) + (i % 10));
    const bins = binsOf(values);
    assert.ok(bins);
    assert.equal(countByBin(bins, values).above, 0);
  });

  it('Bins of few whole numbers have them in their middles', () => {
    const bins = binsOf(Float64Array.from({ length: 300 }, (_, i) => 2007 + (i % 3)));
    assert.ok(bins);
    assert.deepEqual(bins, { first: 2006.5, width: 1, count: 3 });
  });
});

/** Rows of two normal components at 0 and 6, and a column of levels that follows them. */
function example(): { mixture: Mixture; matrix: ReturnType<typeof encode>['matrix']; posterior: Float64Array } {
  const random = seededRandom(5);
  const lines = Array.from(
    { length: 400 },
    (_, i) => `${(normalDeviate(random) + (i % 4 === 0 ? 6 : 0)).toFixed(3)},${i % 4 === 0 ? 'red' : 'blue'}`,
  );
  const table = readTable(`x,colour\n${lines.join('\n')}\n`);
  const { matrix } = encode(table, inferSchema(table));
  const shape = shapeOf(matrix.columns, 2);
  const theta = Float64Array.of(
    Math.log(0.75),
    Math.log(0.25),
    0,
    0,
    6,
    0,
    ...new Array<number>(shape.parameterCount - 6).fill(0),
  );
  shape.columns[1].marginal.initialise(theta, shape.columns[1].parameters);
  shape.columns[1].marginal.initialise(theta, shape.columns[1].parameters + shape.columns[1].marginal.parameterCount);
  const mixture = { shape, theta };
  return { mixture, matrix, posterior: complete(score(mixture, matrix)).posterior };
}

describe('column distributions', () => {
  const { mixture, matrix, posterior } = example();

  it('The distribution of a number column counts every cell', () => {
    const found = distributionOf(mixture, 0, matrix.columns[0], posterior);

    assert.ok(found?.of === 'number');
    assert.equal(sum(found.counts) + found.below + found.above, 400);
  });

  it('The area under the curve of a component is its number of rows', () => {
    const found = distributionOf(mixture, 0, matrix.columns[0], posterior);

    assert.ok(found?.of === 'number');
    const step = found.grid[1] - found.grid[0];
    const areas = found.expected.map((each) => (sum(each) * step) / found.bins.width);
    assert.ok(Math.abs(areas[0] - 300) < 6 && Math.abs(areas[1] - 100) < 6, String(areas));
  });

  it('The distribution of a level column has the rows of each level by component', () => {
    const found = distributionOf(mixture, 1, matrix.columns[1], posterior);
    assert.ok(found?.of === 'level');
    assert.deepEqual(
      found.levels.map(({ level }) => level),
      ['blue', 'red'],
    );
    assert.ok(Math.abs(sum(found.levels[0].counts) - 300) < 1e-9);
    assert.ok(found.levels[0].counts[0] > 295);
  });

  it('The distribution counts rows by their weights', () => {
    const found = distributionOf(mixture, 1, matrix.columns[1], posterior, new Float64Array(400).fill(2));
    assert.ok(found?.of === 'level');
    assert.ok(Math.abs(sum(found.levels[1].counts) - 200) < 1e-9);
  });
});

describe('column separations', () => {
  const { mixture } = example();
  const [number, level] = separations(mixture, 0);

  it('A column whose components are far apart separates them by the whole entropy', () => {
    assert.ok(Math.abs(number - componentEntropy(mixture)) < 0.02, String(number));
  });

  it('A column that is the same in all components does not separate them', () => {
    assert.ok(level < 1e-9, String(level));
  });
});

describe('certainty', () => {
  const judgement = { k: 3, rows: 3, posterior: Float64Array.of(0.5, 0.1, 0.4, 0.02, 0.95, 0.03, 0.2, 0.3, 0.5) };

  it('likeliestComponents gives the two likeliest components of a row', () => {
    assert.deepEqual(likeliestComponents(judgement, 0), { first: 0, second: 2, posterior: 0.5 });
  });

  it('certaintyOf counts unclear rows by the two components between which they lie', () => {
    const found = certaintyOf(judgement);
    assert.equal(found.unclear, 2);
    assert.equal(found.between[0 * 3 + 2], 1);
    assert.equal(found.between[2 * 3 + 1], 1);
  });

  it('certaintyOf counts every row once in its histogram and its confusion matrix', () => {
    const found = certaintyOf(judgement);

    assert.equal(sum(found.histogram), 3);
    assert.ok(Math.abs(sum(found.confusion) - 3) < 1e-12);
  });

  it('The expected error is the mean of one minus the largest posterior', () => {
    const found = certaintyOf(judgement);

    assert.ok(Math.abs(found.expectedError - (0.5 + 0.05 + 0.5) / 3) < 1e-12);
  });

  it('No row is unclear under a single component', () => {
    assert.equal(certaintyOf({ k: 1, rows: 2, posterior: Float64Array.of(1, 1) }).unclear, 0);
  });
});

describe('cross-tables', () => {
  it('The adjusted Rand index equals the published one', () => {
    // Yeung & Ruzzo (2001), "Details of the adjusted Rand index", table 2: ten objects, 0.313.
    const counts = Float64Array.of(1, 1, 0, 1, 2, 1, 0, 0, 4);
    const pairs = 1 + 6,
      rows = 1 + 6 + 6,
      columns = 1 + 3 + 10,
      all = 45;
    const byHand = (pairs - (rows * columns) / all) / ((rows + columns) / 2 - (rows * columns) / all);

    assert.ok(Math.abs(agreementOf(counts, 3).adjustedRand - byHand) < 1e-12);
    assert.ok(Math.abs(byHand - 0.313) < 0.001, String(byHand));
  });

  it('The agreement is 1 for the same grouping under other names', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 60 }), (groups) => {
        const renamed = groups.map((group) => 3 - group);
        const same = agreementOf(crossTable(groups, 4, renamed, 4), 4);
        assert.ok(Math.abs(same.adjustedRand - 1) < 1e-12);
        assert.ok(Math.abs(same.normalisedInformation - 1) < 1e-9);
      }),
    );
  });

  it('A cross-table counts rows by their weights', () => {
    const once = crossTable([0, 0, 0, 1, 1], 2, [0, 0, 1, 1, 1], 2);
    assert.deepEqual(crossTable([0, 0, 1, 1], 2, [0, 1, 1, 0], 2, Float64Array.of(2, 1, 2, 0)), once);
  });

  /** Independent groupings of 4000 rows; a seventh of the first one has no label. */
  const labels = Array.from({ length: 4000 }, (_, i) => (i % 7 === 0 ? -1 : i % 2));
  const others = Array.from({ length: 4000 }, (_, i) => Math.floor(i / 4) % 2);

  it('A cross-table leaves out rows without a label', () => {
    const counts = crossTable(labels, 2, others, 2);

    assert.equal(sum(counts), labels.filter((label) => label >= 0).length);
  });

  it('The agreement of independent groupings is about 0', () => {
    const counts = crossTable(labels, 2, others, 2);

    const { adjustedRand, mutualInformation } = agreementOf(counts, 2);
    assert.ok(Math.abs(adjustedRand) < 0.01 && mutualInformation < 0.01);
  });
});

describe('drawn rows of a scatter plot', () => {
  const x = Float64Array.from({ length: 5000 }, (_, i) => (i === 3 ? NaN : i));

  it('All complete rows of a short file are drawn', () => {
    const { rows, available } = drawnRows(x.slice(0, 50), x.slice(0, 50), new Set([3, 10]), 100, 0);
    assert.equal(available, 49);
    assert.equal(rows.length, 49);
  });

  const keep = new Set([3, 17, 4999]);

  it('The drawn rows of a long file are an even sample with every complete unlikely row', () => {
    const { rows, available } = drawnRows(x, x, keep, 300, 1);

    assert.equal(available, 4999);
    assert.equal(rows.length, 300);
    assert.equal(new Set(rows).size, 300);
    assert.ok(rows.includes(17) && rows.includes(4999) && !rows.includes(3));
    const mean = sum(rows) / rows.length;
    assert.ok(Math.abs(mean - 2500) < 400, String(mean));
  });

  it('The same seed draws the same rows, another seed others', () => {
    const { rows } = drawnRows(x, x, keep, 300, 1);

    assert.deepEqual(drawnRows(x, x, keep, 300, 1).rows, rows);
    assert.notDeepEqual(drawnRows(x, x, keep, 300, 2).rows, rows);
  });

  it('All unlikely rows are drawn even where they exceed the requested number', () => {
    const unlikely = new Set(Array.from({ length: 500 }, (_, i) => 10 * i));

    assert.equal(drawnRows(x, x, unlikely, 100, 0).rows.length, 500);
  });
});

describe('component ellipses', () => {
  it('The ellipse of a component is centred on it and holds 95 % of its rows', () => {
    const random = seededRandom(2);
    const table = readTable(
      'x,y\n' +
        `${Array.from({ length: 4000 }, () => `${3 + 2 * normalDeviate(random)},${Math.exp(1 + 0.8 * normalDeviate(random))}`).join('\n')}\n`,
    );
    const { matrix } = encode(table, inferSchema(table, { kinds: { x: 'normal', y: 'lognormal' } }));
    const mixture = { shape: shapeOf(matrix.columns, 1), theta: Float64Array.of(0, 3, Math.log(2), 1, Math.log(0.8)) };

    const [{ x, y, rx, ry }] = ellipsesOf(mixture, 0, 1, [matrix.columns[0], matrix.columns[1]]);

    assert.ok(Math.abs(x - 3) < 1e-9 && Math.abs(y - 1) < 1e-6, `${x} ${y}`);
    const [a, b] = matrix.columns.map(({ values }) => values);
    const inside = a.filter((value, i) => ((value - x) / rx) ** 2 + ((b[i] - y) / ry) ** 2 <= 1).length;
    assert.ok(Math.abs(inside / 4000 - 0.95) < 0.012, String(inside / 4000));
  });
});
