/** A SELECT that scores the rows of a table by a model: the columns of `--scores`, without connection to an engine. */
import type { FittedModel } from '../../core/judging/fittedModel';
import { hasChannels, keptRows } from './keptRows';
import { requireSqlColumns } from './sqlCells';
import { withTail, type SqlTail } from './sqlTails';
import { adding, selecting, SqlRows, type SqlItem, type SqlSource } from './sqlRows';

/** Columns that the SELECT returns besides the scores. */
export interface ScoringOptions {
  /** Names of the table's columns that it returns; by default all columns that the model's table had. */
  readonly carried?: readonly string[] | undefined;
  /** Tails by pattern of missing cells, from `sqlTails`; without them there is no column of tails. */
  readonly tails?: readonly SqlTail[] | undefined;
}

/**
 * Returns a SELECT with the carried columns, the cluster from 1, the posterior of each component, the log density in
 * nats and the tail. Rows in which more than MOST_ROUNDS cells are wrong have no scores.
 *
 * @throws FitProblem where a column cannot be read in SQL
 */
export function scoringSelect(model: FittedModel, source: SqlSource, options: ScoringOptions = {}): string {
  requireSqlColumns(model.schema, source.columns);
  const { carried = model.schema.map(({ name }) => name), tails } = options;
  const rows = new SqlRows(model, source, carried);
  const { dialect, k } = rows;
  const { number, when } = dialect;
  const components = Array.from({ length: k }, (_, j) => j);
  const names = scoreNames(k, carried);
  const hasScores = 'total > ' + number(0);
  const isOpen = hasChannels(rows) ? 'isOpen = 1' : undefined;
  const scored = (value: string): string =>
    isOpen === undefined ? value : when(isOpen, dialect.name === 'clickhouse' ? 'nan' : 'NULL', value);
  const wrong = hasChannels(rows) ? ' + wrong' : '';
  const scores: readonly SqlItem[] = [
    ...components.map((j): SqlItem => [scored(when(hasScores, `e${j} / total`, number(1 / k))), `p${j}`]),
    [
      scored(
        when(
          hasScores,
          `top + ln(${when(hasScores, 'total', number(1))}) - jacobian + sound${wrong}`,
          number(-Infinity),
        ),
      ),
      'logDensity',
    ],
  ];
  const kept =
    tails === undefined
      ? keptRows(rows)
      : keptRows(rows, [], {
          added: [['tail', '']],
          inspect: (sql, columns) => withTail(rows, model, tails, sql, columns),
        });
  const withScores = adding(dialect, scores, rows.withWeights(rows.withJoint(rows.withFactorials(kept))));
  const cluster = components
    .slice(0, -1)
    .reduceRight((rest, j) => when(`e${j} = greatestWeight`, String(j + 1), rest), String(k));
  const results: readonly SqlItem[] = [
    ...carried.map((name, i): SqlItem => [`c${i}`, dialect.identifier(name)]),
    [cluster, names.cluster],
    ...components.map((j): SqlItem => [`p${j}`, names.posteriors[j]]),
    ['logDensity', names.logDensity],
    ...(tails === undefined ? [] : [['tail', names.tail] as const]),
  ];
  const sql = adding(dialect, [[dialect.greatest(components.map((j) => `e${j}`)), 'greatestWeight']], withScores);
  return renamed(rows, results, sql);
}

/** SELECT of results under their final names, which may be those of columns within. */
function renamed({ dialect, prefix }: SqlRows, results: readonly SqlItem[], from: string): string {
  const inner = selecting(
    dialect,
    results.map(([expression], i): SqlItem => [expression, `${prefix}${i}`]),
    from,
  );
  const final = selecting(
    dialect,
    results.map(([, name], i): SqlItem => [`${prefix}${i}`, name]),
    inner,
  );
  return final.slice(0, final.length - dialect.fence.length);
}

/** Names of the columns of scores. */
interface ScoreNames {
  readonly cluster: string;
  readonly posteriors: readonly string[];
  readonly logDensity: string;
  readonly tail: string;
}

/** Returns the names of the columns of scores, with a prefix where a carried column has the name already. */
export function scoreNames(k: number, carried: readonly string[]): ScoreNames {
  const taken = new Set(carried.map((name) => name.toLowerCase()));
  const freeName = (name: string): string => (taken.has(name) ? freeName(`mixture_lens_${name}`) : name);
  return {
    cluster: freeName('cluster'),
    posteriors: Array.from({ length: k }, (_, j) => freeName(`p${j + 1}`)),
    logDensity: freeName('log_density'),
    tail: freeName('tail'),
  };
}
