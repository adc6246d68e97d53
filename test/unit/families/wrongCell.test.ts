/** Tests what the judging of cells takes from a family: wrong-cell densities, peaks and tails. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { WrongSpread } from '../../../server/core/families/family';
import { FAMILY_NAMES, families } from '../../../server/core/families/registry';
import { seededRandom } from '../../../server/core/numeric/random';
import { columnOf } from './marginalHelpers';

const SPREADS: readonly WrongSpread[] = [
  { centre: 0, scale: 1, levels: 3 },
  { centre: 12, scale: 0.02, levels: 2 },
  { centre: 3, scale: 40, levels: 17 },
  { centre: 900, scale: 3e3, levels: 1 },
];

/** ∫ exp(logDensity(t)) dt over the line, by t = centre + scale × tan u. */
function integral(logDensity: (value: number) => number, { centre, scale }: WrongSpread): number {
  const steps = 20_000;
  let sum = 0;
  for (let i = 0; i < steps; i++) {
    const u = ((i + 0.5) / steps - 0.5) * Math.PI;
    const stretch = 1 + Math.tan(u) ** 2;
    sum += Math.exp(logDensity(centre + scale * Math.tan(u))) * scale * stretch * (Math.PI / steps);
  }
  return sum;
}

describe('wrong-cell densities', () => {
  for (const name of FAMILY_NAMES) {
    const { reads, isCount, logWrong } = families[name];
    const extremes = reads === 'level' ? [0, 1] : isCount === true ? [0, 1e6, 2 ** 53] : [0, -1e9, 1e160, -1e306];

    it(`The wrong-cell density of ${name} sums to at most one, and to nearly one`, () => {
      for (const spread of SPREADS) {
        const log = (value: number): number => logWrong(value, spread);
        const sumOrIntegral = (): number => {
          if (reads === 'level')
            return Array.from({ length: spread.levels }, (_, l) => Math.exp(log(l))).reduce((a, b) => a + b);
          if (isCount !== true) return integral(log, spread);
          let sum = 0;
          for (let x = 0; x < 1e6; x++) sum += Math.exp(log(x));
          return sum;
        };

        const total = sumOrIntegral();

        assert.ok(total <= 1 + 1e-9, `${JSON.stringify(spread)}: ${total}`);
        assert.ok(
          total > (reads === 'level' ? spread.levels / (spread.levels + 1) - 1e-9 : 0.99),
          `${JSON.stringify(spread)}: ${total}`,
        );
      }
    });

    it(`The wrong-cell density of ${name} is finite as far out as cells lie`, () => {
      for (const spread of SPREADS) {
        for (const far of extremes) {
          const log = logWrong(far, spread);
          assert.ok(Number.isFinite(log), `${far}: ${log}`);
        }
      }
    });

    it(`The wrong-cell density of ${name} is no larger far out than at the centre`, () => {
      for (const spread of SPREADS) {
        // The likeliest count is zero; the counts beyond the centre are no likelier than the centre.
        for (const far of extremes.filter((value) => isCount !== true || value > spread.centre))
          assert.ok(logWrong(far, spread) <= logWrong(spread.centre, spread) + 1e-12, String(far));
      }
    });
  }
});

describe('peaks of marginals', () => {
  for (const name of FAMILY_NAMES) {
    it(`The peak of ${name} is its largest density on the scale of the matrix`, () => {
      const { facts, levels } = columnOf(name);
      const { reads, isCount, logJacobian } = families[name];
      const marginal = families[name].bind(facts, 2);
      const random = seededRandom(8);

      fc.assert(
        fc.property(
          fc.double({ min: -1.5, max: 1.5, noNaN: true }),
          fc.double({ min: -1.5, max: 1.5, noNaN: true }),
          (a, b) => {
            const theta = new Float64Array(marginal.parameterCount);
            marginal.initialise(theta, 0);
            for (let i = 0; i < theta.length; i++) theta[i] += i === 0 ? a : i === 1 ? b : random() - 0.5;
            marginal.normalise(theta, 0, 'map');
            const sd = Math.exp(theta[1]);
            const values =
              reads === 'level'
                ? levels.map((_, l) => l)
                : isCount === true
                  ? Array.from({ length: 400 }, (_, x) => x)
                  : Array.from({ length: 2001 }, (_, i) => theta[0] + sd * (i - 1000) * 0.004);
            const out = new Float64Array(values.length);
            marginal.addLogDensity(theta, 0, Float64Array.from(values), 0, values.length, out, 0);
            const largest = out.reduce(
              (max, log, i) => Math.max(max, log + (logJacobian?.(values[i]) ?? 0)),
              -Infinity,
            );

            const peak = marginal.peak(theta, 0);

            assert.ok(
              Math.abs(peak - largest) < 1e-9 * Math.max(1, Math.abs(peak)),
              `${peak} instead of ${largest} at ${theta.join()}`,
            );
          },
        ),
        { numRuns: 60 },
      );
    });
  }
});

describe('tails under estimated parameters', () => {
  for (const name of FAMILY_NAMES) {
    const { facts, values } = columnOf(name);
    const marginal = families[name].bind(facts, 2);
    const theta = new Float64Array(2 * marginal.parameterCount);
    for (const k of [0, 1]) {
      marginal.initialise(theta, k * marginal.parameterCount);
      theta[k * marginal.parameterCount] += 0.4 * k;
      marginal.normalise(theta, k * marginal.parameterCount, 'map');
    }
    const weights = Float64Array.of(0.3, 0.7);
    const tailOf = (value: number, rows?: number): number =>
      marginal.tail(theta, 0, weights, value, rows === undefined ? undefined : Float64Array.of(rows, rows));
    const observed = [...new Set(values.filter((value) => !Number.isNaN(value)))].slice(0, 60);

    it(`The tail of ${name} tends to the plain one as the rows of a component grow`, () => {
      for (const value of observed) assert.ok(Math.abs(tailOf(value, 1e12) / tailOf(value) - 1) < 1e-6, String(value));
    });

    it(`The tail of ${name} is no smaller for fewer rows`, () => {
      for (const value of observed) {
        const tails = [1, 5, 20, 100, 1e4, 1e12].map((rows) => tailOf(value, rows));
        tails.slice(1).forEach((tail, i) => assert.ok(tail <= tails[i] * (1 + 1e-9), `${value}: ${tails.join()}`));
      }
    });
  }

  it('The tail of a normal from ten rows is the tail of a Student’s t, five sd off', () => {
    const marginal = families.normal.bind({ observed: 10, missing: 0, mean: 0, sd: 1, levels: 0 }, 1);
    const tail = marginal.tail(Float64Array.of(0, 0), 0, Float64Array.of(1), 5, Float64Array.of(10));
    // 2 P(t₁₃ > 4.297), by numerical integration of the density; the tail approximates it to a few hundredths.
    assert.ok(Math.abs(tail / 0.000867452 - 1) < 0.03, String(tail));
  });

  it('The tail of a normal cell is a probability however far the cell lies', () => {
    const marginal = families.normal.bind({ observed: 10, missing: 0, mean: 0, sd: 1, levels: 0 }, 1);
    for (const value of [1e150, 1e160, -1e300, 1e306]) {
      for (const rows of [undefined, Float64Array.of(0), Float64Array.of(10), Float64Array.of(1e9)]) {
        const tail = marginal.tail(Float64Array.of(0, 0), 0, Float64Array.of(1), value, rows);
        assert.ok(tail >= 0 && tail < 1e-6, `${value}, ${rows?.[0]}: ${tail}`);
      }
    }
  });
});
