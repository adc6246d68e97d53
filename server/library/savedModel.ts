/** A model in the library: the content of a model file. */
import { readModel as readModelFile, type ModelFile } from '../formats/model/readModel';
import { isObject } from './givenTable';
import { takesPart } from '../core/schema/encoding/usedColumns';
import type { Estimate } from '../protocol';

/** A fitted model, from `fit` or `readModel`. Keep it between programs as the text that `writeModel` returns. */
export interface Model {
  /** Number of components. */
  readonly k: number;
  readonly estimate: Estimate;
  /** Number of rows that it was fitted to. */
  readonly rows: number;
  /** Names of the columns that it needs and judges. */
  readonly columns: readonly string[];
}

/** Key of a model's text: a program may hold the library twice, as an ES module and as CommonJS. */
const TEXT = Symbol.for('mixture-lens: text of a model');

/** A model with its file, which is made and read when it is first needed. */
class SavedModel implements Model {
  #text: string | undefined;
  #file: ModelFile | undefined;

  constructor(
    readonly k: number,
    readonly estimate: Estimate,
    readonly rows: number,
    readonly columns: readonly string[],
    private readonly write: () => string,
  ) {
    Object.defineProperty(this, 'write', { enumerable: false });
  }

  [TEXT](): string {
    return this.text;
  }

  get text(): string {
    return (this.#text ??= this.write());
  }

  get file(): ModelFile {
    return (this.#file ??= readModelFile(this.text));
  }
}

/** Makes the model of a fit. @param write returns the text of its file */
export function modelOfFit(properties: Model, write: () => string): Model {
  const { k, estimate, rows, columns } = properties;
  return new SavedModel(k, estimate, rows, columns, write);
}

/**
 * Reads a model file, as `writeModel` or `mixture-lens fit --out` writes it.
 *
 * @throws TypeError if the argument is no text
 * @throws FitProblem with one line that names the problem, its place and the remedy
 */
export function readModel(text: string): Model {
  if (typeof text !== 'string')
    throw new TypeError('readModel: the argument is not a string. Pass the text of a model file.');
  const { model, estimate, rows } = readModelFile(text);
  return new SavedModel(model.k, estimate, rows, modelColumns(model), () => text);
}

/** Returns the names of the columns that a model judges. */
export function modelColumns({ schema }: Pick<ModelFile['model'], 'schema'>): readonly string[] {
  return schema.filter(takesPart).map(({ name }) => name);
}

/** Returns the text of a model file. @throws TypeError for another value than a model */
export function writeModel(model: Model): string {
  return requireModel('writeModel', model).text;
}

/** Whether a value is a model, of this build of the library or of the other one. */
export function isModel(value: unknown): value is Model {
  return value instanceof SavedModel || textFunctionOf(value) !== undefined;
}

/** Returns a model with its file. @throws TypeError for another value than a model */
export function requireModel(called: string, model: unknown): { readonly text: string; readonly file: ModelFile } {
  if (model instanceof SavedModel) return model;
  const textOf = textFunctionOf(model);
  if (textOf !== undefined) return requireModel(called, readModel(textOf.call(model)));
  throw new TypeError(`${called}: this value is not a model. Pass one from fit or readModel.`);
}

function textFunctionOf(value: unknown): (() => string) | undefined {
  const textOf = isObject(value) ? (value as { readonly [TEXT]?: unknown })[TEXT] : undefined;
  return typeof textOf === 'function' ? (textOf as () => string) : undefined;
}
