/** Estimate of a model, in words. */
import type { Estimate, FitReport } from '../server/protocol';

const ESTIMATES: Readonly<Record<Estimate, string>> = {
  robust: 'robust (maximum a posteriori under error channels)',
  map: 'maximum a posteriori',
  ml: 'maximum likelihood',
};

/** Describes the estimate of a model. @example 'maximum a posteriori (prior × 2)' */
export function estimateWords({ estimate, priorStrength }: Pick<FitReport, 'estimate' | 'priorStrength'>): string {
  return estimate !== 'ml' && priorStrength !== 1
    ? `${ESTIMATES[estimate]} (prior × ${priorStrength})`
    : ESTIMATES[estimate];
}
