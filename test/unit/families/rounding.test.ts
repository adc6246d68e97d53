/** Tests normals and lognormals of rounded numbers: the bound on σ, and why it holds. */
import assert from 'node:assert/strict';
import type { ColumnFacts, Estimate, Marginal } from '../../../server/core/families/family';
import { families } from '../../../server/core/families/registry';
import { LEAST_SD_PER_STEP } from '../../../server/core/families/functions/rounding';
import { normalCdf } from '../../../server/core/families/functions/special';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { factsOf } from '../../../server/core/schema/encoding/facts';
import { loss, statisticsOf } from './marginalHelpers';

type Name = 'normal' | 'lognormal';

/** 60 values, 25 of them equal; the posteriors favour the equal ones. */
function column(name: Name, seed: number): { readonly facts: ColumnFacts; readonly values: Float64Array } {
  const random = seededRandom(seed);
  const values = Float64Array.from({ length: 60 }, (_, n) => (n < 25 ? 1 : 0.6 + 0.8 * normalDeviate(random)));
  return { facts: { ...factsOf(values, 0), step: name === 'normal' ? 0.5 : 1.4 }, values };
}

const posterior = Float64Array.from({ length: 60 }, (_, n) => (n < 25 ? 0.9 : 0.02));

/** Least log σ of a component with this μ. */
function bound(name: Name, mean: number, step: number): number {
  return Math.log(LEAST_SD_PER_STEP * step) - (name === 'lognormal' ? mean : 0);
}

function maximised(marginal: Marginal, values: Float64Array, estimate: Estimate): Float64Array {
  const theta = new Float64Array(2);
  marginal.initialise(theta, 0);
  marginal.maximise(statisticsOf(marginal, theta, values, posterior), 0, theta, 0, estimate);
  return theta;
}

describe('marginals of rounded numbers', () => {
  for (const name of ['normal', 'lognormal'] as const) {
    for (const estimate of ['map', 'ml'] as const) {
      it(`The M step of ${name} ends at the best θ within the bound on σ (${estimate})`, () => {
        for (const [seed, strength] of [
          [1, 1],
          [2, 0.1],
          [3, 10],
        ]) {
          const { facts, values } = column(name, seed);
          const step = facts.step ?? NaN;
          const marginal = families[name].bind(facts, 8, strength);

          const theta = maximised(marginal, values, estimate);

          assert.ok(Math.abs(theta[1] - bound(name, theta[0], step)) < 1e-12, 'at the bound');
          const least = loss(marginal, theta, values, posterior, estimate);
          for (let i = -400; i <= 400; i++) {
            for (const above of [0, 1e-3, 0.03, 0.3, 2]) {
              const mean = theta[0] + i * (Math.abs(i) < 50 ? 1e-4 : 5e-3);
              const other = loss(
                marginal,
                Float64Array.of(mean, bound(name, mean, step) + above),
                values,
                posterior,
                estimate,
              );
              assert.ok(other >= least - 1e-12 * Math.abs(least), `${mean}, ${above} above the bound`);
            }
          }
        }
      });

      it(`The gradient of ${name} vanishes at the best θ on the bound (${estimate})`, () => {
        const { facts, values } = column(name, 4);
        const marginal = families[name].bind(facts, 8);
        const best = maximised(marginal, values, estimate);
        const gradient = new Float64Array(2);

        marginal.gradient(statisticsOf(marginal, best, values, posterior), 0, best, 0, estimate, gradient);

        assert.ok(
          gradient.every((slope) => Math.abs(slope) < 1e-9),
          gradient.join(' '),
        );
      });

      it(`The gradient of ${name} off the bound equals finite differences of the loss (${estimate})`, () => {
        const { facts, values } = column(name, 4);
        const marginal = families[name].bind(facts, 8);
        const best = maximised(marginal, values, estimate);
        const gradient = new Float64Array(2);
        const off = Float64Array.of(best[0] + 0.1, best[1] + 0.4);

        marginal.gradient(statisticsOf(marginal, off, values, posterior), 0, off, 0, estimate, gradient);

        gradient.forEach((slope, i) => {
          const at = (step: number): number => loss(marginal, off.with(i, off[i] + step), values, posterior, estimate);
          const found = (at(1e-5) - at(-1e-5)) / 2e-5;
          assert.ok(
            Math.abs(slope - found) < 1e-6 * Math.max(1, Math.abs(found)),
            `θ[${i}]: ${slope} instead of ${found}`,
          );
        });
      });

      it(`The gradient of ${name} beyond the bound is the slope of the projected loss (${estimate})`, () => {
        const { facts, values } = column(name, 5);
        const marginal = families[name].bind(facts, 8);
        const best = maximised(marginal, values, estimate);
        const beyond = Float64Array.of(best[0] + 0.2, best[1] - 0.6);
        const projected = (theta: Float64Array): Float64Array => {
          const other = theta.slice();
          marginal.normalise(other, 0, estimate);
          return other;
        };

        const there = projected(beyond);

        assert.ok(there[1] >= bound(name, there[0], facts.step ?? NaN) - 1e-12);
        const gradient = new Float64Array(2);
        marginal.gradient(statisticsOf(marginal, there, values, posterior), 0, there, 0, estimate, gradient);
        gradient.forEach((slope, i) => {
          const at = (step: number): number =>
            loss(marginal, projected(beyond.with(i, beyond[i] + step)), values, posterior, estimate);
          assert.ok(Math.abs(slope - (at(1e-5) - at(-1e-5)) / 2e-5) < 1e-5 * Math.max(1, Math.abs(slope)), `θ[${i}]`);
        });
      });
    }

    it(`Equal numbers of ${name} are not tied where rounding accounts for them`, () => {
      const { facts } = column(name, 6);
      const values = new Float64Array(60).fill(1);

      for (const [step, expected] of [
        [facts.step, false],
        [1e-9, true],
        [undefined, true],
      ] as const) {
        const marginal = families[name].bind({ ...facts, step }, 2);
        const theta = new Float64Array(2);
        marginal.initialise(theta, 0);
        assert.equal(marginal.isTied?.(statisticsOf(marginal, theta, values, posterior), 0, theta, 0), expected);
      }
    });

    it(`A step far below every σ does not change the M step of ${name}`, () => {
      const { facts, values } = column(name, 7);
      for (const estimate of ['map', 'ml'] as const) {
        const [plain, fine] = [undefined, 1e-9].map((step) =>
          maximised(families[name].bind({ ...facts, step }, 2), values, estimate),
        );
        assert.deepEqual([...fine], [...plain]);
      }
    });
  }

  it('The M step of rounded numbers scales with the data from 2⁻¹⁰⁰⁰ to 2¹⁰⁰⁰', () => {
    const { facts, values } = column('normal', 8);
    const base = maximised(families.normal.bind(facts, 8), values, 'map');

    for (const power of [-1000, -300, 300, 1000]) {
      const scale = 2 ** power;
      const scaled = values.map((value) => value * scale);
      const marginal = families.normal.bind({ ...factsOf(scaled, 0), step: 0.5 * scale }, 8);
      const theta = maximised(marginal, scaled, 'map');
      assert.ok(
        Math.abs(theta[0] / scale - base[0]) < 1e-12 && Math.abs(theta[1] - power * Math.LN2 - base[1]) < 1e-12,
      );
    }
  });
});

