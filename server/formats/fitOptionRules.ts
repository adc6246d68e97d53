/**
 * Validates fit options from outside, which may hold anything: the arguments of a command or a tool, and the settings
 * of an editor. The only definition of valid option values.
 */
import { isKind, KINDS } from '../core/schema/infer';
import type { FitOptions, StartParameters } from '../protocol';
import { isObject } from '../protocol/guards/guards';
import { shortJson } from '../words/values';

/** A JSON Schema, or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

interface Rule<T> {
  readonly is: (value: unknown) => value is T;
  /** Requirement in words: "k must be …". */
  readonly requirement: string;
  /** The requirement as far as JSON Schema can express it. */
  readonly schema: JsonSchema;
}
type Rules = { readonly [K in keyof FitOptions]-?: Rule<NonNullable<FitOptions[K]>> };

const MOST_COMPONENTS = 50;

const POSITIVE: Rule<number> = {
  is: (value): value is number => isNumber(value) && value > 0,
  requirement: 'a number above zero',
  schema: { type: 'number', exclusiveMinimum: 0 },
};
const COLUMN_NAMES: Rule<readonly string[]> = {
  is: isTextList,
  requirement: 'a list of column names',
  schema: { type: 'array', items: { type: 'string' } },
};

const RULES: Rules = {
  k: {
    is: (value): value is number | 'auto' => value === 'auto' || isInteger(value, 1, Infinity),
    requirement: '"auto" or an integer above zero',
    schema: { anyOf: [{ const: 'auto' }, { type: 'integer', minimum: 1 }] },
  },
  columns: COLUMN_NAMES,
  ignore: COLUMN_NAMES,
  kinds: {
    is: (value): value is NonNullable<FitOptions['kinds']> => isObject(value) && Object.values(value).every(isKind),
    requirement: `an object that gives columns one of the kinds ${KINDS.slice(0, -1).join(', ')} and ${KINDS.at(-1)}`,
    schema: { type: 'object', additionalProperties: { enum: KINDS } },
  },
  estimate: oneOf(['robust', 'map', 'ml']),
  method: oneOf(['em', 'lbfgs']),
  starts: integer(1, 1000),
  seed: integer(0, 2 ** 32 - 1),
  maxIterations: integer(1, 1e9),
  tolerance: POSITIVE,
  priorStrength: POSITIVE,
  maxComponents: integer(1, MOST_COMPONENTS),
  falseDiscoveryRate: {
    is: (value): value is number => isNumber(value) && value > 0 && value < 1,
    requirement: 'a number between 0 and 1',
    schema: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
  },
  delimiter: oneOf([',', ';', '\t', '|', '#', '~', '^', ' ', '  ']),
  header: {
    is: (value): value is boolean => typeof value === 'boolean',
    requirement: 'true or false',
    schema: { type: 'boolean' },
  },
  decimal: oneOf(['.', ',']),
  thousands: oneOf([',', '.', "'", ' ', '']),
  comment: text('a string'),
  skip: integer(0, 1000),
  unitsRows: integer(0, 10),
  headerRows: integer(1, 10),
  quote: oneOf(['"', "'"]),
  missing: { ...COLUMN_NAMES, requirement: 'a list of texts' },
  threads: integer(1, 1024),
  rows: {
    is: isRangeList,
    requirement: 'a list of pairs of rows, ascending and apart, such as [[0, 10], [12, 150]]',
    schema: {
      type: 'array',
      items: { type: 'array', items: { type: 'integer', minimum: 0 }, minItems: 2, maxItems: 2 },
    },
  },
  rowWeights: text('the name of a column'),
  start: {
    is: isStart,
    requirement: 'an object with "components", each with "columns", and perhaps "weights"',
    schema: { type: 'object', required: ['components'] },
  },
};

export interface Sifted {
  readonly options: FitOptions;
  /** One line for each value that was left out. */
  readonly problems: readonly string[];
}

/** Selects the usable values. `null` counts as absent, since some clients send it. */
export function siftOptions(given: Readonly<Record<string, unknown>>): Sifted {
  const usable: [string, unknown][] = [];
  const problems: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null) continue;
    const rule = Object.hasOwn(RULES, name) ? RULES[name as keyof Rules] : undefined;
    if (rule === undefined)
      problems.push(`there is no option "${name}"; the options are ${Object.keys(RULES).join(', ')}`);
    else if (rule.is(value)) usable.push([name, value]);
    else problems.push(`${name} must be ${rule.requirement}, not ${shortJson(value)}`);
  }
  return { options: Object.fromEntries(usable), problems };
}

/** Returns the JSON Schema of an option's values. */
export function schemaOfOption(name: keyof FitOptions): JsonSchema {
  return RULES[name].schema;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
function isInteger(value: unknown, least: number, greatest: number): value is number {
  return Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= greatest;
}
function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
function isRangeList(value: unknown): value is NonNullable<FitOptions['rows']> {
  if (!Array.isArray(value)) return false;
  let end = 0;
  return value.every((range: unknown) => {
    if (
      !Array.isArray(range) ||
      range.length !== 2 ||
      !isInteger(range[0], end, Infinity) ||
      !isInteger(range[1], range[0] + 1, Infinity)
    )
      return false;
    end = range[1];
    return true;
  });
}
function isAmong(value: unknown, choices: readonly string[]): boolean {
  return typeof value === 'string' && choices.includes(value);
}

function integer(least: number, greatest: number): Rule<number> {
  return {
    is: (value): value is number => isInteger(value, least, greatest),
    requirement: `an integer from ${least} to ${greatest}`,
    schema: { type: 'integer', minimum: least, maximum: greatest },
  };
}
function oneOf<T extends string>(choices: readonly T[]): Rule<T> {
  return {
    is: (value): value is T => isAmong(value, choices),
    requirement: `one of ${choices.map((choice) => JSON.stringify(choice)).join(' ')}`,
    schema: { enum: choices },
  };
}
function text(requirement: string): Rule<string> {
  return { is: (value): value is string => typeof value === 'string', requirement, schema: { type: 'string' } };
}

/** Checks only the form; the fit checks whether the parameters match the file. */
function isStart(value: unknown): value is StartParameters {
  if (!isObject(value) || !Array.isArray(value.components)) return false;
  const areNumbers = (list: unknown): boolean => Array.isArray(list) && list.every(isNumber);
  return (
    (value.weights === undefined || areNumbers(value.weights)) &&
    value.components.every(
      (component) =>
        isObject(component) &&
        isObject(component.columns) &&
        (component.weight === undefined || isNumber(component.weight)),
    )
  );
}
