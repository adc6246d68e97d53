/**
 * A fitted model as a plain value, and what it says of a table's rows: of those it was fitted to, and of
 * the same file after edits. Holds everything that scoring needs and nothing that a thread cannot be sent.
 */
import type { Channel } from '../contamination/errorChannel';
import type { TypedColumn, Wanted } from '../csv/columns/typedColumn';
import type { Table } from '../csv/table/table';
import type { ColumnFacts } from '../families/family';
import { logDensities, score, type Scores } from '../mixture/expectation';
import type { Fit } from '../selection/fitMixture';
import { rowPatterns, unbounded, type Pattern, type RowPatterns } from '../data/missingPatterns';
import { withoutBounds, type Matrix } from '../data/matrix';
import { shapeOf, type Mixture } from '../mixture/model';
import {
  encode,
  encodeColumns,
  wantedOf,
  type BadCell,
  type Encoded,
  type RepeatedValue,
  type Variant,
} from '../schema/encoding/encode';
import { takesPart, usedColumns } from '../schema/encoding/usedColumns';
import type { Schema } from '../schema/infer';
import { rowWeightsOf, weightsIn } from '../schema/encoding/rowWeights';
import type { ColumnSums } from '../schema/encoding/columnSums';
import type { JudgingMixture } from './judgingMixture';
import type { Heap } from './exempt/heaps';
import { type HeavyTail } from './exempt/heavyTails';
import type { Skew } from './exempt/skew';
import { logWeightsOf, standingsOf, type Standing } from './standing';
import { affordableDraws, simulate, tailsIn, type Surprise } from './tails/surprise';
import { unlikelyRows, type Suspects, type UnlikelyRow } from './suspects';
import { suspectsOf } from './suspicious';
import { withoutSettled } from './settledCells';

export interface FittedModel {
  readonly schema: Schema;
  /** Of each used column, in the order of the model; of the cells that were kept. */
  readonly facts: readonly ColumnFacts[];
  readonly k: number;
  readonly theta: Float64Array;
  /** Of each used column; left out where every cell is believed, as under `map` and `ml`. */
  readonly channels?: readonly Channel[];
  /** On how many rows the parameters of column d and component k rest, at d × K + k. */
  readonly rows: Float64Array;
  /** Of each component. */
  readonly standings: readonly Standing[];
  /** Of each used column; left out where none has a heavy tail. */
  readonly heavyTails?: readonly (HeavyTail | undefined)[];
  /** Of each used column; left out where none is skewed within its components. */
  readonly skews?: readonly (Skew | undefined)[];
  /** Of each used column; left out where none has heaps. */
  readonly heaps?: readonly (readonly Heap[] | undefined)[];
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
  /** Row n, component k at n × K + k: given the cells that are not set aside. */
  readonly posterior: Float64Array;
  /** log p(x_n) under the whole model, the channels included. */
  readonly logDensity: Float64Array;
  /** Tail probability of each row, all its cells taken as they are, under the common components. */
  readonly tail: Float64Array;
  /** What may be found, of which `unlikely` is. */
  readonly suspects: Suspects;
  /** The rows in which something is wrong, the least likely first. */
  readonly unlikely: readonly UnlikelyRow[];
  /** Small groups with their rows, ascending. */
  readonly groups: readonly Group[];
  /** Values that count as missing for being repeated far from all others. */
  readonly repeated: readonly RepeatedValue[];
  /** Levels in other spellings, which count as these levels. */
  readonly variants: readonly Variant[];
  readonly badCells: readonly BadCell[];
  readonly badCellCount: number;
}

/** A small dense group of rows that other rows are not like. */
export interface Group {
  readonly component: number;
  readonly rows: Uint32Array;
}

/** A row is of a group where this much of it is. */
const MEMBER = 0.5;

/** The mixture of a fitted model. */
export function mixtureOf({ schema, facts, k, theta }: Pick<FittedModel, 'schema' | 'facts' | 'k' | 'theta'>): Mixture {
  const columns = usedColumns(schema).map((column, d) => ({ family: column.kind, facts: facts[d] }));
  return { shape: shapeOf(columns, k), theta };
}

