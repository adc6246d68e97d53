// Finds columns at fixed places, which neither a mark nor runs of blanks divide: cells with blanks in them, empty
// cells, a text at the end of each line. Programs print such tables: df, ps, psql, SQLite, Miller, SQL*Plus, R.

import { dividesWell } from './detectDelimiter';
import { RULE_LINE } from './frame/line';
import { linesOf } from '../stream/records';
import { scan, type Delimiter } from '../table/scan';

/** Maximum number of lines above the header. */
const MOST_LINES_ABOVE = 3;
/** Minimum number of lines, with the header. */
const LEAST_LINES = 4;
/** Minimum number of columns; fewer only where a rule below the header shows them. */
const LEAST_COLUMNS = 3;
/** Maximum share of lines that do not keep to the columns: a text may be too long. */
const MOST_ODD_SHARE = 0.02;
/** Minimum share of lines in which a cell begins, or ends, where its column does; lower in longer tables. */
const ALIGNED_SHARE = 0.9;
const LONG_ALIGNED_SHARE = 0.75;
const LONG_LINES = 20;
/** Maximum share of cells with blanks in them, in a column that is aligned to neither side. */
const MOST_BROKEN_SHARE = 0.25;
/** Minimum share of rows that have a cell on either side of blanks below those of the header. */
const TWO_CELLS_SHARE = 0.7;
/** A rule whose strokes stand below the names, with blanks between them. */
const DASHES = /^ *(?:-+|=+|─+)(?: +(?:-+|=+|─+))+ *$/;
/** A header between bars, above columns between blanks: IPAC. */
const BARRED = /^\|(?:[^|]+\|){2,}\s*$/;

