/** Tests the iterations of EM from given parameters against those of an independent program. */
import assert from 'node:assert/strict';
import { complete } from '../../server/core/numeric/generators';
import { expectation, expectationOfRow } from '../../server/core/mixture/expectation';
import { em } from '../../server/core/mixture/em';
import type { Matrix } from '../../server/core/data/matrix';
import { gradientOf, shapeOf, type Mixture } from '../../server/core/mixture/model';
import { errorFreeJudge, rowOf } from '../unit/judging/judgedTables';
import {
  referenceMatrix,
  trajectories,
  type ReferenceConditional,
  type ReferenceParameters,
  type Trajectory,
} from './reference';

/** Largest relative error of each sort of number, printed at the end. */
const worst = new Map<string, number>();

/** Asserts that |actual − expected| is within the tolerance relative to |expected|, or to 1 where that is larger. */
function close(actual: number, expected: number, tolerance: number, what: string): void {
  const error = Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
  const sort =
    /^(conditional|posterior|log density|∂|weight|mean|variance|NLML|objective)/.exec(what)?.[1] ?? 'level share';
  worst.set(sort, Math.max(worst.get(sort) ?? 0, error));
  assert.ok(error <= tolerance, `${what}: ${actual} instead of ${expected} (relative error ${error.toExponential(1)})`);
}

function mixtureFrom(parameters: ReferenceParameters, matrix: Matrix): Mixture {
  const k = parameters.weights.length;
  const shape = shapeOf(matrix.columns, k);
  const theta = new Float64Array(shape.parameterCount);
  parameters.weights.forEach((weight, j) => (theta[j] = Math.log(weight)));
  matrix.columns.forEach(({ name, levels }, d) => {
    const { marginal, parameters: at } = shape.columns[d];
    for (let j = 0; j < k; j++) {
      const table = parameters.probabilities[name];
      const summary =
        table === undefined
          ? { mean: parameters.means[name][j], sd: Math.sqrt(parameters.variances[name][j]) }
          : { probabilities: Object.fromEntries(table.levels.map((level, l) => [level, table.byComponent[j][l]])) };
      assert.equal(marginal.restore(summary, theta, at + j * marginal.parameterCount, levels), undefined);
    }
  });
  return { shape, theta };
}

function checkParameters({ shape, theta }: Mixture, matrix: Matrix, expected: ReferenceParameters): void {
  expected.weights.forEach((weight, j) => close(Math.exp(theta[j]), weight, 1e-8, `weight ${j}`));
  matrix.columns.forEach(({ name, levels }, d) => {
    const { marginal, parameters } = shape.columns[d];
    for (let j = 0; j < shape.k; j++) {
      const summary = marginal.summarise(theta, parameters + j * marginal.parameterCount, levels);
      if ('mean' in summary) {
        close(summary.mean, expected.means[name][j], 1e-8, `mean of ${name} in ${j}`);
        close(summary.sd ** 2, expected.variances[name][j], 1e-8, `variance of ${name} in ${j}`);
      } else {
        const table = expected.probabilities[name];
        table.levels.forEach((level, l) =>
          close(summary.probabilities[level], table.byComponent[j][l], 1e-8, `p(${name} = ${level}) in ${j}`),
        );
      }
    }
  });
}

function checkConditionals(
  mixture: Mixture,
  matrix: Matrix,
  row: number,
  expected: Readonly<Record<string, ReferenceConditional>>,
): void {
  const judge = errorFreeJudge(mixture, matrix.columns);
  judge.load(row);
  for (const { column, prediction, tail } of judge.cellSurprises()) {
    const { name, levels } = matrix.columns[column];
    const reference = expected[name];
    if (prediction.of === 'number') {
      close(prediction.mean, reference.mean ?? NaN, 1e-8, `conditional mean of ${name}`);
      close(prediction.sd, reference.sd ?? NaN, 1e-8, `conditional sd of ${name}`);
    } else {
      for (const [level, probability] of Object.entries(reference.probabilities ?? {})) {
        if (probability === null) return; // the oracle's own NaN, see README.md
        close(prediction.probabilities[levels.indexOf(level)], probability, 1e-8, `conditional p(${name} = ${level})`);
      }
    }
    if (reference.tail === undefined) assert.equal(tail, undefined);
    else close(tail ?? NaN, reference.tail, 1e-8, `conditional tail of ${name}`);
  }
}

function checkGradient(mixture: Mixture, matrix: Matrix, reference: Trajectory['gradientAtStart']): void {
  const { statistics } = complete(expectation(mixture, matrix));
  const gradient = new Float64Array(mixture.shape.parameterCount);
  gradientOf(mixture, statistics, 'ml', gradient);
  reference.weightLogits.forEach((value, j) => close(gradient[j], value, 1e-8, `∂/∂ weight logit ${j}`));
  matrix.columns.forEach(({ name }, d) => {
    const { marginal, parameters } = mixture.shape.columns[d];
    for (let j = 0; j < mixture.shape.k; j++) {
      const at = parameters + j * marginal.parameterCount;
      const expected = reference.probabilityLogits[name]?.[j] ?? [
        reference.means[name][j],
        reference.logStandardDeviations[name][j],
      ];
      expected.forEach((value, p) => close(gradient[at + p], value, 1e-8, `∂/∂ parameter ${p} of ${name} in ${j}`));
    }
  });
}

describe('EM trajectories from given parameters', () => {
  after(() => {
    const errors = [...worst].map(([sort, error]) => `${sort} ${error.toExponential(1)}`);
    process.stdout.write(`    Largest relative errors: ${errors.join(', ')}\n`);
  });
  for (const [name, trajectory] of Object.entries(trajectories)) {
    const matrix = referenceMatrix(trajectory.data, trajectory.numeric, trajectory.categorical);
    const start = mixtureFrom(trajectory.start, matrix);

    it(`The gradient of ${name} at the start equals the reference`, () =>
      checkGradient(start, matrix, trajectory.gradientAtStart));
    for (const estimate of ['ml', 'map'] as const) {
      const expected = trajectory[estimate];
      const run = complete(em(start, matrix, { estimate, maxIterations: 50, tolerance: -1 }));

      it(`NLML and objective of ${name} equal the reference by iteration (${estimate})`, () => {
        for (const point of expected.trace) {
          const step = run.trace[point.iteration];
          assert.equal(step.iteration, point.iteration);
          close(step.nlml, point.nlml, 1e-9, `NLML at ${point.iteration}`);
          close(step.objective, point.objective, 1e-9, `objective at ${point.iteration}`);
        }
      });

      it(`The parameters of ${name} after 50 iterations equal the reference (${estimate})`, () =>
        checkParameters(run.mixture, matrix, expected.after50));

      it(`Posteriors, log densities and conditionals of ${name} equal the reference (${estimate})`, () => {
        for (const row of expected.rows) {
          const found = expectationOfRow(run.mixture, rowOf(matrix, row.row));
          close(found.logDensity, row.logDensity, 1e-8, `log density of row ${row.row}`);
          row.posterior.forEach((value, j) =>
            close(found.posterior[j], value, 1e-8, `posterior ${j} of row ${row.row}`),
          );
          checkConditionals(run.mixture, matrix, row.row, row.conditionals);
        }
      });

      it(`EM never raises the objective of ${name} (${estimate})`, () => {
        run.trace.slice(1).forEach((step, i) => {
          const rise = step.objective - run.trace[i].objective;
          assert.ok(rise <= 1e-11 * Math.abs(step.objective), `rose by ${rise} at iteration ${step.iteration}`);
        });
      });
    }
  }
});
