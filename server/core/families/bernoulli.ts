/**
 * Bernoulli marginals: a column of two values of any spelling. This is the categorical family with L = 2, whose
 * Dirichlet prior is then the Beta(1 + 1/2, 1 + 1/2): the formulas coincide, so the code is shared.
 */
import { levelFamily } from './categorical';
import type { Family } from './family';

export const bernoulli: Family = levelFamily('bernoulli');
