/** Parameters that a person gives to start from, or that a model file holds, checked and laid out as a mixture. */
import { settledLog } from '../../core/families/functions/special';
import type { Matrix, MatrixColumn } from '../../core/data/matrix';
import { shapeOf, type Mixture } from '../../core/mixture/model';
import type { StartParameters } from '../../protocol';
import { FitProblem } from '../../words/fitProblem';
import { printable } from '../../words/printable';

/** A mixture of more would not fit into memory with its statistics, whatever its file says. */
const MOST_PARAMETERS = 1e7;

/**
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
 * @param given is checked to be what its type says: it may come from any JSON
 * @param owner whose parameters they are, at the beginning of a sentence
 * @param strength of the prior
 * @throws FitProblem that names the component, the column and what is wrong
 */
export function restoreMixture(
  given: StartParameters,
  columns: readonly Omit<MatrixColumn, 'values'>[],
  owner: string,
  strength = 1,
): Mixture {
  const components = (given as Partial<StartParameters> | null)?.components;
  if (!Array.isArray(components) || components.length === 0) throw new FitProblem(`${owner} has no "components".`);
  const k = components.length;
  const shape = shapeOf(columns, k, strength);
  if (shape.parameterCount > MOST_PARAMETERS)
    throw new FitProblem(
      `${owner} has ${k} components over ${columns.length} columns, more than can be computed with.`,
    );
  const theta = new Float64Array(shape.parameterCount);
  theta.set(logWeights(given, k, owner));
  columns.forEach(({ name, levels }, d) => {
    const { marginal, parameters } = shape.columns[d];
    components.forEach((component, j) => {
      const byName = (component as Partial<StartParameters['components'][number]> | null)?.columns;
      if (typeof byName !== 'object' || byName === null)
        throw new FitProblem(`${owner}'s component ${j + 1} has no "columns".`);
      const own: unknown = Object.hasOwn(byName, name) ? byName[name] : undefined;
      const where = `${owner}'s component ${j + 1}, column "${printable(name)}",`;
      if (typeof own !== 'object' || own === null)
        throw new FitProblem(`${where} has no parameters; give them, or leave the column out of the fit.`);
      const wrong = marginal.restore(own, theta, parameters + j * marginal.parameterCount, levels);
      if (wrong !== undefined) throw new FitProblem(`${where} ${wrong}.`);
    });
  });
  return { shape, theta };
}

function logWeights(given: StartParameters, k: number, owner: string): Float64Array {
  const components = given.components as readonly ({ readonly weight?: number } | null)[];
  const weights: unknown = given.weights ?? components.map((component) => component?.weight ?? 1 / k);
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
