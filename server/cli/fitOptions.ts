/**
 * Options that several commands share. They load no part of the engine, so that `--help` and completion are quick.
 */
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { FAMILY_NAMES } from '../core/families/registry';
import type { FitOptions } from '../protocol';

/** Reading options as commander parses them. */
export interface ReadingFlags {
  readonly delimiter?: FitOptions['delimiter'];
  readonly header: boolean;
  readonly decimal?: FitOptions['decimal'];
  readonly missing?: readonly string[];
  readonly comment?: string;
  readonly skip?: number;
  readonly unitsRows?: number;
  readonly thousands?: FitOptions['thousands'];
  /** Name of the encoding, as TextDecoder spells it. */
  readonly encoding?: string;
  readonly headerRows?: number;
  readonly quote?: FitOptions['quote'];
}

/** Output options that `fit` and `score` share. */
export interface OutputFlags {
  readonly json?: boolean;
  readonly scores?: string;
  readonly scoresDigits?: number;
  readonly escapeFormulas?: boolean;
  readonly quiet?: boolean;
}

/** Options of tables in databases. */
export interface SourceFlags {
  readonly passwordFile?: string;
  /** Time in seconds. */
  readonly timeout?: number;
}

/** Columns that identify rows. */
export interface KeyFlags {
  readonly key?: readonly string[];
}

/** Options of `fit`. */
export interface FitFlags extends ReadingFlags, OutputFlags, SourceFlags, KeyFlags {
  readonly components?: number | 'auto';
  readonly maxComponents?: number;
  readonly columns?: readonly string[];
  readonly ignore?: readonly string[];
  readonly kind?: FitOptions['kinds'];
  readonly estimate?: FitOptions['estimate'];
  readonly method?: FitOptions['method'];
  readonly priorStrength?: number;
  readonly fdr?: number;
  readonly rowWeights?: string;
  readonly starts?: number;
  readonly seed?: number;
  readonly maxIterations?: number;
  readonly tolerance?: number;
  readonly start?: string;
  readonly threads?: number;
  readonly out?: string;
  readonly report?: string;
  readonly inDatabase?: boolean;
  /** Number of rows of the sample of a fit in a database. */
  readonly sample?: number;
  /** Path of the state of a fit in a database. */
  readonly state?: string;
  /** Path of the state of an interrupted fit in a database. */
  readonly resume?: string;
  readonly retries?: number;
  /** Maximum number of cells that are read into memory. */
  readonly memoryCells?: number;
}

/** Description of an argument that names a table. */
export const TABLE_ARGUMENT =
  'a CSV file (also .gz), - for standard input, or another table: FILE.parquet, FILE.jsonl, FILE.duckdb#TABLE, ' +
  'FILE.sqlite#TABLE, clickhouse://USER@HOST/DATABASE/TABLE (docs/sources.md)';

/** Kinds that a column can have. */
const KINDS: readonly string[] = [...FAMILY_NAMES, 'ignored'];

const DELIMITERS: Readonly<Record<string, FitOptions['delimiter']>> = {
  ',': ',',
  ';': ';',
  '|': '|',
  '#': '#',
  '~': '~',
  '^': '^',
  '\t': '\t',
  '\\t': '\t',
  tab: '\t',
  ' ': ' ',
  blank: ' ',
  '  ': '  ',
  blanks: '  ',
};

const THOUSANDS: Readonly<Record<string, FitOptions['thousands']>> = {
  ',': ',',
  comma: ',',
  '.': '.',
  point: '.',
  "'": "'",
  '\u2019': "'",
  apostrophe: "'",
  ' ': ' ',
  '\u00a0': ' ',
  '\u202f': ' ',
  blank: ' ',
  '': '',
  none: '',
};

