/** Tests the seeded random numbers and what is drawn by them. */
import assert from 'node:assert/strict';
import { drawIndex, normalDeviate, seededRandom } from '../../../server/core/numeric/random';

function draws(seed: number, stream?: number): number[] {
  const random = seededRandom(seed, stream);
  return Array.from({ length: 1000 }, random);
}

describe('seeded random numbers', () => {
  it('The same seed gives the same numbers', () => {
    assert.deepEqual(draws(7), draws(7));
  });

  it('Another seed or stream gives other numbers', () => {
    assert.notDeepEqual(draws(7), draws(8));
    assert.notDeepEqual(draws(7), draws(7 + 2 ** 32));
    assert.notDeepEqual(draws(7, 1), draws(7, 2));
  });

  it('Random numbers are uniform on [0, 1)', () => {
    const random = seededRandom(1);
    const counts = new Array<number>(20).fill(0);

    for (let i = 0; i < 100_000; i++) {
      const u = random();
      assert.ok(u >= 0 && u < 1);
      counts[Math.floor(u * 20)]++;
    }

    const chiSquare = counts.reduce((sum, count) => sum + (count - 5000) ** 2 / 5000, 0);
    assert.ok(chiSquare < 43.8, `χ² = ${chiSquare} on 19 degrees of freedom`); // p = 0.001
  });

  it('normalDeviate draws standard normal deviates', () => {
    const random = seededRandom(2);
    let sum = 0;
    let squares = 0;
    let beyond = 0;

    for (let i = 0; i < 100_000; i++) {
      const z = normalDeviate(random);
      sum += z;
      squares += z * z;
      if (Math.abs(z) > 1.959964) beyond++;
    }

    assert.ok(
      Math.abs(sum / 1e5) < 0.0125 && Math.abs(squares / 1e5 - 1) < 0.018 && Math.abs(beyond / 1e5 - 0.05) < 0.0028,
    );
  });

  it('drawIndex draws in proportion to the weights, and never a weight of zero', () => {
    const random = seededRandom(3);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 10_000; i++) counts[drawIndex([0, 1, 3, 0], random)]++;
    assert.equal(counts[0] + counts[3], 0);
    assert.ok(Math.abs(counts[2] - 7500) < 180, String(counts));
  });
});
