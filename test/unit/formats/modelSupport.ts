/** Fits for the tests of model files, and changes of such files. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { complete } from '../../../server/core/numeric/generators';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { readModel } from '../../../server/formats/model/readModel';
import { modelJson } from '../../../server/formats/model/writeModel';
import { runPipeline, type FitOutput } from '../../../server/pipeline/fitTable';
import type { FitOptions } from '../../../server/protocol';
import { FitProblem } from '../../../server/words/fitProblem';

/** Options of a quick fit. */
export const FEW: FitOptions = { starts: 2, k: 3 };

/** Fits a table; the clock stands still. */
export function fitted(text: string, options: FitOptions = FEW): FitOutput {
  return complete(runPipeline(text, options, () => 0));
}

/** The model file of a fit. */
export function written({ report, model }: FitOutput): string {
  return modelJson(report, model, '9.9.9');
}

export const penguins = readFileSync('samples/penguins.csv', 'utf8');
/** Penguins with a wrong body mass in the first row. */
export const spoilt = penguins.replace(',3750,', ',6300000,');

/** Two groups in a column of every family, with missing cells. */
export function everyFamily(): string {
  const random = seededRandom(6);
  const cell = (text: string): string => (random() < 0.1 ? '' : text);
  const rows = Array.from({ length: 80 }, (_, n) => {
    const second = n % 3 === 0;
    const x = normalDeviate(random) + (second ? 4 : 0);
    return [
      x.toFixed(3),
      Math.exp(x).toFixed(4),
      String(Math.floor(random() * (second ? 20 : 4))),
      random() < 0.7 ? 'y' : 'n',
      'abc'[Math.floor(random() * 3)],
    ]
      .map(cell)
      .join(',');
  });
  return `number,positive,count,two,three\n${rows.join('\n')}\n`;
}

export const EVERY_KIND = {
  number: 'normal',
  positive: 'lognormal',
  count: 'poisson',
  two: 'bernoulli',
  three: 'categorical',
} as const;

/** A place in JSON: keys, separated by slashes. */
export type Place = string;

/**
 * JSON with another value at a place.
 * @param value a function makes it from the old value; undefined removes the key
 */
export function changed(text: string, place: Place, value: unknown): string {
  const content: unknown = JSON.parse(text);
  const keys = place.split('/');
  const last = keys.pop() ?? '';
  const holder = keys.reduce((within, key) => (within as Record<string, unknown>)[key], content) as Record<
    string,
    unknown
  >;
  const next: unknown = typeof value === 'function' ? (value as (old: unknown) => unknown)(holder[last]) : value;
  if (next === undefined) delete holder[last];
  else holder[last] = next;
  return JSON.stringify(content);
}

/** Doubles in base64, as in a model file. */
export function base64Of(values: readonly number[]): string {
  return Buffer.from(Float64Array.from(values).buffer).toString('base64');
}

/** A change of doubles in base64 that replaces the first. */
export function withFirst(first: number): (text: string) => string {
  return (text) => {
    const bytes = Buffer.from(text, 'base64');
    bytes.writeDoubleLE(first, 0);
    return bytes.toString('base64');
  };
}

/** The message with which readModel refuses a text; empty where it accepts it. */
export function complaint(text: string): string {
  try {
    readModel(text);
  } catch (error) {
    assert.ok(error instanceof FitProblem, String(error));
    return error.message;
  }
  return '';
}

let sound: string | undefined;

/** A valid model file with error channels, which is fitted once. */
export function soundModel(): string {
  return (sound ??= written(fitted(spoilt, { starts: 1, k: 2 })));
}
