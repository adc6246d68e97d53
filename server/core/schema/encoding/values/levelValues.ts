/** Encodes cells of a column of levels: the level of each cell, even in a variant spelling. */
import type { TypedColumn } from '../../../csv/columns/typedColumn';
import { meaningOf } from '../../../spelling/misspeltLevels';
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
  const read = new Map<string, ReadLevel>(
    levels.map((level, index) => [level, { value: codes.includes(Number(level)) ? NaN : index }]),
  );
  if (spelling === undefined) return (text) => read.get(text) ?? NO_LEVEL;
  const places = new Map(levels.map((level, index) => [level, index]));
  for (const [text, meant] of spelling.variants) read.set(text, { value: places.get(meant) ?? NaN, meant });
  for (const [text, meant] of spelling.misspelt) read.set(text, { value: NaN, meant });
  let meaning: ReturnType<typeof meaningOf> | undefined;
  return (text) => {
    const known = read.get(text);
    if (known !== undefined) return known;
    const found = (meaning ??= meaningOf({ levels, counts: spelling.counts, rate: spelling.rate }))(text);
    if (found === undefined) return NO_LEVEL;
    return { value: found.sort === 'variant' ? found.level : NaN, meant: levels[found.level] };
  };
}

/**
 * Encodes a column of levels.
 *
 * @param typed read with all its texts, or with the few texts beside the known levels
 * @param most maximum number of reported bad cells
 */
export function levelValues(
  column: Pick<UsedColumn, 'levels' | 'codes' | 'spelling'>,
  typed: TypedColumn,
  most: number,
): Values {
  const { rows, numbers, places, others, othersCount, values: texts } = typed;
  const values = numbers.length === rows ? numbers : new Float64Array(rows);
  const levelOf = levelReader(column);
  const read = texts.map(levelOf);
  const byPlace = Float64Array.of(NaN, ...read.map(({ value }) => value));
  for (let row = 0; row < rows; row++) values[row] = places === undefined ? NaN : byPlace[places[row]];
  // In a column that was read with everything, each text is a level: its other cells are those that are not numbers.
  const unknown = numbers.length > 0 ? { rows: [], count: 0 } : { rows: others, count: othersCount };
  if (column.spelling === undefined || places === undefined)
    return { values, bad: unknown.rows.map((row) => ({ code: 'cell.unknown-level', row })), badCount: unknown.count };
  return {
    values,
    ...spelt(read, places.subarray(0, rows), unknown, most),
    variants: variantsIn(texts, read, places.subarray(0, rows)),
  };
}

/** Cells that are no levels: misspelt ones, and unknown ones. */
function spelt(
  read: readonly ReadLevel[],
  places: Uint16Array,
  unknown: { readonly rows: readonly number[]; readonly count: number },
  most: number,
): Pick<Values, 'bad' | 'badCount'> {
  const bad: { code: 'cell.misspelt' | 'cell.unknown-level'; row: number; meant?: string }[] = unknown.rows.map(
    (row) => ({ code: 'cell.unknown-level', row }),
  );
  const isBad = [false, ...read.map(({ value }) => Number.isNaN(value))];
  const hasBad = isBad.includes(true);
  let told = 0;
  for (let row = 0; hasBad && row < places.length; row++) {
    if (!isBad[places[row]] || told++ >= most) continue;
    const { meant } = read[places[row] - 1];
    bad.push(meant === undefined ? { code: 'cell.unknown-level', row } : { code: 'cell.misspelt', row, meant });
  }
  return { bad: bad.sort((a, b) => a.row - b.row), badCount: unknown.count + told };
}

function variantsIn(
  texts: readonly string[],
  read: readonly ReadLevel[],
  places: Uint16Array,
): readonly Omit<Variant, 'column'>[] {
  const rows = new Map<number, number[]>();
  read.forEach(({ value, meant }, i) => {
    if (meant !== undefined && !Number.isNaN(value)) rows.set(i + 1, []);
  });
  if (rows.size === 0) return [];
  for (let row = 0; row < places.length; row++) rows.get(places[row])?.push(row);
  const found = [...rows].flatMap(([place, own]) =>
    own.length === 0
      ? []
      : [{ text: texts[place - 1], meant: read[place - 1].meant ?? '', rows: Uint32Array.from(own) }],
  );
  return found.sort((a, b) => (a.text < b.text ? -1 : 1));
}
