/** Predictions of mixtures, and of single components, for each column. */
import type { Prediction } from '../families/family';
import type { Mixture } from './model';

/** Returns the predictions by column, for components with these weights, which sum to one. */
export function predictionsOf({ shape: { columns }, theta }: Mixture, weights: Float64Array): readonly Prediction[] {
  return columns.map(({ marginal, parameters }) => marginal.predict(theta, parameters, weights));
}

/** Returns the predictions by column, for one component. */
export function predictionsOfComponent(mixture: Mixture, component: number): readonly Prediction[] {
  return predictionsOf(
    mixture,
    Float64Array.from({ length: mixture.shape.k }, (_, j) => (j === component ? 1 : 0)),
  );
}

/** Returns the index of the likeliest level. */
export function likeliestLevel(probabilities: Float64Array): number {
  return probabilities.reduce((largest, p, level) => (p > probabilities[largest] ? level : largest), 0);
}
