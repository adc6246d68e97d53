/**
 * Bernoulli marginals: a column of two values of any spelling. The categorical family with L = 2, whose
 * Dirichlet prior is then the Beta(1 + 1/2, 1 + 1/2): the same formulas, so the same code.
 */
import { levelFamily } from './categorical';
import type { Family } from './family';

export const bernoulli: Family = levelFamily('bernoulli');
