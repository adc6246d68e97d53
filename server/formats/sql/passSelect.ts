/**
 * One pass of EM in a database: aggregate SELECTs that return what `expectation.ts` computes, the sums over all rows of
 * posteriors and sufficient statistics about θ, and under error channels the cells that are set aside.
 */
import { families } from '../../core/families/registry';
import type { Expectation } from '../../core/mixture/engine';
import type { Mixture } from '../../core/mixture/model';
import { hasChannels, keptRows, openChannels } from './keptRows';
import { requireSqlColumns } from './sqlCells';
import { adding, SqlRows, type SqlItem, type SqlModel, type SqlSource } from './sqlRows';

/** Options of a pass. */
export interface PassOptions {
  /** Number of cells of a row that are set aside one by one; by default as many as the engine can plan. */
  readonly rounds?: number | undefined;
  /** Name of the column that says how often each row counts, in every row. */
  readonly rowWeights?: string | undefined;
}

/** Sums of a pass. */
export interface PassSums extends Expectation {
  /** Number of rows, each as often as it counts. */
  readonly rows: number;
  /** Weight of the cells set aside, by column of the model. */
  readonly asideWeights: readonly number[];
  /** Number of cells set aside, by column. */
  readonly asideCounts: readonly number[];
  /** −Σ log g of the cells set aside, in the data's units. */
  readonly wrongCost: number;
  /** Weight of the rows with more wrong cells than rounds, which lose all cells that can be wrong. */
  readonly openRows: number;
}

/** Rows of a statement's result. */
export type PassResult = readonly (readonly unknown[])[];

/** Statements of a pass, and the function that reads their results in the same order. */
export interface SqlPass {
  readonly statements: readonly string[];
  readonly read: (results: readonly PassResult[]) => PassSums;
}

/** Number of a column's statistics above which they are summed in a statement of their own. */
const MOST_LEVEL_SUMS = 64;

/** An aggregate, and the function that takes its value. */
interface Aggregate {
  readonly sql: string;
  readonly take: (value: number, sums: MutableSums) => void;
}

interface MutableSums {
  nlml: number;
  uncertainty: number;
  rows: number;
  wrongCost: number;
  openRows: number;
  readonly statistics: Float64Array;
  readonly asideWeights: number[];
  readonly asideCounts: number[];
}

/**
 * Returns the statements of a pass under a model: one aggregate SELECT, and one for each column whose statistics are
 * taken by value (negative binomials, and many levels). Cells that are wrong under the model's channels are set aside
 * first; NLML and statistics are those of the others.
 *
 * @throws FitProblem where a column cannot be read in SQL
 */
export function passSelect(model: SqlModel, source: SqlSource, { rounds, rowWeights }: PassOptions = {}): SqlPass {
  requireSqlColumns(model.schema, source.columns);
  const all = new SqlRows(model, source);
  // A cell set aside is missing.
  const rows = hasChannels(all) ? new SqlRows(model, { ...source, isGapless: undefined }) : all;
  const { dialect, mixture } = rows;
  const weight = weightItems(rows, rowWeights);
  const summed = keptRows(all, weight, { rounds, isSummed: true });
  const kept = hasChannels(all) && rows.hasDistances ? rows.withDistances(summed) : summed;
  const posteriors = withPosteriors(rows, kept, weight.length > 0);
  const shape = mixture.shape;
  const grouped = rows.used.flatMap(({ kind, levels }, d) =>
    kind === 'negativeBinomial' || levels.length * rows.k > MOST_LEVEL_SUMS ? [d] : [],
  );
  const aggregates = [
    ...totals(rows, weight.length > 0),
    ...componentWeights(rows),
    ...rows.used.flatMap((_, d) => (grouped.includes(d) ? [] : columnAggregates(rows, d))),
    ...asideAggregates(rows, weight.length > 0),
  ];
  const components = Array.from({ length: rows.k }, (_, k) => k);
  const main = `SELECT ${aggregates.map(({ sql }) => dialect.sum(sql)).join(', ')}\nFROM (${posteriors}) AS q`;
  // A condition on the value would make ClickHouse of today plan for minutes: it is moved into the subqueries.
  const groups = grouped.map(
    (d) =>
      `SELECT v${d}, ${components.map((k) => dialect.sum(`p${k}`)).join(', ')}\nFROM (${posteriors}) AS q\n` +
      `GROUP BY v${d}\nORDER BY v${d}`,
  );
  const read = (results: readonly PassResult[]): PassSums => {
    const sums: MutableSums = {
      nlml: 0,
      uncertainty: 0,
      rows: 0,
      wrongCost: 0,
      openRows: 0,
      statistics: new Float64Array(shape.statisticCount),
      asideWeights: rows.used.map(() => 0),
      asideCounts: rows.used.map(() => 0),
    };
    aggregates.forEach(({ take }, i) => take(numberOf(results[0][0]?.[i]), sums));
    grouped.forEach((d, i) => addGroups(mixture, d, results[i + 1], sums.statistics));
    return sums;
  };
  return { statements: [main, ...groups], read };
}