export function addReadingOptions(command: Command): Command {
  return command
    .option(
      '--delimiter <D>',
      'one of: , ; | # ~ ^ tab blank (runs of blanks) blanks (runs of two or more) (default: detected)',
      delimiterArgument,
    )
    .addOption(
      new Option('--quote <Q>', 'quotation mark around cells, " or \' (default: detected)').choices(['"', "'"]),
    )
    .option('--no-header', 'treat the first line as data')
    .addOption(
      new Option('--decimal <which>', 'decimal mark (default: detected)')
        .choices(['point', 'comma'])
        .argParser(decimalArgument),
    )
    .option(
      '--thousands <mark>',
      'thousands separator: comma, point, apostrophe, blank or none; cells with another one are not numbers (default: any)',
      thousandsArgument,
    )
    .option(
      '--missing <word>',
      'word for a missing value, in addition to the usual ones; may be repeated',
      wordArgument,
    )
    .option('--comment <prefix>', 'prefix of comment lines; "" for none (default: detected)')
    .option(
      '--skip <N>',
      'number of lines above the table, not counting blank lines and comments (default: detected)',
      wholeNumber(0),
    )
    .option(
      '--header-rows <N>',
      'number of header rows; the names of several are joined by blanks (default: detected)',
      wholeNumber(1),
    )
    .option(
      '--units-rows <N>',
      'number of rows with units or types below the header (default: detected)',
      wholeNumber(0),
    )
    .option(
      '--encoding <name>',
      'utf-8, utf-16le, utf-16be, windows-1252, latin1, or any other encoding ' +
        'of the WHATWG standard, such as shift_jis (default: detected)',
      encodingArgument,
    );
}

/** Adds the options of tables in databases. */
export function addSourceOptions(command: Command): Command {
  return command
    .option(
      '--password-file <FILE>',
      'file with the password of a ClickHouse server (default: the variable MIXTURE_LENS_CLICKHOUSE_PASSWORD ' +
        'or CLICKHOUSE_PASSWORD)',
    )
    .option('--timeout <S>', 'time in seconds that a server may take to answer (default: 300)', positive);
}

export function addRetriesOption(command: Command): Command {
  return command.option(
    '--retries <N>',
    'with --in-database: how often a statement is sent again after a fault of a server (default: 6, about a minute)',
    wholeNumber(0),
  );
}

export function addKeyOption(command: Command): Command {
  return command.option(
    '--key <column>',
    'column whose text identifies a row in its findings, and by which a database orders the rows; may be repeated',
    wordArgument,
  );
}

export function addOutputOptions(command: Command): Command {
  return command
    .option('--json', 'print the report as one JSON object instead of a summary')
    .option('--scores <FILE.csv>', 'write the rows with cluster, posteriors, log density, tail probability and oddness')
    .option(
      '--scores-digits <N>',
      'number of significant digits of the scores, each rounded to the nearest; 17: as many as read back as the same ' +
        'double (default: 9, so that a posterior within 5e-10 of 1 is written as 1)',
      wholeNumber(1, 17),
    )
    .option(
      '--escape-formulas',
      'in --scores, put an apostrophe before cells that spreadsheets would read as formulas (never before numbers)',
    )
    .option('--quiet', 'print only errors (and the JSON object of --json)');
}

/** Adds the options that determine the model: components, columns, kinds and the estimate. */
export function addModelOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '-k, --components <N|auto>',
        'number of components; auto picks the lowest BIC (default: auto)',
      ).argParser(componentsArgument),
    )
    .option(
      '--max-components <N>',
      'largest number of components that auto tries; those above 10 only while the BIC falls (default: 10)',
      wholeNumber(1),
    )
    .option('--columns <a,b>', 'use only these columns', names)
    .option('--ignore <a,b>', 'use all but these columns', names)
    .option('--kind <column=kind>', `kind of a column: ${KINDS.join(', ')}; may be repeated`, kindArgument)
    .addOption(
      new Option(
        '--estimate <which>',
        'robust: map with an error channel in every column; map: maximum a posteriori, with conjugate priors; ' +
          'ml: maximum likelihood',
      )
        .choices(['robust', 'map', 'ml'])
        .default('robust'),
    );
}

