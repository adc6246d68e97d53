/** Reads the reference numbers and the data they belong to. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTable } from '../../server/core/csv/table/table';
import type { Matrix } from '../../server/core/data/matrix';
import { encode } from '../../server/core/schema/encoding/encode';
import { inferSchema } from '../../server/core/schema/infer';

const folder = import.meta.dirname ?? join(process.cwd(), 'test/reference');

export interface ReferenceParameters {
  readonly weights: readonly number[];
  readonly means: Readonly<Record<string, readonly number[]>>;
  readonly variances: Readonly<Record<string, readonly number[]>>;
  readonly probabilities: Readonly<
    Record<string, { readonly levels: readonly string[]; readonly byComponent: readonly (readonly number[])[] }>
  >;
}

export interface ReferenceConditional {
  readonly mean?: number;
  readonly sd?: number;
  readonly probabilities?: Readonly<Record<string, number | null>>;
  readonly tail?: number;
}

export interface ReferenceRun {
  readonly trace: readonly { readonly iteration: number; readonly nlml: number; readonly objective: number }[];
  readonly after50: ReferenceParameters;
  readonly rows: readonly {
    readonly row: number;
    readonly posterior: readonly number[];
    readonly logDensity: number;
    readonly conditionals: Readonly<Record<string, ReferenceConditional>>;
  }[];
}

export interface Trajectory {
  readonly data: string;
  readonly k: number;
  readonly numeric: readonly string[];
  readonly categorical: readonly string[];
  readonly start: ReferenceParameters;
  readonly gradientAtStart: {
    readonly weightLogits: readonly number[];
    readonly means: Readonly<Record<string, readonly number[]>>;
    readonly logStandardDeviations: Readonly<Record<string, readonly number[]>>;
    readonly probabilityLogits: Readonly<Record<string, readonly (readonly number[])[]>>;
  };
  readonly ml: ReferenceRun;
  readonly map: ReferenceRun;
}

/** JSON as Python writes it: NaN is no JSON, and stands for a number the oracle could not give. */
function json(name: string): unknown {
  return JSON.parse(readFileSync(join(folder, name), 'utf8').replace(/\bNaN\b/g, 'null'));
}

export const trajectories = json('trajectories.json') as Readonly<Record<string, Trajectory>>;

type Columns = readonly string[] | string;
export interface Published {
  readonly ml: Readonly<Record<string, number>>;
  readonly normal?: Columns;
  readonly categorical?: Columns;
}
/** Maximum log likelihoods by data set and K. */
export const published = Object.fromEntries(
  Object.entries(json('published.json') as Record<string, Published | string>).filter(
    (entry): entry is [string, Published] => typeof entry[1] !== 'string',
  ),
);

export interface Optimum {
  readonly rows: number;
  readonly numeric: readonly string[];
  readonly categorical: readonly string[];
  readonly map: Readonly<
    Record<
      string,
      { readonly objective: number; readonly nlml: number; readonly hits: number; readonly starts: number }
    >
  >;
}
export const optima = json('optima.json') as Readonly<Record<string, Optimum>>;

/**
 * A data set with the given columns as normal and categorical ones, in the file's order; only empty cells are missing.
 */
export function referenceMatrix(file: string, numeric: readonly string[], categorical: readonly string[]): Matrix {
  const table = readTable(readFileSync(join(folder, 'data', file), 'utf8'), { missing: [''] });
  const kinds = Object.fromEntries([
    ...numeric.map((name) => [name, 'normal']),
    ...categorical.map((name) => [name, 'categorical']),
  ]) as Record<string, 'normal' | 'categorical'>;
  const schema = inferSchema(table, { columns: [...numeric, ...categorical], kinds });
  return encode(table, schema).matrix;
}

/** The header of a data set. */
export function columnsOf(file: string): readonly string[] {
  return readTable(readFileSync(join(folder, 'data', file), 'utf8')).columns;
}

/** `"all but a,b"` in words of published.json, or a list. */
export function namedColumns(file: string, columns: Columns | undefined): readonly string[] {
  if (columns === undefined) return [];
  if (typeof columns !== 'string') return columns;
  const left = /but (\S+)/.exec(columns)?.[1] ?? '';
  return columnsOf(file).filter((name) => name !== left);
}
