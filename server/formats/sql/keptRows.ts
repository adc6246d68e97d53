/**
 * Rows in SQL without their wrong cells: as under the error channels, a cell that the row's others leave less likely
 * than a wrong cell is set aside, the most plainly wrong one first (see `asideOfRow.ts`), and is then missing. Most
 * rows pass a cheap test that no cell can be wrong; the others go through a bounded number of rounds.
 */
import type { Channel } from '../../core/contamination/errorChannel';
import { mostLogWrong, sqlLogWrong } from './sqlDensities';
import type { SqlDialectName } from './sqlDialects';
import { adding, selecting, type SqlItem, type SqlRows } from './sqlRows';

/**
 * Maximum number of cells of a row that are set aside. ClickHouse of 2018 needs seconds to plan each round.
 */
export const MOST_ROUNDS: Readonly<Record<SqlDialectName, number>> = { clickhouse: 3, duckdb: 6, postgres: 6 };
/** Log density below which a cell counts as impossible; see `rowTerms.ts`. */
const LEAST_LOG_DENSITY = -1e6;
/** Log odds below which a column has no wrong cells. */
const LEAST_LOG_ODDS = -1e8;
/** Log odds of a cell that is missing, and of one that is set aside already. */
const NEVER = -1e300;
const ASIDE = -1e301;

/** Columns in which cells can be wrong, with their channels. */
export function openChannels({
  model: { channels = [] },
}: SqlRows): readonly { readonly d: number; readonly channel: Channel }[] {
  return channels.flatMap((channel, d) => (channel.logOdds > LEAST_LOG_ODDS ? [{ d, channel }] : []));
}

/** Whether some cell of a model's rows can be set aside. */
export function hasChannels(rows: SqlRows): boolean {
  return openChannels(rows).length > 0;
}

/** Options of `keptRows`. */
export interface KeptRowsOptions {
  /** Columns computed from the rows with all their cells. */
  readonly added?: readonly SqlItem[];
  readonly inspect?: (sql: string, names: readonly SqlItem[]) => string;
  /** Number of rounds; by default as many as the engine can plan. */
  readonly rounds?: number;
  /**
   * Whether the rows are summed: they get j of the kept cells, with z and o where no cell can be wrong, and a row in
   * which further cells are wrong loses all cells that can be wrong.
   */
  readonly isSummed?: boolean;
}

/**
 * Rows with the carried columns and v, without the cells set aside. Adds a, 1 for such a cell; jacobian and sound, the
 * sums of log Jacobians and log(1 − ε) over all observed cells; wrong, the sum of log odds and log g of the cells set
 * aside; and isOpen, 1 where further cells are wrong.
 */
export function keptRows(
  rows: SqlRows,
  extra: readonly SqlItem[] = [],
  { added = [], inspect = (sql) => sql, rounds, isSummed = false }: KeptRowsOptions = {},
): string {
  const { dialect } = rows;
  const given: readonly SqlItem[] = [
    ...rows.carriedItems,
    ...extra.map(([, name]): SqlItem => [name, '']),
    ['jacobian', ''],
    ['sound', ''],
  ];
  const summed = inspect(
    adding(
      dialect,
      [
        [rows.logJacobian(), 'jacobian'],
        [soundTerm(rows), 'sound'],
      ],
      rows.values(extra),
    ),
    [...given, ...rows.valueItems],
  );
  if (!hasChannels(rows)) return isSummed ? summedRows(rows, rows.withFactorials(summed)) : summed;
  const names = [...given, ...added];
  const withTerms = withJointOfTerms(rows, summed);
  const suspicious = suspicion(rows);
  const zero = dialect.number(0);
  const asides = openChannels(rows).map(({ d }): SqlItem => ['0', `a${d}`]);
  const joint = isSummed ? componentsOf(rows).map((k): SqlItem => [`j${k}`, '']) : [];
  const clean = selecting(
    dialect,
    [...names, ...rows.valueItems, ...asides, [zero, 'wrong'], ['0', 'isOpen'], ...joint],
    withTerms,
    `NOT (${suspicious})`,
  );
  const suspects = selecting(dialect, [['*', '']], withTerms, suspicious);
  const settled = settledRows(rows, names, suspects, { rounds: rounds ?? MOST_ROUNDS[dialect.name], isSummed });
  const whole = (sql: string): string => `SELECT * FROM (${sql}) AS q`;
  return selecting(dialect, [['*', '']], `${whole(clean)}\nUNION ALL\n${whole(settled)}`);
}

/** Adds j, and z and o where the engine computes them once. */
function summedRows(rows: SqlRows, from: string): string {
  return rows.hasDistances ? rows.withJointOfDistances(rows.withDistances(from)) : rows.withJoint(from);
}

