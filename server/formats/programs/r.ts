/**
 * R, without any package, that rebuilds a fitted mixture, reads the file again and computes each row's log density and
 * posteriors.
 */
import type { Channel } from '../../core/contamination/errorChannel';
import { boundFunctions, boundsInR } from './boundCode';
import { densities, type Density } from './densities';
import { isUnquoted, USUAL } from '../../core/csv/dialect/quoting';
import {
  clusterNames,
  exportedColumns,
  headline,
  missingNumbers,
  numbersOf,
  speltLevels,
  type ExportedColumn,
  type ExportedFit,
} from '../exports/exported';
import { datedInR } from './dated';
import { list, quotedForR } from './literals';
import { framedInR } from './framed';
import { writtenInR, zerosInR } from './written';

export function rCode(fit: ExportedFit): string {
  const columns = exportedColumns(fit);
  const kinds = [...new Set(columns.map(({ kind }) => densities[kind]))];
  const ofBounds = boundFunctions(
    columns,
    'r',
    columns.some(({ channel }) => channel !== undefined),
  );
  const channels = columns.flatMap(({ channel }) => (channel === undefined ? [] : [channel]));
  return [
    ...clusters(fit),
    '# The columns: name, kind, and by parameter a number for each cluster.',
    'columns <- list(',
    columns.map(columnEntry).join(',\n'),
    ')',
    ...(channels.length > 0 ? [CHANNELS, 'channels <- list(', channels.map(channelEntry).join(',\n'), ')'] : []),
    '',
    numbers(fit),
    '',
    EACH,
    '',
    ...[...new Set(kinds.flatMap(({ r }) => r.calls))].flatMap((code) => [code, '']),
    'densities <- list(',
    kinds.map(({ r }) => `  ${r.code}`).join(',\n'),
    ')',
    '',
    LOG_SUM,
    '',
    ...ofBounds.flatMap((code) => [code, '']),
    ...(ofBounds.length > 0 ? [LOG_TERM, ''] : []),
    ...(channels.length > 0
      ? robust(kinds, ofBounds.length > 0)
      : [ofBounds.length > 0 ? withBounds(LOG_JOINT) : LOG_JOINT, '']),
    ...reading(fit),
    ...datedInR(fit, columns),
    ...boundsInR(columns),
    ...writtenInR(fit, columns),
    ...codesOf(columns),
    ...zerosInR(columns),
    '',
    EVERY_ROW,
    '',
  ].join('\n');
}

function clusters(fit: ExportedFit): readonly string[] {
  const names = clusterNames(fit);
  return [
    `# Mixture of ${headline(fit)}.`,
    list(
      'weights <- c(',
      fit.report.components.map(({ weight }) => String(weight)),
      ')',
    ),
    ...(names.length > 0 ? [list('cluster_names <- c(', names.map(quotedForR), ')')] : []),
  ];
}

function columnEntry(column: ExportedColumn): string {
  const { name, kind, levels, parameters } = column;
  const spelt = speltLevels(column);
  const density = densities[kind];
  const vector = (values: readonly number[]): string => list('c(', values.map(String), ')', '    ');
  const entries =
    levels.length > 0
      ? [
          `levels = ${list(
            'c(',
            spelt.map(({ text }) => quotedForR(text)),
            ')',
            '    ',
          )}`,
          `probabilities = ${list(
            'rbind(',
            spelt.map(({ probabilities }) => vector(probabilities)),
            ')',
            '    ',
          )}`,
        ]
      : density.parameters.map((own) => `${own} = ${vector(numbersOf(parameters, own))}`);
  return `  ${list('list(', [`name = ${quotedForR(name)}`, `kind = "${density.name}"`, ...entries], ')', '  ')}`;
}

const CHANNELS =
  '# How wrong cells of each column are known: their rate, ' +
  'the log odds by which a cell is set aside, and where they lie.';

