/** R, without any package, that rebuilds a fitted mixture, reads the file again and computes each row's log density and posteriors. */
import { densities } from './densities';
import { exportedColumns, headline, numbersOf, probabilitiesOf, type ExportedColumn, type ExportedFit } from './exported';
import { list, quotedForR } from './literals';

export function rCode(fit: ExportedFit): string {
  const columns = exportedColumns(fit);
  const kinds = [...new Set(columns.map(({ kind }) => densities[kind]))];
  return [
    `# Mixture of ${headline(fit)}.`,
    list('weights <- c(', fit.report.components.map(({ weight }) => String(weight)), ')'),
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

function numbers({ dialect }: ExportedFit): string {
  const cells = dialect.decimal === ',' ? 'sub(",", ".", as.character(cells), fixed = TRUE)' : 'as.character(cells)';
  return `numbers <- function(cells) {
  x <- suppressWarnings(as.numeric(${cells}))
  x[!is.finite(x)] <- NA
  x
}`;
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

function reading({ fileName, model, dialect }: ExportedFit): readonly string[] {
  const names = list('names <- c(', model.schema.map(({ name }) => quotedForR(name)), ')');
  const options = [
    `header = ${dialect.hasHeader ? 'TRUE' : 'FALSE'}`, `sep = ${quotedForR(dialect.delimiter)}`, 'col.names = names', 'check.names = FALSE',
    'colClasses = "character"', 'na.strings = character()', 'fileEncoding = "UTF-8-BOM"',
  ];
  return ['# All columns as text: what stands for a number or a level is the model\'s business.', names, list('data <- read.csv(', [quotedForR(fileName), ...options], ')')];
}

const EVERY_ROW = `joint <- log_joint(data)
highest <- apply(joint, 1, max)
log_density <- highest + log(rowSums(exp(joint - highest)))
posterior <- exp(joint - log_density)`;
