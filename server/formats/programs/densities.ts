/**
 * Log densities of the families and of wrong cells, in Python and in R, for exported programs. The record has an entry
 * for every family; a new family does not compile without one.
 */
import type { FamilyName } from '../../core/families/registry';

export interface Density {
  /** Name of the density in the exported code. */
  readonly name: string;
  /** Names of the family's parameters, as in reports; empty for a family of levels. */
  readonly parameters: readonly string[];
  readonly python: {
    /** Imports from scipy, by module. */
    readonly imports: readonly (readonly [module: string, name: string])[];
    /** Density as a function of a column and its parameters, after the functions it calls; NaN for a missing cell. */
    readonly code: readonly string[];
    /** Log density of wrong cells as a function of a column and its channel, after the functions it calls. */
    readonly wrong: readonly string[];
  };
  readonly r: {
    /** Functions that `code` calls. */
    readonly calls: readonly string[];
    /** The density as an entry of a list; NA for a missing cell. */
    readonly code: string;
    readonly wrong: readonly string[];
  };
  /** Name of the function `wrong` in both languages. */
  readonly wrong: string;
}

const levels: Density = {
  name: 'levels',
  parameters: [],
  wrong: 'wrong_level',
  python: {
    imports: [],
    code: [
      `def levels(cells, levels, probabilities):
    place = pd.Categorical(cells.astype("string").str.strip(), categories=levels).codes  # -1: no such level
    with np.errstate(divide="ignore"):
        return np.where(place[:, None] < 0, np.nan, np.log(np.array(probabilities))[place])`,
    ],
    wrong: [
      `def wrong_level(cells, levels):
    return np.full((len(cells), 1), -np.log(levels + 1))`,
    ],
  },
  r: {
    calls: [],
    code: `levels = function(cells, own) {
    log(own$probabilities)[match(trimws(as.character(cells)), own$levels), , drop = FALSE]
  }`,
    wrong: ['wrong_level <- function(cells, channel) rep(-log(channel$levels + 1), length(cells))'],
  },
};

// The square of a large distance exceeds the range of a double; hypot and Mod avoid it.
const cauchy = {
  python: `def cauchy(x, centre, scale):
    return -np.log(np.pi * scale) - 2 * np.log(np.hypot(1, (x - centre) / scale))`,
  r: `cauchy <- function(x, channel) {
  distance <- (x - channel$centre) / channel$scale
  -log(pi * channel$scale) - 2 * log(Mod(complex(real = 1, imaginary = distance)))
}`,
};

const logarithms = {
  python: `def logarithms(cells):
    x = numbers(cells)
    return np.log(np.where(x > 0, x, np.nan))`,
  r: `logarithms <- function(cells) {
  x <- numbers(cells)
  x[!is.na(x) & x <= 0] <- NA
  log(x)
}`,
};

const counts = {
  python: `def counts(cells):
    x = numbers(cells)
    return np.where((x >= 0) & (x == np.floor(x)) & (x < 2**53), x, np.nan)`,
  r: `counts <- function(cells) {
  x <- numbers(cells)
  x[!is.na(x) & (x < 0 | x != floor(x) | x >= 2^53)] <- NA
  x
}`,
};

const wrongCount = {
  python: [
    counts.python,
    `def wrong_count(cells, centre, scale):
    x, end = counts(cells), max(1, centre + scale)
    return np.log(end) - np.log(end + x) - np.log(end + x + 1)`,
  ],
  r: [
    counts.r,
    `wrong_count <- function(cells, channel) {
  x <- counts(cells)
  end <- max(1, channel$centre + channel$scale)
  log(end) - log(end + x) - log(end + x + 1)
}`,
  ],
};

export const densities: Readonly<Record<FamilyName, Density>> = {
  normal: {
    name: 'normal',
    parameters: ['mean', 'sd'],
    wrong: 'wrong_normal',
    python: {
      imports: [['scipy.stats', 'norm']],
      code: [
        `def normal(cells, mean, sd):
    return norm.logpdf(numbers(cells), mean, sd)`,
      ],
      wrong: [
        cauchy.python,
        `def wrong_normal(cells, centre, scale):
    return cauchy(numbers(cells), centre, scale)`,
      ],
    },
    r: {
      calls: [],
      code:
        'normal = function(cells, own) each(numbers(cells), ' +
        'function(x, k) dnorm(x, own$mean[k], own$sd[k], log = TRUE))',
      wrong: [cauchy.r, 'wrong_normal <- function(cells, channel) cauchy(numbers(cells), channel)'],
    },
  },
  lognormal: {
    name: 'lognormal',
    parameters: ['meanlog', 'sdlog'],
    wrong: 'wrong_lognormal',
    python: {
      imports: [['scipy.stats', 'norm']],
      code: [
        logarithms.python,
        `def lognormal(cells, meanlog, sdlog):
    y = logarithms(cells)
    return norm.logpdf(y, meanlog, sdlog) - y`,
      ],
      wrong: [
        cauchy.python,
        `def wrong_lognormal(cells, centre, scale):
    y = logarithms(cells)
    return cauchy(y, centre, scale) - y`,
      ],
    },
    r: {
      calls: [logarithms.r],
      code:
        'lognormal = function(cells, own) each(logarithms(cells), function(y, k) dnorm(y, own$meanlog[k], ' +
        'own$sdlog[k], log = TRUE) - y)',
      wrong: [
        cauchy.r,
        `wrong_lognormal <- function(cells, channel) {
  y <- logarithms(cells)
  cauchy(y, channel) - y
}`,
      ],
    },
  },
  poisson: {
    name: 'poisson',
    parameters: ['rate'],
    wrong: 'wrong_count',
    python: {
      imports: [
        ['scipy.special', 'gammaln'],
        ['scipy.special', 'xlogy'],
      ],
      code: [
        counts.python,
        `def poisson(cells, rate):
    x = counts(cells)
    return xlogy(x, rate) - rate - gammaln(x + 1)`,
      ],
      wrong: wrongCount.python,
    },
    r: {
      calls: [counts.r],
      code: 'poisson = function(cells, own) each(counts(cells), function(x, k) dpois(x, own$rate[k], log = TRUE))',
      wrong: wrongCount.r,
    },
  },
  negativeBinomial: {
    name: 'negative_binomial',
    parameters: ['mean', 'size'],
    wrong: 'wrong_count',
    python: {
      imports: [
        ['scipy.special', 'gammaln'],
        ['scipy.special', 'xlogy'],
      ],
      // For a large size, differences of log Γ lose digits; Stirling's formula keeps them.
      code: [
        counts.python,
        `def negative_binomial(cells, mean, size):
    mean, size = np.array(mean), np.array(size)
    x = counts(cells)
    few = gammaln(x + size) - gammaln(size) - x * np.log(size)
    many = (x + size - 0.5) * np.log1p(x / size) - x + (1 / (x + size) - 1 / size) / 12
    return np.where(size < 2000, few, many) - gammaln(x + 1) + xlogy(x, mean) - (x + size) * np.log1p(mean / size)`,
      ],
      wrong: wrongCount.python,
    },
    r: {
      calls: [counts.r],
      code:
        'negative_binomial = function(cells, own) each(counts(cells), function(x, k) dnbinom(x, size = ' +
        'own$size[k], mu = own$mean[k], log = TRUE))',
      wrong: wrongCount.r,
    },
  },
  bernoulli: levels,
  categorical: levels,
};
