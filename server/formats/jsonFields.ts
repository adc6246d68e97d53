/**
 * Fields of JSON that may be anything. Each reader returns a value of its type or throws a FitProblem that says where
 * it should have been and what it must be. Only own properties count, so that a column may be named "__proto__".
 */
import { FitProblem } from '../words/fitProblem';
import { printable } from '../words/printable';

/** An object out of JSON, and what to call its fields. */
export interface JsonFields {
  readonly of: object;
  /** "The model's", `The model's column "x":`. */
  readonly owner: string;
}

export function fieldsOf(value: unknown, owner: string, name: string): JsonFields {
  if (!isObject(value)) throw new FitProblem(`${owner} ${name} must be an object.`);
  return { of: value, owner };
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The field as it is; undefined when there is none. */
export function fieldOf({ of }: JsonFields, name: string): unknown {
  return Object.hasOwn(of, name) ? (of as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** A finite number, above `above` where that is given. */
export function numberOf(fields: JsonFields, name: string, above = -Infinity): number {
  const value = fieldOf(fields, name);
  if (typeof value === 'number' && Number.isFinite(value) && value > above) return value;
  throw wrong(fields, name, above === -Infinity ? 'a number' : `a number above ${above}`, value);
}

export function wholeOf(fields: JsonFields, name: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
  const value = fieldOf(fields, name);
  if (Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most) return Number(value);
  throw wrong(
    fields,
    name,
    least === most
      ? String(least)
      : most === Number.MAX_SAFE_INTEGER
        ? `a whole number from ${least}`
        : `a whole number from ${least} to ${most}`,
    value,
  );
}

export function textOf(fields: JsonFields, name: string): string {
  const value = fieldOf(fields, name);
  if (typeof value === 'string') return value;
  throw wrong(fields, name, 'a string', value);
}

export function choiceOf<T extends string>(fields: JsonFields, name: string, choices: readonly T[]): T {
  const value = fieldOf(fields, name);
  const chosen = choices.find((choice) => choice === value);
  if (chosen !== undefined) return chosen;
  throw wrong(fields, name, `one of ${choices.join(', ')}`, value);
}

export function listOf(fields: JsonFields, name: string): readonly unknown[] {
  const value = fieldOf(fields, name);
  if (Array.isArray(value)) return value;
  throw wrong(fields, name, 'a list', value);
}

/** A list of so many texts, none of them twice. */
export function distinctTextsOf(fields: JsonFields, name: string, least: number, most: number): readonly string[] {
  const list = listOf(fields, name);
  const texts = list.filter((value): value is string => typeof value === 'string');
  if (texts.length < list.length || texts.length < least || texts.length > most || new Set(texts).size < texts.length) {
    throw new FitProblem(`${fields.owner} "${name}" must be ${least} to ${most} different texts.`);
  }
  return texts;
}

function wrong({ owner }: JsonFields, name: string, wanted: string, value: unknown): FitProblem {
  return new FitProblem(
    `${owner} "${name}" must be ${wanted}, ${value === undefined ? 'and is missing' : `not ${shown(value)}`}.`,
  );
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return isObject(value) ? 'an object' : printable(JSON.stringify(value));
}
