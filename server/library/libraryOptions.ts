/** Options of the library: the names and the ranges of the command line's. */
import { DEFAULT_MISSING } from '../core/csv/dialect/dialect';
import type { Estimate, FitOptions, Kind, Method, StartParameters } from '../protocol';
import { FEWEST_PERMUTATIONS, MOST_PERMUTATIONS } from '../protocol/report/comparisonReports';
import { isObject, kindOf, type ValueTable } from './givenTable';
import { requireRange, textIn, numberIn, textsIn, textMap, type Check, type Checks } from './optionChecks';
import { marksFor } from './tableText';

/** Cancels work: an AbortSignal. */
export interface CancelSignal {
  readonly aborted: boolean;
  readonly reason?: unknown;
}

/** A step of a running fit. */
export interface Progress {
  /** Number of components that is tried. */
  readonly k: number;
  /** Number of the start of this K, from 0. */
  readonly start: number;
  readonly iteration: number;
  /** Negative log-marginal-likelihood in nats. */
  readonly nlml: number;
  readonly objective: number;
}

/** Options of reading that apply to every table. */
export interface ValueOptions {
  /** Words for a missing value, in addition to the usual ones such as NA, compared without case. */
  readonly missing?: readonly string[];
  /** Decimal mark in strings; '.' by default, and detected in the text of a CSV file. */
  readonly decimal?: '.' | ',';
  /** Thousands separator in strings; a blank or '' for none. Any by default. */
  readonly thousands?: ',' | '.' | "'" | ' ' | '';
}

/** Options of reading; those that are not in ValueOptions apply to the text of a CSV file alone. All are detected. */
export interface ReadingOptions extends ValueOptions {
  readonly delimiter?: ',' | ';' | '\t' | '|' | '#' | '~' | '^' | ' ' | '  ';
  readonly quote?: '"' | "'";
  readonly header?: boolean;
  /** Prefix of comment lines; '' for none. */
  readonly comment?: string;
  /** Number of lines above the table, not counting blank lines and comments. */
  readonly skip?: number;
  readonly headerRows?: number;
  /** Number of rows with units or types below the header. */
  readonly unitsRows?: number;
}

/** Options of work that can be cancelled. */
export interface RunOptions {
  /** Stops the work at its next step; the promise is rejected with the signal's reason. */
  readonly signal?: CancelSignal;
  /** Maximum number of threads under Node.js; results do not depend on it. */
  readonly threads?: number;
}

export interface DescribeOptions extends ReadingOptions, RunOptions {}
export interface ScoreOptions extends ReadingOptions, RunOptions {}

/** Options that determine the model. */
export interface ModelOptions {
  /** Number of components; 'auto', the default, picks the lowest BIC. */
  readonly k?: number | 'auto';
  /** Largest number of components that 'auto' tries; those above 10 only while the BIC falls. 10 by default. */
  readonly maxComponents?: number;
  /** Names of the columns to use; all others are ignored. */
  readonly columns?: readonly string[];
  /** Names of the columns to ignore. */
  readonly ignore?: readonly string[];
  /** Kinds of columns by name, instead of the inferred ones. */
  readonly kinds?: Readonly<Record<string, Kind | 'ignored'>>;
  readonly estimate?: Estimate;
  /** Seed of the random number generator; 0 by default. */
  readonly seed?: number;
  /** Receives the latest step some times a second. An error that it throws ends the work. */
  readonly onProgress?: (step: Progress) => void;
}

/** Options of a comparison. Those of reading apply to both tables, as far as they are texts. */
export interface CompareOptions extends ReadingOptions, RunOptions, ModelOptions {
  /** Number of permutations for p-values, from 999 to 1,000,000; 1999 by default. */
  readonly permutations?: number;
}

export interface LibraryFitOptions extends ReadingOptions, RunOptions, ModelOptions {
  readonly method?: Method;
  /** Factor on the log prior; 1 by default. */
  readonly priorStrength?: number;
  /** False discovery rate of the unlikely rows and cells; 0.01 by default. */
  readonly fdr?: number;
  /** Name of the column that holds the weight of each row. */
  readonly rowWeights?: string;
  /** Maximum number of starts from scratch per number of components; 14 by default. */
  readonly starts?: number;
  /** Maximum number of iterations per start; 5000 by default. */
  readonly maxIterations?: number;
  /** Estimated distance to the limit at which a start has converged, in nats per row; 1e-8 by default. */
  readonly tolerance?: number;
  /** Weights and components to start from, as in a report; no other start is tried. */
  readonly start?: StartParameters;
}

/** Options as the pipeline takes them, with those that steer its run. */
export interface CheckedOptions {
  readonly fit: FitOptions;
  readonly signal: CancelSignal | undefined;
  readonly onProgress: ((step: Progress) => void) | undefined;
}

const whole = (least: number): Check =>
  numberIn(`a whole number of at least ${least}`, (value) => Number.isSafeInteger(value) && value >= least);
const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 1;
const positive = numberIn('a number above 0', (value) => value > 0 && value < Infinity);

const VALUE_CHECKS: Checks = { missing: textsIn, decimal: textIn('.', ','), thousands: textIn(',', '.', "'", ' ', '') };

const TEXT_CHECKS: Checks = {
  delimiter: textIn(',', ';', '\t', '|', '#', '~', '^', ' ', '  '),
  quote: textIn('"', "'"),
  header: requireRange('true or false', (value) => typeof value === 'boolean'),
  comment: requireRange('a string', (value) => typeof value === 'string'),
  skip: whole(0),
  headerRows: whole(1),
  unitsRows: whole(0),
};

