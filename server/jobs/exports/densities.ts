/**
 * The families' log densities in Python and in R, of which exported code is made. A family that is added is written here, too:
 * until then nothing compiles.
 */
import type { FamilyName } from '../../core/families/registry';

export interface Density {
  /** What the exported code calls it. */
  readonly name: string;
  /** The family's own parameters, in the terms of the wire; of a family of levels none. */
  readonly parameters: readonly string[];
  readonly python: {
    /** What it needs of scipy, by module. */
    readonly imports: readonly (readonly [module: string, name: string])[];
    /** A function of a column and its parameters; NaN where a cell is missing. */
    readonly code: string;
  };
  readonly r: {
    /** The same as an entry of a list; NA where a cell is missing. */
    readonly code: string;
  };
}

const levels: Density = {
  name: 'levels',
  parameters: [],
  python: {
    imports: [],
    code: `def levels(cells, levels, probabilities):
    place = pd.Categorical(cells.astype("string").str.strip(), categories=levels).codes  # -1: no such level
    with np.errstate(divide="ignore"):
        return np.where(place[:, None] < 0, np.nan, np.log(np.array(probabilities))[place])`,
  },
  r: {
    code: `levels = function(cells, own) {
    log(own$probabilities)[match(trimws(as.character(cells)), own$levels), , drop = FALSE]
  }`,
  },
};

export const densities: Readonly<Record<FamilyName, Density>> = {
  normal: {
    name: 'normal',
    parameters: ['mean', 'sd'],
    python: {
      imports: [['scipy.stats', 'norm']],
      code: `def normal(cells, mean, sd):
    return norm.logpdf(numbers(cells), mean, sd)`,
    },
    r: { code: 'normal = function(cells, own) each(numbers(cells), function(x, k) dnorm(x, own$mean[k], own$sd[k], log = TRUE))' },
  },
  lognormal: {
    name: 'lognormal',
    parameters: ['meanlog', 'sdlog'],
    python: {
      imports: [['scipy.stats', 'norm']],
      code: `def lognormal(cells, meanlog, sdlog):
    x = numbers(cells)
    y = np.log(np.where(x > 0, x, np.nan))
    return norm.logpdf(y, meanlog, sdlog) - y`,
    },
    r: {
      code: `lognormal = function(cells, own) {
    x <- numbers(cells)
    x[!is.na(x) & x <= 0] <- NA
    each(x, function(x, k) dlnorm(x, own$meanlog[k], own$sdlog[k], log = TRUE))
  }`,
    },
  },
  poisson: {
    name: 'poisson',
    parameters: ['rate'],
    python: {
      imports: [['scipy.special', 'gammaln'], ['scipy.special', 'xlogy']],
      code: `def poisson(cells, rate):
    x = numbers(cells)
    x = np.where((x >= 0) & (x == np.floor(x)), x, np.nan)
    return xlogy(x, rate) - rate - gammaln(x + 1)`,
    },
    r: {
      code: `poisson = function(cells, own) {
    x <- numbers(cells)
    x[!is.na(x) & (x < 0 | x != floor(x))] <- NA
    each(x, function(x, k) dpois(x, own$rate[k], log = TRUE))
  }`,
    },
  },
  bernoulli: levels,
  categorical: levels,
};
