/**
 * Program code for models of columns whose cells hold bounds, such as <0.05: the likelihood of such a cell is the
 * probability of its bound. The limit replaces the cell's text, to be read as a number; the sign is stored separately.
 */
import type { FamilyName } from '../../core/families/registry';
import { densities } from './densities';
import type { ExportedColumn } from '../exports/exported';
import { wrappedList, quoted, quotedForR } from './literals';

interface BoundCode {
  readonly python: { readonly code: string; readonly wrong: string };
  readonly r: { readonly code: string; readonly wrong: string };
}

const COUNT_LIMITS = {
  python: `def count_limits(cells, side, strict):
    x = numbers(cells)
    down, up = np.where(strict, np.ceil(x) - 1, np.floor(x)), np.where(strict, np.floor(x) + 1, np.ceil(x))
    limit = np.where(side < 0, down, np.maximum(0, up))
    return np.where(limit < 0, np.nan, limit)`,
  r: `count_limits <- function(cells, bound) {
  x <- numbers(cells)
  down <- ifelse(bound$strict, ceiling(x) - 1, floor(x))
  limit <- ifelse(bound$side < 0, down, pmax(0, ifelse(bound$strict, floor(x) + 1, ceiling(x))))
  limit[!is.na(limit) & limit < 0] <- NA
  limit
}`,
};

const WRONG_COUNT = {
  python: `def wrong_count_within(cells, side, strict, centre, scale):
    x, end = count_limits(cells, side, strict), max(1, centre + scale)
    return np.where(side < 0, np.log((x + 1) / (end + x + 1)), np.log(end / (end + x)))`,
  r: `wrong_count_within <- function(cells, bound, channel) {
  x <- count_limits(cells, bound)
  end <- max(1, channel$centre + channel$scale)
  ifelse(bound$side < 0, log((x + 1) / (end + x + 1)), log(end / (end + x)))
}`,
};

const BOUND_CODE: Readonly<Partial<Record<FamilyName, BoundCode>>> = {
  normal: {
    python: {
      code: `def normal_within(cells, side, strict, mean, sd):
    return stats.norm.logcdf(-side * (numbers(cells) - mean) / sd)`,
      wrong: `def wrong_normal_within(cells, side, strict, centre, scale):
    return np.log(np.arctan2(scale, side * (numbers(cells) - centre)) / np.pi)`,
    },
    r: {
      code: `normal_within <- function(cells, bound, own) {
  each(numbers(cells), function(x, k) pnorm(-bound$side * (x - own$mean[k]) / own$sd[k], log.p = TRUE))
}`,
      wrong: `wrong_normal_within <- function(cells, bound, channel) {
  log(atan2(channel$scale, bound$side * (numbers(cells) - channel$centre)) / pi)
}`,
    },
  },
  lognormal: {
    python: {
      code: `def lognormal_within(cells, side, strict, meanlog, sdlog):
    within = stats.norm.logcdf(-side * (logarithms(cells) - meanlog) / sdlog)
    return np.where((side > 0) & (numbers(cells) <= 0), 0, within)  # every number is above zero`,
      wrong: `def wrong_lognormal_within(cells, side, strict, centre, scale):
    within = np.log(np.arctan2(scale, side * (logarithms(cells) - centre)) / np.pi)
    return np.where((side > 0) & (numbers(cells) <= 0), 0, within)`,
    },
    r: {
      code: `lognormal_within <- function(cells, bound, own) {
  within <- each(logarithms(cells), function(y, k) pnorm(-bound$side * (y - own$meanlog[k]) / own$sdlog[k], log.p = TRUE))
  within[bound$side > 0 & !is.na(numbers(cells)) & numbers(cells) <= 0, ] <- 0 # every number is above zero
  within
}`,
      wrong: `wrong_lognormal_within <- function(cells, bound, channel) {
  within <- log(atan2(channel$scale, bound$side * (logarithms(cells) - channel$centre)) / pi)
  within[bound$side > 0 & !is.na(numbers(cells)) & numbers(cells) <= 0] <- 0
  within
}`,
    },
  },
  poisson: {
    python: {
      code: `def poisson_within(cells, side, strict, rate):
    limit = count_limits(cells, side, strict)
    return np.where(side < 0, stats.poisson.logcdf(limit, rate), stats.poisson.logsf(limit - 1, rate))`,
      wrong: WRONG_COUNT.python,
    },
    r: {
      code: `poisson_within <- function(cells, bound, own) {
  each(count_limits(cells, bound), function(x, k) {
    ifelse(bound$side < 0, ppois(x, own$rate[k], log.p = TRUE), ppois(x - 1, own$rate[k], lower.tail = FALSE, log.p = TRUE))
  })
}`,
      wrong: WRONG_COUNT.r,
    },
  },
  negativeBinomial: {
    python: {
      code: `def negative_binomial_within(cells, side, strict, mean, size):
    mean, size = np.array(mean), np.array(size)
    limit, p = count_limits(cells, side, strict), size / (size + mean)
    return np.where(side < 0, stats.nbinom.logcdf(limit, size, p), stats.nbinom.logsf(limit - 1, size, p))`,
      wrong: WRONG_COUNT.python,
    },
    r: {
      code: `negative_binomial_within <- function(cells, bound, own) {
  each(count_limits(cells, bound), function(x, k) {
    below <- pnbinom(x, size = own$size[k], mu = own$mean[k], log.p = TRUE)
    ifelse(bound$side < 0, below, pnbinom(x - 1, size = own$size[k], mu = own$mean[k], lower.tail = FALSE, log.p = TRUE))
  })
}`,
      wrong: WRONG_COUNT.r,
    },
  },
};

