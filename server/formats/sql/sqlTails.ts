/**
 * Tails of whole rows in SQL. Below the lowest twentieth of the simulated log densities a tail has a closed form (see
 * `tails.ts`), which covers every row that can be a finding; above, it is the rank among thousands of draws, which SQL
 * leaves out.
 */
import { commonMixtureOf, mixtureOf, withTailsOfPatterns, type FittedModel } from '../../core/judging/fittedModel';
import { affordableDraws } from '../../core/judging/tails/surprise';
import { complete } from '../../core/numeric/generators';
import { adding, selecting, type SqlItem, type SqlRows } from './sqlRows';

/** Closed form of the tails of rows with one pattern of missing cells. */
export interface SqlTail {
  /** Missing columns, as the model counts them. */
  readonly gaps: readonly number[];
  /** Log density on the matrix's scale below which the form holds. */
  readonly threshold: number;
  readonly shape: number;
  readonly scale: number;
}

/** Share of the rows whose tails have a closed form, and least tail; see `tails.ts`. */
export const TAIL_SHARE = 0.05;
const LEAST_TAIL = 1e-300;
/** Shape below which a tail is exponential. */
const LEAST_SHAPE = 1e-9;

/** Maximum number of columns whose gaps have a number of their own: powers of two that a double adds up exactly. */
const MOST_NUMBERED = 50;
/** Maximum number of patterns of missing cells. */
const MOST_PATTERNS = 200;

/** Patterns of at most three missing cells, those of fewer first, as many as there is room for. */
function commonGaps(width: number, count: number): readonly (readonly number[])[] {
  const columns = width > MOST_NUMBERED ? [] : Array.from({ length: width }, (_, d) => d);
  const pairs = columns.flatMap((d) => columns.slice(d + 1).map((e) => [d, e]));
  const triples = pairs.flatMap(([d, e]) => columns.slice(e + 1).map((f) => [d, e, f]));
  return [[], ...columns.map((d) => [d]), ...pairs, ...triples].slice(0, count);
}

/** Patterns that leave each the full number of draws. */
function affordableGaps(model: FittedModel): readonly (readonly number[])[] {
  const { shape } = mixtureOf(model);
  let count = MOST_PATTERNS;
  while (count > 1 && affordableDraws(shape, count) < model.draws) count = Math.ceil(count / 2);
  return commonGaps(model.facts.length, count);
}

/**
 * Simulates the tails of rows by pattern of missing cells; empty where rows are not judged as wholes.
 *
 * @param gaps missing columns of each pattern; by default those of at most three
 */
export function sqlTails(model: FittedModel, gaps = affordableGaps(model)): readonly SqlTail[] {
  const patterns = gaps.map((missing) =>
    Array.from({ length: model.facts.length }, (_, d) => (missing.includes(d) ? '0' : '1')).join(''),
  );
  const { surprise } = complete(withTailsOfPatterns(model, { patterns }));
  return gaps.flatMap((missing, i) => {
    const table = surprise.get(patterns[i]);
    return table === undefined || !(table.scale > 0)
      ? []
      : [{ gaps: missing, threshold: table.threshold, shape: table.shape, scale: table.scale }];
  });
}

/** Number of a pattern: a power of two for each missing column. */
function gapNumber(gaps: readonly number[]): number {
  return gaps.reduce((sum, d) => sum + 2 ** d, 0);
}

/** Adds tail to rows with v, and returns only the named columns besides. NULL or NaN where it has no closed form. */
export function withTail(
  rows: SqlRows,
  model: FittedModel,
  tails: readonly SqlTail[],
  from: string,
  names: readonly SqlItem[],
): string {
  const { dialect, k, used } = rows;
  const { number, when } = dialect;
  const none = dialect.name === 'clickhouse' ? 'nan' : 'NULL';
  const weighted = rows.withWeights(rows.withJoint(rows.withFactorials(from)));
  const common = commonMixtureOf(model).theta;
  const terms = Array.from({ length: k }, (_, j): readonly string[] => {
    const factor = Math.exp(common[j] - model.theta[j]);
    return factor === 0 ? [] : [factor === 1 ? `e${j}` : `e${j} * ${number(factor)}`];
  }).flat();
  const sum = terms.join(' + ');
  const prepared = adding(
    dialect,
    [
      [
        when(`${sum} > ${number(0)}`, `top + ln(${when(`${sum} > ${number(0)}`, sum, number(1))})`, number(-1e300)),
        'common',
      ],
      [used.map((_, d) => when(rows.isGap(d), number(2 ** d), number(0))).join(' + '), 'gaps'],
    ],
    weighted,
  );
  const expression = tails.reduceRight((rest, { gaps, threshold, shape, scale }) => {
    const excess = `((${number(threshold)} - common) / ${number(scale)})`;
    const log =
      shape < LEAST_SHAPE ? `-${excess}` : `${number(-1 / shape)} * ln(${number(1)} + ${number(shape)} * ${excess})`;
    const tail = dialect.greatest([number(LEAST_TAIL), `${number(TAIL_SHARE)} * ${dialect.exp(log)}`]);
    const isPattern = `gaps = ${number(gapNumber(gaps))}`;
    return when(`${isPattern} AND common < ${number(threshold)}`, tail, rest);
  }, none);
  return selecting(dialect, [...names, [expression, 'tail']], prepared);
}