export function addFitOptions(command: Command): Command {
  addModelOptions(command)
    .addOption(
      new Option('--method <which>', 'em: expectation-maximisation; lbfgs: direct minimisation')
        .choices(['em', 'lbfgs'])
        .default('em'),
    )
    .option(
      '--prior-strength <S>',
      'factor on the log prior of robust and map; below 1 is closer to ml (default: 1)',
      positive,
    )
    .option('--fdr <Q>', 'false discovery rate of the unlikely rows and cells (default: 0.01)', share)
    .option('--row-weights <column>', 'column that holds the weight of each row')
    .option(
      '--starts <N>',
      'maximum number of starts from scratch per number of components (default: 14)',
      wholeNumber(1),
    )
    .option('--seed <N>', 'seed of the random number generator (default: 0)', wholeNumber(0))
    .option('--max-iterations <N>', 'maximum number of iterations per start (default: 5000)', wholeNumber(0))
    .option(
      '--tolerance <T>',
      'estimated distance to the limit at which a start has converged, in nats per row (default: 1e-8)',
      positive,
    )
    .option('--start <FILE>', 'JSON file with weights and components to start from; no other start is tried');
  return addSourceOptions(addKeyOption(addOutputOptions(addReadingOptions(command))))
    .option('--threads <N>', 'maximum number of threads; results do not depend on it', wholeNumber(1))
    .option('--out <MODEL.json>', 'write the fitted model')
    .option('--report <FILE.html>', 'write a report with pictures as one HTML file');
}

function componentsArgument(text: string): number | 'auto' {
  return text === 'auto' ? 'auto' : wholeNumber(1)(text);
}

function names(text: string): readonly string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function kindArgument(text: string, before: FitFlags['kind'] = {}): FitFlags['kind'] {
  const split = text.lastIndexOf('=');
  const kind = text.slice(split + 1);
  if (split < 1 || !KINDS.includes(kind))
    throw new InvalidArgumentError(`It must be column=kind, and kind one of ${KINDS.join(', ')}.`);
  return { ...before, [text.slice(0, split)]: kind };
}

function decimalArgument(text: string): FitOptions['decimal'] {
  if (text !== 'point' && text !== 'comma') throw new InvalidArgumentError('It must be point or comma.');
  return text === 'comma' ? ',' : '.';
}

function thousandsArgument(text: string): FitOptions['thousands'] {
  if (!Object.hasOwn(THOUSANDS, text))
    throw new InvalidArgumentError('It must be comma, point, apostrophe, blank or none.');
  return THOUSANDS[text];
}

/** Returns the canonical name of an encoding; TextDecoder knows many names for each. */
function encodingArgument(text: string): string {
  try {
    return new TextDecoder(text).encoding;
  } catch {
    throw new InvalidArgumentError(
      'It must be the name of an encoding, such as utf-8, utf-16le, windows-1252 or shift_jis.',
    );
  }
}

function wordArgument(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

export function wholeNumber(least: number, greatest = Infinity): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isSafeInteger(value) || value < least || value > greatest)
      throw new InvalidArgumentError(
        `It must be a whole number ${greatest === Infinity ? `of at least ${least}` : `from ${least} to ${greatest}`}.`,
      );
    return value;
  };
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}

export function nonNegative(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && Number.isFinite(value)))
    throw new InvalidArgumentError('It must be a number of at least 0.');
  return value;
}

export function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError('It must be a number between 0 and 1.');
  return value;
}

function delimiterArgument(text: string): FitOptions['delimiter'] {
  if (!Object.hasOwn(DELIMITERS, text))
    throw new InvalidArgumentError('It must be one of , ; | # ~ ^ tab blank blanks.');
  return DELIMITERS[text];
}
