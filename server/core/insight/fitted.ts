/**
 * A fitted model as a plain value, and what it says of a table's rows: of those it was fitted to, and of
 * the same file after edits. Holds everything that scoring needs and nothing that a thread cannot be sent.
 */
import type { TypedColumn, Wanted } from '../csv/column';
import type { Table } from '../csv/table';
import type { ColumnFacts } from '../families/family';
import { complete, expectationOfRow, score, type RowExpectation } from '../mixture/expectation';
import type { Fit } from '../mixture/fit';
import type { Matrix } from '../matrix';
import { shapeOf, type Mixture } from '../mixture/model';
import { encode, encodeColumns, usedColumns, wantedOf, type BadCell, type Encoded } from '../schema/encode';
import type { Schema } from '../schema/infer';
import { rowWeightsOf, weightsIn } from '../schema/rowWeights';
import { fairSurprises, rowOf, type CellSurprise } from './conditional';
import { deletedLogDensities, deletedLogDensity, withoutRow } from './deletion';
import { fingerprints, isAmong } from './fingerprint';
import { affordableDraws, flaggedRows, onOwnScales, patternOf, patternsIn, rowTails, simulate, tailProbability, type Surprise } from './surprise';
import { farBeyond, usualMixture, type UsualMixture } from './usual';

export interface FittedModel {
  readonly schema: Schema;
  /** Of each used column, in the order of the model. */
  readonly facts: readonly ColumnFacts[];
  readonly k: number;
  readonly theta: Float64Array;
  /** By which rows are judged. */
  readonly usual: UsualMixture;
  /** Of the rows that were fitted, ascending. */
  readonly fingerprints: Float64Array;
  readonly seed: number;
  readonly falseDiscoveryRate: number;
  /** So many rows are drawn for the tails of a pattern, whether the fit had the pattern or not. */
  readonly draws: number;
  /** The tails of the patterns that were met so far. */
  readonly surprise: Surprise;
}

/** What the model says of every row. */
export interface Judgement {
  readonly rows: number;
  readonly k: number;
  /** Row n, component k at n × K + k. */
  readonly posterior: Float64Array;
  /** log p(x_n) under the whole model. */
  readonly logDensity: Float64Array;
  /** Tail probability of each row, judged by the other rows. */
  readonly tail: Float64Array;
  /** The flagged rows, the least likely first. */
  readonly flagged: readonly number[];
  readonly badCells: readonly BadCell[];
  readonly badCellCount: number;
}

/** The mixture of a fitted model. */
export function mixtureOf(model: FittedModel): Mixture {
  return mixtureOver(model, model);
}

/** The mixture by which its rows are judged. */
function usualMixtureOf(model: FittedModel): Mixture {
  return mixtureOver(model, model.usual);
}

/** A row as it is part of the statistics by which rows are judged, without cells far beyond the others; undefined where the row was not fitted. */
function asFitted({ facts, usual, fingerprints: known }: FittedModel): (row: Float64Array) => Float64Array | undefined {
  const isFar = facts.map((own, d) => farBeyond(own, usual.facts[d]));
  return (row) => (isAmong(known, row) ? row.map((cell, d) => (isFar[d](cell) ? NaN : cell)) : undefined);
}

/** Rows are judged under the prior at strength 1, however the model was fitted: see `Marginal.logPredictive`. */
function mixtureOver({ schema, k }: FittedModel, { facts, theta }: Pick<UsualMixture, 'facts' | 'theta'>): Mixture {
  const columns = usedColumns(schema).map((column, d) => ({ family: column.kind, facts: facts[d] }));
  return { shape: shapeOf(columns, k), theta };
}

/** Makes the model of a fit, with the simulated tails of every pattern of observed cells among its rows. */
export function* fittedModel(
  fit: Fit, schema: Schema, matrix: Matrix, seed: number, falseDiscoveryRate: number,
): Generator<undefined, FittedModel> {
  const { theta } = fit.mixture;
  const facts = matrix.columns.map((column) => column.facts);
  const usual = yield* usualMixture(fit.mixture, fit.statistics, matrix);
  const draws = affordableDraws(fit.mixture.shape, patternsIn(matrix).length);
  const model = {
    schema, facts, k: fit.k, theta, usual, fingerprints: fingerprints(matrix), seed, falseDiscoveryRate, draws, surprise: new Map(),
  };
  return yield* withPatternsOf(model, matrix);
}

/** The columns that the model uses and the table does not have, by name. */
export function missingColumns(model: FittedModel, columns: readonly string[]): readonly string[] {
  const there = new Set(columns);
  return usedColumns(model.schema).map(({ name }) => name).filter((name) => !there.has(name));
}

/**
 * The model for a table whose columns may have been moved: each is found by its name. Undefined when one that the model
 * uses is gone; then it has nothing to say.
 */
