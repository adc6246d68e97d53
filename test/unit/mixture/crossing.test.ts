/** Tests the child of two mixtures. */
import assert from 'node:assert/strict';
import { crossMixtures } from '../../../server/core/mixture/exploration/crossing';
import { em } from '../../../server/core/mixture/em';
import { shapeOf, type Mixture } from '../../../server/core/mixture/model';
import { start } from '../../../server/core/mixture/start';
import { Space } from '../../../server/core/data/rowPoints';
import { complete } from '../../../server/core/numeric/generators';
import { seededRandom } from '../../../server/core/numeric/random';
import { mixedMatrix } from './mixtureTables';

const K = 4;
const matrix = mixedMatrix(300, 1);

/** Runs EM from a start of its own. */
function optimum(seed: number): Mixture {
  const insertion = { matrix, space: new Space(matrix), estimate: 'map', kind: 'random' } as const;
  const mixture = complete(start(shapeOf(matrix.columns, K, 1), insertion, seededRandom(seed)));
  return complete(em(mixture, matrix, { estimate: 'map', maxIterations: 500, tolerance: 1e-6 })).mixture;
}

/** The parameters of a component in all columns, as a text. */
function componentWords({ shape, theta }: Mixture, component: number): string {
  return shape.columns
    .flatMap(({ marginal: { parameterCount }, parameters }) => {
      const at = parameters + component * parameterCount;
      return [...theta.subarray(at, at + parameterCount)];
    })
    .join(' ');
}

const componentsOf = (mixture: Mixture): readonly string[] =>
  Array.from({ length: K }, (_, j) => componentWords(mixture, j));

/** Numbers the components the other way round. */
function reversed({ shape, theta }: Mixture): Mixture {
  const turned = theta.slice();
  for (let j = 0; j < K; j++) {
    const from = K - 1 - j;
    turned[j] = theta[from];
    for (const { marginal, parameters } of shape.columns) {
      const count = marginal.parameterCount;
      const at = parameters + from * count;
      turned.set(theta.subarray(at, at + count), parameters + j * count);
    }
  }
  return { shape, theta: turned };
}

describe('crossing of two mixtures', () => {
  const [first, second] = [optimum(1), optimum(2)];
  const children = Array.from({ length: 20 }, (_, seed) =>
    complete(crossMixtures(first, second, matrix, seededRandom(seed))),
  );

  it('A child takes each component whole from one of its parents, and none twice', () => {
    const [ofFirst, ofSecond] = [componentsOf(first), componentsOf(second)];

    for (const child of children) {
      const components = componentsOf(child);
      assert.equal(new Set(components).size, K);
      assert.ok(components.every((component) => ofFirst.includes(component) || ofSecond.includes(component)));
    }
  });

  it('Most children have components of both parents', () => {
    const ofFirst = new Set(componentsOf(first));

    const mixed = children.filter((child) => {
      const shared = componentsOf(child).filter((component) => ofFirst.has(component)).length;
      return shared > 0 && shared < K;
    });

    assert.ok(mixed.length > children.length / 2);
  });

  it("A child's weights sum to 1", () => {
    for (const { theta } of children) {
      const total = theta.subarray(0, K).reduce((sum, logWeight) => sum + Math.exp(logWeight), 0);

      assert.ok(Math.abs(total - 1) < 1e-12);
    }
  });

  it('Parents that differ in the numbering of components alone have themselves as child', () => {
    const child = complete(crossMixtures(first, reversed(first), matrix, seededRandom(3)));

    assert.deepEqual(componentsOf(child), componentsOf(first));
  });

  it('The parents stay as they are', () => {
    const before = [first.theta.slice(), second.theta.slice()];

    complete(crossMixtures(first, second, matrix, seededRandom(4)));

    assert.deepEqual([first.theta, second.theta], before);
  });
});
