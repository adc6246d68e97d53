/** Random mixtures of all families with tables of their rows, some cells missing and some wild. */
import { CellJudge } from '../../../../server/core/judging/cellJudge';
import { judgingOf, mixtureOf, type FittedModel } from '../../../../server/core/judging/fittedModel';
import { logJacobianOf } from '../../../../server/core/contamination/screen';
import { wrongCost } from '../../../../server/core/contamination/asideCells';
import { RowAssessor } from '../../../../server/core/contamination/asideOfRow';
import { RowTerms } from '../../../../server/core/contamination/rowTerms';
import type { Channel } from '../../../../server/core/contamination/errorChannel';
import type { Matrix } from '../../../../server/core/data/matrix';
import { families, type FamilyName } from '../../../../server/core/families/registry';
import { shapeOf } from '../../../../server/core/mixture/model';
import { score } from '../../../../server/core/mixture/expectation';
import { complete } from '../../../../server/core/numeric/generators';
import { normalDeviate, seededRandom, type Random } from '../../../../server/core/numeric/random';
import type { ColumnSchema } from '../../../../server/core/schema/infer';
import type { Cell, TestTable } from './sqlEngines';

/** Levels whose texts would end a literal, were they not quoted. */
export const HOSTILE_LEVELS = ["it's", 'a\\', '"; DROP TABLE t; --', 'ä 🐧'];

interface RandomColumn {
  readonly schema: Omit<ColumnSchema, 'index'>;
  readonly type: TestTable['columns'][number]['type'];
  readonly mean: number;
  readonly sd: number;
  /** θ of one component. */
  theta(random: Random): readonly number[];
}

const named = (name: string, kind: FamilyName, levels: readonly string[] = []): Omit<ColumnSchema, 'index'> => ({
  name,
  kind,
  reason: 'for a test',
  missing: 0,
  levels,
});

function levelColumn(name: string, kind: FamilyName, levels: readonly string[]): RandomColumn {
  const theta = (random: Random): readonly number[] => {
    const weights = levels.map(() => 0.01 + random());
    const total = weights.reduce((a, b) => a + b);
    return weights.map((weight) => Math.log(weight / total));
  };
  return { schema: named(name, kind, levels), type: 'VARCHAR', mean: 0, sd: 0, theta };
}

const COLUMNS: readonly RandomColumn[] = [
  { schema: named('len"gth', 'normal'), type: 'DOUBLE', mean: 5, sd: 3, theta: (r) => [10 * r(), Math.log(0.3 + r())] },
  {
    schema: named('price`', 'lognormal'),
    type: 'DOUBLE',
    mean: 3,
    sd: 1,
    theta: (r) => [6 * r(), Math.log(0.2 + r())],
  },
  { schema: { ...named('visits', 'poisson'), codes: [999] }, type: 'BIGINT', mean: 8, sd: 3, theta: (r) => [4 * r()] },
  { schema: named('clicks', 'poisson'), type: 'BIGINT', mean: 5000, sd: 90, theta: (r) => [8 + 6 * r()] },
  {
    schema: named("o'clock", 'negativeBinomial'),
    type: 'BIGINT',
    mean: 8,
    sd: 6,
    theta: (r) => [4 * r(), -2 + 5 * r()],
  },
  {
    schema: named('many', 'negativeBinomial'),
    type: 'BIGINT',
    mean: 9000,
    sd: 100,
    theta: (r) => [6 + 5 * r(), 15 * r()],
  },
  levelColumn('flag', 'bernoulli', ['no', 'yes']),
  levelColumn('group\\', 'categorical', HOSTILE_LEVELS),
];

/** A model with a table whose last column `row` numbers its rows from 0. */
export interface RandomMixture {
  readonly model: FittedModel;
  readonly matrix: Matrix;
  readonly table: TestTable;
}