/** The mixture of its common components, by which rows are judged. */
export function commonMixtureOf(model: FittedModel): Mixture {
  const mixture = mixtureOf(model);
  if (model.standings.every((standing) => standing === 'common')) return mixture;
  const theta = model.theta.slice();
  theta.set(logWeightsOf(model.theta, model.k, (j) => model.standings[j] === 'common'));
  return { shape: mixture.shape, theta };
}

export function judgingOf(model: FittedModel): JudgingMixture {
  const { rows, standings, k, heavyTails = [], skews = [], heaps = [] } = model;
  return {
    mixture: mixtureOf(model),
    channels: model.channels ?? believing(rows.length / k),
    standings,
    rows,
    heavyTails,
    skews,
    heaps,
  };
}

/** Channels of columns of which every cell is believed. */
function believing(width: number): readonly Channel[] {
  return Array.from({ length: width }, () => ({
    rate: 0,
    logOdds: -Infinity,
    spread: { centre: 0, scale: 1, levels: 1 },
  }));
}

/** The fitted parameters with what judging needs to know of the rows that they rest on. */
export interface FittedParameters {
  readonly fit: Fit;
  readonly channels?: readonly Channel[];
  /** The rows that were fitted, without the cells that were set aside. */
  readonly kept: Matrix;
}

/** The model of a fit, with the simulated tails of every pattern of observed cells among these. */
export function* fittedModel(
  { fit, channels, kept }: FittedParameters,
  schema: Schema,
  seed: number,
  falseDiscoveryRate: number,
  patterns: Pick<RowPatterns, 'patterns'>,
): Generator<undefined, FittedModel> {
  const { shape, theta } = fit.mixture;
  const rows = columnRows(fit.mixture, fit.statistics);
  const draws = affordableDraws(shape, surprising(patterns).length);
  const model: FittedModel = {
    schema,
    facts: kept.columns.map((column) => column.facts),
    k: fit.k,
    theta,
    ...(channels !== undefined && { channels }),
    rows,
    standings: standingsOf(fit.mixture, fit.statistics.subarray(0, fit.k)),
    seed,
    falseDiscoveryRate,
    draws,
    surprise: new Map(),
  };
  return yield* withPatterns(model, patterns);
}

/** On how many rows each component's parameters of each column rest: those in which the cell is observed and kept. */
export function columnRows({ shape: { k, columns } }: Mixture, statistics: Float64Array): Float64Array {
  const rows = new Float64Array(columns.length * k);
  columns.forEach(({ marginal, statistics: at }, d) => {
    // The statistics of numbers begin with their number.
    for (let j = 0; j < k; j++)
      rows[d * k + j] = Math.max(0, marginal.continuous ? statistics[at + j * marginal.statisticCount] : statistics[j]);
  });
  return rows;
}

/** The columns that the model uses and the table does not have, by name. */
export function missingColumns(model: FittedModel, columns: readonly string[]): readonly string[] {
  const there = new Set(columns);
  return model.schema
    .filter(takesPart)
    .map(({ name }) => name)
    .filter((name) => !there.has(name));
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
  const needed = new Map(
    schema
      .filter(
        ({ kind, weighsRows, dates, relation, sequence, patterns, key, depends }) =>
          kind !== 'ignored' ||
          weighsRows === true ||
          [dates, relation, sequence, patterns, key, depends].some((own) => own !== undefined),
      )
      .map((column) => [column.name, wantedOf(column)]),
  );
  return (name) => needed.get(name);
}

/** The same as `encodeFor` of columns that were read already as the model needs them. */
export function encodeTyped(
  { schema, facts }: FittedModel,
  rows: number,
  typed: readonly TypedColumn[],
  sums?: ColumnSums,
): Encoded {
  const weighing = schema.find(({ weighsRows }) => weighsRows === true);
  const rowWeights =
    weighing &&
    weightsIn(typed[weighing.index], weighing.name, weighing.index, () => ({ lineOf: () => 0, textOf: () => '' }));
  return encodeColumns(rows, schema, ({ index }) => typed[index], {
    facts,
    sums,
    rowWeights: typeof rowWeights === 'string' ? undefined : rowWeights,
  });
}

