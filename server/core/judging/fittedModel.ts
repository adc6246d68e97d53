/**
 * A fitted model as a plain value, and its judgement of a table's rows: those it was fitted to, and the same file after
 * edits. It holds everything that scoring needs, and only data that can be sent to a thread.
 */
import type { Channel } from '../contamination/errorChannel';
import type { TypedColumn, ColumnRequest } from '../csv/columns/typedColumn';
import type { Table } from '../csv/table/table';
import type { ColumnFacts } from '../families/family';
import { logDensities, score, type Scores } from '../mixture/expectation';
import type { Fit } from '../selection/fitMixture';
import { rowPatterns, boundsAsMissing, type Pattern, type RowPatterns } from '../data/missingPatterns';
import { withoutBounds, type Matrix } from '../data/matrix';
import { shapeOf, type Mixture } from '../mixture/model';
import { columnRequest } from '../schema/encoding/values/columnRequest';
import { encode, encodeColumns, type Encoded, type RepeatedValue, type Variant } from '../schema/encoding/encode';
import type { BadCell } from '../schema/encoding/badCell';
import { takesPart, usedColumns } from '../schema/encoding/usedColumns';
import type { Schema } from '../schema/infer';
import { rowWeightsOf, checkedWeights } from '../schema/encoding/rowWeights';
import type { ColumnSums } from '../schema/encoding/columnSums';
import type { JudgingMixture } from './judgingMixture';
import type { Correlation } from './exempt/correlations';
import type { Crossing } from './exempt/crossings';
import type { Heap } from './exempt/heaps';
import { type HeavyTail } from './exempt/heavyTails';
import type { Skew } from './exempt/skew';
import { logWeightsOf, standingsOf, type Standing } from './standing';
import { affordableDraws, simulateTails, tailsIn, type Surprise } from './tails/surprise';
import { unlikelyRows, type Suspects, type UnlikelyRow } from './falseDiscovery';
import { findSuspects } from './findSuspects';
import { withoutSettled } from './settledCells';
import { canJudgeWholeRows } from './tails/wholeRows';

export interface FittedModel {
  readonly schema: Schema;
  /** Facts of each used column over the kept cells, in the order of the model. */
  readonly facts: readonly ColumnFacts[];
  readonly k: number;
  readonly theta: Float64Array;
  /** Error channel of each used column; left out where no cell can be wrong, as under `map` and `ml`. */
  readonly channels?: readonly Channel[];
  /** Number of rows behind the parameters of column d and component k, at d × K + k. */
  readonly rows: Float64Array;
  /** Standing of each component. */
  readonly standings: readonly Standing[];
  /** Heavy tail of each used column, if any; left out where no column has one. */
  readonly heavyTails?: readonly (HeavyTail | undefined)[];
  /** Skew of each used column, if any; left out where no column is skewed within its components. */
  readonly skews?: readonly (Skew | undefined)[];
  /** Heaps of each used column, if any; left out where no column has heaps. */
  readonly heaps?: readonly (readonly Heap[] | undefined)[];
  /** Closest correlation of each used column within components, if any; left out where no column has one. */
  readonly correlations?: readonly (Correlation | undefined)[];
  /** Crossings of each used column, if any; left out where no column has any. */
  readonly crossings?: readonly (Crossing | undefined)[];
  readonly seed: number;
  readonly falseDiscoveryRate: number;
  /** Number of rows drawn for the tails of a pattern, whether the pattern occurred in the fit or later. */
  readonly draws: number;
  /** Tail tables of the patterns seen so far. */
  readonly surprise: Surprise;
}

/** Judgement of every row by the model. */
export interface Judgement {
  readonly rows: number;
  readonly k: number;
  /** Posterior of row n and component k at n × K + k, given the kept cells. */
  readonly posterior: Float64Array;
  /** log p(x_n) under the whole model, including the channels. */
  readonly logDensity: Float64Array;
  /** Tail probability of each row under the common components, with all its cells as they are. */
  readonly tail: Float64Array;
  /** All candidates for findings, of which `unlikely` is a part. */
  readonly suspects: Suspects;
  /** Rows in which something is wrong, the least likely first. */
  readonly unlikely: readonly UnlikelyRow[];
  /** Small groups with their rows, ascending. */
  readonly groups: readonly Group[];
  /** Values that count as missing because they are repeated far from all others. */
  readonly repeated: readonly RepeatedValue[];
  /** Variant spellings of levels, which count as these levels. */
  readonly variants: readonly Variant[];
  readonly badCells: readonly BadCell[];
  readonly badCellCount: number;
}

/** A small dense group of rows, unlike the other rows. */
export interface Group {
  readonly component: number;
  readonly rows: Uint32Array;
}

/** Posterior above which a row belongs to a group. */
const MEMBER_POSTERIOR = 0.5;

