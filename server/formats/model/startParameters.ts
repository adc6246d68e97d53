/** Checks the parameters of a start or of a model file, and makes a mixture of them. */
import { settledLog } from '../../core/families/functions/special';
import type { Matrix, MatrixColumn } from '../../core/data/matrix';
import { shapeOf, type Mixture } from '../../core/mixture/model';
import type { StartParameters } from '../../protocol';
import { FitProblem } from '../../words/fitProblem';
import { printable } from '../../words/printable';

/** Maximum number of parameters: a larger mixture does not fit into memory with its statistics. */
const MOST_PARAMETERS = 1e7;

/**
 * Makes a mixture of the parameters of a start.
 *
 * @param strength of the prior
 * @throws FitProblem that names the component, the column and what is wrong
 */
export function restoreStart(start: StartParameters, matrix: Matrix, strength: number): Mixture {
  const mixture = restoreMixture(start, matrix.columns, 'The start', strength);
  if (mixture.theta.subarray(0, mixture.shape.k).includes(-Infinity))
    throw new FitProblem("The start's weights must all be above zero.");
  return mixture;
}

/**
 * Makes a mixture of parameters.
 *
 * @param start untrusted JSON, checked against its type
 * @param owner of the parameters, as the beginning of a message
 * @param strength of the prior
 * @throws FitProblem that names the component, the column and what is wrong
 */
export function restoreMixture(
  start: StartParameters,
  columns: readonly Omit<MatrixColumn, 'values'>[],
  owner: string,
  strength = 1,
): Mixture {
  const components = (start as Partial<StartParameters> | null)?.components;
  if (!Array.isArray(components) || components.length === 0) throw new FitProblem(`${owner} has no "components".`);
  const k = components.length;
  const shape = shapeOf(columns, k, strength);
  if (shape.parameterCount > MOST_PARAMETERS)
    throw new FitProblem(
      `${owner} has ${k} components over ${columns.length} columns, more than can be computed with.`,
    );
  const theta = new Float64Array(shape.parameterCount);
  theta.set(logWeights(start, k, owner));
  columns.forEach(({ name, levels }, d) => {
    const { marginal, parameters } = shape.columns[d];
    components.forEach((component, j) => {
      const byName = (component as Partial<StartParameters['components'][number]> | null)?.columns;
      if (typeof byName !== 'object' || byName === null)
        throw new FitProblem(`${owner}'s component ${j + 1} has no "columns".`);
      const columnParameters: unknown = Object.hasOwn(byName, name) ? byName[name] : undefined;
      const where = `${owner}'s component ${j + 1}, column "${printable(name)}",`;
      if (typeof columnParameters !== 'object' || columnParameters === null)
        throw new FitProblem(`${where} has no parameters; give them, or leave the column out of the fit.`);
      const problem = marginal.restore(columnParameters, theta, parameters + j * marginal.parameterCount, levels);
      if (problem !== undefined) throw new FitProblem(`${where} ${problem}.`);
    });
  });
  return { shape, theta };
}

function logWeights(start: StartParameters, k: number, owner: string): Float64Array {
  const components = start.components as readonly ({ readonly weight?: number } | null)[];
  const weights: unknown = start.weights ?? components.map((component) => component?.weight ?? 1 / k);
  if (!Array.isArray(weights) || !weights.every((weight): weight is number => typeof weight === 'number')) {
    throw new FitProblem(`${owner}'s "weights" must be a list of numbers.`);
  }
  if (weights.length !== k) throw new FitProblem(`${owner} has ${weights.length} weights for ${k} components.`);
  if (!weights.every((weight) => weight >= 0)) throw new FitProblem(`${owner}'s weights must all be above zero.`);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(Math.abs(total - 1) < 1e-6))
    throw new FitProblem(`${owner}'s weights must sum to 1; they sum to ${Number(total.toPrecision(9))}.`);
  return Float64Array.from(weights, settledLog);
}
