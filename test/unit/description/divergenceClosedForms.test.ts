/** Tests divergences between mixtures against closed forms, quadrature and draws. */
import assert from 'node:assert/strict';
import { logOverlap } from '../../../server/core/description/divergence';
import type { MatrixColumn } from '../../../server/core/data/matrix';
import { logPoisson, normalCdf } from '../../../server/core/families/functions/special';
import { FAMILY_NAMES, type FamilyName } from '../../../server/core/families/registry';
import { sampleRows } from '../../../server/core/judging/tails/draws';
import { score } from '../../../server/core/mixture/expectation';
import { neutralMixture, normalise, shapeOf, type Mixture } from '../../../server/core/mixture/model';
import { complete } from '../../../server/core/numeric/generators';
import { seededRandom } from '../../../server/core/numeric/random';
import { mixedMatrix } from '../mixture/mixtureTables';
import {
  absolute,
  DRAWS,
  kl,
  mixed,
  near,
  normals,
  NUMBER,
  pair,
  reversed,
  squared,
  within,
  withoutClosedForms,
  type Component,
} from './mixturePairs';

function density(x: number, mean: number, sd: number): number {
  return Math.exp(-0.5 * ((x - mean) / sd) ** 2) / (sd * Math.sqrt(2 * Math.PI));
}

describe('divergences between single normals', () => {
  it('KL divergences of single normals have the closed form', () => {
    const between = (m1: number, s1: number, m2: number, s2: number): number =>
      Math.log(s2 / s1) + (s1 * s1 + (m1 - m2) ** 2) / (2 * s2 * s2) - 0.5;

    within(kl(normals), between(1, 2, -0.5, 1.2), 'KL(p‖q)');
    within(kl(reversed(normals)), between(-0.5, 1.2, 1, 2), 'KL(q‖p)');
  });

  it('The absolute loss of normals of one sd has the closed form', () => {
    for (const distance of [0.1, 1, 3, 8]) {
      const expected = 2 * (2 * normalCdf(distance / 2) - 1);
      within(
        absolute(pair('n', [[1, [5, 2]]], [[1, [5 + 2 * distance, 2]]])),
        expected,
        `absolute loss ${distance} sd apart`,
      );
    }
  });

  it('The squared loss of single normals has the closed form, without a standard error', () => {
    const overlap = density(1.5, 0, Math.hypot(2, 1.2));
    const expected = 1 / (2 * 2 * Math.sqrt(Math.PI)) + 1 / (2 * 1.2 * Math.sqrt(Math.PI)) - 2 * overlap;

    near(squared(normals).value, expected, 'squared loss');
    assert.equal(squared(normals).standardError, 0);
  });
});

describe('divergences between single categoricals', () => {
  const sharesP = [0.6, 0.3, 0.1];
  const sharesQ = [0.2, 0.3, 0.5];
  const levels = pair('c', [[1, sharesP]], [[1, sharesQ]]);
  const sum = (term: (p: number, q: number) => number): number =>
    sharesP.reduce((total, p, l) => total + term(p, sharesQ[l]), 0);

  it('KL divergences of single categoricals have the closed form', () => {
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
  });

  it('The absolute loss of single categoricals has the closed form', () => {
    within(
      absolute(levels),
      sum((p, q) => Math.abs(p - q)),
      'absolute loss',
    );
  });

  it('The squared loss of single categoricals has the closed form', () => {
    near(
      squared(levels).value,
      sum((p, q) => (p - q) ** 2),
      'squared loss',
    );
  });
});

describe('divergences between mixtures of normals', function () {
  this.timeout(60_000);
  const p: readonly Component[] = [
    [0.7, [0, 1]],
    [0.3, [4, 0.5]],
  ];
  const q: readonly Component[] = [
    [0.2, [0.5, 1]],
    [0.5, [4, 1]],
    [0.3, [-3, 2]],
  ];
  const both = pair('n', p, q);
  const at = (components: readonly Component[], x: number): number =>
    components.reduce((total, [weight, [mean, sd]]) => total + weight * density(x, mean, sd), 0);
  const integral = (integrand: (p: number, q: number) => number): number => {
    let total = 0;
    for (let x = -20; x <= 20; x += 1e-3) total += 1e-3 * integrand(at(p, x), at(q, x));
    return total;
  };

  it('KL divergences of mixtures equal their integrals', () => {
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
  });

  it('The absolute loss of mixtures equals its integral', () => {
    within(
      absolute(both),
      integral((a, b) => Math.abs(a - b)),
      'absolute loss',
    );
  });

  it('The squared loss of mixtures equals its integral', () => {
    near(
      squared(both).value,
      integral((a, b) => (a - b) ** 2),
      'squared loss',
    );
  });

  it('The overlap of mixtures equals its integral', () => {
    near(
      Math.exp(logOverlap(both) ?? NaN),
      integral((a, b) => a * b),
      '∫ p q',
    );
  });
});

describe('closed forms of the overlap', function () {
  this.timeout(60_000);

  it('The squared loss by draws agrees with the closed form, normals and levels mixed', () => {
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
    it(`The closed form of ∫ p q of ${name} equals the mean of q over draws from p`, () => {
      const shape = shapeOf(columnOf(name), 1);
      const random = seededRandom(6);

      for (let round = 0; round < 10; round++) {
        const [p, q] = [0, 1].map(() => {
          const mixture = neutralMixture(shape);
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

  it('The closed form of ∫ p q of Poissons equals the sum, or a normal overlap at large rates', () => {
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
    // Large rates: normals of the same variance.
    near(logOverlap({ p: of(1e14), q: of(1e14) }) ?? NaN, -0.5 * Math.log(4 * Math.PI * 1e14), 'large');
  });
});