/** Log likelihood of the interval of length 1 around a number at this distance from μ; σ is that before rounding. */
function logInterval(distance: number, sd: number): number {
  return Math.log(normalCdf((-distance + 0.5) / sd) - normalCdf((-distance - 0.5) / sd));
}

/** Log density of a number at this distance from μ. */
function logPlain(distance: number, sd: number): number {
  return -0.5 * Math.log(2 * Math.PI) - Math.log(sd) - 0.5 * (distance / sd) ** 2;
}

/** Sum of the plain density over the whole numbers, and mean excess of the log likelihood of the interval over it. */
function plainOverGrid(mean: number, sd: number): { readonly sum: number; readonly difference: number } {
  let [sum, difference] = [0, 0];
  for (let x = -20; x <= 20; x++) {
    const distance = Math.abs(x - mean);
    sum += Math.exp(logPlain(distance, sd));
    const log = logInterval(distance, Math.sqrt(sd * sd - 1 / 12));
    if (log > -600) difference += Math.exp(log) * (log - logPlain(distance, sd));
  }
  return { sum, difference };
}

describe('the plain density of rounded numbers', () => {
  const sds = [LEAST_SD_PER_STEP, 0.8, 1, 2];

  it('The plain density is within 0.018 nats of the interval likelihood up to 2 σ, 0.1 up to 3 σ', () => {
    for (const sd of [...sds, 5]) {
      for (let z = 0; z <= 3; z += 0.01) {
        const difference = logPlain(z * sd, sd) - logInterval(z * sd, Math.sqrt(sd * sd - 1 / 12));
        assert.ok(Math.abs(difference) < (z <= 2 ? 0.018 : 0.1), `${z} σ, σ = ${sd}: ${difference}`);
      }
    }
  });

  it('The plain density differs from the interval likelihood by less than 0.002 nats per cell in the mean', () => {
    for (const sd of sds) {
      for (let mean = 0; mean < 1; mean += 0.05) {
        const { difference } = plainOverGrid(mean, sd);
        assert.ok(Math.abs(difference) < 0.002, `μ = ${mean}, σ = ${sd}: ${difference}`);
      }
    }
  });

  it('The plain density sums to 1 ± 0.0017 over the whole numbers', () => {
    for (const sd of sds) {
      for (let mean = 0; mean < 1; mean += 0.05) {
        const { sum } = plainOverGrid(mean, sd);
        assert.ok(Math.abs(sum - 1) < 0.0017, `μ = ${mean}, σ = ${sd}: ${sum}`);
      }
    }
  });
});
