/**
 * R code without packages that rebuilds a fitted mixture, reads the file again, and computes the log density and the
 * posteriors of each row.
 */
import type { Channel } from '../../core/contamination/errorChannel';
import { boundFunctions, boundsInR } from './boundCode';
import { densities, type Density } from './densities';
import { isUnquoted, USUAL_QUOTING } from '../../core/csv/dialect/quoting';
import {
  clusterNames,
  exportedColumns,
  headline,
  missingNumbers,
  parameterValues,
  levelSpellings,
  type ExportedColumn,
  type ExportedFit,
} from '../exports/exported';
import { datesInR } from './dated';
import { wrappedList, quotedForR } from './literals';
import { frameInR } from './framed';
import { plainNumbersInR, signsInR, zerosInR } from './numberCode';

export function rCode(fit: ExportedFit): string {
  const columns = exportedColumns(fit);
  const kinds = [...new Set(columns.map(({ kind }) => densities[kind]))];
  const boundCode = boundFunctions(
    columns,
    'r',
    columns.some(({ channel }) => channel !== undefined),
  );
  const channels = columns.flatMap(({ channel }) => (channel === undefined ? [] : [channel]));
  return [
    ...clusterLines(fit),
    '# The columns: name, kind, and by parameter a number for each cluster.',
    'columns <- list(',
    columns.map(columnEntry).join(',\n'),
    ')',
    ...(channels.length > 0
      ? [CHANNELS_COMMENT, 'channels <- list(', channels.map(channelEntry).join(',\n'), ')']
      : []),
    '',
    numbersFunction(fit),
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
    ...boundCode.flatMap((code) => [code, '']),
    ...(boundCode.length > 0 ? [LOG_TERM, ''] : []),
    ...(channels.length > 0
      ? robustCode(kinds, boundCode.length > 0)
      : [boundCode.length > 0 ? withBounds(LOG_JOINT) : LOG_JOINT, '']),
    ...readingLines(fit),
    ...datesInR(fit, columns),
    ...boundsInR(columns),
    ...plainNumbersInR(fit, columns),
    ...codesOf(columns),
    ...zerosInR(columns),
    ...signsInR(columns),
    '',
    ROW_POSTERIORS,
    '',
  ].join('\n');
}

function clusterLines(fit: ExportedFit): readonly string[] {
  const names = clusterNames(fit);
  return [
    `# Mixture of ${headline(fit)}.`,
    wrappedList(
      'weights <- c(',
      fit.report.components.map(({ weight }) => String(weight)),
      ')',
    ),
    ...(names.length > 0 ? [wrappedList('cluster_names <- c(', names.map(quotedForR), ')')] : []),
  ];
}

function columnEntry(column: ExportedColumn): string {
  const { name, kind, levels, parameters } = column;
  const spelt = levelSpellings(column);
  const density = densities[kind];
  const vector = (values: readonly number[]): string => wrappedList('c(', values.map(String), ')', '    ');
  const entries =
    levels.length > 0
      ? [
          `levels = ${wrappedList(
            'c(',
            spelt.map(({ text }) => quotedForR(text)),
            ')',
            '    ',
          )}`,
          `probabilities = ${wrappedList(
            'rbind(',
            spelt.map(({ probabilities }) => vector(probabilities)),
            ')',
            '    ',
          )}`,
        ]
      : density.parameters.map((parameter) => `${parameter} = ${vector(parameterValues(parameters, parameter))}`);
  return `  ${wrappedList('list(', [`name = ${quotedForR(name)}`, `kind = "${density.name}"`, ...entries], ')', '  ')}`;
}

const CHANNELS_COMMENT =
  '# How wrong cells of each column are known: their rate, ' +
  'the log odds by which a cell is set aside, and where they lie.';

function channelEntry({ rate, logOdds, spread: { centre, scale, levels } }: Channel): string {
  return (
    `  list(error_rate = ${rate}, log_odds = ${logOdds}, ` +
    `${levels > 0 ? `levels = ${levels}` : `centre = ${centre}, scale = ${scale}`})`
  );
}

