/** Tests the evidence of a comparison: features, whitening, and p-values on tables from known sources. */
import assert from 'node:assert/strict';
import { addLegendre, MidRanks } from '../../../server/core/comparison/evidence/midRanks';
import { dealGroups } from '../../../server/core/comparison/evidence/rowGroups';
import { whiten } from '../../../server/core/comparison/evidence/whiten';
import type { Tests } from '../../../server/core/comparison/comparePair';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { drawPair, NAMES, testDrawn, type Source } from './drawnPairs';

/** Names of the columns that are called changed, and of the one with the clearest evidence. */
function verdict({ columns }: Tests): { readonly changed: readonly string[]; readonly first: string } {
  const order = Array.from(columns.keys()).sort((a, b) => columns[b].evidence - columns[a].evidence);
  return { changed: NAMES.filter((_, j) => columns[j].p < 0.05), first: NAMES[order[0]] };
}

/** p-value of the Kolmogorov-Smirnov test of an even spread (Stephens 1970). */
function evennessOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  const distance = Math.max(...sorted.map((value, i) => Math.max((i + 1) / n - value, value - i / n)));
  const scaled = distance * (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n));
  let p = 0;
  for (let k = 1; k <= 100; k++) p += 2 * (-1) ** (k - 1) * Math.exp(-2 * k * k * scaled * scaled);
  return p;
}

describe('features of a comparison', () => {
  it('Polynomials of evenly spread ranks have mean 0, variance 1 and no correlation', () => {
    const rows = 2000;
    const products = new Float64Array(16);

    for (let n = 0; n < rows; n++) {
      const values = new Float64Array(4);
      addLegendre((n + 0.5) / rows, 4, values, 0);
      for (let i = 0; i < 4; i++) for (let j = 0; j < 4; j++) products[4 * i + j] += (values[i] * values[j]) / rows;
    }

    products.forEach((product, at) => {
      const expected = at % 5 === 0 ? 1 : 0;
      assert.ok(Math.abs(product - expected) < 1e-4, `${at}: ${product}`);
    });
  });

  it('Equal values share the middle of their ranks', () => {
    const ranks = new MidRanks(Float64Array.of(1, 2, 2, 3, NaN));

    assert.deepEqual(
      [0, 1, 2, 3, 9].map((value) => ranks.rank(value)),
      [0, 1 / 8, 1 / 2, 7 / 8, 1],
    );
  });

  it('Ranks are those of counting, for heaps, wild values and infinities', () => {
    const random = seededRandom(9);
    const values = Float64Array.from({ length: 3000 }, (_, n) =>
      n % 3 === 0 ? Math.round(4 * random()) : n % 50 === 1 ? Math.exp(200 * random()) : normalDeviate(random),
    );
    values.set([Infinity, -Infinity, 1e308, -1e308]);
    const ranks = new MidRanks(values);

    for (const value of [...values.slice(0, 300), 0, -0, 1.5, 1e-300, Infinity, -Infinity]) {
      const [below, equal] = [values.filter((x) => x < value).length, values.filter((x) => x === value).length];
      assert.equal(ranks.rank(value), (2 * below + equal) / (2 * values.length));
    }
  });

  it('Whitened features are uncorrelated, and features that follow from others are dropped', () => {
    const random = seededRandom(5);
    const [rows, width] = [400, 4];
    const values = Float64Array.from({ length: rows * width });
    for (let n = 0; n < rows; n++) {
      const [a, b] = [normalDeviate(random), normalDeviate(random)];
      values.set([a, a + 0.1 * b, 1, 3 * a - b], n * width);
    }

    const rank = whiten(values, rows, width);

    assert.equal(rank, 2);
    for (const [i, j, expected] of [
      [0, 0, 1],
      [1, 1, 1],
      [0, 1, 0],
    ]) {
      let mean = 0;
      for (let n = 0; n < rows; n++) mean += (values[n * width + i] * values[n * width + j]) / rows;
      assert.ok(Math.abs(mean - expected) < 1e-9);
    }
  });

  it('Rows are dealt to groups of one size, each table to its own', () => {
    const pair = drawPair(1, {}, [12_000, 11_000]);

    const { size, counts, groupOf } = dealGroups(pair, 10, 999, seededRandom(1));

    assert.equal(size, 3);
    assert.deepEqual(counts, [4000, 3666]);
    assert.equal(Math.max(...groupOf[0]), 3999);
    assert.equal(groupOf[1].filter((group) => group === 4000).length, 3);
    assert.equal(groupOf[1].filter((group) => group < 0).length, 2);
  });
});

describe('p-values of a comparison', function () {
  this.timeout(300_000);

  const drifts: readonly [string, Partial<Source>, string][] = [
    ['A mean that moves by 0.2 sd', { shift: 0.2 }, 'width'],
    ['A level that becomes twice as common', { colours: [0.45, 0.3, 0.15, 0.1] }, 'colour'],
    ['A share of missing cells that grows', { missing: 0.08 }, 'age'],
  ];
  for (const [what, drifted, guilty] of drifts) {
    it(`${what} is found among 5,000 rows, its column first`, () => {
      const verdicts = [1, 2].map((seed) => verdict(testDrawn(seed, drifted, { permutations: 199, isRobust: false })));

      for (const { changed, first } of verdicts) {
        assert.ok(changed.includes(guilty));
        assert.equal(first, guilty);
      }
    });
  }

  it('A cluster that grows by 0.05 is found among 5,000 rows', () => {
    const { clusters, shares } = testDrawn(3, { weight: 0.45 }, { permutations: 199, isRobust: false });

    assert.ok(clusters !== undefined && clusters.p < 0.05);
    assert.ok(Math.abs(shares[1].shares[1] - shares[1].shares[0] - 0.05) < 0.03);
  });

  it('A mean that moves is found among groups of rows, too', () => {
    const tests = testDrawn(4, { shift: 0.1 }, { rows: [11_000, 11_000], permutations: 199, isRobust: false });

    assert.equal(tests.tested.groupSize, 3);
    assert.deepEqual(verdict(tests).changed, ['width']);
  });

  it('Tables of one source have p-values that spread evenly from 0 to 1', () => {
    const drawing = { rows: [160, 120] as const, permutations: 199, isRobust: false };

    const tests = Array.from({ length: 200 }, (_, seed) => testDrawn(100 + seed, {}, drawing));

    const whole = tests.map(({ columns, clusters, together }) =>
      Math.min(...columns.map(({ p }) => p), clusters?.p ?? 1, together?.p ?? 1),
    );
    assert.ok(evennessOf(whole) > 0.01, `together: ${evennessOf(whole)}`);
    for (const [j, name] of NAMES.entries()) {
      const evenness = evennessOf(tests.map(({ columns }) => columns[j].raw));
      assert.ok(evenness > 0.01, `${name}: ${evenness}`);
    }
  });
});
