/** Estimate of a model, in words. */
import { say } from '../language/language';
import type { Estimate, FitReport } from '../server/protocol';

/** Describes the estimate of a model. @example 'maximum a posteriori (prior × 2)' */
export function estimateWords({ estimate, priorStrength }: Pick<FitReport, 'estimate' | 'priorStrength'>): string {
  return estimate !== 'ml' && priorStrength !== 1
    ? say('{estimate} (prior × {factor})', { estimate: nameOf(estimate), factor: priorStrength })
    : nameOf(estimate);
}

function nameOf(estimate: Estimate): string {
  switch (estimate) {
    case 'robust':
      return say('robust (maximum a posteriori under error channels)');
    case 'map':
      return say('maximum a posteriori');
    case 'ml':
      return say('maximum likelihood');
  }
}
