/** Tests the properties of divergences between mixtures: zeros, symmetry, standard errors, units and extremes. */
import assert from 'node:assert/strict';
import { nlmlPerRow, type Estimated } from '../../../server/core/description/divergence';
import { normalCdf } from '../../../server/core/families/functions/special';
import { sampleRows } from '../../../server/core/judging/tails/draws';
import { score } from '../../../server/core/mixture/expectation';
import type { Mixture } from '../../../server/core/mixture/model';
import { complete } from '../../../server/core/numeric/generators';
import { seededRandom } from '../../../server/core/numeric/random';
import {
  absolute,
  kl,
  mixed,
  near,
  normals,
  P,
  pair,
  Q,
  reversed,
  squared,
  within,
  withoutClosedForms,
  type Component,
} from './mixturePairs';

describe('divergences between mixtures', function () {
  this.timeout(60_000);

  const self = pair('ncn', P, P);
  const permuted = pair('ncn', P, [P[1], P[0]]);

  it('KL divergence and absolute loss between a mixture and itself are exactly zero', () => {
    assert.deepEqual(kl(self), { value: 0, standardError: 0 });
    assert.deepEqual(absolute(self), { value: 0, standardError: 0 });
  });

  it('KL divergence and absolute loss do not depend on the order of the components', () => {
    assert.ok(Math.abs(kl(permuted).value) < 1e-14 && absolute(permuted).value < 1e-14);
  });

  it('The squared loss between a mixture and itself is zero in any order of the components', () => {
    for (const same of [self, permuted]) assert.equal(squared(same).log, -Infinity);
  });

  it('The squared loss between a mixture and itself is zero by draws', () => {
    assert.equal(squared({ p: withoutClosedForms(self.p), q: withoutClosedForms(self.q) }).value, 0);
  });

  it('Rounding errors give no squared loss', () => {
    const random = seededRandom(7);

    for (let round = 0; round < 20; round++) {
      const many = Array.from({ length: 7 }, (): Component => [
        1 / 7,
        [4 * random(), 0.5 + random()],
        [4 * random(), 0.5 + random()],
      ]);
      assert.equal(squared(pair('nn', many, [...many].reverse())).log, -Infinity, 'rounding is no difference');
    }
  });

  it('Absolute and squared loss are symmetric', () => {
    for (const loss of [absolute, squared])
      assert.ok(Math.abs(loss(mixed).value - loss(reversed(mixed), 2).value) < 0.02, 'symmetric');
  });

  it('A small squared loss is distinguished from zero', () => {
    const shift = 1e-5;
    // ∫(p − q)² ≈ δ² ∫ p′² = δ²/(4 σ³ √π) for normals δ apart
    const { value } = squared(pair('n', [[1, [0, 1]]], [[1, [shift, 1]]]));
    assert.ok(Math.abs(value / (shift ** 2 / (4 * Math.sqrt(Math.PI))) - 1) < 1e-4, String(value));
  });

  it('95 % of estimates are within 1.96 standard errors of the true value', () => {
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

  describe('mixtures in other units', () => {
    const scaled = (components: readonly Component[], unit: number): Component[] =>
      components.map(([weight, x, z, y]): Component => [weight, x.map((v) => v * unit), z, y.map((v) => v * unit)]);

    for (const unit of [1e-300, 1e300]) {
      const other = pair('ncn', scaled(P, unit), scaled(Q, unit));

      it(`KL divergence and absolute loss do not depend on the units of the data (${unit})`, () => {
        assert.ok(
          Math.abs(kl(other).value - kl(mixed).value) < 1e-10 &&
            Math.abs(absolute(other).value - absolute(mixed).value) < 1e-10,
        );
      });

      it(`The squared loss of two columns of numbers scales with 1/unit² (${unit})`, () => {
        near(squared(other).log, squared(mixed).log - 2 * Math.log(unit), 'squared loss');
        near(
          squared({ p: withoutClosedForms(other.p), q: withoutClosedForms(other.q) }).log,
          squared({ p: withoutClosedForms(mixed.p), q: withoutClosedForms(mixed.q) }).log - 2 * Math.log(unit),
          'by draws',
        );
      });
    }
  });

  it('Divergences of normals far apart are finite', () => {
    const apart = pair('n', [[1, [0, 1]]], [[1, [1e9, 1]]]);

    near(absolute(apart).value, 2, 'absolute loss');
    assert.ok(Math.abs(kl(apart).value / 5e17 - 1) < 1e-9, 'KL is half the squared distance');
    near(squared(apart).value, 1 / Math.sqrt(Math.PI), 'squared loss');
  });

  it('The KL divergence is infinite and the absolute loss 2 where the log density overflows', () => {
    const beyond = pair('n', [[1, [0, 1]]], [[1, [1e300, 1e-5]]]);

    assert.deepEqual([kl(beyond).value, absolute(beyond).value], [Infinity, 2]);
  });

  it('The KL divergence is infinite in one direction where a level is impossible', () => {
    const impossible = pair('c', [[1, [0.5, 0.5]]], [[1, [1, 0]]]);

    assert.deepEqual(kl(impossible), { value: Infinity, standardError: 0 });
    near(kl(reversed(impossible)).value, Math.LN2, 'KL the other way');
    near(squared(impossible).value, 0.5, 'squared loss');
  });

  it('Differences of the NLML per row between mixtures are differences of KL', () => {
    const rows = sampleRows(mixed.p, 50_000, seededRandom(3));
    const under = (mixture: Mixture): Estimated => nlmlPerRow(complete(score(mixture, rows)).logDensity);
    const divergence = kl(mixed, 4, 50_000);

    const difference = under(mixed.q).value - under(mixed.p).value;

    within({ value: difference, standardError: divergence.standardError * Math.SQRT2 }, divergence.value);
  });

  it('nlmlPerRow gives the mean of the negative log densities and its standard error', () => {
    const { value, standardError } = nlmlPerRow(Float64Array.of(-1, -2, -6));

    near(value, 3);
    near(standardError, Math.sqrt(7 / 3));
  });
});