export function alignModel(model: FittedModel, columns: readonly string[]): FittedModel | undefined {
  if (missingColumns(model, columns).length > 0) return undefined;
  const places = new Map(columns.map((name, index) => [name, index]));
  const schema = model.schema.flatMap((column) => {
    const index = places.get(column.name);
    return index === undefined ? [] : [{ ...column, index }];
  });
  return { ...model, schema };
}

/** The rows of a table as the model reads them; it must have the columns of the model's schema. */
export function encodeFor({ schema, facts }: FittedModel, table: Table): Encoded {
  const weighing = schema.find(({ weighsRows }) => weighsRows === true);
  const rowWeights = weighing && rowWeightsOf(table, weighing.index);
  // A weight that cannot be read, since somebody is typing it, leaves all rows counted once.
  return encode(table, schema, facts, typeof rowWeights === 'string' ? undefined : rowWeights);
}

/** What of a text's columns the model needs to be read. */
export function wantedBy({ schema }: FittedModel): (name: string) => Wanted | undefined {
  const needed = new Map(schema.filter(({ kind, weighsRows }) => kind !== 'ignored' || weighsRows === true).map((column) => [column.name, wantedOf(column)]));
  return (name) => needed.get(name);
}

/** The same as `encodeFor` of columns that were read already as the model needs them. */
export function encodeTyped({ schema, facts }: FittedModel, rows: number, typed: readonly TypedColumn[]): Encoded {
  const weighing = schema.find(({ weighsRows }) => weighsRows === true);
  const rowWeights = weighing && weightsIn(typed[weighing.index], weighing.name, weighing.index, () => ({ lineOf: () => 0, textOf: () => '' }));
  return encodeColumns(rows, schema, ({ index }) => typed[index], { facts, rowWeights: typeof rowWeights === 'string' ? undefined : rowWeights });
}

/** Judges all rows of a table with a frozen model; the table must have the columns of the model's schema. */
export function* judgeTable(model: FittedModel, table: Table): Generator<undefined, Judgement> {
  return yield* judge(model, encodeFor(model, table));
}

/** Judges encoded rows. Patterns of missing cells that the fit did not have are simulated on the way. */
export function* judge(model: FittedModel, { matrix, badCells, badCellCount }: Encoded): Generator<undefined, Judgement> {
  const scores = yield* score(mixtureOf(model), matrix);
  const { surprise } = yield* withPatternsOf(model, matrix);
  const judging = usualMixtureOf(model);
  const own = model.usual.theta === model.theta ? scores : yield* score(judging, matrix);
  const plain = rowTails(surprise, matrix, own.logDensity);
  const deleted = yield* deletedLogDensities(judging, matrix, model.usual.statistics, own, plain, asFitted(model));
  yield undefined;
  const tail = rowTails(surprise, matrix, deleted);
  yield undefined;
  const flagged = flaggedRows(tail, model.falseDiscoveryRate, matrix.rowWeights);
  return { rows: matrix.rows, k: model.k, ...scores, tail, flagged, badCells, badCellCount };
}

/** The same model with simulated tails also for the rows of this matrix, whose gaps may be new. */
export function* withPatternsOf(model: FittedModel, matrix: Matrix): Generator<undefined, FittedModel> {
  const fresh = patternsIn(matrix).filter((pattern) => !model.surprise.has(pattern));
  if (fresh.length === 0) return model;
  const judging = usualMixtureOf(model);
  const draws = Math.min(model.draws, affordableDraws(judging.shape, fresh.length));
  const simulated = yield* simulate(judging, fresh, draws, model.seed);
  return { ...model, surprise: new Map([...model.surprise, ...simulated]) };
}

/** What the model says of one row. */
export interface RowJudgement extends RowExpectation {
  /** Tail probability, judged by the other rows. */
  readonly tail: number;
  /** Every cell of a used column, in the order of the model, judged by the other rows and the row's innocent cells. */
  readonly cells: readonly CellSurprise[];
}

/** Judges one row of a matrix that was encoded with the model's schema. */
export function judgeRow(model: FittedModel, matrix: Matrix, row: number): RowJudgement {
  const cells = rowOf(matrix, row);
  const judging = usualMixtureOf(model);
  const { statistics } = model.usual;
  const fitted = asFitted(model)(cells);
  const others = fitted ? withoutRow(judging, statistics, fitted) : judging;
  const logDensity = fitted ? deletedLogDensity(judging, statistics, cells, fitted) : expectationOfRow(judging, cells).logDensity;
  const pattern = patternOf(matrix, row);
  const table = model.surprise.get(pattern) ?? complete(simulate(judging, [pattern], model.draws, model.seed)).get(pattern);
  const tail = table === undefined ? 1 : tailProbability(table, onOwnScales(matrix.columns, row, logDensity));
  return { ...expectationOfRow(mixtureOf(model), cells), tail, cells: fairSurprises(others, cells) };
}
