import assert from 'node:assert/strict';
import { lengthOf, Secants } from '../../../server/core/mixture/acceleration/secants';

/** An affine map G(x) = A x + b with slow directions, and its fixed point. */
const A = [
  [0.9, 0.05, 0],
  [0, 0.7, 0.1],
  [0.02, 0, 0.5],
];
const FIXED_POINT = [1, -2, 3];

function residualAt(x: Float64Array): Float64Array {
  const distance = x.map((value, i) => value - FIXED_POINT[i]);
  return Float64Array.from(A, (row, i) => row.reduce((sum, a, j) => sum + a * distance[j], 0) - distance[i]);
}

function iterate(secants: Secants, passes: number): Float64Array {
  let x = new Float64Array(3);
  let residual = residualAt(x);
  for (let pass = 0; pass < passes; pass++) {
    const step = secants.stepFrom(residual);
    const next = x.map((value, i) => value + step[i]);
    const nextResidual = residualAt(next);
    const before = residual;
    secants.add(
      step,
      nextResidual.map((value, i) => value - before[i]),
    );
    [x, residual] = [next, nextResidual];
  }
  return x;
}

describe('Secants', () => {
  it('Secants take the residual as the step until there is one', () => {
    assert.deepEqual(new Secants().stepFrom(Float64Array.of(1, 2, 3)), Float64Array.of(1, 2, 3));
  });

  it('Secants find the fixed point of an affine map in one pass more than it has dimensions', () => {
    const x = iterate(new Secants(), 4);

    assert.ok(lengthOf(residualAt(x)) < 1e-10, String(lengthOf(residualAt(x))));
  });

  it('Secants of a map hold for the same map shifted', () => {
    const secants = new Secants();
    iterate(secants, 4);
    const shifted = residualAt(new Float64Array(3)).map((value, i) => value + [5, -1, 2][i]);

    const step = secants.stepFrom(shifted);

    const rest = residualAt(step).map((value, i) => value + [5, -1, 2][i]);
    assert.ok(lengthOf(rest) < 1e-9, String(lengthOf(rest)));
  });

  it('Secants skip a secant that depends on another', () => {
    const secants = new Secants();
    secants.add(Float64Array.of(1, 0, 0), Float64Array.of(-0.5, 0, 0));
    secants.add(Float64Array.of(1, 0, 0), Float64Array.of(-0.5, 0, 0));

    assert.deepEqual([...secants.stepFrom(Float64Array.of(1, 0, 0))], [2, 0, 0]);
  });
});
