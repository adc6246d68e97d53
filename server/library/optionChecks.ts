/** Checks of single options: each throws a TypeError or RangeError that says what the option must be. */
import { isObject, kindOf } from './givenTable';

/** A check of the value of an option. @param what names the function and the option in a message */
export type Check = (what: string, value: unknown) => void;
export type Checks = Readonly<Record<string, Check>>;

/** Returns a check by a test. @param expected words for the right values */
export function requireRange(expected: string, test: (value: unknown) => boolean): Check {
  return (what, value) => {
    if (!test(value)) throw new TypeError(`${what} is ${kindOf(value)}. Pass ${expected}.`);
  };
}

/** Returns a check of a number: a TypeError for other values, a RangeError outside the range. */
export function numberIn(expected: string, test: (value: number) => boolean): Check {
  return (what, value) => {
    if (typeof value !== 'number') throw new TypeError(`${what} is ${kindOf(value)}. Pass ${expected}.`);
    if (!test(value)) throw new RangeError(`${what} is ${value}. Pass ${expected}.`);
  };
}

/** Returns a check of a text that is one of a few. */
export function textIn(...texts: readonly string[]): Check {
  return (what, value) => {
    if (typeof value === 'string' && texts.includes(value)) return;
    const problem = `${what} is ${kindOf(value)}. Pass one of ${texts.map((text) => JSON.stringify(text)).join(', ')}.`;
    throw typeof value === 'string' ? new RangeError(problem) : new TypeError(problem);
  };
}

export const textsIn = requireRange(
  'an array of strings',
  (value) => Array.isArray(value) && value.every((text) => typeof text === 'string'),
);

export const textMap = requireRange(
  'an object of kinds by column, such as { size: "lognormal" }',
  (value) => isObject(value) && !Array.isArray(value) && Object.values(value).every((text) => typeof text === 'string'),
);
