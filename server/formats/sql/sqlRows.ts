/**
 * Rows of a table in SQL as a model sees them, in nested SELECTs: each adds columns to those of the one within, so that
 * every expression is written, and computed, once. Names: c carried from the table, v values, f factorials, t log
 * densities of cells, j of rows.
 */
import type { FittedModel } from '../../core/judging/fittedModel';
import { mixtureOf } from '../../core/judging/fittedModel';
import type { Mixture } from '../../core/mixture/model';
import { usedColumns, type UsedColumn } from '../../core/schema/encoding/usedColumns';
import { families } from '../../core/families/registry';
import { readExpression, sourceName, valueExpression, type SqlColumn } from './sqlCells';
import { factorialExpression, needsDeviances, sqlLogDensity, sqlLogFall, logNormalPeak } from './sqlDensities';
import { sqlDialect, type SqlSyntax, type SqlDialectName } from './sqlDialects';

/** The fields of a model by which rows are scored. */
export type SqlModel = Pick<FittedModel, 'schema' | 'facts' | 'k' | 'theta' | 'channels'>;

/** Source of the rows. */
export interface SqlSource {
  readonly dialect: SqlDialectName;
  /** FROM expression: a quoted name, or a subquery in parentheses. */
  readonly relation: string;
  /** Columns with their types; left out where they are unknown. */
  readonly columns?: readonly SqlColumn[] | undefined;
  /** Whether a column of the model is known to have no missing cell. */
  readonly isGapless?: ((d: number) => boolean) | undefined;
}

/** An expression with the name of its column. */
export type SqlItem = readonly [expression: string, name: string];

/** SELECT with items in addition to all columns of a subquery. */
export function adding(dialect: SqlSyntax, items: readonly SqlItem[], from: string, where?: string): string {
  return items.length === 0 && where === undefined ? from : selecting(dialect, [['*', ''], ...items], from, where);
}

/** SELECT with these items alone. */
export function selecting(dialect: SqlSyntax, items: readonly SqlItem[], from: string, where?: string): string {
  const list = items.map(([expression, name]) =>
    name === '' || name === expression ? expression : `${expression} AS ${name}`,
  );
  return `SELECT ${list.join(', ')}\nFROM (${from}) AS q${where === undefined ? '' : `\nWHERE ${where}`}${dialect.fence}`;
}

/** A model and the rows that it is applied to. */
export class SqlRows {
  readonly dialect: SqlSyntax;
  readonly mixture: Mixture;
  readonly used: readonly UsedColumn[];
  private readonly types: ReadonlyMap<string, string>;

  /** @param carried names of the table's columns that the result carries, as c0, c1, … */
  constructor(
    readonly model: SqlModel,
    private readonly source: SqlSource,
    readonly carried: readonly string[] = [],
  ) {
    this.dialect = sqlDialect(source.dialect);
    this.mixture = mixtureOf(model);
    this.used = usedColumns(model.schema);
    this.types = new Map(source.columns?.map(({ name, type }) => [name, type]));
  }

  get k(): number {
    return this.mixture.shape.k;
  }

  /** Names of the carried columns in all SELECTs. */
  get carriedItems(): readonly SqlItem[] {
    return this.carried.map((_, i) => [`c${i}`, '']);
  }

  get valueItems(): readonly SqlItem[] {
    return this.used.map((_, d) => [`v${d}`, '']);
  }

  /** Prefix that no column of the table has, since an alias that is a column's name would hide the column. */
  get prefix(): string {
    const names = [...this.model.schema, ...(this.source.columns ?? [])].map(({ name }) => name);
    let prefix = 'ml_';
    while ([...names, ...this.carried].some((name) => name.toLowerCase().startsWith(prefix))) prefix += '_';
    return prefix;
  }

  /** Rows with the carried columns and the values. */
  values(extra: readonly SqlItem[] = []): string {
    const { dialect, used, prefix } = this;
    const sourceItems: SqlItem[] = [
      ...this.carried.map((name, i): SqlItem => [dialect.identifier(name), `${prefix}c${i}`]),
      ...extra.map(([expression, name]): SqlItem => [expression, `${prefix}${name}`]),
      ...used.map((column, d): SqlItem => {
        const name = sourceName(this.model.schema, column);
        return [readExpression(column, dialect.identifier(name), dialect, this.types.get(name)), `${prefix}x${d}`];
      }),
    ];
    const list = sourceItems.map(([expression, name]) => `${expression} AS ${name}`).join(', ');
    const values = used.map((column, d): SqlItem => {
      const type = this.types.get(sourceName(this.model.schema, column));
      return [valueExpression(column, `${prefix}x${d}`, dialect, type), `v${d}`];
    });
    const inner = `SELECT ${list}\nFROM ${this.source.relation}${dialect.fence}`;
    const kept = [...this.carried.map((_, i) => `c${i}`), ...extra.map(([, name]) => name)];
    return selecting(dialect, [...kept.map((name): SqlItem => [`${prefix}${name}`, name]), ...values], inner);
  }

  /** Adds f: what the densities of counts share between components. */
  withFactorials(rows: string): string {
    const { dialect, used } = this;
    const items = used.flatMap(({ kind }, d): SqlItem[] =>
      families[kind].isCount === true ? [[factorialExpression(`v${d}`, this.isLarge(d), dialect), `f${d}`]] : [],
    );
    return adding(dialect, items, rows);
  }

