/** R, without any package, that rebuilds a fitted mixture, reads the file again and computes each row's log density and posteriors. */
import { densities } from './densities';
import { clusterNames, exportedColumns, headline, missingNumbers, numbersOf, probabilitiesOf, type ExportedColumn, type ExportedFit } from './exported';
import { list, quotedForR } from './literals';

export function rCode(fit: ExportedFit): string {
  const columns = exportedColumns(fit);
  const names = clusterNames(fit);
  const kinds = [...new Set(columns.map(({ kind }) => densities[kind]))];
  return [
    `# Mixture of ${headline(fit)}.`,
    list('weights <- c(', fit.report.components.map(({ weight }) => String(weight)), ')'),
    ...(names.length > 0 ? [list('cluster_names <- c(', names.map(quotedForR), ')')] : []),
    '# The columns: name, kind, and by parameter a number for each cluster.',
    'columns <- list(', columns.map(columnEntry).join(',\n'), ')', '',
    numbers(fit), '',
    EACH, '',
    'densities <- list(', kinds.map(({ r }) => `  ${r.code}`).join(',\n'), ')', '',
    LOG_JOINT, '',
    ...reading(fit), '',
    EVERY_ROW, '',
  ].join('\n');
}

function columnEntry({ name, kind, levels, parameters }: ExportedColumn): string {
  const density = densities[kind];
  const vector = (values: readonly number[]): string => list('c(', values.map(String), ')', '    ');
  const entries = levels.length > 0
    ? [`levels = ${list('c(', levels.map(quotedForR), ')', '    ')}`, `probabilities = ${list('rbind(', levels.map((level) => vector(probabilitiesOf(parameters, level))), ')', '    ')}`]
    : density.parameters.map((own) => `${own} = ${vector(numbersOf(parameters, own))}`);
  return `  ${list('list(', [`name = ${quotedForR(name)}`, `kind = "${density.name}"`, ...entries], ')', '  ')}`;
}

function numbers(fit: ExportedFit): string {
  const none = missingNumbers(fit);
  return [
    'numbers <- function(cells) {',
    '  cells <- trimws(as.character(cells))',
    ...(none.length > 0 ? [`  cells[tolower(cells) %in% ${list('c(', none.map(quotedForR), ')', '  ')}] <- NA`] : []),
    `  x <- suppressWarnings(as.numeric(${fit.dialect.decimal === ',' ? 'sub(",", ".", cells, fixed = TRUE)' : 'cells'}))`,
    '  x[!is.finite(x)] <- NA',
    '  x', '}',
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

/**
 * Rows may have more cells than there are columns, which R would take for further rows, and fewer. A header is read as a row, since
 * R would take one that is shorter than a row for one without the row names.
 */
function reading({ fileName, model, dialect }: ExportedFit): readonly string[] {
  const from = `${quotedForR(fileName)}, sep = ${quotedForR(dialect.delimiter)}`;
  const options = ['header = FALSE', 'col.names = seq_len(widest)', 'colClasses = "character"', 'na.strings = character()', 'fileEncoding = "UTF-8-BOM"'];
  // Only where there is one column is a blank line a row.
  if (model.schema.length === 1) options.push('blank.lines.skip = FALSE');
  return [
    '# All columns as text: what stands for a number or a level is the model\'s business. Rows may be longer or shorter.',
    list('names <- c(', model.schema.map(({ name }) => quotedForR(name)), ')'),
    `widest <- max(length(names), count.fields(${from}, quote = "\\"", comment.char = ""), na.rm = TRUE)`,
    list('data <- read.csv(', [from, ...options], ')'),
    `data <- data[${dialect.hasHeader ? '-1' : ''}, seq_along(names), drop = FALSE]`,
    'names(data) <- names',
  ];
}

const EVERY_ROW = `joint <- log_joint(data)
highest <- apply(joint, 1, max)
log_density <- highest + log(rowSums(exp(joint - highest)))
posterior <- exp(joint - log_density)`;
