/**
 * Components of scattered wrong cells. They are wider than the others, though each of their rows belongs to another
 * component in all but a cell or two. Such a component is a part of the columns' error channels. A component whose rows
 * are odd as a whole is not one of them.
 */
import { families } from '../families/registry';
import { pickRows, type Matrix, type MatrixColumn } from '../data/matrix';
import { score } from '../mixture/expectation';
import type { Mixture } from '../mixture/model';
import { selectComponents } from '../mixture/exploration/moves';
import { rowPatterns } from '../data/missingPatterns';
import type { Aside } from './asideCells';
import type { Channel } from './errorChannel';
import { cellsSetAside } from './asidePass';

/** Maximum share of rows of a scattered component. */
const LARGEST_SHARE = 0.15;
/** Ratio of a scattered component's sd, in some column, to the sd of every larger component; it must exceed this. */
const WIDER_RATIO = 3;
/** Minimum share of its rows that fit the other components, except for wrong cells in such columns… */
const LEAST_SHARE = 0.75;
/** …at most this many wrong cells per row, leaving at least two sound columns; one is always allowed. */
const MOST_WRONG_CELLS = 2;
const LEAST_SOUND_COLUMNS = 2;
/** Maximum share of a column's cells that may become wrong; above it they are heavy tails, not errors. */
const MOST_COLUMN_SHARE = 0.08;
const MEMBER_POSTERIOR = 0.5;

/**
 * Returns the mixture without its scattered components; undefined where it has none.
 *
 * @param matrix with all its cells
 * @param channels by which cells are set aside
 * @param aside cells that are set aside already
 * @param keptCells `matrix` without the cells set aside
 */
export function* withoutScattered(
  mixture: Mixture,
  matrix: Matrix,
  channels: readonly Channel[],
  aside: Aside,
  keptCells: Matrix,
): Generator<undefined, Mixture | undefined> {
  const { k, columns } = mixture.shape;
  const suspects = columns.length === 1 ? new Map<number, ReadonlySet<number>>() : wideComponents(mixture);
  if (suspects.size === 0) return undefined;
  const smaller = selectComponents(
    mixture,
    Array.from({ length: k }, (_, j) => j).filter((j) => !suspects.has(j)),
    matrix,
  );
  const { posterior } = yield* score(mixture, keptCells);
  const isScattered = new Set<number>();
  for (const [j, wide] of suspects) {
    const members: number[] = [];
    for (let n = 0; n < matrix.rows; n++) if (posterior[n * k + j] > MEMBER_POSTERIOR) members.push(n);
    const rows = pickRows(matrix, Uint32Array.from(members));
    const mostWrong = matrix.columns.map(({ facts }, d) => MOST_COLUMN_SHARE * facts.observed - aside[d].length);
    if (members.length === 0 || (yield* doRowsFitOthers(smaller, rows, channels, wide, mostWrong))) isScattered.add(j);
  }
  const remaining = Array.from({ length: k }, (_, j) => j).filter((j) => !isScattered.has(j));
  return remaining.length === k ? undefined : selectComponents(mixture, remaining, matrix);
}

/** Finds the columns in which a component is wider than all larger ones, by component; the largest has none. */
function wideComponents({ shape: { k, columns }, theta }: Mixture): ReadonlyMap<number, ReadonlySet<number>> {
  const components = Array.from({ length: k }, (_, j) => j);
  const wide = components.map((j) => {
    const larger = components.filter((l) => theta[l] > theta[j]);
    const isWide = ({ marginal, parameters }: (typeof columns)[number]): boolean => {
      const narrowness = (l: number): number => marginal.peak(theta, parameters + l * marginal.parameterCount);
      return marginal.continuous && larger.every((l) => narrowness(l) - narrowness(j) > Math.log(WIDER_RATIO));
    };
    const isCandidate = theta[j] < Math.log(LARGEST_SHARE) && larger.length > 0;
    return new Set(isCandidate ? [...columns.keys()].filter((d) => isWide(columns[d])) : []);
  });
  return new Map([...wide.entries()].filter(([, wideColumns]) => wideColumns.size > 0));
}

/**
 * Whether most of these rows fit the components, except for a cell or two in wide columns, or for two exchanged
 * numbers.
 *
 * @param mostScattered by column, maximum number of wrong cells in rows of the first kind
 */
function* doRowsFitOthers(
  mixture: Mixture,
  rows: Matrix,
  channels: readonly Channel[],
  wide: ReadonlySet<number>,
  mostScattered: readonly number[],
): Generator<undefined, boolean> {
  const wrong = yield* wrongCells(mixture, rows, channels);
  const maxWrong = Math.min(MOST_WRONG_CELLS, Math.max(1, rows.columns.length - LEAST_SOUND_COLUMNS));
  const isNumber = (d: number, n: number): boolean =>
    families[rows.columns[d].family].reads === 'number' && !Number.isNaN(rows.columns[d].values[n]);
  const pairs = wrong.flatMap((wrongColumns, n) =>
    wrongColumns.length === 2 && wrongColumns.every((d) => isNumber(d, n)) ? [n] : [],
  );
  const exchanged =
    pairs.length === 0
      ? []
      : yield* wrongCells(
          mixture,
          withExchanged(
            pickRows(rows, Uint32Array.from(pairs)),
            pairs.map((n) => wrong[n]),
          ),
          channels,
        );
  const isExchanged = new Set(pairs.filter((_, i) => exchanged[i].length === 0));
  const scattered = wrong.filter(
    (wrongColumns, n) =>
      !isExchanged.has(n) && wrongColumns.length <= maxWrong && wrongColumns.every((d) => wide.has(d)),
  );
  const isWithinLimits = mostScattered.every(
    (limit, d) => scattered.filter((wrongColumns) => wrongColumns.includes(d)).length <= limit,
  );
  return (
    isWithinLimits &&
    wrong.some((wrongColumns) => wrongColumns.length > 0) &&
    scattered.length + isExchanged.size >= LEAST_SHARE * rows.rows
  );
}

/** Finds the columns of the cells set aside, by row. */
function* wrongCells(
  mixture: Mixture,
  rows: Matrix,
  channels: readonly Channel[],
): Generator<undefined, readonly (readonly number[])[]> {
  const patterned = { matrix: rows, patterns: yield* rowPatterns(rows) };
  const aside = yield* cellsSetAside(mixture, patterned, channels, yield* score(mixture, rows));
  const wrong: number[][] = Array.from({ length: rows.rows }, () => []);
  aside.forEach((wrongRows, d) => {
    for (const n of wrongRows) wrong[n].push(d);
  });
  return wrong;
}

/** Exchanges the numbers of two columns in each row, and encodes each by the family of its new column. */
function withExchanged(rows: Matrix, pairs: readonly (readonly number[])[]): Matrix {
  const columns = rows.columns.map((column) => ({ ...column, values: column.values.slice() }));
  pairs.forEach(([a, b], n) => {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ])
      columns[to].values[n] = families[columns[to].family].encode(valueInUnits(rows.columns[from], n));
  });
  return { rows: rows.rows, columns };
}

/** Returns a cell in the data's units: values of a family with a Jacobian are logarithms. */
function valueInUnits({ family, values }: MatrixColumn, row: number): number {
  return families[family].logJacobian === undefined ? values[row] : Math.exp(values[row]);
}