/** Reads a number of a result; a sum over no rows is NULL. */
function numberOf(value: unknown): number {
  return value === null || value === undefined ? 0 : Number(value);
}

/** Weight of a row that does not say how often it counts. */
export const NO_WEIGHT = -1;

/** Returns w, how often a row counts, as a column of the table says; NO_WEIGHT where it says nothing of the kind. */
export function weightItems({ dialect }: SqlRows, rowWeights: string | undefined): readonly SqlItem[] {
  if (rowWeights === undefined) return [];
  const { asNumber, identifier, isGap, number, when } = dialect;
  const weight = asNumber(identifier(rowWeights));
  const none = number(NO_WEIGHT);
  return [[when(isGap(`(${weight})`), none, when(`${weight} >= ${number(0)}`, weight, none)), 'w']];
}

/** Adds p, the posteriors, each times the weight of its row. Needs j. */
function withPosteriors(rows: SqlRows, from: string, isWeighted: boolean): string {
  const { dialect, k } = rows;
  const weights = rows.withWeights(from);
  const share = dialect.when(`total > ${dialect.number(0)}`, `${dialect.number(1)} / total`, dialect.number(0));
  const withShare = adding(dialect, [[isWeighted ? `w * ${share}` : share, 'share']], weights);
  const posteriors = Array.from({ length: k }, (_, j): SqlItem => [`e${j} * share`, `p${j}`]);
  return adding(dialect, posteriors, withShare);
}

/** Number of rows, NLML and uncertainty. */
function totals(rows: SqlRows, isWeighted: boolean): readonly Aggregate[] {
  const { dialect } = rows;
  const { number, when } = dialect;
  const weighted = (value: string): string =>
    isWeighted ? when(`w > ${number(0)}`, `w * (${value})`, number(0)) : value;
  const isPossible = `total > ${number(0)}`;
  const logTotal = `ln(${when(isPossible, 'total', number(1))})`;
  const logDensity = when(isPossible, `top + ${logTotal} - (${rows.logJacobian()})`, number(-Infinity));
  return [
    { sql: isWeighted ? 'w' : number(1), take: (value, sums) => (sums.rows = value) },
    { sql: weighted(logDensity), take: (value, sums) => (sums.nlml = -value) },
    // The largest posterior is 1/total.
    { sql: weighted(logTotal), take: (value, sums) => (sums.uncertainty = value) },
  ];
}

function statistic(at: number, factor = 1): Aggregate['take'] {
  return (value, { statistics }) => {
    statistics[at] += factor * value;
  };
}

/** Weights of the components, which are the counts of columns without gaps, too. */
function componentWeights(rows: SqlRows): readonly Aggregate[] {
  const { columns } = rows.mixture.shape;
  const counted = columns.flatMap(({ marginal, statistics }, d) =>
    !rows.isGapless(d) || marginal.family === 'negativeBinomial' || families[marginal.family].reads === 'level'
      ? []
      : [{ statistics, count: marginal.statisticCount }],
  );
  return Array.from({ length: rows.k }, (_, j) => ({
    sql: `p${j}`,
    take: (value, { statistics }) => {
      statistics[j] += value;
      for (const column of counted) statistics[column.statistics + j * column.count] += value;
    },
  }));
}