export function randomMixture(seed: number, rows: number, hasChannels: boolean): RandomMixture {
  const random = seededRandom(seed);
  const k = 1 + Math.floor(4 * random());
  const columns = COLUMNS.filter(() => random() < 0.8);
  const chosen = columns.length === 0 ? COLUMNS : columns;
  const schema = chosen.map((column, index): ColumnSchema => ({ ...column.schema, index }));
  const facts = chosen.map(({ mean, sd, schema: { levels } }) => ({
    observed: rows,
    missing: 1,
    mean,
    sd,
    levels: levels.length,
  }));
  const shape = shapeOf(
    schema.map(({ kind }, d) => ({ family: kind as FamilyName, facts: facts[d] })),
    k,
  );
  const theta = new Float64Array(shape.parameterCount);
  const weights = Array.from({ length: k }, () => 0.05 + random());
  const total = weights.reduce((a, b) => a + b);
  weights.forEach((weight, j) => (theta[j] = Math.log(weight / total)));
  shape.columns.forEach(({ parameters, marginal }, d) => {
    for (let j = 0; j < k; j++) theta.set(chosen[d].theta(random), parameters + j * marginal.parameterCount);
  });
  const columnValues = chosen.map(() => new Float64Array(rows));
  const cells = Array.from({ length: rows }, (_, n): readonly Cell[] => {
    const component = Math.floor(k * random());
    return [
      ...shape.columns.map(({ marginal, parameters }, d): Cell => {
        const kind = schema[d].kind as FamilyName;
        const drawn = marginal.sample(theta, parameters + component * marginal.parameterCount, random);
        const wild = random() < 0.02 && families[kind].reads === 'number';
        const value = random() < 0.1 ? NaN : wild ? wildValue(kind, random) : drawn;
        columnValues[d][n] = (schema[d].codes ?? []).includes(value) ? NaN : value;
        if (Number.isNaN(value)) return null;
        return families[kind].reads === 'level'
          ? schema[d].levels[value]
          : kind === 'lognormal'
            ? Math.exp(value)
            : value;
      }),
      n,
    ];
  });
  // The table's numbers are those of the matrix, so that rounding of exp and log is the same for both.
  schema.forEach(({ kind }, d) => {
    if (kind === 'lognormal')
      cells.forEach((row, n) => (columnValues[d][n] = row[d] === null ? NaN : Math.log(Number(row[d]))));
  });
  const matrix: Matrix = {
    rows,
    columns: schema.map(({ name, kind, levels }, d) => ({
      name,
      family: kind as FamilyName,
      levels,
      facts: facts[d],
      values: columnValues[d],
    })),
  };
  const model: FittedModel = {
    schema,
    facts,
    k,
    theta,
    ...(hasChannels && { channels: facts.map(({ levels, mean, sd }, d) => channelOf(mean, sd, levels, d)) }),
    rows: new Float64Array(schema.length * k).fill(rows / k),
    standings: Array.from({ length: k }, () => 'common' as const),
    seed: 1,
    falseDiscoveryRate: 0.01,
    draws: 1000,
    surprise: new Map(),
  };
  const types = [...chosen.map(({ type }) => type), 'BIGINT' as const];
  const table = {
    name: `table_${seed}`,
    columns: [...schema.map(({ name }) => name), 'row'].map((name, d) => ({ name, type: types[d] })),
    rows: cells,
  };
  return { model, matrix, table };
}

function wildValue(kind: FamilyName, random: Random): number {
  const value = 1000 * (1 + normalDeviate(random) ** 2);
  return kind === 'lognormal' ? Math.log(value) : Math.round(value);
}

function channelOf(mean: number, sd: number, levels: number, d: number): Channel {
  const rate = d % 2 === 0 ? 0.01 : 0;
  const spread = { centre: mean, scale: Math.max(1, 3 * sd), levels };
  return { rate, logOdds: rate > 0 ? Math.log(rate / (1 - rate)) : -9, spread };
}

/** Posteriors and log densities of the rows, by the plain code. */
export function scoresOf(model: FittedModel, matrix: Matrix): { posterior: Float64Array; logDensity: Float64Array } {
  const { posterior, logDensity } = complete(score(mixtureOf(model), matrix));
  if (model.channels === undefined) return { posterior, logDensity };
  const cells = new CellJudge(judgingOf(model), matrix.columns);
  for (let n = 0; n < matrix.rows; n++) {
    cells.load(n);
    logDensity[n] = cells.logDensity - logJacobianOf(matrix, n);
    posterior.set(cells.posterior, n * model.k);
  }
  return { posterior, logDensity };
}

/** The matrix without the cells set aside, their number by column, and −Σ log g of them, by the plain code. */
export function keptCellsOf({ model, matrix }: RandomMixture): {
  readonly kept: Matrix;
  readonly weights: readonly number[];
  readonly cost: number;
} {
  const mixture = mixtureOf(model);
  const channels = model.channels ?? [];
  const terms = new RowTerms(mixture, matrix.columns);
  const assessor = new RowAssessor(terms, model.theta.subarray(0, model.k), mixture, channels);
  const rows: number[][] = matrix.columns.map(() => []);
  for (let n = 0; n < matrix.rows; n++) {
    terms.load(n);
    assessor.setAside();
    assessor.isKept.forEach((flag, d) => {
      if (flag === 0 && terms.observed[d] === 1) rows[d].push(n);
    });
  }
  const aside = rows.map((list) => Uint32Array.from(list));
  const columns = matrix.columns.map((column, d) => {
    const values = column.values.slice();
    for (const row of aside[d]) values[row] = NaN;
    return { ...column, values };
  });
  return {
    kept: { ...matrix, columns },
    weights: aside.map(({ length }) => length),
    cost: wrongCost(matrix, aside, channels),
  };
}