/** Returns the columns that had cells with bounds when the model was fitted. */
export function boundedColumns(columns: readonly ExportedColumn[]): readonly ExportedColumn[] {
  return columns.filter(({ kind, bounded }) => bounded !== undefined && BOUND_CODE[kind] !== undefined);
}

/**
 * Returns the functions that the kinds of bounded columns need, and tables of them by kind; empty if no column has
 * bounds.
 */
export function boundFunctions(
  columns: readonly ExportedColumn[],
  language: 'python' | 'r',
  isRobust: boolean,
): readonly string[] {
  const kinds = [...new Set(boundedColumns(columns).map(({ kind }) => kind))];
  if (kinds.length === 0) return [];
  const codes = kinds.flatMap((kind) => BOUND_CODE[kind]?.[language] ?? []);
  const limits = kinds.some((kind) => densities[kind].wrong === 'wrong_count') ? [COUNT_LIMITS[language]] : [];
  const byName = (suffix: (kind: FamilyName) => string): readonly string[] =>
    kinds.map((kind) =>
      language === 'python'
        ? `"${densities[kind].name}": ${suffix(kind)}`
        : `${densities[kind].name} = ${suffix(kind)}`,
    );
  const [assign, open, close] = language === 'python' ? ['=', '{', '}'] : ['<-', 'list(', ')'];
  return [
    ...new Set([
      ...limits,
      ...codes.map(({ code }) => code),
      ...(isRobust ? codes.map(({ wrong }) => wrong) : []),
      wrappedList(
        `within ${assign} ${open}`,
        byName((kind) => `${densities[kind].name}_within`),
        close,
      ),
      ...(isRobust
        ? [
            wrappedList(
              `wrong_within ${assign} ${open}`,
              byName((kind) => `${densities[kind].wrong}_within`),
              close,
            ),
          ]
        : []),
    ]),
  ];
}

const BOUNDS_COMMENT = [
  '# Cells that hold a bound, such as <0.05, have its probability as their likelihood: below (-1) or ' +
    'above (1) the limit, which takes the',
  '# place of the cell, without the limit (strict) or with it. ND is a word of laboratories for "not detected".',
];

/** Returns lines that strip the signs from cells of bounded columns, before the numbers are read. */
export function boundsInPython(columns: readonly ExportedColumn[]): readonly string[] {
  const bounded = boundedColumns(columns);
  if (bounded.length === 0) return [];
  return [
    ...BOUNDS_COMMENT,
    'bounds = {}',
    wrappedList(
      'for name in [',
      bounded.map(({ name }) => quoted(name)),
      ']:',
    ),
    String.raw`    cells = data[name].str.strip().str.replace(r"^[Nn]\.?[Dd]\.?\s*\(\s*([^()<\u2264=][^()]*)\)$", r"<\1", regex=True)`,
    String.raw`    cells = cells.str.replace(r"^[Nn]\.?[Dd]\.?\s*\(\s*([<\u2264=][^()]*)\)$", r"\1", regex=True)`,
    String.raw`    cells = cells.str.replace(r"^[Nn]\.?[Dd]\.?\s*(<|\u2264|=<)", r"\1", regex=True)`,
    String.raw`    found = cells.str.extract(r"^([<>]=?|=[<>]|[\u2264\u2265])\s*(.+)$")`,
    '    sign = found[0].fillna("")',
    String.raw`    side = np.where(sign == "", 0, np.where(sign.str.contains(r"[<\u2264]"), -1, 1))`,
    '    data[name] = data[name].where(side == 0, found[1])',
    '    bounds[name] = (side[:, None], sign.isin(["<", ">"]).to_numpy()[:, None])',
  ];
}

export function boundsInR(columns: readonly ExportedColumn[]): readonly string[] {
  const bounded = boundedColumns(columns);
  if (bounded.length === 0) return [];
  return [
    ...BOUNDS_COMMENT,
    'bounds <- list()',
    wrappedList(
      'for (name in c(',
      bounded.map(({ name }) => quotedForR(name)),
      ')) {',
    ),
    String.raw`  cells <- sub("^[Nn]\\.?[Dd]\\.?\\s*\\(\\s*([^()<\u2264=][^()]*)\\)$", "<\\1", trimws(data[[name]]))`,
    String.raw`  cells <- sub("^[Nn]\\.?[Dd]\\.?\\s*\\(\\s*([<\u2264=][^()]*)\\)$", "\\1", cells)`,
    String.raw`  cells <- sub("^[Nn]\\.?[Dd]\\.?\\s*(<|\u2264|=<)", "\\1", cells)`,
    '  sign <- rep("", length(cells))',
    String.raw`  held <- grepl("^([<>]=?|=[<>]|[\u2264\u2265])\\s*.", cells)`,
    String.raw`  sign[held] <- sub("^([<>]=?|=[<>]|[\u2264\u2265]).*$", "\\1", cells[held])`,
    String.raw`  data[[name]][held] <- sub("^([<>]=?|=[<>]|[\u2264\u2265])\\s*", "", cells[held])`,
    String.raw`  bounds[[name]] <- list(side = ifelse(held, ifelse(grepl("[<\u2264]", sign), -1, 1), 0), strict = sign %in% c("<", ">"))`,
    '}',
  ];
}