/** A column from its first character to the one behind its last. */
interface Place {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the offsets in characters at which columns begin; undefined where no such columns are, or where the delimiter
 * divides all lines alike.
 */
export function fixedColumnsIn(sample: string, delimiter: Delimiter, cut: boolean): readonly number[] | undefined {
  const isBlank = delimiter === ' ' || delimiter === '  ';
  const firstLine = /[^\r\n]*/.exec(sample.trimStart())?.[0] ?? '';
  if (!isBlank && delimiter !== '|' && firstLine.includes(delimiter)) return undefined;
  const all = linesOf(scan(sample, delimiter), cut);
  const lines = all.filter(({ text }) => !text.startsWith('#') && !text.startsWith('\\'));
  if (lines.length < LEAST_LINES || lines.some(({ text }) => text.includes('\t') || /[\r\n]/.test(text)))
    return undefined;
  const texts = lines.map(({ text }) => Array.from(text.trimEnd()));
  const barred = barredColumns(texts);
  if (barred !== undefined) return barred;
  if (!isBlank && (lines[0].text.includes(delimiter) || dividesWell(sample, delimiter, cut))) return undefined;
  const isDivided = (from: number): boolean => {
    const rows = lines.slice(from).filter(({ text }) => !RULE_LINE.test(text));
    return isBlank && rows.every(({ cells }) => cells.length === rows[0].cells.length);
  };
  const rule = lines.findIndex(({ text }) => DASHES.test(text));
  if (rule >= 0 && rule <= MOST_LINES_ABOVE + 1)
    return isDivided(Math.max(0, rule - 1)) ? undefined : ruledColumns(texts, rule);
  for (let header = 0; header <= MOST_LINES_ABOVE && lines.length - header >= LEAST_LINES; header++) {
    if (isDivided(header)) return undefined;
    const starts = gutteredColumns(texts.slice(header));
    if (starts !== undefined) return starts;
  }
  return undefined;
}

type Characters = readonly string[];

function isBlankAt(text: Characters, at: number): boolean {
  return at >= text.length || text[at] === ' ';
}

/** Columns between the bars of header lines, at whose places all rows have blanks. */
function barredColumns(texts: readonly Characters[]): readonly number[] | undefined {
  if (!BARRED.test(texts[0].join(''))) return undefined;
  const bars = texts[0].flatMap((unit, at) => (unit === '|' ? [at] : []));
  const isHeader = (text: Characters): boolean => BARRED.test(text.join(''));
  const rows = texts.slice(texts.findIndex((text) => !isHeader(text)));
  const isRow = (text: Characters): boolean => !text.includes('|') && bars.every((at) => isBlankAt(text, at));
  return rows.length < texts.length && rows.every(isRow) ? [0, ...bars.map((at) => at + 1)] : undefined;
}

/** Columns below the strokes of a rule. */
function ruledColumns(texts: readonly Characters[], rule: number): readonly number[] | undefined {
  const strokes = texts[rule].flatMap((unit, at, all) => (unit !== ' ' && isBlankAt(all, at - 1) ? [at] : []));
  const starts = [0, ...strokes.slice(strokes[0] === 0 || isBlankAt(texts[rule], 0) ? 1 : 0)];
  const rows = texts.slice(rule + 1).filter((text) => !RULE_LINE.test(text.join('')));
  const isRow = (text: Characters): boolean => starts.every((start) => start === 0 || isBlankAt(text, start - 1));
  const odd = rows.filter((text) => !isRow(text)).length;
  return rows.length > 0 && odd <= Math.max(1, MOST_ODD_SHARE * rows.length) && odd < rows.length ? starts : undefined;
}

/** Columns between blanks that run through all lines, with a name above each. */
function gutteredColumns(lines: readonly Characters[]): readonly number[] | undefined {
  const [header, ...others] = lines;
  const rows = others.filter((text) => !RULE_LINE.test(text.join('')));
  const most = MOST_ODD_SHARE * rows.length;
  const isFree = header.map((unit, at) => unit === ' ' && rows.filter((text) => !isBlankAt(text, at)).length <= most);
  const found = placesBetween(isFree);
  const isUnnamed = found.length > 1 && within(header, found[0]) === '' && rows.every((text) => within(text, found[0]));
  const named = withNames([header, ...rows], isUnnamed ? found.slice(1) : found);
  const places = [...(isUnnamed ? [found[0]] : []), ...named.flatMap((place) => divided(place, header, rows))];
  const texts = [header, ...rows];
  const names = places.map((place) => within(header, place));
  if (places.length < LEAST_COLUMNS || new Set(names).size < names.length || names.some(isNumberLike)) return undefined;
  const sides = places.map((place, column) => sideOf(place, texts, column === places.length - 1));
  const isBroken = (text: Characters, place: Place): boolean => /\S\s+\S/.test(within(text, place));
  const isLoose = (place: Place, column: number): boolean =>
    sides[column] === undefined &&
    (isBroken(header, place) ||
      texts.filter((text) => isBroken(text, place)).length > MOST_BROKEN_SHARE * texts.length);
  if (places.some(isLoose)) return undefined;
  // Texts to the right grow to the left.
  return places.map(({ start }, column) => {
    if (column === 0) return 0;
    return sides[column] === 'right' ? places[column - 1].end + 1 : start;
  });
}

function placesBetween(isFree: readonly boolean[]): readonly Place[] {
  const places: Place[] = [];
  for (let at = 0; at < isFree.length; at++) {
    if (isFree[at]) continue;
    const start = at;
    while (at < isFree.length && !isFree[at]) at++;
    places.push({ start, end: at });
  }
  return places;
}

/** The text at a place, without surrounding blanks. */
function within(text: Characters, { start, end }: Place): string {
  return text.slice(start, end).join('').trim();
}

function isNumberLike(name: string): boolean {
  return /^[-+]?[\d.,:]+$/.test(name);
}

/** Divides a place at the blanks of its header, where most rows have two cells and a few have one that is too long. */
function divided({ start, end }: Place, header: Characters, rows: readonly Characters[]): readonly Place[] {
  const isFilled = (text: Characters, from: number, to: number): boolean =>
    text.slice(from, to).some((unit) => unit !== ' ');
  for (let at = start + 1; at < end - 1; at++) {
    if (header[at] !== ' ' || !isFilled(header, start, at) || !isFilled(header, at, end)) continue;
    const two = rows.filter(
      (text) => isBlankAt(text, at) && isFilled(text, start, at) && isFilled(text, at, end),
    ).length;
    if (two < TWO_CELLS_SHARE * rows.length) continue;
    return [{ start, end: at }, ...divided({ start: at + 1, end }, header, rows)];
  }
  return [{ start, end }];
}

/**
 * Joins columns without a name to a neighbour, whose texts have these blanks: to one whose name stands at the far side,
 * or to the nearer one.
 */
function withNames(texts: readonly Characters[], places: readonly Place[]): readonly Place[] {
  const [header] = texts;
  const joined = [...places];
  for (let column = 0; column < joined.length;) {
    const { start, end } = joined[column];
    if (joined.length === 1 || header.slice(start, end).some((unit) => unit !== ' ')) {
      column++;
      continue;
    }
    const [left, right] = [joined[column - 1], joined[column + 1]] as readonly (Place | undefined)[];
    const isToLeft = left !== undefined && sideOf(left, texts, false) === 'left';
    const isToRight = right !== undefined && isBlankAt(header, right.start) && sideOf(right, texts, false) === 'right';
    const isNearer = left !== undefined && start - left.end <= (right?.start ?? Infinity) - end;
    const first = (isToLeft === isToRight ? isNearer : isToLeft) ? column - 1 : column;
    joined.splice(first, 2, { start: joined[first].start, end: joined[first + 1].end });
    column = Math.max(0, first);
  }
  return joined;
}

/** The side to which a column is aligned. @param isLast whether texts of the column may be longer than its name */
function sideOf({ start, end }: Place, texts: readonly Characters[], isLast: boolean): 'left' | 'right' | undefined {
  const filled = texts.filter((text) => text.slice(start, end).some((unit) => unit !== ' '));
  const least = (filled.length < LONG_LINES ? ALIGNED_SHARE : LONG_ALIGNED_SHARE) * filled.length;
  const isNamed = (text: Characters, at: number): boolean => !isBlankAt(text, at);
  if (isNamed(texts[0], start) && filled.filter((text) => isNamed(text, start)).length >= least) return 'left';
  const isRight = (text: Characters): boolean => isNamed(text, end - 1) && (!isLast || isBlankAt(text, end));
  return isRight(texts[0]) && filled.filter(isRight).length >= least ? 'right' : undefined;
}