  /** Log density of column d under component k; 0 where the cell is missing. */
  term(d: number, k: number): string {
    const { dialect, mixture } = this;
    const cell = { value: `v${d}`, factorial: `f${d}`, isLarge: this.isLarge(d), isGapless: this.isGapless(d) };
    return sqlLogDensity(cell, mixture.shape.columns[d], mixture.theta, k, dialect);
  }

  /**
   * Whether distances are columns of their own: DuckDB then computes each once, and a pass takes a fifth less of the
   * processor's time. In other engines this was not measured.
   */
  get hasDistances(): boolean {
    return this.dialect.name === 'duckdb';
  }

  /** Distance of a value of a continuous column from a component's mean. */
  distance(d: number, k: number): string {
    const { marginal, parameters } = this.mixture.shape.columns[d];
    const mean = this.mixture.theta[parameters + k * marginal.parameterCount];
    return this.hasDistances ? `z${d}_${k}` : `(v${d} - ${this.dialect.number(mean)})`;
  }

  /**
   * Adds z, the distance of each value of a continuous column from each component's mean, and o, whether the cell is
   * there, to columns with gaps; both are 0 where it is missing.
   */
  withDistances(rows: string): string {
    const { dialect, mixture } = this;
    const { number, termOf, when } = dialect;
    const items = mixture.shape.columns.flatMap(({ marginal, parameters }, d): SqlItem[] => {
      if (!marginal.continuous) return [];
      const distances = Array.from({ length: this.k }, (_, k): SqlItem => {
        const distance = `v${d} - ${number(mixture.theta[parameters + k * marginal.parameterCount])}`;
        return [this.isGapless(d) ? distance : termOf(`v${d}`, distance), `z${d}_${k}`];
      });
      return this.isGapless(d) ? distances : [[when(this.isGap(d), number(0), number(1)), `o${d}`], ...distances];
    });
    return adding(dialect, items, rows);
  }

  /** Adds j: log π_k + Σ_d log p(x_d | k), on the matrix's own scale. Needs v, and f of counts. */
  withJoint(rows: string): string {
    const { dialect, mixture, used } = this;
    const items = Array.from({ length: this.k }, (_, k): SqlItem => {
      const terms = used.map((__, d) => this.term(d, k));
      return [[dialect.number(mixture.theta[k]), ...terms].join(' + '), `j${k}`];
    });
    return adding(dialect, items, rows);
  }

  /** Adds j as `withJoint` does, with fewer operations. Needs z and o of continuous columns, v and f of others. */
  withJointOfDistances(rows: string): string {
    const {
      dialect,
      mixture: { shape, theta },
    } = this;
    const items = Array.from({ length: this.k }, (_, k): SqlItem => {
      let constant = theta[k];
      const terms = shape.columns.flatMap(({ marginal, parameters }, d) => {
        if (!marginal.continuous) return [this.term(d, k)];
        const logSd = theta[parameters + k * marginal.parameterCount + 1];
        const fall = sqlLogFall(`z${d}_${k}`, logSd, dialect);
        const peak = logNormalPeak(logSd);
        if (!this.isGapless(d)) return [`${dialect.number(peak)} * o${d}`, fall];
        constant += peak;
        return [fall];
      });
      return [[dialect.number(constant), ...terms].join(' + '), `j${k}`];
    });
    return adding(dialect, items, rows);
  }

  /**
   * Adds e: exp(j − largest j), with `top` the largest and `total` their sum, 0 for a row of density zero. Needs j.
   */
  withWeights(rows: string): string {
    const { dialect } = this;
    const joints = Array.from({ length: this.k }, (_, k) => `j${k}`);
    const withTop = adding(dialect, [[dialect.greatest([...joints, dialect.number(LEAST_JOINT)]), 'top']], rows);
    const weights = joints.map((j, k): SqlItem => [dialect.exp(`${j} - top`), `e${k}`]);
    const total = weights.map(([, name]) => name).join(' + ');
    return adding(dialect, [[total, 'total']], adding(dialect, weights, withTop));
  }

  /** Sum of the logarithms of the row's lognormal cells: log density on the matrix's scale less that of the data. */
  logJacobian(): string {
    const { dialect } = this;
    const logs = this.used.flatMap(({ kind }, d) =>
      families[kind].logJacobian === undefined ? [] : [dialect.termOf(`v${d}`, `v${d}`)],
    );
    return logs.length === 0 ? dialect.number(0) : logs.join(' + ');
  }

  /** Whether no cell of column d is missing. */
  isGapless(d: number): boolean {
    return this.source.isGapless?.(d) === true;
  }

  /** A missing cell of column d. */
  gap(d: number): string {
    return families[this.used[d].kind].reads === 'level' ? this.dialect.noLevel : this.dialect.noNumber;
  }

  /** Whether the cell of column d is missing. */
  isGap(d: number): string {
    const value = `v${d}`;
    if (families[this.used[d].kind].reads === 'number' || this.dialect.name !== 'clickhouse')
      return this.dialect.isGap(value);
    return `${value} = 0`;
  }

  private isLarge(d: number): boolean {
    return needsDeviances(this.mixture.shape.columns[d], this.mixture.theta, this.k);
  }
}

/** Log density below every other, near the least double. */
const LEAST_JOINT = -1.7e308;