function channelEntry({ rate, logOdds, spread: { centre, scale, levels } }: Channel): string {
  return (
    `  list(error_rate = ${rate}, log_odds = ${logOdds}, ` +
    `${levels > 0 ? `levels = ${levels}` : `centre = ${centre}, scale = ${scale}`})`
  );
}

/** The densities of wrong cells, but for functions that are there already, and the joint density under channels. */
function robust(kinds: readonly Density[], hasBounds: boolean): readonly string[] {
  const there = new Set(kinds.flatMap(({ r }) => r.calls));
  const wrong = [...new Set(kinds.flatMap(({ r }) => r.wrong))].filter((code) => !there.has(code));
  return [
    ...wrong.flatMap((code) => [code, '']),
    list(
      'log_wrong <- list(',
      kinds.map((kind) => `${kind.name} = ${kind.wrong}`),
      ')',
    ),
    '',
    hasBounds ? `${WRONG_TERM}\n\n${withBounds(ROBUST_LOG_JOINT)}` : ROBUST_LOG_JOINT,
    '',
  ];
}

/** Cells with repeated values that count as missing. */
function codesOf(columns: readonly ExportedColumn[]): readonly string[] {
  const own = columns.flatMap(({ name, codes }) =>
    codes === undefined ? [] : [`list(name = ${quotedForR(name)}, codes = c(${codes.join(', ')}))`],
  );
  if (own.length === 0) return [];
  return [
    '# Repeated values far from all others count as missing.',
    `for (repeated in ${list('list(', own, ')')}) {`,
    '  data[[repeated$name]][numbers(data[[repeated$name]]) %in% repeated$codes] <- NA',
    '}',
  ];
}

function numbers(fit: ExportedFit): string {
  const none = missingNumbers(fit);
  return [
    'numbers <- function(cells) {',
    '  cells <- trimws(as.character(cells))',
    ...(none.length > 0 ? [`  cells[tolower(cells) %in% ${list('c(', none.map(quotedForR), ')', '  ')}] <- NA`] : []),
    '  x <- ' +
      `suppressWarnings(as.numeric(${fit.dialect.decimal === ',' ? 'sub(",", ".", cells, fixed = TRUE)' : 'cells'}))`,
    '  x[!is.finite(x)] <- NA',
    '  x',
    '}',
  ].join('\n');
}

const EACH = `# A row for each cell, a column for each cluster.
each <- function(x, density) {
  matrix(unlist(lapply(seq_along(weights), function(k) density(x, k))), nrow = length(x))
}`;

const LOG_JOINT = `# Log density of each row together with each cluster; a missing cell leaves its factor out.
log_joint <- function(data) {
  joint <- matrix(log(weights), nrow(data), length(weights), byrow = TRUE)
  for (column in columns) {
    term <- densities[[column$kind]](data[[column$name]], column)
    term[is.na(term)] <- 0
    joint <- joint + term
  }
  joint
}`;

/** Where cells hold bounds, their terms in the place of those of the limits. */
const LOG_TERM = `log_term <- function(data, column) {
  term <- densities[[column$kind]](data[[column$name]], column)
  bound <- bounds[[column$name]]
  if (is.null(bound)) return(term)
  held <- bound$side != 0
  term[held, ] <- within[[column$kind]](data[[column$name]], bound, column)[held, ]
  term
}`;
const WRONG_TERM = `wrong_term <- function(data, column, channel) {
  term <- log_wrong[[column$kind]](data[[column$name]], channel)
  bound <- bounds[[column$name]]
  if (is.null(bound)) return(term)
  ifelse(bound$side == 0, term, wrong_within[[column$kind]](data[[column$name]], bound, channel))
}`;

function withBounds(code: string): string {
  return code
    .replace('densities[[column$kind]](data[[column$name]], column)', 'log_term(data, column)')
    .replace('log_wrong[[columns[[d]]$kind]](data[[columns[[d]]$name]], own)', 'wrong_term(data, columns[[d]], own)');
}

const LOG_SUM = `log_sum <- function(joint) {
  highest <- apply(joint, 1, max)
  highest + log(rowSums(exp(joint - highest)))
}`;