/** Judges all rows of a table with a frozen model; the table must have the columns of the model's schema. */
export function* judgeTable(model: FittedModel, table: Table): Generator<undefined, Judgement> {
  return yield* judge(model, encodeFor(model, table));
}

/**
 * Judges encoded rows. Patterns of missing cells that the fit did not have are simulated on the way.
 *
 * @param patterns of these rows, where they are known already
 * @param scores of these rows under the model's mixture, all cells believed, where they are known already; they are
 * overwritten
 */
export function* judge(
  model: FittedModel,
  encoded: Encoded,
  patterns?: RowPatterns,
  scores?: Scores,
): Generator<undefined, Judgement> {
  const { matrix, repeated, variants, badCells, badCellCount } = encoded;
  const known = patterns ?? (yield* rowPatterns(matrix));
  const informed = yield* withPatterns(model, known);
  const { posterior, logDensity } = scores ?? (yield* score(mixtureOf(model), matrix));
  const common = commonMixtureOf(model);
  const numbers = withoutBounds(matrix);
  const ofCommon =
    common.theta === model.theta && numbers === matrix ? logDensity : yield* logDensities(common, numbers);
  const tail = new Float64Array(matrix.rows);
  const tails = tailsIn(informed.surprise, matrix, known);
  const suspects = withoutSettled(
    yield* suspectsOf({
      judging: judgingOf(informed),
      common,
      falseDiscoveryRate: model.falseDiscoveryRate,
      matrix,
      patterns: known,
      posterior,
      logDensity,
      ofCommon: ofCommon === logDensity ? logDensity.slice() : ofCommon,
      tail,
      tails,
    }),
    encoded,
    model.schema,
  );
  const unlikely = unlikelyRows(suspects, testsOf(matrix), model.falseDiscoveryRate);
  const groups = groupsOf(model, posterior, matrix.rows);
  return {
    rows: matrix.rows,
    k: model.k,
    posterior,
    logDensity,
    tail,
    suspects,
    unlikely,
    groups,
    repeated,
    variants,
    badCells,
    badCellCount,
  };
}

/** How many rows and columns are tested; rows that do not count are not there to be found. */
function testsOf({ rows, columns, rowWeights }: Matrix): { readonly rows: number; readonly columns: number } {
  const counted =
    rowWeights === undefined ? rows : rowWeights.reduce((count, weight) => (weight === 0 ? count : count + 1), 0);
  return { rows: counted, columns: columns.length };
}

function groupsOf({ standings, k }: FittedModel, posterior: Float64Array, rows: number): readonly Group[] {
  return standings.flatMap((standing, component) => {
    if (standing !== 'group') return [];
    const members: number[] = [];
    for (let n = 0; n < rows; n++) if (posterior[n * k + component] > MEMBER) members.push(n);
    return members.length === 0 ? [] : [{ component, rows: Uint32Array.from(members) }];
  });
}

/** The same model with simulated tails also for the rows of this matrix, whose gaps may be new. */
export function* withPatternsOf(model: FittedModel, matrix: Matrix): Generator<undefined, FittedModel> {
  return yield* withPatterns(model, yield* rowPatterns(matrix));
}

/** The same model with simulated tails also for these patterns. */
export function* withPatterns(
  model: FittedModel,
  patterns: Pick<RowPatterns, 'patterns'>,
): Generator<undefined, FittedModel> {
  const fresh = surprising(patterns).filter((pattern) => !model.surprise.has(pattern));
  if (fresh.length === 0) return model;
  const judging = commonMixtureOf(model);
  const draws = Math.min(model.draws, affordableDraws(judging.shape, fresh.length));
  const simulated = yield* simulate(judging, fresh, draws, model.seed);
  return { ...model, surprise: new Map([...model.surprise, ...simulated]) };
}

/** The patterns of which rows can surprise as a whole, each once. */
function surprising({ patterns }: Pick<RowPatterns, 'patterns'>): readonly Pattern[] {
  return [...new Set(patterns.map(unbounded))].filter((pattern) => pattern.includes('1'));
}
