import assert from 'node:assert/strict';
import type { ColumnFacts } from '../../../server/core/families/family';
import { FAMILY_NAMES, type FamilyName } from '../../../server/core/families/registry';
import { logPoisson, normalCdf } from '../../../server/core/families/functions/special';
import {
  absoluteLoss,
  klDivergence,
  logOverlap,
  nlmlPerRow,
  pairOf,
  squaredLoss,
  type Estimated,
  type NamedMixture,
  type MixturePair,
} from '../../../server/core/description/divergence';
import type { MatrixColumn } from '../../../server/core/data/matrix';
import { complete } from '../../../server/core/numeric/generators';
import { score } from '../../../server/core/mixture/expectation';
import { neutral, normalise, shapeOf, type Mixture } from '../../../server/core/mixture/model';
import { sampleRows } from '../../../server/core/judging/tails/draws';
import { seededRandom } from '../../../server/core/numeric/random';
import { mixedMatrix } from '../mixture/support';

const DRAWS = 20_000;

/** A component: its weight, then for each column mean and sd, or the levels' shares. */
type Component = readonly [number, ...(readonly number[])[]];

const NUMBER: ColumnFacts = { observed: 100, missing: 0, mean: 0, sd: 1, levels: 0 };
const LEVELS = 'abcdefgh';

/** Columns named x0, x1, …; `kinds` has 'n' for a normal column and 'c' for one of levels. */
function named(kinds: string, components: readonly Component[]): NamedMixture {
  const widths = components[0].slice(1).map((parameters) => (parameters as readonly number[]).length);
  const columns = [...kinds].map((kind, d) =>
    kind === 'n'
      ? { family: 'normal' as const, facts: NUMBER }
      : { family: 'categorical' as const, facts: { ...NUMBER, levels: widths[d] } },
  );
  const shape = shapeOf(columns, components.length);
  const theta = new Float64Array(shape.parameterCount);
  components.forEach(([weight, ...parameters], k) => {
    theta[k] = Math.log(weight);
    parameters.forEach((given, d) => {
      const { marginal, parameters: at } = shape.columns[d];
      theta.set(
        [...kinds][d] === 'n' ? [given[0], Math.log(given[1])] : given.map(Math.log),
        at + k * marginal.parameterCount,
      );
    });
  });
  const names = [...kinds].map((kind, d) => ({
    name: `x${d}`,
    levels: kind === 'n' ? [] : [...LEVELS.slice(0, widths[d])],
  }));
  return { mixture: { shape, theta }, columns: names };
}

function pair(kinds: string, p: readonly Component[], q: readonly Component[]): MixturePair {
  return pairOf(named(kinds, p), named(kinds, q));
}

/** The same mixture of families that know no closed form. */
function withoutClosedForms({ shape, theta }: Mixture): Mixture {
  const columns = shape.columns.map((column) => ({
    ...column,
    marginal: Object.create(column.marginal, { logOverlap: { value: undefined } }) as typeof column.marginal,
  }));
  return { theta, shape: { ...shape, columns } };
}

function within({ value, standardError }: Estimated, expected: number, what = ''): void {
  assert.ok(standardError > 0, `${what} has a standard error`);
  assert.ok(
    Math.abs(value - expected) <= 4 * standardError,
    `${what}: ${value} ± ${standardError} instead of ${expected}`,
  );
}
function near(actual: number, expected: number, what = ''): void {
  assert.ok(
    Math.abs(actual - expected) <= 1e-12 * Math.max(1, Math.abs(expected)),
    `${what}: ${actual} instead of ${expected}`,
  );
}

const kl = (of: MixturePair, seed = 1, draws = DRAWS): Estimated =>
  complete(klDivergence(of, draws, seededRandom(seed)));
const absolute = (of: MixturePair, seed = 1, draws = DRAWS): Estimated =>
  complete(absoluteLoss(of, draws, seededRandom(seed)));
const squared = (of: MixturePair, seed = 1, draws = DRAWS) => complete(squaredLoss(of, draws, seededRandom(seed)));
const reversed = ({ p, q }: MixturePair): MixturePair => ({ p: q, q: p });

const N1: Component = [1, [1, 2]];
const N2: Component = [1, [-0.5, 1.2]];
const normals = pair('n', [N1], [N2]);
const SHARES_P = [0.6, 0.3, 0.1];
const SHARES_Q = [0.2, 0.3, 0.5];
const levels = pair('c', [[1, SHARES_P]], [[1, SHARES_Q]]);
const P: readonly Component[] = [
  [0.7, [0, 1], [0.8, 0.15, 0.05], [10, 3]],
  [0.3, [4, 0.5], [0.1, 0.1, 0.8], [2, 1]],
];
const Q: readonly Component[] = [
  [0.5, [0.3, 1.1], [0.7, 0.2, 0.1], [9, 3]],
  [0.4, [4, 0.7], [0.1, 0.2, 0.7], [2, 1.5]],
  [0.1, [-2, 1], [0.3, 0.3, 0.4], [5, 5]],
];
const mixed = pair('ncn', P, Q);

