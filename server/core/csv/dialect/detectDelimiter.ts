// Detects the delimiter of a text.

import type { FrameLine } from './frame/line';
import { parseNumberAt } from '../cells/number';
import { isQuoted, type Quoting } from './quoting';
import { commonestEntry, linesOf, usableRecords } from '../stream/records';
import { cellEnd, scan, type Delimiter, type Scan } from '../table/scan';
import { isWrittenNumber } from '../cells/writtenNumber';

/** Delimiters in order of preference where the text does not decide. */
export const DELIMITERS: readonly Delimiter[] = [',', '\t', ';', '|'];

export function detectDelimiter(sample: string, cut: boolean): Delimiter {
  const scanWith = (delimiter: Delimiter): Scan => scan(sample, delimiter);
  const scores = DELIMITERS.map((delimiter) => scoreDelimiter(scanWith(delimiter), cut));
  const bestScore = Math.max(...scores);
  const best = DELIMITERS[scores.indexOf(bestScore)];
  const hasFit = bestScore >= LEAST_SCORE;
  const isFirstWhole = !hasFit || !dividesFirst(scanWith(best), cut);
  const rare = RARE_DELIMITERS.find(
    (delimiter) => sample.includes(delimiter) && fitsAsRare(scanWith(delimiter), cut, isFirstWhole ? 0 : bestScore),
  );
  if (rare !== undefined) return rare;
  const blanks = hasFit ? undefined : blanksIn(scanWith, cut);
  if (blanks !== undefined) return blanks;
  const textBelow = hasFit ? undefined : textAfterBlankLine(sample);
  const delimiterBelow =
    textBelow === undefined
      ? undefined
      : DELIMITERS.find((delimiter) => dividesAll(scan(textBelow, delimiter), cut, RARE_LEAST_CELLS));
  if (delimiterBelow !== undefined) return delimiterBelow;
  return (isFirstWhole ? DELIMITERS.find((delimiter) => dividesNames(scanWith(delimiter), cut)) : undefined) ?? best;
}

/** Whether a delimiter divides most lines of a sample into equally many cells. */
export function dividesWell(sample: string, delimiter: Delimiter, cut: boolean): boolean {
  return scoreDelimiter(scan(sample, delimiter), cut) >= LEAST_SCORE;
}

/**
 * Rare delimiters. They are taken only if they divide all lines into equally many cells: better than the best usual
 * one, or where that leaves the first line whole.
 */
const RARE_DELIMITERS: readonly Delimiter[] = ['~', '^', '#'];
const RARE_LEAST_RECORDS = 4;
const RARE_LEAST_CELLS = 3;
/** Score up to which a usual delimiter is preferred. */
const RARE_SCORE = 0.6;

function fitsAsRare(scanned: Scan, cut: boolean, bestScore: number): boolean {
  return (
    dividesAll(scanned, cut, RARE_LEAST_CELLS) &&
    (bestScore === 0
      ? usableRecords(scanned, cut).length >= RARE_LEAST_RECORDS
      : scoreDelimiter(scanned, cut) > Math.max(bestScore, RARE_SCORE))
  );
}

/** Returns the text after the first blank line, if there is one: the text above it may be longer than the table. */
function textAfterBlankLine(sample: string): string | undefined {
  const text = sample.trimStart();
  const blank = /(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)/.exec(text);
  return blank === null ? undefined : text.slice(blank.index).trimStart();
}

/** Whether a delimiter divides all lines alike, and the first one between names, unlike a sentence. */
function dividesNames(scanned: Scan, cut: boolean): boolean {
  if (!dividesAll(scanned, cut, 2)) return false;
  const [first] = linesOf(scanned, cut, 1);
  return first.cells.every((cell) => cell !== '') && !first.text.includes(`${scanned.delimiter} `);
}

function dividesFirst(scanned: Scan, cut: boolean): boolean {
  const [first = -1] = usableRecords(scanned, cut);
  return first >= 0 && cellsIn(scanned, first) > 1;
}

/**
 * Whether a delimiter divides all lines into equally many cells, at least `leastCells`, with no empty cell at the
 * beginning of a line.
 */
function dividesAll(scanned: Scan, cut: boolean, leastCells: number): boolean {
  const records = usableRecords(scanned, cut);
  if (records.length < LEAST_RECORDS || scanned.problemCount > 0) return false;
  const width = cellsIn(scanned, records[0]);
  return (
    width >= leastCells &&
    records.every(
      (record) =>
        cellsIn(scanned, record) === width &&
        scanned.text[scanned.cellStart[scanned.recordFirstCell[record]]] !== scanned.delimiter,
    )
  );
}

