/**
 * A fitted model as a plain value, and what it says of a table's rows: of those it was fitted to, and of
 * the same file after edits. Holds everything that scoring needs and nothing that a thread cannot be sent.
 */
import type { TypedColumn, Wanted } from '../csv/column';
import type { Table } from '../csv/table';
import type { ColumnFacts } from '../families/family';
import { complete, expectationOfRow, score, type RowExpectation, type Scores } from '../mixture/expectation';
import type { Fit } from '../mixture/fit';
import type { Matrix } from '../matrix';
import { shapeOf, type Mixture } from '../mixture/model';
import { encode, encodeColumns, usedColumns, wantedOf, type BadCell, type Encoded } from '../schema/encode';
import type { Schema } from '../schema/infer';
import { rowWeightsOf, weightsIn } from '../schema/rowWeights';
import type { ColumnSums } from '../schema/sums';
import { fairSurprises, rowOf, type CellSurprise } from './conditional';
import { deletedLogDensity, mixtureForOthers, tailsByOthers, withoutRow, type AsFitted, type Judge } from './deletion';
import { fingerprints, isAmong } from './fingerprint';
import { rowPatterns, type RowPatterns } from './patterns';
import { affordableDraws, flaggedRows, simulate, tailsIn, type Surprise } from './surprise';
import { farBeyond, usualMixture, type UsualMixture } from './usual';

