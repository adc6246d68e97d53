/** Outline of a column, with or without a model: the data of a picture that fits a line of text. */
import { cellText, isMissing, type Table } from '../csv/table/table';
import { families, type FamilyName } from '../families/registry';
import { representativePart, partValue, secondsIn } from '../schema/dates/dateParts';
import type { UsedColumn } from '../schema/encoding/usedColumns';
import { readNumber } from '../schema/survey';
import { binsOf, countByBin } from './bins';

/** Maximum number of evenly spaced rows that are sampled from a long table. */
const MOST_SAMPLED_ROWS = 4_000;
/** Maximum number of bins; a line has no room for more. */
const MOST_BINS = 24;

/** A column of numbers as a histogram. */
export interface NumberOutline {
  readonly of: 'number';
  /** Counts of the bins, which have equal width on the scale of the column's family. */
  readonly counts: readonly number[];
  /** Least and greatest number in the bins. */
  readonly low: number;
  readonly high: number;
  /** Number of wild values outside the bins. */
  readonly below: number;
  readonly above: number;
  /** Least and greatest of all numbers. */
  readonly least: number;
  readonly greatest: number;
  readonly sampledRows: number;
}

export interface LevelOutline {
  readonly of: 'level';
  /** Levels with their shares, the commonest first. */
  readonly levels: readonly { readonly level: string; readonly share: number }[];
  readonly sampledRows: number;
}

export type Outline = NumberOutline | LevelOutline;

/** Properties of a column that its outline depends on; the numbers of a column that is left out are read unscaled. */
export type OutlinedColumn = Pick<UsedColumn, 'index' | 'unit' | 'dates' | 'part'> & {
  readonly kind: FamilyName | 'ignored';
};

/** Computes the outline of a column; undefined where it has no values, or texts that are not levels. */
export function outlineOf(table: Table, { index, kind, unit, dates, part }: OutlinedColumn): Outline | undefined {
  const { observed, rows } = sampledTexts(table, index);
  if (observed.length === 0) return undefined;
  if (dates !== undefined) {
    const values = Float64Array.from(observed, (text) =>
      partValue(part ?? { of: representativePart(dates.form) }, secondsIn(text, dates.form)),
    );
    return numbersIn(values, values, rows);
  }
  if (kind !== 'ignored' && families[kind].reads === 'level') return levelsIn(observed, rows);
  const numbers = Float64Array.from(observed, (text) => readNumber(text, table.dialect, unit));
  if (kind === 'ignored') return numbers.some(Number.isNaN) ? undefined : numbersIn(numbers, numbers, rows);
  return numbersIn(numbers, numbers.map(families[kind].encode), rows);
}

interface Texts {
  readonly observed: readonly string[];
  readonly rows: number;
}

function sampledTexts(table: Table, column: number): Texts {
  const observed: string[] = [];
  const step = Math.max(1, Math.ceil(table.rowCount / MOST_SAMPLED_ROWS));
  let rows = 0;
  for (let row = 0; row < table.rowCount; row += step, rows++) {
    const text = cellText(table, row, column).trim();
    if (!isMissing(table, text)) observed.push(text);
  }
  return { observed, rows };
}

function levelsIn(observed: readonly string[], sampledRows: number): LevelOutline {
  const counts = new Map<string, number>();
  for (const text of observed) counts.set(text, (counts.get(text) ?? 0) + 1);
  const levels = [...counts].map(([level, count]) => ({ level, share: count / observed.length }));
  return { of: 'level', levels: levels.sort((a, b) => b.share - a.share || (a.level < b.level ? -1 : 1)), sampledRows };
}

/**
 * @param positions the numbers on a monotonic scale on which bins have equal width; NaN for numbers that have no place
 * on it
 */
function numbersIn(numbers: Float64Array, positions: Float64Array, sampledRows: number): NumberOutline | undefined {
  const bins = binsOf(positions);
  if (bins === undefined) return undefined;
  const { inside, below, above } = countByBin(bins, positions);
  const sorted = numbers.filter((_, i) => !Number.isNaN(positions[i])).sort();
  return {
    of: 'number',
    counts: halveBins(trimEmptyBins([...inside])),
    below,
    above,
    sampledRows,
    low: sorted[below],
    high: sorted[sorted.length - 1 - above],
    least: sorted[0],
    greatest: sorted[sorted.length - 1],
  };
}

/** Drops empty outermost bins, which round bin edges may leave. */
function trimEmptyBins(counts: readonly number[]): readonly number[] {
  return counts.slice(
    counts.findIndex((count) => count > 0),
    counts.findLastIndex((count) => count > 0) + 1,
  );
}

function halveBins(counts: readonly number[]): readonly number[] {
  if (counts.length <= MOST_BINS) return counts;
  const pairs = counts.flatMap((count, i) => (i % 2 === 0 ? [count + (counts.at(i + 1) ?? 0)] : []));
  return halveBins(pairs);
}
