/** The options of `fit`, from words on the command line to the wire's FitOptions. */
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { DEFAULT_MISSING } from '../core/csv/dialect/dialect';
import { isKind, KINDS } from '../core/schema/infer';
import type { FitOptions, StartParameters } from '../protocol';
import { readText } from './readText';
import { UsageError } from './usageError';

/** How a file is to be read, as commander has it. */
export interface ReadingFlags {
  readonly delimiter?: FitOptions['delimiter'];
  readonly header: boolean;
  readonly decimal?: FitOptions['decimal'];
  readonly missing?: readonly string[];
  readonly comment?: string;
  readonly skip?: number;
  readonly unitsRows?: number;
  readonly thousands?: FitOptions['thousands'];
  /** As TextDecoder calls it. */
  readonly encoding?: string;
  readonly headerRows?: number;
  readonly quote?: FitOptions['quote'];
}

/** What is to be told of its rows, and where. */
export interface OutputFlags {
  readonly json?: boolean;
  readonly scores?: string;
  readonly escapeFormulas?: boolean;
  readonly quiet?: boolean;
}

/** The flags of `fit`. */
export interface FitFlags extends ReadingFlags, OutputFlags {
  readonly components?: number | 'auto';
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
}

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
      'comma, semicolon, "tab", |, #, ~, ^, "blank" for runs ' +
        'of blanks or "blanks" for runs of two and more (default: detected)',
      delimiterArgument,
    )
    .addOption(
      new Option('--quote <Q>', 'quotation mark around cells, " or \' (default: detected)').choices(['"', "'"]),
    )
    .option('--no-header', 'the first line is data')
    .addOption(
      new Option('--decimal <which>', 'the decimal mark (default: detected)')
        .choices(['point', 'comma'])
        .argParser(decimalArgument),
    )
    .option(
      '--thousands <mark>',
      'what separates thousands: comma, point, apostrophe, blank, or none; other marks make no number (default: any)',
      thousandsArgument,
    )
    .option(
      '--missing <word>',
      'a word that stands for a missing value, beside the usual ones; may be given more than once',
      wordArgument,
    )
    .option('--comment <prefix>', 'lines that begin with it are comments; "" for none (default: detected)')
    .option('--skip <N>', 'lines above the table, blank ones and comments aside (default: detected)', wholeNumber(0))
    .option(
      '--header-rows <N>',
      'rows that name the columns, whose names are joined by blanks (default: detected)',
      wholeNumber(1),
    )
    .option('--units-rows <N>', 'rows of units or types below the header (default: detected)', wholeNumber(0))
    .option(
      '--encoding <name>',
      'utf-8, utf-16le, utf-16be, windows-1252, latin1, or any ' +
        'other of the WHATWG standard, such as shift_jis (default: detected)',
      encodingArgument,
    );
}

export function addOutputOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON object and nothing else')
    .option('--scores <FILE.csv>', 'write the rows with cluster, posteriors, log density and tail probability')
    .option(
      '--escape-formulas',
      'in these, an apostrophe before cells that spreadsheets would take for formulas (numbers are none)',
    )
    .option('--quiet', 'print nothing but errors');
}

