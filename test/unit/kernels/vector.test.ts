/** Tests the elementary functions of the kernels. */
import assert from 'node:assert/strict';
import { instantiate, newMemory } from '../../../server/kernels/instance';
import { seededRandom } from '../../../server/core/numeric/random';
import { builds } from './kernelBuilds';

/** Results of a function of the kernels for many numbers. */
function mapped(module: WebAssembly.Module, name: 'exps' | 'logs', x: readonly number[]): Float64Array {
  const memory = newMemory();
  const kernels = instantiate(module, memory);
  const pairs = Math.ceil(x.length / 2);
  memory.grow(Math.ceil((32 * pairs) / 65536) + 1);
  const at = kernels.heapBase() + (16 - (kernels.heapBase() % 16));
  new Float64Array(memory.buffer, at, x.length).set(x);
  kernels[name](at, at + 16 * pairs, pairs);
  return new Float64Array(memory.buffer, at + 16 * pairs, x.length);
}

const random = seededRandom(11);
const many = (count: number, draw: () => number): number[] => Array.from({ length: count }, draw);

for (const { name, module } of builds) {
  describe(`elementary functions of ${name}`, () => {
    it(`exp of ${name} has a relative error of at most 4 × 2⁻⁵³ for normal results`, () => {
      const x = [
        0,
        -0,
        -1e-300,
        -1e-17,
        -Math.LN2 / 2,
        -Math.LN2,
        -1,
        -708,
        -708.3964,
        ...many(200_000, () => -708.39 * random()),
        ...many(50_000, () => -(random() ** 8)),
      ];

      mapped(module, 'exps', x).forEach((y, i) =>
        assert.ok(Math.abs(y / Math.exp(x[i]) - 1) <= 4 * 2 ** -53, `exp(${x[i]}) = ${y}`),
      );
    });

    it(`exp of ${name} is 0 where the result is not a normal double, down to −∞`, () => {
      const x = [-708.4, -709, -744, -745, -745.2, -746, -1e4, -1e19, -1e308, -Number.MAX_VALUE, -Infinity];
      assert.deepEqual(
        [...mapped(module, 'exps', x)],
        x.map(() => 0),
      );
    });

    it(`log of ${name} has a relative error of at most 4 × 2⁻⁵³ for normal doubles`, () => {
      const x = [
        1,
        1 + Number.EPSILON,
        1 - Number.EPSILON / 2,
        Math.SQRT1_2,
        Math.SQRT2,
        2,
        2 ** -1022,
        Number.MAX_VALUE,
        ...many(100_000, () => 1 + 63 * random()),
        ...many(100_000, () => 2 ** (2044 * random() - 1021)),
      ];

      mapped(module, 'logs', x).forEach((y, i) => {
        const expected = Math.log(x[i]);
        assert.ok(Math.abs(y - expected) <= 2 * Number.EPSILON * Math.abs(expected), `log(${x[i]}) = ${y}`);
      });
    });
  });
}