/** Returns the mixture of a fitted model. */
export function mixtureOf({ schema, facts, k, theta }: Pick<FittedModel, 'schema' | 'facts' | 'k' | 'theta'>): Mixture {
  const columns = usedColumns(schema).map((column, d) => ({ family: column.kind, facts: facts[d] }));
  return { shape: shapeOf(columns, k), theta };
}

/** Returns the mixture of the common components, by which rows are judged. */
export function commonMixtureOf(model: FittedModel): Mixture {
  const mixture = mixtureOf(model);
  if (model.standings.every((standing) => standing === 'common')) return mixture;
  const theta = model.theta.slice();
  theta.set(logWeightsOf(model.theta, model.k, (j) => model.standings[j] === 'common'));
  return { shape: mixture.shape, theta };
}

export function judgingOf(model: FittedModel): JudgingMixture {
  const { rows, standings, k, heavyTails = [], skews = [], heaps = [], correlations = [], crossings = [] } = model;
  return {
    mixture: mixtureOf(model),
    channels: model.channels ?? channelsWithoutErrors(rows.length / k),
    standings,
    rows,
    heavyTails,
    skews,
    heaps,
    correlations,
    crossings,
  };
}

/** Returns channels under which no cell is wrong. */
function channelsWithoutErrors(width: number): readonly Channel[] {
  return Array.from({ length: width }, () => ({
    rate: 0,
    logOdds: -Infinity,
    spread: { centre: 0, scale: 1, levels: 1 },
  }));
}

/** Fitted parameters, with the facts about their rows that judging needs. */
export interface FittedParameters {
  readonly fit: Fit;
  readonly channels?: readonly Channel[];
  /** The fitted rows without the cells set aside. */
  readonly keptCells: Matrix;
}