function density(x: number, mean: number, sd: number): number {
  return Math.exp(-0.5 * ((x - mean) / sd) ** 2) / (sd * Math.sqrt(2 * Math.PI));
}

describe('divergences between mixtures', function () {
  this.timeout(60_000);

  it('have the closed forms of single normals', () => {
    const between = (m1: number, s1: number, m2: number, s2: number): number =>
      Math.log(s2 / s1) + (s1 * s1 + (m1 - m2) ** 2) / (2 * s2 * s2) - 0.5;
    within(kl(normals), between(1, 2, -0.5, 1.2), 'KL(p‖q)');
    within(kl(reversed(normals)), between(-0.5, 1.2, 1, 2), 'KL(q‖p)');
    for (const distance of [0.1, 1, 3, 8]) {
      const expected = 2 * (2 * normalCdf(distance / 2) - 1);
      within(
        absolute(pair('n', [[1, [5, 2]]], [[1, [5 + 2 * distance, 2]]])),
        expected,
        `absolute loss ${distance} sd apart`,
      );
    }
    const overlap = density(1.5, 0, Math.hypot(2, 1.2));
    const expected = 1 / (2 * 2 * Math.sqrt(Math.PI)) + 1 / (2 * 1.2 * Math.sqrt(Math.PI)) - 2 * overlap;
    near(squared(normals).value, expected, 'squared loss');
    assert.equal(squared(normals).standardError, 0);
  });

  it('have the closed forms of single categoricals', () => {
    const sum = (term: (p: number, q: number) => number): number =>
      SHARES_P.reduce((total, p, l) => total + term(p, SHARES_Q[l]), 0);
    within(
      kl(levels),
      sum((p, q) => p * Math.log(p / q)),
      'KL(p‖q)',
    );
    within(
      kl(reversed(levels)),
      sum((p, q) => q * Math.log(q / p)),
      'KL(q‖p)',
    );
    within(
      absolute(levels),
      sum((p, q) => Math.abs(p - q)),
      'absolute loss',
    );
    near(
      squared(levels).value,
      sum((p, q) => (p - q) ** 2),
      'squared loss',
    );
  });

  it('are the integrals of mixtures, by quadrature', () => {
    const p: readonly Component[] = [
      [0.7, [0, 1]],
      [0.3, [4, 0.5]],
    ];
    const q: readonly Component[] = [
      [0.2, [0.5, 1]],
      [0.5, [4, 1]],
      [0.3, [-3, 2]],
    ];
    const at = (components: readonly Component[], x: number): number =>
      components.reduce((total, [weight, [mean, sd]]) => total + weight * density(x, mean, sd), 0);
    const integral = (integrand: (p: number, q: number) => number): number => {
      let total = 0;
      for (let x = -20; x <= 20; x += 1e-3) total += 1e-3 * integrand(at(p, x), at(q, x));
      return total;
    };
    const both = pair('n', p, q);
    within(
      kl(both),
      integral((a, b) => a * Math.log(a / b)),
      'KL(p‖q)',
    );
    within(
      kl(reversed(both)),
      integral((a, b) => b * Math.log(b / a)),
      'KL(q‖p)',
    );
    within(
      absolute(both),
      integral((a, b) => Math.abs(a - b)),
      'absolute loss',
    );
    near(
      squared(both).value,
      integral((a, b) => (a - b) ** 2),
      'squared loss',
    );
    near(
      Math.exp(logOverlap(both) ?? NaN),
      integral((a, b) => a * b),
      '∫ p q',
    );
  });

  it('are the same by closed form and by draws, normals and levels mixed', () => {
    const exact = squared(mixed);
    const drawn = squared({ p: withoutClosedForms(mixed.p), q: withoutClosedForms(mixed.q) });
    within(drawn, exact.value, 'squared loss');
    near(drawn.log, Math.log(drawn.value), 'its log');
    near(drawn.logStandardError, drawn.standardError / drawn.value, "its log's standard error");
    assert.ok(drawn.standardError < 0.05 * exact.value);
  });

  const columnOf = (name: FamilyName): readonly MatrixColumn[] =>
    mixedMatrix(200, 3).columns.filter(({ family }) => family === name);
  const hasClosedForm = (name: FamilyName): boolean =>
    shapeOf(columnOf(name), 1).columns[0].marginal.logOverlap !== undefined;
  for (const name of FAMILY_NAMES.filter(hasClosedForm)) {
    it(`have the closed form of the ${name} family that its draws have: ∫ p q = E_p[q]`, () => {
      const shape = shapeOf(columnOf(name), 1);
      const random = seededRandom(6);
      for (let round = 0; round < 10; round++) {
        const [p, q] = [0, 1].map(() => {
          const mixture = neutral(shape);
          for (let i = 1; i < mixture.theta.length; i++) mixture.theta[i] += 1.5 * (random() - 0.5);
          normalise(mixture, 'map');
          return mixture;
        });
        const { logDensity } = complete(score(q, sampleRows(p, DRAWS, random)));
        const mean = logDensity.reduce((sum, l) => sum + Math.exp(l), 0) / DRAWS;
        const squares = logDensity.reduce((sum, l) => sum + (Math.exp(l) - mean) ** 2, 0);
        const exact = logOverlap({ p, q });
        near(logOverlap({ p: q, q: p }) ?? NaN, exact ?? NaN, 'the same both ways');
        within({ value: mean, standardError: Math.sqrt(squares) / DRAWS }, Math.exp(exact ?? NaN), '∫ p q');
      }
    });
  }

  it('have the closed form of Poissons of any rate', () => {
    const shape = shapeOf([{ family: 'poisson', facts: NUMBER }], 1);
    const of = (rate: number): Mixture => ({ shape, theta: Float64Array.of(0, Math.log(rate)) });
    for (const [a, b] of [
      [0.01, 0.02],
      [3, 5],
      [14, 16.5],
      [15.5, 15.5],
      [400, 430],
    ]) {
      let sum = 0;
      for (let x = 0; x < 1000; x++) sum += Math.exp(logPoisson(x, a, Math.log(a)) + logPoisson(x, b, Math.log(b)));
      near(logOverlap({ p: of(a), q: of(b) }) ?? NaN, Math.log(sum), `${a} and ${b}`);
    }
    // Of large ones a normal of the same variance.
    near(logOverlap({ p: of(1e14), q: of(1e14) }) ?? NaN, -0.5 * Math.log(4 * Math.PI * 1e14), 'large');
  });

  it('are zero between a mixture and itself, its components in any order', () => {
    const self = pair('ncn', P, P);
    assert.deepEqual(kl(self), { value: 0, standardError: 0 });
    assert.deepEqual(absolute(self), { value: 0, standardError: 0 });
    const permuted = pair('ncn', P, [P[1], P[0]]);
    assert.ok(Math.abs(kl(permuted).value) < 1e-14 && absolute(permuted).value < 1e-14);
    for (const same of [self, permuted]) assert.equal(squared(same).log, -Infinity);
    assert.equal(squared({ p: withoutClosedForms(self.p), q: withoutClosedForms(self.q) }).value, 0);
    const random = seededRandom(7);
    for (let round = 0; round < 20; round++) {
      const many = Array.from({ length: 7 }, (): Component => [
        1 / 7,
        [4 * random(), 0.5 + random()],
        [4 * random(), 0.5 + random()],
      ]);
      assert.equal(squared(pair('nn', many, [...many].reverse())).log, -Infinity, 'rounding is no difference');
    }
    for (const loss of [absolute, squared])
      assert.ok(Math.abs(loss(mixed).value - loss(reversed(mixed), 2).value) < 0.02, 'symmetric');
  });

  it('tells a small squared loss from none', () => {
    const shift = 1e-5;
    // ∫(p − q)² ≈ δ² ∫ p′² = δ²/(4 σ³ √π) for normals δ apart
    const { value } = squared(pair('n', [[1, [0, 1]]], [[1, [shift, 1]]]));
    assert.ok(Math.abs(value / (shift ** 2 / (4 * Math.sqrt(Math.PI))) - 1) < 1e-4, String(value));
  });

  it('have standard errors that cover: 95 % of estimates within 1.96 of them', () => {
    const truth = Math.log(1.2 / 2) + (4 + 2.25) / (2 * 1.44) - 0.5;
    const open = { p: withoutClosedForms(normals.p), q: withoutClosedForms(normals.q) };
    const apart = pair('n', [[1, [0, 1]]], [[1, [1.5, 1]]]);
    const cases: readonly [string, (seed: number) => Estimated, number][] = [
      ['KL', (seed) => kl(normals, seed, 1000), truth],
      ['absolute', (seed) => absolute(apart, seed, 1000), 2 * (2 * normalCdf(0.75) - 1)],
      ['squared', (seed) => squared(open, seed, 1000), squared(normals).value],
    ];
    for (const [what, estimate, expected] of cases) {
      let covered = 0;
      for (let seed = 0; seed < 400; seed++) {
        const { value, standardError } = estimate(seed);
        if (Math.abs(value - expected) < 1.96 * standardError) covered++;
      }
      // 380 ± 4 × 4.4
      assert.ok(covered >= 363 && covered <= 397, `${what}: ${covered} of 400`);
    }
  });

  it('are independent of the units, far beyond the range in which densities could be computed', () => {
    for (const unit of [1e-300, 1e300]) {
      const scaled = (components: readonly Component[]): Component[] =>
        components.map(([weight, x, z, y]): Component => [weight, x.map((v) => v * unit), z, y.map((v) => v * unit)]);
      const other = pair('ncn', scaled(P), scaled(Q));
      assert.ok(
        Math.abs(kl(other).value - kl(mixed).value) < 1e-10 &&
          Math.abs(absolute(other).value - absolute(mixed).value) < 1e-10,
      );
      // two columns of numbers: ∫(p − q)² has the units of 1/unit²
      near(squared(other).log, squared(mixed).log - 2 * Math.log(unit), 'squared loss');
      near(
        squared({ p: withoutClosedForms(other.p), q: withoutClosedForms(other.q) }).log,
        squared({ p: withoutClosedForms(mixed.p), q: withoutClosedForms(mixed.q) }).log - 2 * Math.log(unit),
        'by draws',
      );
    }
  });

  it('have an answer where the mixtures do not meet', () => {
    const apart = pair('n', [[1, [0, 1]]], [[1, [1e9, 1]]]);
    near(absolute(apart).value, 2, 'absolute loss');
    assert.ok(Math.abs(kl(apart).value / 5e17 - 1) < 1e-9, 'KL is half the squared distance');
    near(squared(apart).value, 1 / Math.sqrt(Math.PI), 'squared loss');
    const beyond = pair('n', [[1, [0, 1]]], [[1, [1e300, 1e-5]]]);
    assert.deepEqual([kl(beyond).value, absolute(beyond).value], [Infinity, 2]);
    const impossible = pair('c', [[1, [0.5, 0.5]]], [[1, [1, 0]]]);
    assert.deepEqual(kl(impossible), { value: Infinity, standardError: 0 });
    near(kl(reversed(impossible)).value, Math.LN2, 'KL the other way');
    near(squared(impossible).value, 0.5, 'squared loss');
  });

  it('count the NLML per row, whose differences between models are differences of KL', () => {
    const rows = sampleRows(mixed.p, 50_000, seededRandom(3));
    const under = (mixture: Mixture): Estimated => nlmlPerRow(complete(score(mixture, rows)).logDensity);
    const divergence = kl(mixed, 4, 50_000);
    const difference = under(mixed.q).value - under(mixed.p).value;
    within({ value: difference, standardError: divergence.standardError * Math.SQRT2 }, divergence.value);
    const { value, standardError } = nlmlPerRow(Float64Array.of(-1, -2, -6));
    near(value, 3);
    near(standardError, Math.sqrt(7 / 3));
  });

  it('find the columns by their names', () => {
    const p = named('nc', [[1, [0, 1], [0.5, 0.5]]]);
    const q = named('cn', [[1, [0.2, 0.8], [3, 1]]]);
    const swapped = {
      ...q,
      columns: [
        { ...q.columns[0], name: 'x1' },
        { ...q.columns[1], name: 'x0' },
      ],
    };
    const expected = squared(pair('nc', [[1, [0, 1], [0.5, 0.5]]], [[1, [3, 1], [0.2, 0.8]]])).value;
    near(squared(pairOf(p, swapped)).value, expected);
  });

  it('refuse mixtures over other columns, and say which', () => {
    const p = named('nc', [[1, [0, 1], [0.5, 0.5]]]);
    assert.throws(
      () => pairOf(p, named('n', [N1])),
      new RangeError('Only the first model has a column "x1"; compare models of the same columns.'),
    );
    assert.throws(() => pairOf(named('n', [N1]), p), /Only the second model has a column "x1"/);
    assert.throws(
      () => pairOf(p, named('nn', [[1, [0, 1], [0, 1]]])),
      /Column "x1" is categorical in the first model and normal in the second/,
    );
    assert.throws(() => pairOf(p, named('nc', [[1, [0, 1], [0.2, 0.3, 0.5]]])), /Column "x1" has other levels/);
  });
});
