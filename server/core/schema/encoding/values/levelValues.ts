/** Encodes cells of a column of levels: the level of each cell, even in a variant spelling. */
import type { TypedColumn } from '../../../csv/columns/typedColumn';
import { meaningFinder } from '../../../spelling/misspeltLevels';
import type { Variant } from '../encode';
import type { Values } from './columnValues';
import type { UsedColumn } from '../usedColumns';

/** A text as a column of levels reads it. */
export interface ReadLevel {
  /** Index of the level; NaN for a text that is no level, and for levels that stand for missing values. */
  readonly value: number;
  /** The level that a variant or misspelt text stands for. */
  readonly meant?: string;
}

const NO_LEVEL: ReadLevel = { value: NaN };

/**
 * Returns a function from a text to its level. Texts that were not in the fit are judged as if each stood in one cell.
 */
export function levelReader({
  levels,
  codes = [],
  spelling,
}: Pick<UsedColumn, 'levels' | 'codes' | 'spelling'>): (text: string) => ReadLevel {
  const readings = new Map<string, ReadLevel>(
    levels.map((level, index) => [level, { value: codes.includes(Number(level)) ? NaN : index }]),
  );
  if (spelling === undefined) return (text) => readings.get(text) ?? NO_LEVEL;
  const places = new Map(levels.map((level, index) => [level, index]));
  for (const [text, meant] of spelling.variants) readings.set(text, { value: places.get(meant) ?? NaN, meant });
  for (const [text, meant] of spelling.misspelt) readings.set(text, { value: NaN, meant });
  let meaning: ReturnType<typeof meaningFinder> | undefined;
  return (text) => {
    const listed = readings.get(text);
    if (listed !== undefined) return listed;
    const match = (meaning ??= meaningFinder({ levels, counts: spelling.counts, rate: spelling.rate }))(text);
    if (match === undefined) return NO_LEVEL;
    return { value: match.sort === 'variant' ? match.level : NaN, meant: levels[match.level] };
  };
}

/**
 * Encodes a column of levels.
 *
 * @param typed read with all its texts, or with its levels and a few further texts
 * @param maxBadCells maximum number of reported bad cells
 */
export function levelValues(
  column: Pick<UsedColumn, 'levels' | 'codes' | 'spelling'>,
  typed: TypedColumn,
  maxBadCells: number,
): Values {
  const { rows, numbers, places, unreadableRows, unreadableCount, values: texts } = typed;
  const values = numbers.length === rows ? numbers : new Float64Array(rows);
  const levelOf = levelReader(column);
  const readings = texts.map(levelOf);
  const valueByPlace = Float64Array.of(NaN, ...readings.map(({ value }) => value));
  for (let row = 0; row < rows; row++) values[row] = places === undefined ? NaN : valueByPlace[places[row]];
  // In a column that was read with everything, unreadable cells are those that are not numbers.
  const unknown = numbers.length > 0 ? { rows: [], count: 0 } : { rows: unreadableRows, count: unreadableCount };
  if (places === undefined)
    return { values, bad: unknown.rows.map((row) => ({ code: 'cell.unknown-level', row })), badCount: unknown.count };
  const isCode = codeTest(column);
  const isBad = [false, ...readings.map(({ value }, i) => Number.isNaN(value) && !isCode(texts[i]))];
  return {
    values,
    ...levelFaults({ isBad, readings }, places.subarray(0, rows), unknown, maxBadCells),
    ...(column.spelling !== undefined && { variants: variantsIn(texts, readings, places.subarray(0, rows)) }),
  };
}

/** Returns a test of whether a text is one of the codes for a missing value. */
function codeTest({ codes = [] }: Pick<UsedColumn, 'codes'>): (text: string) => boolean {
  return (text) => codes.includes(Number(text));
}

/** Finds the cells that are no levels: misspelt and unknown ones. */
function levelFaults(
  { isBad, readings }: { readonly isBad: readonly boolean[]; readonly readings: readonly ReadLevel[] },
  places: Uint16Array,
  unknown: { readonly rows: readonly number[]; readonly count: number },
  maxBadCells: number,
): Pick<Values, 'bad' | 'badCount'> {
  const bad: { code: 'cell.misspelt' | 'cell.unknown-level'; row: number; meant?: string }[] = unknown.rows.map(
    (row) => ({ code: 'cell.unknown-level', row }),
  );
  const hasBad = isBad.includes(true);
  let count = 0;
  for (let row = 0; hasBad && row < places.length; row++) {
    if (!isBad[places[row]] || count++ >= maxBadCells) continue;
    const { meant } = readings[places[row] - 1];
    bad.push(meant === undefined ? { code: 'cell.unknown-level', row } : { code: 'cell.misspelt', row, meant });
  }
  return { bad: bad.sort((a, b) => a.row - b.row), badCount: unknown.count + count };
}

function variantsIn(
  texts: readonly string[],
  readings: readonly ReadLevel[],
  places: Uint16Array,
): readonly Omit<Variant, 'column'>[] {
  const rowsByPlace = new Map<number, number[]>();
  readings.forEach(({ value, meant }, i) => {
    if (meant !== undefined && !Number.isNaN(value)) rowsByPlace.set(i + 1, []);
  });
  if (rowsByPlace.size === 0) return [];
  for (let row = 0; row < places.length; row++) rowsByPlace.get(places[row])?.push(row);
  const variants = [...rowsByPlace].flatMap(([place, variantRows]) =>
    variantRows.length === 0
      ? []
      : [{ text: texts[place - 1], meant: readings[place - 1].meant ?? '', rows: Uint32Array.from(variantRows) }],
  );
  return variants.sort((a, b) => (a.text < b.text ? -1 : 1));
}