/** Returns the densities of wrong cells, without functions that are already defined, and the joint density. */
function robustCode(kinds: readonly Density[], hasBounds: boolean): readonly string[] {
  const defined = new Set(kinds.flatMap(({ r }) => r.calls));
  const wrong = [...new Set(kinds.flatMap(({ r }) => r.wrong))].filter((code) => !defined.has(code));
  return [
    ...wrong.flatMap((code) => [code, '']),
    wrappedList(
      'log_wrong <- list(',
      kinds.map((kind) => `${kind.name} = ${kind.wrong}`),
      ')',
    ),
    '',
    hasBounds ? `${WRONG_TERM}\n\n${withBounds(ROBUST_LOG_JOINT)}` : ROBUST_LOG_JOINT,
    '',
  ];
}

/** Returns lines that set repeated values that count as missing to missing. */
function codesOf(columns: readonly ExportedColumn[]): readonly string[] {
  const entries = columns.flatMap(({ name, codes }) =>
    codes === undefined ? [] : [`list(name = ${quotedForR(name)}, codes = c(${codes.join(', ')}))`],
  );
  if (entries.length === 0) return [];
  return [
    '# Repeated values far from all others count as missing.',
    `for (repeated in ${wrappedList('list(', entries, ')')}) {`,
    '  data[[repeated$name]][numbers(data[[repeated$name]]) %in% repeated$codes] <- NA',
    '}',
  ];
}

function numbersFunction(fit: ExportedFit): string {
  const missingTexts = missingNumbers(fit);
  return [
    'numbers <- function(cells) {',
    '  cells <- trimws(as.character(cells))',
    ...(missingTexts.length > 0
      ? [`  cells[tolower(cells) %in% ${wrappedList('c(', missingTexts.map(quotedForR), ')', '  ')}] <- NA`]
      : []),
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

/** Replaces the terms of limits by those of bounds, in cells that hold bounds. */
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

/** Joint density under channels. Terms have a lower bound: an extreme one would cost the digits of the others. */
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
 * Returns lines that read the file. Rows may have fewer cells than there are columns, or more, which R would read as
 * further rows. The header is read as a row: R reads a header that is shorter than the rows as one without row names.
 */
function readingLines(fit: ExportedFit): readonly string[] {
  const { model, dialect } = fit;
  const frame = frameInR(fit);
  const quote = isUnquoted(dialect.quoting) ? '' : (dialect.quoting ?? USUAL_QUOTING).quote;
  const from =
    `${frame.from}, sep = ` +
    `${dialect.delimiter === ' ' ? '""' : quotedForR(dialect.delimiter === '  ' ? '\t' : dialect.delimiter)}`;
  const options = [
    'header = FALSE',
    'col.names = seq_len(widest)',
    'colClasses = "character"',
    'na.strings = character()',
    ...(quote === '"' ? [] : [`quote = ${quotedForR(quote)}`]),
    ...(frame.lines.length > 0 ? [] : ['fileEncoding = "UTF-8-BOM"']),
  ];
  // A blank line is a row only in a table with one column.
  if (model.schema.length === 1) options.push('blank.lines.skip = FALSE');
  return [
    '# All columns as text: what stands for a number or a ' +
      "level is the model's business. Rows may be longer or shorter.",
    wrappedList(
      'names <- c(',
      model.schema.map(({ name }) => quotedForR(name)),
      ')',
    ),
    ...frame.lines,
    `widest <- max(length(names), count.fields(${from}, quote ` +
      `= ${quotedForR(quote)}, comment.char = ""), na.rm = TRUE)`,
    wrappedList('data <- read.csv(', [from, ...options], ')'),
    `data <- data[${frame.hasHeader ? '-1' : ''}, seq_along(names), drop = FALSE]`,
    'names(data) <- names',
    ...frame.after,
  ];
}

const ROW_POSTERIORS = `joint <- log_joint(data)
log_density <- log_sum(joint)
posterior <- exp(joint - log_density)`;
