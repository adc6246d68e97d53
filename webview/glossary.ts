/** Glossary of statistical words: a sentence for each, which docs/glossary.md repeats. */
import { say } from '../language/language';

/** A word, how texts of the page write it, and what it means. */
export interface GlossaryEntry {
  /** Title of the word in docs/glossary.md. */
  readonly word: string;
  /** Forms of the word in texts of the page, in the reader's language, with bars between them. */
  readonly forms: string;
  readonly meaning: string;
}

/** Returns the explained words in the reader's language. */
export function glossary(): readonly GlossaryEntry[] {
  return [...criteria(), ...measuresOfRows(), ...partsOfModels(), ...partsOfSearches()].sort((a, b) =>
    a.word < b.word ? -1 : 1,
  );
}

/** Returns the measures of models. */
function criteria(): readonly GlossaryEntry[] {
  return [
    {
      word: 'AIC',
      forms: say('AIC'),
      meaning: say(
        'Akaike’s information criterion: twice the NLML plus twice the number of parameters; lower is better.',
      ),
    },
    {
      word: 'BIC',
      forms: say('BIC'),
      meaning: say(
        'Bayesian information criterion: twice the NLML plus a charge for each parameter; the lowest one chooses K.',
      ),
    },
    {
      word: 'Held out',
      forms: say('Held out|held out|held-out'),
      meaning: say('Measured on rows that took no part in the fit, so that a model cannot look better than it is.'),
    },
    {
      word: 'ICL',
      forms: say('ICL'),
      meaning: say(
        'Integrated completed likelihood: the BIC plus a charge for rows that could be in several clusters.',
      ),
    },
    {
      word: 'NLML',
      forms: say('NLML'),
      meaning: say(
        'Negative log marginal likelihood, in nats: how badly the model explains the table; lower is better.',
      ),
    },
  ];
}

/** Returns the measures of rows and cells. */
function measuresOfRows(): readonly GlossaryEntry[] {
  return [
    {
      word: 'Entropy',
      forms: say('entropy'),
      meaning: say('How uncertain a quantity is, in nats: zero where it is known.'),
    },
    {
      word: 'False discovery rate',
      forms: say('false discovery rate'),
      meaning: say('Largest share of the findings that is there by chance, on data that follow the model.'),
    },
    {
      word: 'Log density',
      forms: say('log density'),
      meaning: say('Natural logarithm of how dense the model’s probability is at a row; lower is more unusual.'),
    },
    {
      word: 'Tail probability',
      forms: say('p'),
      meaning: say('How often the model draws a cell, or a whole row, as unlikely as this one.'),
    },
  ];
}

/** Returns the parts of a model. */
function partsOfModels(): readonly GlossaryEntry[] {
  return [
    {
      word: 'Cluster',
      forms: say('Cluster|Clusters'),
      meaning: say(
        'A group of rows that the model describes by one distribution per column; statistics calls it a component.',
      ),
    },
    {
      word: 'Error channel',
      forms: say('error channel|error channels'),
      meaning: say('The part of a column’s model that explains wrong cells, so that they do not pull the clusters.'),
    },
    {
      word: 'Error rate',
      forms: say('error rate'),
      meaning: say('Share of the cells of a column that the fit takes to be wrong.'),
    },
    {
      word: 'Maximum a posteriori',
      forms: say('maximum a posteriori'),
      meaning: say('The parameters that are most probable given the data and a weak prior.'),
    },
    {
      word: 'Posterior',
      forms: say('posterior'),
      meaning: say('Probability that a row belongs to a cluster, given its cells.'),
    },
    {
      word: 'Prior',
      forms: say('prior'),
      meaning: say(
        'What the model expects before it sees the data; it keeps clusters from collapsing onto a few rows.',
      ),
    },
    {
      word: 'Step',
      forms: say('written to'),
      meaning: say(
        'Smallest difference between the numbers of a column as written, such as 0.1; rounding is part of the model.',
      ),
    },
  ];
}

/** Returns the parts of a search. */
function partsOfSearches(): readonly GlossaryEntry[] {
  return [
    {
      word: 'EM',
      forms: say('EM'),
      meaning: say(
        'Expectation-maximisation: assigns rows to clusters and estimates the clusters, in turn, until nothing moves.',
      ),
    },
    {
      word: 'Iteration',
      forms: say('iteration|iterations'),
      meaning: say('One improvement of all parameters of the model.'),
    },
    {
      word: 'L-BFGS',
      forms: say('L-BFGS'),
      meaning: say('A method that follows the gradient of the NLML downhill, with a memory of its latest steps.'),
    },
    {
      word: 'Seed',
      forms: say('seed'),
      meaning: say('Number from which all random choices follow: the same seed gives the same result.'),
    },
    {
      word: 'Start',
      forms: say('start|starts'),
      meaning: say('Parameters from which a search begins; the best of several searches is kept.'),
    },
  ];
}