export function addFitOptions(command: Command): Command {
  command
    .addOption(
      new Option(
        '-k, --components <N|auto>',
        'number of components; auto takes the lowest BIC (default: auto)',
      ).argParser(componentsArgument),
    )
    .option('--columns <a,b>', 'only these columns', names)
    .option('--ignore <a,b>', 'all but these columns', names)
    .option('--kind <column=kind>', `kind of a column: ${KINDS.join(', ')}; may be given more than once`, kindArgument)
    .addOption(
      new Option(
        '--estimate <which>',
        'robust: map under an error channel in every column; map: with the conjugate priors; ml: maximum likelihood',
      )
        .choices(['robust', 'map', 'ml'])
        .default('robust'),
    )
    .addOption(
      new Option('--method <which>', 'em, or direct minimisation by lbfgs').choices(['em', 'lbfgs']).default('em'),
    )
    .option('--prior-strength <S>', 'multiplies the log prior of map; below 1 nearer to ml (default: 1)', positive)
    .option('--fdr <Q>', 'false discovery rate of what is found (default: 0.01)', share)
    .option('--row-weights <column>', 'a column with the weight of each row')
    .option('--starts <N>', 'maximum number of starts per number of components (default: 14)', wholeNumber(1))
    .option('--seed <N>', 'seed of the random starts (default: 0)', wholeNumber(0))
    .option('--max-iterations <N>', 'maximum number of iterations per start (default: 5000)', wholeNumber(0))
    .option('--tolerance <T>', 'nats per row from the limit at which a start has converged (default: 1e-8)', positive)
    .option('--start <FILE>', 'JSON of weights and components to start from; no other start is tried');
  return addOutputOptions(addReadingOptions(command))
    .option('--threads <N>', 'maximum number of threads; results do not depend on it', wholeNumber(1))
    .option('--out <MODEL.json>', 'write the fitted model')
    .option('--report <FILE.html>', 'write what was found, with pictures, as one HTML file');
}

/** How a file is read, as the wire has it. */
export type ReadingOptions = Pick<
  FitOptions,
  | 'delimiter'
  | 'header'
  | 'decimal'
  | 'missing'
  | 'comment'
  | 'skip'
  | 'unitsRows'
  | 'headerRows'
  | 'quote'
  | 'thousands'
>;

/** @throws UsageError where one mark is to be two things */
export function readingOptionsOf({
  delimiter,
  header,
  decimal,
  missing,
  comment,
  skip,
  unitsRows,
  headerRows,
  quote,
  thousands,
}: ReadingFlags): ReadingOptions {
  if (!header && headerRows !== undefined)
    throw new UsageError('--no-header and --header-rows contradict each other; leave one of them out');
  if (decimal !== undefined && decimal === thousands)
    throw new UsageError('--decimal and --thousands name the same mark; a number cannot have it for both');
  const given = {
    delimiter,
    header: header ? undefined : false,
    decimal,
    missing: missing && [...DEFAULT_MISSING, ...missing],
    comment,
    skip,
    unitsRows,
    headerRows,
    quote,
    thousands,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

export async function fitOptionsOf(flags: FitFlags): Promise<FitOptions> {
  const {
    columns,
    ignore,
    kind,
    estimate,
    method,
    priorStrength,
    fdr: falseDiscoveryRate,
    rowWeights,
    starts,
    seed,
    maxIterations,
    tolerance,
    threads,
  } = flags;
  const given = {
    k: flags.components,
    columns,
    ignore,
    kinds: kind,
    estimate,
    method,
    priorStrength,
    falseDiscoveryRate,
    rowWeights,
    starts,
    seed,
    maxIterations,
    tolerance,
    threads,
  };
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return {
    ...present,
    ...readingOptionsOf(flags),
    ...(flags.start !== undefined && { start: await readStart(flags.start) }),
  };
}

async function readStart(file: string): Promise<StartParameters> {
  const text = await readText(file);
  try {
    return JSON.parse(text) as StartParameters;
  } catch (error) {
    throw new UsageError(`${file}: cannot be read as a JSON start (${(error as Error).message.split('\n')[0]})`);
  }
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
  if (split < 1 || !isKind(kind))
    throw new InvalidArgumentError(`Write it as column=kind, with a kind of ${KINDS.join(', ')}.`);
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

/** As TextDecoder calls it, which knows many names of each. */
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

function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`It must be a whole number from ${least}.`);
    return value;
  };
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}

function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError('It must be a number between 0 and 1.');
  return value;
}

function delimiterArgument(text: string): FitOptions['delimiter'] {
  if (!Object.hasOwn(DELIMITERS, text))
    throw new InvalidArgumentError('It must be one of , ; | # ~ ^ tab blank blanks.');
  return DELIMITERS[text];
}
