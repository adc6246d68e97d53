/** Glossary of statistical words: a sentence for each, which docs/glossary.md repeats. */

/** A word, how texts of the page write it, and what it means. */
export interface GlossaryEntry {
  readonly word: string;
  readonly pattern: RegExp;
  readonly meaning: string;
}

export const GLOSSARY: readonly GlossaryEntry[] = [
  {
    word: 'AIC',
    pattern: /\bAIC\b/,
    meaning: 'Akaike’s information criterion: twice the NLML plus twice the number of parameters; lower is better.',
  },
  {
    word: 'BIC',
    pattern: /\bBIC\b/,
    meaning:
      'Bayesian information criterion: twice the NLML plus a charge for each parameter; the lowest one chooses K.',
  },
  {
    word: 'Cluster',
    pattern: /\bClusters?\b/,
    meaning:
      'A group of rows that the model describes by one distribution per column; statistics calls it a component.',
  },
  {
    word: 'EM',
    pattern: /\bEM\b/,
    meaning:
      'Expectation-maximisation: assigns rows to clusters and estimates the clusters, in turn, until nothing moves.',
  },
  { word: 'Entropy', pattern: /\bentropy\b/, meaning: 'How uncertain a quantity is, in nats: zero where it is known.' },
  {
    word: 'Error channel',
    pattern: /\berror channels?\b/,
    meaning: 'The part of a column’s model that explains wrong cells, so that they do not pull the clusters.',
  },
  {
    word: 'Error rate',
    pattern: /\berror rate\b/,
    meaning: 'Share of the cells of a column that the fit takes to be wrong.',
  },
  {
    word: 'False discovery rate',
    pattern: /\bfalse discovery rate\b/,
    meaning: 'Largest share of the findings that is there by chance, on data that follow the model.',
  },
  {
    word: 'Held out',
    pattern: /\bheld[ -]out\b/i,
    meaning: 'Measured on rows that took no part in the fit, so that a model cannot look better than it is.',
  },
  {
    word: 'ICL',
    pattern: /\bICL\b/,
    meaning: 'Integrated completed likelihood: the BIC plus a charge for rows that could be in several clusters.',
  },
  { word: 'Iteration', pattern: /\biterations?\b/, meaning: 'One improvement of all parameters of the model.' },
  {
    word: 'L-BFGS',
    pattern: /\bL-BFGS\b/,
    meaning: 'A method that follows the gradient of the NLML downhill, with a memory of its latest steps.',
  },
  {
    word: 'Log density',
    pattern: /\blog density\b/,
    meaning: 'Natural logarithm of how dense the model’s probability is at a row; lower is more unusual.',
  },
  {
    word: 'Maximum a posteriori',
    pattern: /\bmaximum a posteriori\b/,
    meaning: 'The parameters that are most probable given the data and a weak prior.',
  },
  {
    word: 'NLML',
    pattern: /\bNLML\b/,
    meaning: 'Negative log marginal likelihood, in nats: how badly the model explains the table; lower is better.',
  },
  {
    word: 'Posterior',
    pattern: /\bposterior\b/,
    meaning: 'Probability that a row belongs to a cluster, given its cells.',
  },
  {
    word: 'Prior',
    pattern: /\bprior\b/,
    meaning: 'What the model expects before it sees the data; it keeps clusters from collapsing onto a few rows.',
  },
  {
    word: 'Seed',
    pattern: /\bseed\b/,
    meaning: 'Number from which all random choices follow: the same seed gives the same result.',
  },
  {
    word: 'Start',
    pattern: /\bstarts?\b/,
    meaning: 'Parameters from which a search begins; the best of several searches is kept.',
  },
  {
    word: 'Step',
    pattern: /\bwritten to\b/,
    meaning:
      'Smallest difference between the numbers of a column as written, such as 0.1; rounding is part of the model.',
  },
  {
    word: 'Tail probability',
    pattern: /^p$/,
    meaning: 'How often the model draws a cell, or a whole row, as unlikely as this one.',
  },
];