function cellsIn(scanned: Scan, record: number): number {
  return scanned.recordFirstCell[record + 1] - scanned.recordFirstCell[record];
}

/** Minimum number of lines that a delimiter must divide. */
const LEAST_RECORDS = 3;
/** Minimum score of a delimiter that divides the sample well. */
const LEAST_SCORE = 0.3;
/** Minimum share of records with equally many cells, and of numbers among their cells, for blanks as the delimiter. */
const BLANK_RECORD_SHARE = 0.9;
const BLANK_NUMBER_SHARE = 0.5;
const BLANK_LEAST_LINES = 3;
/** Minimum number of aligned lines that make a table. */
const LEAST_ALIGNED_LINES = 4;
/** Minimum number of lines without exception that decide for blanks where words outnumber numbers. */
const BLANK_LEAST_WORDS = 30;

/**
 * Whether nearly all lines have several quoted cells with blanks between them, unlike prose, where quotes would also be
 * wrong.
 */
function areQuotedBetween(lines: readonly FrameLine[], { problemCount }: Scan): boolean {
  const quoted = lines.filter(({ text }) => (text.match(/(?<=^| )"(?:[^"]|"")*"(?= |$)/g)?.length ?? 0) >= 2).length;
  return quoted >= BLANK_LEAST_LINES && quoted >= BLANK_RECORD_SHARE * (lines.length - 1) && problemCount === 0;
}

/**
 * Whether runs of blanks stand between cells, most of which are numbers: in prose lines have equal numbers of words
 * only by chance.
 */
function areBlanksBetween(scanned: Scan, cut: boolean): boolean {
  const lines = linesOf(scanned, cut).filter(({ text }) => !/^[#%!~]/.test(text));
  if (areQuotedBetween(lines, scanned)) return true;
  const records = lines.map(({ cells }) => cells);
  if (areWordsAndNumbers(records)) return true;
  const counts = new Map<number, number>();
  for (const cells of records) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  const [width, count] = commonestEntry(counts);
  if (count < BLANK_LEAST_LINES || count < BLANK_RECORD_SHARE * (records.length - 1)) return false;
  const [first, ...rest] = records;
  const body = rest.filter((cells) => cells.length === width).flat();
  const numbers = body.filter((cell) => isWrittenNumber(cell, '.') || isWrittenNumber(cell, ','));
  const hasNames =
    first.length >= width - 1 && first.every((cell) => !isWrittenNumber(cell, '.') && !isWrittenNumber(cell, ','));
  return (
    numbers.length > BLANK_NUMBER_SHARE * body.length &&
    (width > 2 || (width === 2 && first.length === 2 && (hasNames || arePairs(records))))
  );
}

/** Returns blanks as the delimiter, or runs of at least two if only these divide all lines alike. */
function blanksIn(scanWith: (delimiter: Delimiter) => Scan, cut: boolean): Delimiter | undefined {
  const single = scanWith(' ');
  const areSingle = areBlanksBetween(single, cut);
  if (areSingle && haveEqualWidths(single, usableRecords(single, cut))) return ' ';
  return areAligned(scanWith('  '), cut) ? '  ' : areSingle ? ' ' : undefined;
}

function haveEqualWidths(scanned: Scan, records: readonly number[]): boolean {
  return records.every((record) => cellsIn(scanned, record) === cellsIn(scanned, records[0]));
}

/** Whether lines are divided into equally many cells, at least two, aligned to the left or to the right. */
function areAligned(scanned: Scan, cut: boolean): boolean {
  const records = usableRecords(scanned, cut);
  if (records.length < LEAST_ALIGNED_LINES || cellsIn(scanned, records[0]) < 2 || !haveEqualWidths(scanned, records))
    return false;
  return Array.from({ length: cellsIn(scanned, records[0]) }, (_, column) => column).every((column) => {
    const [starts, ends] = [new Set<number>(), new Set<number>()];
    for (const record of records) {
      const first = scanned.recordFirstCell[record];
      const [start, end] = [scanned.cellStart[first + column], cellEnd(scanned, first + column)];
      const written = scanned.text.slice(start, end);
      starts.add(end - written.trimStart().length - scanned.cellStart[first]);
      ends.add(start + written.trimEnd().length - scanned.cellStart[first]);
    }
    return starts.size === 1 || ends.size === 1;
  });
}

/**
 * Whether all lines have equally many cells, a number in one position, and hardly ever one word before it, unlike
 * labels such as "plot 3 north".
 */
function areWordsAndNumbers(records: readonly (readonly string[])[]): boolean {
  const width = records[0]?.length ?? 0;
  if (records.length < BLANK_LEAST_WORDS || width < 3 || records.some((cells) => cells.length !== width)) return false;
  const hasNumbers = records[0].some(
    (_, column) => column > 0 && records.every((cells) => isWrittenNumber(cells[column], '.')),
  );
  return hasNumbers && new Set(records.map(([first]) => first)).size > BLANK_RECORD_SHARE * records.length;
}

const NO_VALUE = /^(?:[-+]?(?:nan|inf(?:inity)?)|na|\?|--?)$/i;

/**
 * Whether each line has two numbers, or words for missing ones. A number with blanks as thousands marks, or a telephone
 * number, is one.
 */
function arePairs(records: readonly (readonly string[])[]): boolean {
  const isNumber = (text: string): boolean => isWrittenNumber(text, '.') || isWrittenNumber(text, ',');
  const grouped = records.filter((cells) => isNumber(cells.join(' '))).length;
  return (
    2 * grouped < records.length &&
    records.every(
      (cells) =>
        cells.length === 2 && cells.every((cell) => (isNumber(cell) && !/^0\d/.test(cell)) || NO_VALUE.test(cell)),
    )
  );
}

/**
 * Scores a delimiter on the sample, from 0 (no fit) to 1: the share of records with the commonest number of cells,
 * times (L - 1)/L for L cells (agreeing on many cells is less of an accident), reduced by cells that another delimiter
 * seems to divide, and by quotes that this delimiter would make wrong.
 */
function scoreDelimiter(scan: Scan, cut: boolean): number {
  const records = usableRecords(scan, cut);
  if (records.length === 0) return 0;
  const counts = new Map<number, number>();
  let [divided, ended] = [0, 0];
  for (const record of records) {
    const cells = cellsIn(scan, record);
    if (cells === 1) continue;
    divided++;
    if (scan.text[scan.recordEnd[record] - 1] === scan.delimiter) ended++;
    counts.set(cells, (counts.get(cells) ?? 0) + 1);
  }
  // A mark that most lines lack divides nothing: it is part of prose.
  if (2 * divided < records.length) return 0;
  const [width, share] = commonestEntry(counts);
  const end = scan.recordEnd[records[records.length - 1]];
  const misquoted = scan.problems.filter((problem) => problem.start < end).length;
  const clean = cleanShare(scan, records);
  // A mark at the end of every line may be just a terminator.
  const gain = ended === divided ? (width - 1.5) / (width - 0.5) : (width - 1) / width;
  return (
    (share / records.length) *
    gain *
    (0.05 + 0.95 * clean * clean) *
    (1 - 0.9 * Math.min(1, misquoted / records.length))
  );
}

/** Returns the share of the cells that no other delimiter seems to divide. */
function cleanShare(scan: Scan, records: readonly number[]): number {
  let cells = 0;
  let clean = 0;
  for (const record of records) {
    for (let cell = scan.recordFirstCell[record]; cell < scan.recordFirstCell[record + 1]; cell++) {
      cells++;
      const end = cellEnd(scan, cell);
      const isEnded =
        cell + 1 === scan.recordFirstCell[record + 1] &&
        /[^\d\s;];$/.test(scan.text.slice(Math.max(scan.cellStart[cell], end - 2), end));
      if (!hidesDelimiter(scan.text, scan.cellStart[cell], isEnded ? end - 1 : end)) clean++;
    }
  }
  return clean / cells;
}

/** Whether an unquoted cell contains another delimiter, except as in prose (followed by a blank) or in a number. */
export function hidesDelimiter(source: string, start: number, end: number, quoting?: Quoting): boolean {
  if (isQuoted(source.slice(start, end), quoting)) return false;
  for (let at = start; at < end; at++) {
    const unit = source.charAt(at);
    if (unit === '\t') return true;
    if (unit !== ',' && unit !== ';' && unit !== '|') continue;
    if (at + 1 < end && source.charAt(at + 1) === ' ') continue;
    return (
      unit !== ',' ||
      (Number.isNaN(parseNumberAt(source, start, end, ',')) &&
        !isWrittenNumber(source.slice(start, end), '.') &&
        !isWrittenNumber(source.slice(start, end), ','))
    );
  }
  return false;
}