export interface FittedModel {
  readonly schema: Schema;
  /** Of each used column, in the order of the model. */
  readonly facts: readonly ColumnFacts[];
  readonly k: number;
  readonly theta: Float64Array;
  /** By which rows are judged. */
  readonly usual: UsualMixture;
  /** Of the rows that were fitted, ascending; left out as long as it judges these rows and no others. */
  readonly fingerprints?: Float64Array;
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

function asFitted({ facts, usual, fingerprints: known }: FittedModel): AsFitted {
  const wide = facts.flatMap((own, d) => (usual.facts[d].sd === own.sd ? [] : [{ d, isFar: farBeyond(own, usual.facts[d]) }]));
  return (row) => {
    if (known !== undefined && !isAmong(known, row)) return false;
    for (const { d, isFar } of wide) if (isFar(row[d])) row[d] = NaN;
    return true;
  };
}

/** Rows are judged under the prior at strength 1, however the model was fitted: see `Marginal.logPredictive`. */
function mixtureOver({ schema, k }: FittedModel, { facts, theta }: Pick<UsualMixture, 'facts' | 'theta'>): Mixture {
  const columns = usedColumns(schema).map((column, d) => ({ family: column.kind, facts: facts[d] }));
  return { shape: shapeOf(columns, k), theta };
}

/** The model of a fit, for any rows, with the simulated tails of every pattern of observed cells among those that were fitted. */
export function* fittedModel(
  fit: Fit, schema: Schema, matrix: Matrix, seed: number, falseDiscoveryRate: number,
): Generator<undefined, FittedModel> {
  const model = yield* modelOfRows(fit, schema, matrix, yield* rowPatterns(matrix), seed, falseDiscoveryRate);
  return yield* withFingerprints(model, matrix);
}

/** The same for the rows that were fitted alone: nobody need look for them among the fitted ones. */
export function* modelOfRows(
  fit: Fit, schema: Schema, matrix: Matrix, { patterns }: RowPatterns, seed: number, falseDiscoveryRate: number,
): Generator<undefined, FittedModel> {
  const { theta } = fit.mixture;
  const facts = matrix.columns.map((column) => column.facts);
  const usual = yield* usualMixture(fit.mixture, fit.statistics, matrix, fit.scores);
  const draws = affordableDraws(fit.mixture.shape, patterns.filter((pattern) => pattern.includes('1')).length);
  const model: FittedModel = { schema, facts, k: fit.k, theta, usual, seed, falseDiscoveryRate, draws, surprise: new Map() };
  // Rows that do not count were not fitted, unless they are like others that do.
  return yield* withPatterns(matrix.rowWeights === undefined ? model : yield* withFingerprints(model, matrix), { patterns });
}

/** The same model for any rows. @param matrix the rows that were fitted */
export function* withFingerprints(model: FittedModel, matrix: Matrix): Generator<undefined, FittedModel> {
  return model.fingerprints === undefined ? { ...model, fingerprints: yield* fingerprints(matrix) } : model;
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
export function encodeTyped({ schema, facts }: FittedModel, rows: number, typed: readonly TypedColumn[], sums?: ColumnSums): Encoded {
  const weighing = schema.find(({ weighsRows }) => weighsRows === true);
  const rowWeights = weighing && weightsIn(typed[weighing.index], weighing.name, weighing.index, () => ({ lineOf: () => 0, textOf: () => '' }));
  return encodeColumns(rows, schema, ({ index }) => typed[index], { facts, sums, rowWeights: typeof rowWeights === 'string' ? undefined : rowWeights });
}

/** Judges all rows of a table with a frozen model; the table must have the columns of the model's schema. */
export function* judgeTable(model: FittedModel, table: Table): Generator<undefined, Judgement> {
  return yield* judge(model, encodeFor(model, table));
}

/**
 * Judges encoded rows. Patterns of missing cells that the fit did not have are simulated on the way.
 *
 * @param patterns of these rows, where they are known already
 * @param scores of these rows under the model, where they are known already
 */
export function* judge(model: FittedModel, { matrix, badCells, badCellCount }: Encoded, patterns?: RowPatterns, scores?: Scores): Generator<undefined, Judgement> {
  const known = patterns ?? (yield* rowPatterns(matrix));
  const { surprise } = yield* withPatterns(model, known);
  const judging: Judge = {
    mixture: usualMixtureOf(model), statistics: model.usual.statistics, tails: tailsIn(surprise, matrix, known), asFitted: asFitted(model),
  };
  const { tail, scores: own } = yield* judged(judging, matrix, model.usual.theta === model.theta ? undefined : mixtureOf(model), scores);
  const flagged = flaggedRows(tail, model.falseDiscoveryRate, matrix.rowWeights);
  return { rows: matrix.rows, k: model.k, ...own, tail, flagged, badCells, badCellCount };
}

/**
 * @param other the mixture by which rows are scored, where it is not that by which they are judged; of the two only one's posteriors are found at a time
 * @param known the scores, where they are known already
 */
function* judged(judging: Judge, matrix: Matrix, other?: Mixture, known?: Scores): Generator<undefined, { tail: Float64Array; scores: Scores }> {
  if (other !== undefined) {
    const tail = yield* tailsByOthers(judging, matrix, yield* score(judging.mixture, matrix));
    return { tail, scores: known ?? (yield* score(other, matrix)) };
  }
  const scores = known ?? (yield* score(judging.mixture, matrix));
  return { tail: yield* tailsByOthers(judging, matrix, scores), scores };
}

/** The same model with simulated tails also for the rows of this matrix, whose gaps may be new. */
export function* withPatternsOf(model: FittedModel, matrix: Matrix): Generator<undefined, FittedModel> {
  return yield* withPatterns(model, yield* rowPatterns(matrix));
}

/** The same model with simulated tails also for these patterns. */
export function* withPatterns(model: FittedModel, { patterns }: Pick<RowPatterns, 'patterns'>): Generator<undefined, FittedModel> {
  const fresh = patterns.filter((pattern) => pattern.includes('1') && !model.surprise.has(pattern));
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
  const own: Matrix = { rows: 1, columns: matrix.columns.map((column, d) => ({ ...column, values: cells.subarray(d, d + 1) })) };
  const judging = usualMixtureOf(model);
  const { statistics } = model.usual;
  const fitted = cells.slice();
  const isFitted = asFitted(model)(fitted);
  const others = isFitted ? withoutRow(judging, statistics, fitted) : mixtureForOthers(judging, statistics);
  const logDensity = isFitted ? deletedLogDensity(judging, statistics, cells, fitted) : expectationOfRow(others, cells).logDensity;
  const patterns = complete(rowPatterns(own));
  const { surprise } = complete(withPatterns(model, patterns));
  const tail = tailsIn(surprise, own, patterns).of(0, logDensity);
  return { ...expectationOfRow(mixtureOf(model), cells), tail, cells: fairSurprises(others, cells) };
}