/** Rows that may have wrong cells, after all rounds, with the columns of `keptRows`. */
function settledRows(
  rows: SqlRows,
  names: readonly SqlItem[],
  from: string,
  { rounds, isSummed }: Required<Pick<KeptRowsOptions, 'rounds' | 'isSummed'>>,
): string {
  const { dialect } = rows;
  const { number, when, sumOver } = dialect;
  const open = openChannels(rows);
  const { sql, round } = roundsOf(rows, names, from, Math.min(rounds, open.length));
  const place = new Map(open.map(({ d }, i) => [d, i + 1]));
  const isOpen = `worst${round} > 0`;
  const ifOpen = (value: string, otherwise: string): string => (isSummed ? when(isOpen, value, otherwise) : otherwise);
  const isObserved = (i: string): string => `odds${round}[${i}] > ${number(NEVER / 2)}`;
  const isAside = (i: number): string =>
    `odds${round}[${i}] < ${number((NEVER + ASIDE) / 2)}` +
    (isSummed ? ` OR (${isOpen} AND ${isObserved(String(i))})` : '');
  const kept = rows.used.map((_, d): SqlItem => {
    const i = place.get(d);
    return [i === undefined ? `v${d}` : when(isAside(i), rows.gap(d), `v${d}`), `kept${d}`];
  });
  const rest = sumOver('d', open.length, when(isObserved('d'), `odds${round}[d]`, number(0)), [`odds${round}`]);
  const joint = componentsOf(rows).map((k) => `j${k}`);
  const settled = selecting(
    dialect,
    [
      ...names,
      ...kept,
      ...open.map(({ d }, i): SqlItem => [when(isAside(i + 1), '1', '0'), `a${d}`]),
      [`wrong${round}${isSummed ? ` + ${ifOpen(rest, number(0))}` : ''}`, 'wrong'],
      [when(isOpen, '1', '0'), 'isOpen'],
      ...(isSummed
        ? joint.map((name, k): SqlItem => [ifOpen(`closed[${k + 1}]`, `joint${round}[${k + 1}]`), name])
        : []),
    ],
    sql,
  );
  return selecting(
    dialect,
    [
      ...names,
      ...rows.used.map((_, d): SqlItem => [`kept${d}`, `v${d}`]),
      ...open.map(({ d }): SqlItem => [`a${d}`, '']),
      ['wrong', ''],
      ['isOpen', ''],
      ...(isSummed ? joint.map((name): SqlItem => [name, '']) : []),
    ],
    settled,
  );
}

/** Σ log(1 − ε) over the row's observed cells. */
function soundTerm(rows: SqlRows): string {
  const { dialect, model } = rows;
  const terms = (model.channels ?? []).flatMap(({ rate }, d) =>
    rate > 0 ? [dialect.when(rows.isGap(d), dialect.number(0), dialect.number(Math.log1p(-rate)))] : [],
  );
  return terms.length === 0 ? dialect.number(0) : terms.join(' + ');
}

function componentsOf({ k }: SqlRows): readonly number[] {
  return Array.from({ length: k }, (_, j) => j);
}

/** Adds t, the limited log density of each cell under each component, and j, their sums. */
function withJointOfTerms(rows: SqlRows, from: string): string {
  const { dialect, used } = rows;
  const terms = used.flatMap((_, d) =>
    componentsOf(rows).map((k): SqlItem => [
      dialect.greatest([rows.term(d, k), dialect.number(LEAST_LOG_DENSITY)]),
      `t${d}_${k}`,
    ]),
  );
  return adding(
    dialect,
    jointItems(
      rows,
      (d, k) => `t${d}_${k}`,
      (k) => `j${k}`,
    ),
    adding(dialect, terms, rows.withFactorials(from)),
  );
}

function jointItems(
  { dialect, used, mixture }: SqlRows,
  term: (d: number, k: number) => string,
  name: (k: number) => string,
): readonly SqlItem[] {
  return Array.from({ length: mixture.shape.k }, (_, k): SqlItem => [
    [dialect.number(mixture.theta[k]), ...used.map((__, d) => term(d, k))].join(' + '),
    name(k),
  ]);
}

/**
 * Whether some cell of a row may be wrong: the log density of the row given its other cells is bounded by the largest
 * terms, to within log K.
 */
function suspicion(rows: SqlRows): string {
  const { dialect } = rows;
  const components = componentsOf(rows);
  const limits = openChannels(rows).map(({ d, channel }) => {
    const most = channel.logOdds + mostLogWrong(rows.used[d].kind, channel);
    return `${dialect.number(most)} + ${dialect.greatest(components.map((k) => `(j${k} - t${d}_${k})`))}`;
  });
  const top = dialect.greatest(components.map((k) => `j${k}`));
  return `${dialect.greatest(limits.map((limit) => `(${limit})`))} > ${top} - ${dialect.number(Math.log(rows.k))}`;
}

