/** Parameters that a person gives to start from, checked and laid out as a mixture. */
import type { Matrix } from '../core/matrix';
import { shapeOf, type Mixture } from '../core/mixture/model';
import type { StartParameters } from '../protocol';
import { FitProblem } from './problem';

/**
 * @param strength of the prior
 * @throws FitProblem that names the component, the column and what is wrong
 */
export function restoreStart(start: StartParameters, matrix: Matrix, strength: number): Mixture {
  // The type is a wish: what comes is any JSON.
  const components = (start as Partial<StartParameters> | null)?.components;
  if (!Array.isArray(components) || components.length === 0) throw new FitProblem('The start has no "components".');
  const k = components.length;
  const shape = shapeOf(matrix.columns, k, strength);
  const theta = new Float64Array(shape.parameterCount);
  theta.set(logWeights(start, k));
  matrix.columns.forEach(({ name, levels }, d) => {
    const { marginal, parameters } = shape.columns[d];
    components.forEach((component, j) => {
      const where = `The start's component ${j + 1}, column "${name}",`;
      const columns = (component as Partial<StartParameters['components'][number]> | null)?.columns;
      if (typeof columns !== 'object' || columns === null) throw new FitProblem(`The start's component ${j + 1} has no "columns".`);
      const given = Object.hasOwn(columns, name) ? columns[name] : undefined;
      if (typeof given !== 'object' || given === null) throw new FitProblem(`${where} has no parameters; give them, or leave the column out of the fit.`);
      const wrong = marginal.restore(given, theta, parameters + j * marginal.parameterCount, levels);
      if (wrong !== undefined) throw new FitProblem(`${where} ${wrong}.`);
    });
  });
  return { shape, theta };
}

function logWeights(start: StartParameters, k: number): Float64Array {
  const components = start.components as readonly ({ readonly weight?: number } | null)[];
  const weights: unknown = start.weights ?? components.map((component) => component?.weight ?? 1 / k);
  if (!Array.isArray(weights) || !weights.every((weight): weight is number => typeof weight === 'number')) {
    throw new FitProblem('The start\'s "weights" must be a list of numbers.');
  }
  if (weights.length !== k) throw new FitProblem(`The start has ${weights.length} weights for ${k} components.`);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!weights.every((weight) => weight > 0)) throw new FitProblem("The start's weights must all be above zero.");
  if (!(Math.abs(total - 1) < 1e-6)) throw new FitProblem(`The start's weights must sum to 1; they sum to ${total}.`);
  return Float64Array.from(weights, (weight) => Math.log(weight));
}
