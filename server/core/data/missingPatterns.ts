/** Patterns of missing cells: rows with the same gaps are judged against the same draws. */
import { boundKindAt } from './cellBounds';
import { isGapless, type Cells } from './matrix';

/** Pattern of a row, one character per column: 1 where observed, 0 where missing, < where only a bound is known. */
export type Pattern = string;

export function patternOf(matrix: Cells, row: number): Pattern {
  let pattern = '';
  for (const { values, bounds } of matrix.columns)
    pattern += !Number.isNaN(values[row]) ? '1' : boundKindAt(bounds, row) < 0 ? '0' : BOUND;
  return pattern;
}

/** Patterns of all rows. */
export interface RowPatterns {
  /** Patterns that occur, each once, sorted. */
  readonly patterns: readonly Pattern[];
  /** Index into `patterns` of each row; left out where all rows have the same pattern. */
  readonly numbers?: Uint32Array;
}

const BOUND = '<';

/** Whether some cell of a pattern holds a bound. */
export function hasBound(pattern: Pattern): boolean {
  return pattern.includes(BOUND);
}

/** Returns a pattern with bounds as missing cells: draws have no bounds, so whole rows are judged by this pattern. */
export function boundsAsMissing(pattern: Pattern): Pattern {
  return hasBound(pattern) ? pattern.replaceAll(BOUND, '0') : pattern;
}

const CELLS_PER_PAUSE = 2 ** 18;

/**
 * Finds the patterns in one pass over the cells, column by column. A gap moves a row from its group to the group of the
 * rows that were like it and have the gap too. One row of each group suffices to name it. Yields now and then.
 */
export function* rowPatterns(matrix: Cells): Generator<undefined, RowPatterns> {
  const { rows, columns } = matrix;
  let groups: Uint32Array | undefined;
  let count = 1;
  for (const column of columns) {
    if (isGapless(column)) continue;
    const { values, bounds } = column;
    /** New groups of the rows that have a gap or a bound in this column, by their group so far. */
    const [gapGroups, boundGroups] = [new Map<number, number>(), new Map<number, number>()];
    for (let from = 0; from < rows; from += CELLS_PER_PAUSE) {
      const end = Math.min(rows, from + CELLS_PER_PAUSE);
      for (let n = nextGap(values, from, end); n < end; n = nextGap(values, n + 1, end)) {
        groups ??= new Uint32Array(rows);
        const split = bounds !== undefined && boundKindAt(bounds, n) >= 0 ? boundGroups : gapGroups;
        let group = split.get(groups[n]);
        if (group === undefined) split.set(groups[n], (group = count++));
        groups[n] = group;
      }
      yield undefined;
    }
  }
  return groups === undefined
    ? { patterns: rows > 0 ? [patternOf(matrix, 0)] : [] }
    : numberPatterns(matrix, groups, count);
}

function nextGap(values: Float64Array, from: number, end: number): number {
  let n = from;
  while (n < end && values[n] === values[n]) n++;
  return n;
}

/** Names the groups, and numbers the rows by the order of the names. */
function numberPatterns(matrix: Cells, groups: Uint32Array, count: number): RowPatterns {
  const firstRow = new Int32Array(count).fill(-1);
  for (let n = groups.length - 1; n >= 0; n--) firstRow[groups[n]] = n;
  const named = Array.from(firstRow.keys()).flatMap((group) =>
    firstRow[group] < 0 ? [] : [{ group, pattern: patternOf(matrix, firstRow[group]) }],
  );
  named.sort((a, b) => (a.pattern < b.pattern ? -1 : 1));
  const places = new Uint32Array(count);
  named.forEach(({ group }, place) => (places[group] = place));
  for (let n = 0; n < groups.length; n++) groups[n] = places[groups[n]];
  return { patterns: named.map(({ pattern }) => pattern), ...(named.length > 1 && { numbers: groups }) };
}