/** Columns of the state of a row between rounds. */
const STATE = ['terms', 'odds', 'joint', 'wrong'] as const;

/** Rounds that each set one cell of a row aside, if any is wrong. @returns the SELECT, and the number in its names */
function roundsOf(
  rows: SqlRows,
  names: readonly SqlItem[],
  from: string,
  rounds: number,
): { readonly sql: string; readonly round: number } {
  const { dialect, used, mixture } = rows;
  const { list, number, when } = dialect;
  const open = openChannels(rows);
  const isOpen = new Set(open.map(({ d }) => d));
  const components = componentsOf(rows);
  const closed = components.map((k) =>
    [number(mixture.theta[k]), ...used.flatMap((_, d) => (isOpen.has(d) ? [] : [`t${d}_${k}`]))].join(' + '),
  );
  const odds = open.map(({ d, channel }) => {
    const wrong = sqlLogWrong(`v${d}`, used[d].kind, channel, dialect);
    return when(rows.isGap(d), number(NEVER), `${number(channel.logOdds)} + ${wrong}`);
  });
  const begin = selecting(
    dialect,
    [
      ...names,
      ...rows.valueItems,
      [list(open.map(({ d }) => list(components.map((k) => `t${d}_${k}`)))), 'terms0'],
      [list(odds), 'odds0'],
      [list(components.map((k) => `j${k}`)), 'joint0'],
      [list(closed), 'closed'],
      [number(0), 'wrong0'],
    ],
    from,
  );
  const kept = [...names, ...rows.valueItems, ['closed', ''] as const];
  let sql = withWorst(rows, kept, begin, 0);
  for (let round = 0; round < rounds; round++)
    sql = withWorst(rows, kept, afterRound(rows, kept, sql, round), round + 1);
  return { sql, round: rounds };
}

/** Adds worst: the number of the open column whose cell is most clearly wrong, from 1; 0 where none is. */
function withWorst(rows: SqlRows, kept: readonly SqlItem[], from: string, r: number): string {
  const { dialect, k } = rows;
  const { exp, indexIn, listOver, mostOver, number, sumOver, when } = dialect;
  const count = openChannels(rows).length;
  const rest = `joint${r}[k] - terms${r}[d][k]`;
  const lists = [`joint${r}`, `terms${r}`];
  // Old versions of ClickHouse lose columns of * that only a lambda names.
  const state = [...kept, ...STATE.map((name): SqlItem => [`${name}${r}`, ''])];
  const tops = selecting(
    dialect,
    [
      ...state,
      [mostOver('k', k, `joint${r}[k]`, [`joint${r}`]), `top${r}`],
      [listOver('d', count, mostOver('k', k, rest), lists), `rest${r}`],
    ],
    from,
  );
  const logRest = `rest${r}[d] + ln(${sumOver('k', k, exp(`${rest} - rest${r}[d]`))})`;
  const excesses = selecting(
    dialect,
    [
      ...state,
      [`top${r} + ln(${sumOver('k', k, exp(`joint${r}[k] - top${r}`), [`joint${r}`])})`, `all${r}`],
      [listOver('d', count, `odds${r}[d] + ${logRest}`, [...lists, `odds${r}`, `rest${r}`]), `excess${r}`],
    ],
    tops,
  );
  const most = mostOver('d', count, `excess${r}[d]`, [`excess${r}`]);
  const worst = when(`${most} - all${r} > ${number(0)}`, indexIn(`excess${r}`, most), '0');
  return selecting(dialect, [...state, [worst, `worst${r}`]], excesses);
}

/** Sets the worst cell of each row aside. */
function afterRound(rows: SqlRows, kept: readonly SqlItem[], from: string, r: number): string {
  const { dialect, k } = rows;
  const { listOver, number, sumOver, when } = dialect;
  const count = openChannels(rows).length;
  const isWorst = `d = worst${r}`;
  const lists = [`terms${r}`, `odds${r}`, `[worst${r}]`];
  const state = STATE.map((name) => `${name}${r + 1}`);
  const changed = selecting(
    dialect,
    [
      ...kept,
      [listOver('d', count, listOver('k', k, when(isWorst, number(0), `terms${r}[d][k]`)), lists), state[0]],
      [listOver('d', count, when(isWorst, number(ASIDE), `odds${r}[d]`), lists), state[1]],
      [`wrong${r} + ${sumOver('d', count, when(isWorst, `odds${r}[d]`, number(0)), lists)}`, state[3]],
    ],
    from,
  );
  const others = [state[0], state[1], state[3]].map((name): SqlItem => [name, '']);
  return selecting(
    dialect,
    [
      ...kept,
      ...others,
      [listOver('k', k, `closed[k] + ${sumOver('d', count, `${state[0]}[d][k]`)}`, [state[0], 'closed']), state[2]],
    ],
    changed,
  );
}
