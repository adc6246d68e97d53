import assert from 'node:assert/strict';
import { neutralMixture, shapeOf, type Mixture } from '../../../server/core/mixture/model';
import { sampleRows } from '../../../server/core/judging/tails/draws';
import { seededRandom } from '../../../server/core/numeric/random';
import { matrixOf } from '../mixture/mixtureTables';

const ROWS = 40_000;
const WEIGHTS = [0.7, 0.3];
const MEANS = [-2, 3];
const SDS = [0.5, 1.5];
const LEVELS = [
  [0.8, 0.15, 0.05],
  [0.1, 0.1, 0.8],
];

/** Two components over a column of numbers and a column of three levels. */
function twoComponents(): Mixture {
  const template = matrixOf({ x: [-1, 0, 1, 2.5], z: ['a', 'b', 'c', 'a'] }, { z: 'categorical' });
  const mixture = neutralMixture(shapeOf(template.columns, 2));
  mixture.theta.set(WEIGHTS.map(Math.log));
  mixture.theta.set(
    MEANS.flatMap((mean, k) => [mean, Math.log(SDS[k])]),
    mixture.shape.columns[0].parameters,
  );
  mixture.theta.set(LEVELS.flat().map(Math.log), mixture.shape.columns[1].parameters);
  return mixture;
}

function within(actual: number, expected: number, standardError: number, what: string): void {
  assert.ok(
    Math.abs(actual - expected) <= 4 * standardError,
    `${what}: ${actual} instead of ${expected} ± ${standardError}`,
  );
}

describe('sampleRows', () => {
  const mixture = twoComponents();
  const { rows, component, columns } = sampleRows(mixture, ROWS, seededRandom(1));

  it('Drawn rows have the weights, means, sds and level shares of each component', () => {
    assert.equal(rows, ROWS);
    for (const k of [0, 1]) {
      const own = Array.from(component.keys()).filter((n) => component[n] === k);
      const n = own.length;
      within(n / ROWS, WEIGHTS[k], Math.sqrt((WEIGHTS[k] * (1 - WEIGHTS[k])) / ROWS), `weight ${k}`);
      const mean = own.reduce((sum, row) => sum + columns[0].values[row], 0) / n;
      const sd = Math.sqrt(own.reduce((sum, row) => sum + (columns[0].values[row] - mean) ** 2, 0) / n);
      within(mean, MEANS[k], SDS[k] / Math.sqrt(n), `mean ${k}`);
      within(sd, SDS[k], SDS[k] / Math.sqrt(2 * n), `sd ${k}`);
      LEVELS[k].forEach((share, level) => {
        const found = own.filter((row) => columns[1].values[row] === level).length / n;
        within(found, share, Math.sqrt((share * (1 - share)) / n), `level ${level} of ${k}`);
      });
    }
  });

  it('The cells of a drawn row are independent within a component', () => {
    const own = Array.from(component.keys()).filter((n) => component[n] === 0);
    const rare = own.filter((n) => columns[1].values[n] === 2);
    const mean = rare.reduce((sum, n) => sum + columns[0].values[n], 0) / rare.length;
    within(mean, MEANS[0], SDS[0] / Math.sqrt(rare.length), 'mean of x where z is rare');
  });

  it('One seed gives the same rows again', () => {
    assert.deepEqual(sampleRows(mixture, ROWS, seededRandom(1)), { rows, component, columns });
  });

  it('Different seeds give different rows', () => {
    assert.notDeepEqual(sampleRows(mixture, ROWS, seededRandom(2)).columns[0].values, columns[0].values);
  });

  it('The observed cells of a drawn row do not depend on which cells are blanked', () => {
    const blanked = sampleRows(mixture, ROWS, seededRandom(1), (d) => d === 1);
    assert.ok(blanked.columns[0].values.every(Number.isNaN));
    assert.deepEqual(blanked.columns[1].values, columns[1].values);
    assert.deepEqual(blanked.component, component);
  });
});