/** Statistics of a column by component, in the order of its family; S of normals is about μ. Needs p, v, z and o. */
function columnAggregates(rows: SqlRows, d: number): readonly Aggregate[] {
  const { dialect, mixture, used } = rows;
  const { marginal, statistics } = mixture.shape.columns[d];
  const { number, when } = dialect;
  const isGapless = rows.isGapless(d);
  const value = `v${d}`;
  const termOf = (term: string): string => (isGapless ? term : dialect.termOf(value, term));
  return Array.from({ length: rows.k }, (_, k): readonly Aggregate[] => {
    const at = statistics + k * marginal.statisticCount;
    const p = `p${k}`;
    const isContinuous = marginal.continuous && rows.hasDistances;
    const observed = isContinuous ? `${p} * o${d}` : when(rows.isGap(d), number(0), p);
    if (families[used[d].kind].reads === 'level')
      return used[d].levels.map((__, l) => ({
        sql: when(`${value} = ${l + 1}`, p, number(0)),
        take: statistic(at + l),
      }));
    const n = isGapless ? [] : [{ sql: observed, take: statistic(at) }];
    if (!marginal.continuous) return [...n, { sql: termOf(`${p} * ${value}`), take: statistic(at + 1) }];
    const perUnit = perUnitOf(mixture, d, rows.model.facts[d].sd);
    const distance = rows.distance(d, k);
    const ofDistance = (term: string): string => (rows.hasDistances ? term : termOf(term));
    return [
      ...n,
      { sql: ofDistance(`${p} * ${distance}`), take: statistic(at + 1, perUnit) },
      { sql: ofDistance(`${p} * ${distance} * ${distance}`), take: statistic(at + 2, perUnit * perUnit) },
    ];
  }).flat();
}

/** Scale of the statistics of normals, a power of two; see `NormalMarginal`. */
function perUnitOf({ shape }: Mixture, d: number, sd: number): number {
  return shape.columns[d].marginal.kernel?.perUnit ?? 2 ** -Math.max(-1021, Math.min(1021, Math.round(Math.log2(sd))));
}

/** Weights of the cells set aside, and the cost of their densities. */
function asideAggregates(rows: SqlRows, isWeighted: boolean): readonly Aggregate[] {
  if (!hasChannels(rows)) return [];
  const { number } = rows.dialect;
  const weighted = (value: string): string => (isWeighted ? `w * (${value})` : `${number(1)} * (${value})`);
  const open = openChannels(rows);
  const odds = open.map(({ d, channel }) => `a${d} * ${number(channel.logOdds)}`).join(' + ');
  // The log odds are no part of the density, and neither is the change of scale of the cells set aside.
  const logWrong = `wrong - (${odds}) - (jacobian - (${rows.logJacobian()}))`;
  return [
    ...open.map(({ d }): Aggregate => ({
      sql: `a${d}`,
      take: (value, { asideWeights, asideCounts }) => (asideWeights[d] = asideCounts[d] = value),
    })),
    ...(isWeighted ? open : []).map(({ d }): Aggregate => ({
      sql: weighted(`a${d}`),
      take: (value, { asideWeights }) => (asideWeights[d] = value),
    })),
    { sql: weighted(logWrong), take: (value, sums) => (sums.wrongCost = -value) },
    { sql: weighted('isOpen'), take: (value, sums) => (sums.openRows = value) },
  ];
}

/** Adds the statistics of a column from the sums of posteriors by value. */
function addGroups({ shape, theta }: Mixture, d: number, groups: PassResult, statistics: Float64Array): void {
  const { marginal, parameters, statistics: at } = shape.columns[d];
  // Levels are counted from 1 in SQL.
  const first = marginal.family === 'negativeBinomial' ? 0 : 1;
  for (const [value, ...weights] of groups) {
    if (value === null || Number.isNaN(Number(value)) || Number(value) < first) continue; // missing cells
    const values = Float64Array.of(numberOf(value) - first);
    weights.forEach((weight, k) =>
      marginal.accumulate(
        theta,
        parameters + k * marginal.parameterCount,
        values,
        0,
        1,
        Float64Array.of(numberOf(weight)),
        0,
        statistics,
        at + k * marginal.statisticCount,
      ),
    );
  }
}