const RUN_CHECKS: Checks = {
  signal: requireRange('an AbortSignal', (value) => isObject(value) && typeof value['aborted'] === 'boolean'),
  threads: whole(1),
};

const MODEL_CHECKS: Checks = {
  k: (what, value) => {
    if (value !== 'auto') numberIn('"auto" or a whole number of at least 1', isCount)(what, value);
  },
  maxComponents: whole(1),
  columns: textsIn,
  ignore: textsIn,
  kinds: textMap,
  estimate: textIn('robust', 'map', 'ml'),
  seed: whole(0),
  onProgress: requireRange('a function', (value) => typeof value === 'function'),
};

const FIT_CHECKS: Checks = {
  ...MODEL_CHECKS,
  method: textIn('em', 'lbfgs'),
  priorStrength: positive,
  fdr: numberIn('a number between 0 and 1', (value) => value > 0 && value < 1),
  rowWeights: requireRange('the name of a column', (value) => typeof value === 'string'),
  starts: whole(1),
  maxIterations: whole(0),
  tolerance: positive,
  start: requireRange(
    'an object with components, such as a report',
    (value) => isObject(value) && Array.isArray(value['components']),
  ),
};

const COMPARE_CHECKS: Checks = {
  ...MODEL_CHECKS,
  permutations: numberIn(
    `a whole number from ${FEWEST_PERMUTATIONS} to ${MOST_PERMUTATIONS}`,
    (value) => Number.isSafeInteger(value) && value >= FEWEST_PERMUTATIONS && value <= MOST_PERMUTATIONS,
  ),
};

const READING_CHECKS: Checks = { ...VALUE_CHECKS, ...TEXT_CHECKS, ...RUN_CHECKS };

/** Checks by function of the library. */
export const OPTIONS = {
  fit: { ...FIT_CHECKS, ...READING_CHECKS },
  score: READING_CHECKS,
  describe: READING_CHECKS,
  compare: { ...COMPARE_CHECKS, ...READING_CHECKS },
} as const;

/**
 * Checks the options of a function of the library.
 *
 * @param table to be read with these options
 * @throws TypeError or RangeError that names the function, the option and the remedy
 */
export function requireOptions(
  called: keyof typeof OPTIONS,
  given: unknown,
  table: string | ValueTable,
): CheckedOptions {
  const [checked] = requireAllOptions(called, given, [table]);
  return checked;
}

/**
 * Checks the options of a function of the library. Those for the text of a CSV file need one such table.
 *
 * @param tables to be read with these options
 * @returns the options for each table
 * @throws TypeError or RangeError that names the function, the option and the remedy
 */
export function requireAllOptions(
  called: keyof typeof OPTIONS,
  given: unknown,
  tables: readonly (string | ValueTable)[],
): readonly CheckedOptions[] {
  const hasText = tables.some((table) => typeof table === 'string');
  if (given !== undefined && (!isObject(given) || Array.isArray(given)))
    throw new TypeError(`${called}: the options are ${kindOf(given)}. Pass an object such as { seed: 1 }.`);
  const checks: Checks = OPTIONS[called];
  const present = Object.entries(given ?? {}).filter(([, value]) => value !== undefined);
  for (const [name, value] of present) {
    if (!Object.hasOwn(checks, name))
      throw new TypeError(
        `${called}: there is no option ${JSON.stringify(name)}; the options are ${Object.keys(checks).join(', ')}.`,
      );
    checks[name](`${called}: option ${name}`, value);
    if (!hasText && Object.hasOwn(TEXT_CHECKS, name))
      throw new TypeError(
        `${called}: option ${name} is for the text of a CSV file, and ${tables.length === 1 ? 'the table has' : 'the tables have'} values. Omit it.`,
      );
  }
  const options = Object.fromEntries(present) as LibraryFitOptions;
  requireConsistent(called, options);
  const { signal, onProgress } = options;
  return tables.map((table) => ({ fit: pipelineOptions(options, table), signal, onProgress }));
}

function requireConsistent(called: string, { header, headerRows, decimal, thousands }: LibraryFitOptions): void {
  if (header === false && headerRows !== undefined)
    throw new RangeError(`${called}: options header: false and headerRows contradict each other. Omit one of them.`);
  if (decimal !== undefined && decimal === thousands)
    throw new RangeError(`${called}: options decimal and thousands are the same mark. Choose another for one of them.`);
}

function pipelineOptions(options: LibraryFitOptions, table: string | ValueTable): FitOptions {
  const { fdr, missing } = options;
  const ownNames: readonly string[] = ['signal', 'onProgress', 'fdr', 'missing'];
  const isValues = typeof table !== 'string';
  const others = Object.fromEntries(
    Object.entries(options).filter(
      ([name]) => !ownNames.includes(name) && !(isValues && Object.hasOwn(TEXT_CHECKS, name)),
    ),
  );
  return {
    ...others,
    ...(fdr !== undefined && { falseDiscoveryRate: fdr }),
    // With all of these given, nothing of a text that was written from values is guessed.
    ...(isValues && { ...marksFor(options.decimal), header: true }),
    ...((isValues || missing !== undefined) && { missing: [...DEFAULT_MISSING, ...(missing ?? [])] }),
  };
}
