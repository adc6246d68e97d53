/**
 * Readers of fields of untrusted JSON. Each reader returns a value of its type or throws a FitProblem that names the
 * field and the required value. Only own properties count, so that a column may be named "__proto__".
 */
import { enumerated } from '../../language/joins';
import { say } from '../../language/language';
import { FitProblem } from '../words/fitProblem';
import { printable } from '../words/printable';

/** An object from JSON, and the owner by which messages refer to its fields. */
export interface JsonFields {
  readonly object: object;
  /** Beginning of a message: "The model's", `The model's column "x":`. */
  readonly owner: string;
}

export function fieldsOf(value: unknown, owner: string, name: string): JsonFields {
  if (!isObject(value)) throw new FitProblem(say('{owner} {field} must be an object.', { owner, field: name }));
  return { object: value, owner };
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the unchecked value of a field; undefined if the field is absent. */
export function fieldOf({ object }: JsonFields, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** Reads a finite number, greater than `above`. */
export function numberOf(fields: JsonFields, name: string, above = -Infinity): number {
  const value = fieldOf(fields, name);
  if (typeof value === 'number' && Number.isFinite(value) && value > above) return value;
  throw fieldProblem(
    fields,
    name,
    above === -Infinity ? say('a number') : say('a number above {limit}', { limit: String(above) }),
    value,
  );
}

export function integerOf(
  fields: JsonFields,
  name: string,
  minimum: number,
  maximum = Number.MAX_SAFE_INTEGER,
): number {
  const value = fieldOf(fields, name);
  if (Number.isSafeInteger(value) && Number(value) >= minimum && Number(value) <= maximum) return Number(value);
  throw fieldProblem(
    fields,
    name,
    minimum === maximum
      ? String(minimum)
      : maximum === Number.MAX_SAFE_INTEGER
        ? say('a whole number from {least}', { least: String(minimum) })
        : say('a whole number from {least} to {most}', { least: String(minimum), most: String(maximum) }),
    value,
  );
}

export function textOf(fields: JsonFields, name: string): string {
  const value = fieldOf(fields, name);
  if (typeof value === 'string') return value;
  throw fieldProblem(fields, name, say('a string'), value);
}

export function choiceOf<T extends string>(fields: JsonFields, name: string, choices: readonly T[]): T {
  const value = fieldOf(fields, name);
  const chosen = choices.find((choice) => choice === value);
  if (chosen !== undefined) return chosen;
  throw fieldProblem(fields, name, say('one of {choices}', { choices: enumerated(choices) }), value);
}

export function listOf(fields: JsonFields, name: string): readonly unknown[] {
  const value = fieldOf(fields, name);
  if (Array.isArray(value)) return value;
  throw fieldProblem(fields, name, say('a list'), value);
}

/** Reads a list of `minimum` to `maximum` texts without duplicates. */
export function distinctTextsOf(fields: JsonFields, name: string, minimum: number, maximum: number): readonly string[] {
  const list = listOf(fields, name);
  const texts = list.filter((value): value is string => typeof value === 'string');
  if (
    texts.length < list.length ||
    texts.length < minimum ||
    texts.length > maximum ||
    new Set(texts).size < texts.length
  ) {
    throw new FitProblem(
      say('{owner} "{field}" must be {least} to {most} different texts.', {
        owner: fields.owner,
        field: name,
        least: String(minimum),
        most: String(maximum),
      }),
    );
  }
  return texts;
}

function fieldProblem({ owner }: JsonFields, name: string, requirement: string, value: unknown): FitProblem {
  return new FitProblem(
    value === undefined
      ? say('{owner} "{field}" must be {requirement}, and is missing.', { owner, field: name, requirement })
      : say('{owner} "{field}" must be {requirement}, not {value}.', {
          owner,
          field: name,
          requirement,
          value: jsonValueWords(value),
        }),
  );
}

function jsonValueWords(value: unknown): string {
  if (Array.isArray(value)) return say('a list');
  return isObject(value) ? say('an object') : printable(JSON.stringify(value));
}
