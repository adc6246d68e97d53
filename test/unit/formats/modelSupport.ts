/** Fits for the tests of model files, and changes of model files. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { normalDeviate, seededRandom } from '../../../server/core/numeric/random';
import { readModel } from '../../../server/formats/model/readModel';
import { modelJson } from '../../../server/formats/model/writeModel';
import type { FitOutput } from '../../../server/pipeline/fitTable';
import type { FitOptions } from '../../../server/protocol';
import { FitProblem } from '../../../server/words/fitProblem';
import { fitText } from '../../support/fitText';

/** Options of a quick fit. */
export const QUICK_FIT: FitOptions = { starts: 2, k: 3 };

/** Returns the model file of a fit. */
export function modelFileOf({ report, model }: FitOutput): string {
  return modelJson(report, model, '9.9.9');
}

export const penguins = readFileSync('samples/penguins.csv', 'utf8');
/** Penguins with a wrong body mass in the first row. */
export const penguinsWithSlip = penguins.replace(',3750,', ',6300000,');

/** Returns a table of two groups in a column of every family, with missing cells. */
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

/** Path in JSON: keys, separated by slashes. */
export type JsonPath = string;

/**
 * Returns JSON with another value at a path.
 * @param value new value, or a function of the old value; undefined removes the key
 */
export function withValueAt(text: string, path: JsonPath, value: unknown): string {
  const content: unknown = JSON.parse(text);
  const keys = path.split('/');
  const last = keys.pop() ?? '';
  const parent = keys.reduce((node, key) => (node as Record<string, unknown>)[key], content) as Record<string, unknown>;
  const newValue: unknown = typeof value === 'function' ? (value as (old: unknown) => unknown)(parent[last]) : value;
  if (newValue === undefined) delete parent[last];
  else parent[last] = newValue;
  return JSON.stringify(content);
}

/** Returns doubles in base64, as in a model file. */
export function base64Of(values: readonly number[]): string {
  return Buffer.from(Float64Array.from(values).buffer).toString('base64');
}

/** Returns a change of doubles in base64 that replaces the first. */
export function withFirst(first: number): (text: string) => string {
  return (text) => {
    const bytes = Buffer.from(text, 'base64');
    bytes.writeDoubleLE(first, 0);
    return bytes.toString('base64');
  };
}

/** Returns the message with which readModel refuses a text; empty where it accepts the text. */
export function refusalMessage(text: string): string {
  try {
    readModel(text);
  } catch (error) {
    assert.ok(error instanceof FitProblem, String(error));
    return error.message;
  }
  return '';
}

let cachedModel: string | undefined;

/** Returns a valid model file with error channels, which is fitted once per run. */
export function validModel(): string {
  return (cachedModel ??= modelFileOf(fitText(penguinsWithSlip, { starts: 1, k: 2 })));
}

/** Fault, its path, the value there as for `withValueAt`, and the message. */
export type ModelFault = readonly [string, JsonPath, unknown, RegExp];

/** Tests that readModel refuses a valid model file with each of the faults. */
export function itRefuses(faults: readonly ModelFault[]): void {
  for (const [what, path, value, message] of faults) {
    it(`readModel refuses ${what}`, () =>
      assert.match(refusalMessage(withValueAt(validModel(), path, value)), message));
  }
}