/** Cells far out give terms that would take the digits of the row's other cells with them: they have a bound. */
const ROBUST_LOG_JOINT = `# Log density of each row together with each cluster; a missing cell leaves its factor out. A cell that the row's
# others leave less likely than a wrong cell is set aside, the most plainly wrong one first: it has the density of
# wrong cells, whatever the cluster.
log_joint <- function(data) {
  terms <- lapply(columns, function(column) pmax(densities[[column$kind]](data[[column$name]], column), -1e6))
  wrong <- matrix(0, nrow(data), length(columns))
  constant <- numeric(nrow(data))
  for (d in seq_along(columns)) {
    own <- channels[[d]]
    missing <- is.na(terms[[d]][, 1])
    terms[[d]][missing, ] <- 0
    wrong[, d] <- ifelse(missing, -Inf, own$log_odds + log_wrong[[columns[[d]]$kind]](data[[columns[[d]]$name]], own))
    constant <- constant + ifelse(missing, 0, log1p(-own$error_rate))
  }
  joint_of <- function(rows) {
    joint <- matrix(log(weights), length(rows), length(weights), byrow = TRUE)
    for (term in terms) joint <- joint + term[rows, , drop = FALSE]
    joint
  }
  rows <- seq_len(nrow(data))
  while (length(rows) > 0) {
    joint <- joint_of(rows)
    others <- do.call(cbind, lapply(terms, function(term) log_sum(joint - term[rows, , drop = FALSE])))
    excess <- wrong[rows, , drop = FALSE] - (log_sum(joint) - others)
    worst <- max.col(excess, ties.method = "first")
    found <- excess[cbind(seq_along(rows), worst)] > 0
    worst <- worst[found]
    rows <- rows[found]
    constant[rows] <- constant[rows] + wrong[cbind(rows, worst)]
    wrong[cbind(rows, worst)] <- -Inf
    for (d in unique(worst)) terms[[d]][rows[worst == d], ] <- 0
  }
  joint_of(seq_len(nrow(data))) + constant
}`;

/**
 * Rows may have more cells than there are columns, which R would take for further rows, and fewer. A header is read as
 * a row, since R would take one that is shorter than a row for one without the row names.
 */
function reading(fit: ExportedFit): readonly string[] {
  const { model, dialect } = fit;
  const framed = framedInR(fit);
  const quote = isUnquoted(dialect.quoting) ? '' : (dialect.quoting ?? USUAL).quote;
  const from =
    `${framed.from}, sep = ` +
    `${dialect.delimiter === ' ' ? '""' : quotedForR(dialect.delimiter === '  ' ? '\t' : dialect.delimiter)}`;
  const options = [
    'header = FALSE',
    'col.names = seq_len(widest)',
    'colClasses = "character"',
    'na.strings = character()',
    ...(quote === '"' ? [] : [`quote = ${quotedForR(quote)}`]),
    ...(framed.lines.length > 0 ? [] : ['fileEncoding = "UTF-8-BOM"']),
  ];
  // Only where there is one column is a blank line a row.
  if (model.schema.length === 1) options.push('blank.lines.skip = FALSE');
  return [
    '# All columns as text: what stands for a number or a ' +
      "level is the model's business. Rows may be longer or shorter.",
    list(
      'names <- c(',
      model.schema.map(({ name }) => quotedForR(name)),
      ')',
    ),
    ...framed.lines,
    `widest <- max(length(names), count.fields(${from}, quote ` +
      `= ${quotedForR(quote)}, comment.char = ""), na.rm = TRUE)`,
    list('data <- read.csv(', [from, ...options], ')'),
    `data <- data[${framed.hasHeader ? '-1' : ''}, seq_along(names), drop = FALSE]`,
    'names(data) <- names',
    ...framed.after,
  ];
}

const EVERY_ROW = `joint <- log_joint(data)
log_density <- log_sum(joint)
posterior <- exp(joint - log_density)`;