/** Makes the model of a fit, with simulated tails for every pattern of observed cells in its rows. */
export function* fittedModel(
  { fit, channels, keptCells }: FittedParameters,
  schema: Schema,
  seed: number,
  falseDiscoveryRate: number,
  patterns: Pick<RowPatterns, 'patterns'>,
): Generator<undefined, FittedModel> {
  const { shape, theta } = fit.mixture;
  const rows = columnRows(fit.mixture, fit.statistics);
  const draws = affordableDraws(shape, surprisingPatterns(patterns).length);
  const model: FittedModel = {
    schema,
    facts: keptCells.columns.map((column) => column.facts),
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
  return yield* withTailsOfPatterns(model, patterns);
}

/** Counts the rows behind each component's parameters of each column: those whose cell is observed and kept. */
export function columnRows({ shape: { k, columns } }: Mixture, statistics: Float64Array): Float64Array {
  const rows = new Float64Array(columns.length * k);
  columns.forEach(({ marginal, statistics: at }, d) => {
    // The first statistic of a column of numbers is their count.
    for (let j = 0; j < k; j++)
      rows[d * k + j] = Math.max(0, marginal.continuous ? statistics[at + j * marginal.statisticCount] : statistics[j]);
  });
  return rows;
}

/** Lists the names of the columns that the model uses and the table lacks. */
export function missingColumns(model: FittedModel, columns: readonly string[]): readonly string[] {
  const presentNames = new Set(columns);
  return model.schema
    .filter(takesPart)
    .map(({ name }) => name)
    .filter((name) => !presentNames.has(name));
}

/**
 * Finds the model's columns by name in a table whose columns may have moved. Undefined when a used column is absent;
 * then the model cannot judge the table.
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

/** Encodes the rows of a table for the model; the table must have the columns of the model's schema. */
export function encodeFor({ schema, facts }: FittedModel, table: Table): Encoded {
  const weighing = schema.find(({ weighsRows }) => weighsRows === true);
  const rowWeights = weighing && rowWeightsOf(table, weighing.index);
  // If a weight is unreadable, because the user is typing it, every row counts once.
  return encode(table, schema, facts, typeof rowWeights === 'string' ? undefined : rowWeights);
}

/** Returns the form in which each column of a text must be read for the model, by name. */
export function requestedColumns({ schema }: FittedModel): (name: string) => ColumnRequest | undefined {
  const requests = new Map(
    schema
      .filter(
        ({ kind, weighsRows, dates, relation, sequence, patterns, key, depends }) =>
          kind !== 'ignored' ||
          weighsRows === true ||
          [dates, relation, sequence, patterns, key, depends].some((property) => property !== undefined),
      )
      .map((column) => [column.name, columnRequest(column)]),
  );
  return (name) => requests.get(name);
}

/** Encodes columns that were already read as the model needs them; see `encodeFor`. */
export function encodeTyped(
  { schema, facts }: FittedModel,
  rows: number,
  typed: readonly TypedColumn[],
  sums?: ColumnSums,
): Encoded {
  const weighing = schema.find(({ weighsRows }) => weighsRows === true);
  const rowWeights =
    weighing &&
    checkedWeights(typed[weighing.index], weighing.name, weighing.index, () => ({ lineOf: () => 0, textOf: () => '' }));
  return encodeColumns(rows, schema, ({ index }) => typed[index], {
    facts,
    sums,
    rowWeights: typeof rowWeights === 'string' ? undefined : rowWeights,
  });
}

/** A model with tails for all patterns of missing cells in the judged rows, and its judgement of these rows. */
export interface JudgedModel {
  readonly model: FittedModel;
  readonly judgement: Judgement;
}

/**
 * Judges encoded rows. All judgements of files, texts in the editor and edited rows are made here.
 */
export function* judgeEncoded(model: FittedModel, encoded: Encoded): Generator<undefined, JudgedModel> {
  const patterns = yield* rowPatterns(encoded.matrix);
  const extendedModel = yield* withTailsOfPatterns(model, patterns);
  return { model: extendedModel, judgement: yield* judge(extendedModel, encoded, patterns) };
}

/** Judges all rows of a table with a frozen model; the table must have the columns of the model's schema. */
export function* judgeTable(model: FittedModel, table: Table): Generator<undefined, Judgement> {
  return (yield* judgeEncoded(model, encodeFor(model, table))).judgement;
}

/**
 * Judges encoded rows. Simulates tails for patterns of missing cells that the fit did not have.
 *
 * @param patterns of these rows, if already computed
 * @param scores of these rows under the model's mixture with all cells, if already computed; overwritten
 */
export function* judge(
  model: FittedModel,
  encoded: Encoded,
  patterns?: RowPatterns,
  scores?: Scores,
): Generator<undefined, Judgement> {
  const { matrix, repeated, variants, badCells, badCellCount } = encoded;
  const allPatterns = patterns ?? (yield* rowPatterns(matrix));
  const extendedModel = yield* withTailsOfPatterns(model, allPatterns);
  const { posterior, logDensity } = scores ?? (yield* score(mixtureOf(model), matrix));
  const common = commonMixtureOf(model);
  const numbers = withoutBounds(matrix);
  const commonLogDensity =
    common.theta === model.theta && numbers === matrix ? logDensity : yield* logDensities(common, numbers);
  const tail = new Float64Array(matrix.rows);
  const tails = tailsIn(extendedModel.surprise, matrix, allPatterns);
  const suspects = withoutSettled(
    yield* findSuspects({
      judging: judgingOf(extendedModel),
      common,
      falseDiscoveryRate: model.falseDiscoveryRate,
      matrix,
      patterns: allPatterns,
      posterior,
      logDensity,
      commonLogDensity: commonLogDensity === logDensity ? logDensity.slice() : commonLogDensity,
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

/** Counts the rows and columns tested; rows of weight zero are never findings. */
function testsOf({ rows, columns, rowWeights }: Matrix): { readonly rows: number; readonly columns: number } {
  const counted =
    rowWeights === undefined ? rows : rowWeights.reduce((count, weight) => (weight === 0 ? count : count + 1), 0);
  return { rows: counted, columns: columns.length };
}

function groupsOf({ standings, k }: FittedModel, posterior: Float64Array, rows: number): readonly Group[] {
  return standings.flatMap((standing, component) => {
    if (standing !== 'group') return [];
    const members: number[] = [];
    for (let n = 0; n < rows; n++) if (posterior[n * k + component] > MEMBER_POSTERIOR) members.push(n);
    return members.length === 0 ? [] : [{ component, rows: Uint32Array.from(members) }];
  });
}

/** Adds simulated tails for the rows of this matrix, whose gaps may be new. */
export function* withTailsOfRows(model: FittedModel, matrix: Matrix): Generator<undefined, FittedModel> {
  return yield* withTailsOfPatterns(model, yield* rowPatterns(matrix));
}

/** Adds simulated tails for these patterns. */
export function* withTailsOfPatterns(
  model: FittedModel,
  patterns: Pick<RowPatterns, 'patterns'>,
): Generator<undefined, FittedModel> {
  // Without a simulation, every row has the tail 1.
  if (!canJudgeWholeRows(model.facts)) return model;
  const newPatterns = surprisingPatterns(patterns).filter((pattern) => !model.surprise.has(pattern));
  if (newPatterns.length === 0) return model;
  const judging = commonMixtureOf(model);
  const draws = Math.min(model.draws, affordableDraws(judging.shape, newPatterns.length));
  const simulated = yield* simulateTails(judging, newPatterns, draws, model.seed);
  return { ...model, surprise: new Map([...model.surprise, ...simulated]) };
}

/** Returns the patterns in which a row can be surprising as a whole, each once. */
function surprisingPatterns({ patterns }: Pick<RowPatterns, 'patterns'>): readonly Pattern[] {
  return [...new Set(patterns.map(boundsAsMissing))].filter((pattern) => pattern.includes('1'));
}
