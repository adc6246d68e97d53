/** How a column is spread, whether there is a model or not: enough for a picture of a line's length. */
import { cellText, isMissing, type Table } from '../csv/table/table';
import { families, type FamilyName } from '../families/registry';
import { ownPart, partValue, secondsIn } from '../schema/dates/dateParts';
import type { UsedColumn } from '../schema/encoding/usedColumns';
import { readNumber } from '../schema/survey';
import { binsOf, countIn } from './bins';

/** Evenly spaced rows of a long table are enough to see a shape. */
const MOST_SAMPLED = 4_000;
/** A line has no room for more. */
const MOST_BINS = 24;

/** A column of numbers as a histogram. */
export interface NumberOutline {
  readonly of: 'number';
  /** Of bins that are of one width on the scale of the column's family. */
  readonly counts: readonly number[];
  /** The least and the greatest number in the bins. */
  readonly low: number;
  readonly high: number;
  /** Wild numbers outside of them. */
  readonly below: number;
  readonly above: number;
  /** The ends of all numbers. */
  readonly least: number;
  readonly greatest: number;
  readonly sampledRows: number;
}

export interface LevelOutline {
  readonly of: 'level';
  /** The commonest first. */
  readonly levels: readonly { readonly level: string; readonly share: number }[];
  readonly sampledRows: number;
}

export type Outline = NumberOutline | LevelOutline;

/** What must be known of a column; of one that is left out numbers are looked at as they are. */
export type OutlinedColumn = Pick<UsedColumn, 'index' | 'unit' | 'dates' | 'part'> & {
  readonly kind: FamilyName | 'ignored';
};

/** Undefined where there is nothing to be seen: no values, or texts that are no levels. */
export function outlineOf(table: Table, { index, kind, unit, dates, part }: OutlinedColumn): Outline | undefined {
  const { observed, rows } = sampledTexts(table, index);
  if (observed.length === 0) return undefined;
  if (dates !== undefined) {
    const values = Float64Array.from(observed, (text) =>
      partValue(part ?? { of: ownPart(dates.form) }, secondsIn(text, dates.form)),
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
  const step = Math.max(1, Math.ceil(table.rowCount / MOST_SAMPLED));
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
 * @param placed the same numbers on the scale on which the bins are of one width, which never falls; NaN for those that
 * have no place on it
 */
function numbersIn(numbers: Float64Array, placed: Float64Array, sampledRows: number): NumberOutline | undefined {
  const bins = binsOf(placed);
  if (bins === undefined) return undefined;
  const { inside, below, above } = countIn(bins, placed);
  const sorted = numbers.filter((_, i) => !Number.isNaN(placed[i])).sort();
  return {
    of: 'number',
    counts: narrowed(trimmed([...inside])),
    below,
    above,
    sampledRows,
    low: sorted[below],
    high: sorted[sorted.length - 1 - above],
    least: sorted[0],
    greatest: sorted[sorted.length - 1],
  };
}

/** Bins are at round places, so that the outermost may be empty. */
function trimmed(counts: readonly number[]): readonly number[] {
  return counts.slice(
    counts.findIndex((count) => count > 0),
    counts.findLastIndex((count) => count > 0) + 1,
  );
}

function narrowed(counts: readonly number[]): readonly number[] {
  if (counts.length <= MOST_BINS) return counts;
  const pairs = counts.flatMap((count, i) => (i % 2 === 0 ? [count + (counts.at(i + 1) ?? 0)] : []));
  return narrowed(pairs);
}
