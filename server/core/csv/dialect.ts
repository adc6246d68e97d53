// How a text is written: its delimiter, its decimal mark, whether its first record names the columns. Guessed from the
// beginning of the text, so that opening a file of any size costs the same.

import { detectQuoting } from './detectQuoting';
import { isQuoted, type Quoting } from './quoting';
import { cellEnd, decodeCell, scan, type Delimiter, type Scan } from './scan';
import { detectHeader, type IsMissing } from './detectHeader';
import { detectFrame, PassedOver, type Frame, type Line } from './frame';
import { withinTable } from './severalTables';
import { parseNumberAt } from './number';
import { isWritten, writtenNumber } from './writtenNumber';

export interface Dialect {
  readonly delimiter: Delimiter;
  /** Whether the first record that is not blank names the columns. */
  readonly hasHeader: boolean;
  readonly decimal: '.' | ',';
  /** Between groups of three digits, '' for nothing, as somebody said; left out where any mark may be. */
  readonly thousands?: string;
  /** What stands for "no value", compared trimmed and case-insensitively. A blank cell is missing whether '' is listed or not. */
  readonly missing: readonly string[];
  /** How cells are quoted; left out where they are in the usual way. */
  readonly quoting?: Quoting;
  /** Lines that are no rows; left out where there are none. */
  readonly frame?: Frame;
}

export const DEFAULT_MISSING: readonly string[] = ['', 'NA', 'N/A', 'NaN', 'null', 'None', '?', '-', '--', 'n.a.', '\\N', '(null)', '<NA>', '<undefined>', '#N/A', '#NV', '#NULL!'];

/** What is known already and is not to be guessed. `undefined` means not known. */
export interface DialectOverrides extends Partial<Dialect> {
  /** Lines at the beginning, blank ones aside, that are no part of the table. */
  readonly skip?: number;
  /** What comments begin with. */
  readonly comment?: string;
  /** How many rows below the header are of units or types. */
  readonly unitsRows?: number;
  /** How many rows name the columns. */
  readonly headerRows?: number;
}

/** In order of preference where the text does not decide. */
export const DELIMITERS: readonly Delimiter[] = [',', '\t', ';', '|'];

const SAMPLE_LENGTH = 65_536; // UTF-16 units
const SAMPLE_RECORDS = 200;
/** Lines at the end that are looked at. */
const MOST_TAIL = 60;
/** A table so wide that the sample holds fewer lines gets a longer one … */
const SAMPLE_LEAST_LINES = 5;
/** … up to this length. */
export const SAMPLE_LONGEST = 4 << 20;

/** The same list, always with the blank, in the form cells are compared in. */
export function missingSet(missing: readonly string[]): ReadonlySet<string> {
  return new Set(['', ...missing.map((token) => token.trim().toLowerCase())]);
}

/**
 * Guesses how `text` is written, keeping to what `overrides` says. Reads only the beginning and the end; never throws.
 *
 * @param ending the end of the text, where `text` is but its beginning
 */
export function detectDialect(text: string, overrides: DialectOverrides = {}, ending = endOf(text)): Dialect {
  const sample = takeSample(text);
  const cut = sample.length < text.length;
  const delimiter = overrides.delimiter ?? detectDelimiter(sample, cut);
  const missing = overrides.missing ?? DEFAULT_MISSING;
  const quoting = overrides.quoting ?? (isWhole(overrides) ? undefined : detectQuoting({ text: sample, delimiter, usable: (own) => usableRecords(own, cut) }));
  const scanned = scan(sample, delimiter, quoting);
  const lines = linesOf(scanned, cut);
  const isMissing = missingTest(missing);
  const frame = overrides.frame ?? (isWhole(overrides) ? undefined : frameOf(lines, { ending, delimiter, quoting, cut }, overrides, isMissing));
  const passed = new PassedOver(frame);
  const records = withinTable(lines, frame).filter(({ text: line }) => !passed.has(line)).map(({ cells }) => cells);
  const { thousands } = overrides;
  const decimal = overrides.decimal ?? detectDecimal(records, delimiter, thousands);
  const hasHeader = frame?.names !== undefined || (overrides.hasHeader ?? (overrides.headerRows !== undefined || detectHeader(records, decimal, isMissing)));
  return { delimiter, missing, decimal, hasHeader, ...(thousands !== undefined && { thousands }), ...(quoting !== undefined && { quoting }), ...(frame !== undefined && { frame }) };
}

/** Whether all is known already: then what is not a part of it, such as a frame, is not there. */
function isWhole({ delimiter, decimal, hasHeader, missing }: DialectOverrides): boolean {
  return delimiter !== undefined && decimal !== undefined && hasHeader !== undefined && missing !== undefined;
}

/** So much of the end of a text is looked at, in UTF-16 units. */
export const ENDING = 8192;

/** The last whole lines of a text. */
export function endOf(text: string): string {
  if (text.length <= ENDING) return text;
  const ending = text.slice(-ENDING);
  return ending.slice(ending.search(/[\r\n]/) + 1);
}

interface Sampled {
  readonly ending: string;
  readonly delimiter: Delimiter;
  readonly quoting: Quoting | undefined;
  readonly cut: boolean;
}

function frameOf(lines: readonly Line[], { ending, delimiter, quoting, cut }: Sampled, { skip, comment, unitsRows, headerRows, decimal: known, thousands, hasHeader }: DialectOverrides, isMissing: IsMissing): Frame | undefined {
  const tail = linesOf(scan(ending, delimiter, quoting), false, Infinity);
  const decimal = known ?? detectDecimal(lines.map(({ cells }) => cells), delimiter, thousands);
  return detectFrame(lines, tail.slice(-MOST_TAIL), {
    skip, comment, unitsRows, headerRows, isMissing, isCut: cut || lines.length === SAMPLE_RECORDS,
    isNumber: (cell) => isWritten(cell, decimal),
    numberOf: (cell) => writtenNumber(cell, decimal, thousands)?.value ?? NaN,
    cellsOf: (text, other = delimiter) => linesOf(scan(text, other, quoting), false)[0]?.cells ?? [],
    others: [...DELIMITERS, ' ' as const].filter((other) => other !== delimiter),
    hasHeader: (records) => hasHeader ?? detectHeader(records, decimal, isMissing),
  });
}

/** The beginning of the text that the guesses are made from. */
export function takeSample(text: string): string {
  let end = 0;
  let lines = 0;
  while (end < text.length && (end < SAMPLE_LENGTH || (lines < SAMPLE_LEAST_LINES && end < SAMPLE_LONGEST))) {
    const code = text.charCodeAt(end++);
    if (code === 0x0a || code === 0x0d) lines++;
  }
  return text.slice(0, end);
}

/** Record numbers worth looking at: not blank, not cut off by the end of the sample, the first `SAMPLE_RECORDS` of them. */
function usableRecords(scan: Scan, cut: boolean, most = SAMPLE_RECORDS): number[] {
  const count = cut && scan.recordCount > 1 ? scan.recordCount - 1 : scan.recordCount;
  const records: number[] = [];
  for (let record = 0; record < count && records.length < most; record++) {
    if (!isBlankRecord(scan, record)) records.push(record);
  }
  return records;
}

/** Whether a record is a blank line, or one that is passed over. */
export function isNoRecord(scan: Scan, record: number, passed: PassedOver): boolean {
  return isBlankRecord(scan, record) || isPassedOver(scan, record, passed);
}

export function isPassedOver(scan: Scan, record: number, passed: PassedOver): boolean {
  const start = scan.cellStart[scan.recordFirstCell[record]];
  return !passed.isEmpty && passed.mayBegin(scan.text.charCodeAt(start)) && passed.has(scan.text.slice(start, scan.recordEnd[record]));
}

/** Whether a record is a line with nothing on it but blanks. */
export function isBlankRecord(scan: Scan, record: number): boolean {
  const first = scan.recordFirstCell[record];
  if (scan.recordFirstCell[record + 1] - first !== 1) return false;
  const start = scan.cellStart[first], end = scan.recordEnd[record];
  // Looking at the first unit alone spares a substring for nearly every row of a one-column table.
  return start === end || (scan.text.charCodeAt(start) <= 0x20 && scan.text.slice(start, end).trim() === '');
}

// ---- Delimiter ----------------------------------------------------------------------------------------------------------

function detectDelimiter(sample: string, cut: boolean): Delimiter {
  let best: Delimiter = ',';
  let bestScore = 0;
  for (const delimiter of DELIMITERS) {
    const score = scoreDelimiter(scan(sample, delimiter), cut);
    if (score > bestScore) {
      bestScore = score;
      best = delimiter;
    }
  }
  const isFound = bestScore >= LEAST_SCORE;
  const mayBeRare = !isFound || !dividesFirst(scan(sample, best), cut);
  const rare = mayBeRare ? RARE_DELIMITERS.find((own) => sample.includes(own) && dividesAll(scan(sample, own), cut)) : undefined;
  return rare ?? (!isFound && areBlanksBetween(scan(sample, ' '), cut) ? ' ' : best);
}

/** Marks that are taken only where no usual one divides the first line, and where they divide all lines in as many cells. */
const RARE_DELIMITERS: readonly Delimiter[] = ['~', '^', '#'];
const RARE_LEAST_RECORDS = 4;
const RARE_LEAST_CELLS = 3;

function dividesFirst(scanned: Scan, cut: boolean): boolean {
  const [first = -1] = usableRecords(scanned, cut);
  return first >= 0 && cellsIn(scanned, first) > 1;
}

function dividesAll(scanned: Scan, cut: boolean): boolean {
  const records = usableRecords(scanned, cut);
  if (records.length < RARE_LEAST_RECORDS || scanned.problemCount > 0) return false;
  const width = cellsIn(scanned, records[0]);
  return width >= RARE_LEAST_CELLS && records.every((record) => cellsIn(scanned, record) === width && scanned.text[scanned.cellStart[scanned.recordFirstCell[record]]] !== scanned.delimiter);
}

function cellsIn(scanned: Scan, record: number): number {
  return scanned.recordFirstCell[record + 1] - scanned.recordFirstCell[record];
}

/** Below this score no mark divides the sample well. */
const LEAST_SCORE = 0.3;
/** Share of the records with as many cells, and of their cells that are numbers, from which on blanks divide them. */
const BLANK_RECORDS = 0.9;
const BLANK_NUMBERS = 0.5;
const BLANK_LEAST = 3;

/** Whether nearly all lines have several cells in quotes with blanks between them, which prose has not; in it quotes are wrong, too. */
function areQuotedBetween(lines: readonly Line[], { problemCount }: Scan): boolean {
  const quoted = lines.filter(({ text }) => (text.match(/(?<=^| )"(?:[^"]|"")*"(?= |$)/g)?.length ?? 0) >= 2).length;
  return quoted >= BLANK_LEAST && quoted >= BLANK_RECORDS * (lines.length - 1) && problemCount === 0;
}

/** Whether runs of blanks stand between cells, most of which are numbers: prose has as many words in each line by chance alone. */
function areBlanksBetween(scanned: Scan, cut: boolean): boolean {
  const lines = linesOf(scanned, cut).filter(({ text }) => !/^[#%!~]/.test(text));
  if (areQuotedBetween(lines, scanned)) return true;
  const records = lines.map(({ cells }) => cells);
  const counts = new Map<number, number>();
  for (const cells of records) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  const [width, count] = commonest(counts);
  if (count < BLANK_LEAST || count < BLANK_RECORDS * (records.length - 1)) return false;
  const [first, ...rest] = records;
  const body = rest.filter((cells) => cells.length === width).flat();
  const numbers = body.filter((cell) => isWritten(cell, '.') || isWritten(cell, ','));
  const hasNames = first.length >= width - 1 && first.every((cell) => !isWritten(cell, '.') && !isWritten(cell, ','));
  return numbers.length > BLANK_NUMBERS * body.length && (width > 2 || (width === 2 && first.length === 2 && (hasNames || arePairs(records))));
}

const NO_VALUE = /^(?:[-+]?(?:nan|inf(?:inity)?)|na|\?|--?)$/i;

/** Whether each line has two numbers, or words for none. Numbers with blanks as thousands marks, and those of telephones, are one. */
function arePairs(records: readonly (readonly string[])[]): boolean {
  const isNumber = (text: string): boolean => isWritten(text, '.') || isWritten(text, ',');
  const grouped = records.filter((cells) => isNumber(cells.join(' '))).length;
  return 2 * grouped < records.length && records.every((cells) => cells.length === 2 && cells.every((cell) => (isNumber(cell) && !/^0\d/.test(cell)) || NO_VALUE.test(cell)));
}

/**
 * How well a delimiter explains the sample, 0 (not at all) to 1: the share of records with the commonest number of cells,
 * times (L - 1)/L for L cells (agreeing on many cells is less of an accident), lessened by cells that look as if another
 * delimiter belonged into them and by quotes that stand where this delimiter would make them wrong.
 */
function scoreDelimiter(scan: Scan, cut: boolean): number {
  const records = usableRecords(scan, cut);
  if (records.length === 0) return 0;
  const counts = new Map<number, number>();
  let divided = 0;
  for (const record of records) {
    const cells = scan.recordFirstCell[record + 1] - scan.recordFirstCell[record];
    if (cells === 1) continue;
    divided++;
    counts.set(cells, (counts.get(cells) ?? 0) + 1);
  }
  // A mark that most lines lack divides nothing: it is part of somebody's prose.
  if (2 * divided < records.length) return 0;
  const [width, share] = commonest(counts);
  const end = scan.recordEnd[records[records.length - 1]];
  const misquoted = scan.problems.filter((problem) => problem.start < end).length;
  const clean = cleanShare(scan, records);
  return (share / records.length) * ((width - 1) / width)
    * (0.05 + 0.95 * clean * clean)
    * (1 - 0.9 * Math.min(1, misquoted / records.length));
}

/** The key with the highest count, the larger key among equals, with its count. */
export function commonest(counts: ReadonlyMap<number, number>): [key: number, count: number] {
  let best: [number, number] = [0, 0];
  for (const [key, count] of counts) {
    if (count > best[1] || (count === best[1] && key > best[0])) best = [key, count];
  }
  return best;
}

/** The share of cells in which no other delimiter seems to be at work. */
function cleanShare(scan: Scan, records: readonly number[]): number {
  let cells = 0;
  let clean = 0;
  for (const record of records) {
    for (let cell = scan.recordFirstCell[record]; cell < scan.recordFirstCell[record + 1]; cell++) {
      cells++;
      if (!hidesDelimiter(scan.text, scan.cellStart[cell], cellEnd(scan, cell))) clean++;
    }
  }
  return clean / cells;
}

/** Whether an unquoted cell has another candidate in it, other than as in prose (a blank follows) or in a number. */
export function hidesDelimiter(source: string, start: number, end: number, quoting?: Quoting): boolean {
  if (isQuoted(source.slice(start, end), quoting)) return false;
  for (let at = start; at < end; at++) {
    const unit = source.charAt(at);
    if (unit === '\t') return true;
    if (unit !== ',' && unit !== ';' && unit !== '|') continue;
    if (at + 1 < end && source.charAt(at + 1) === ' ') continue;
    return unit !== ',' || (Number.isNaN(parseNumberAt(source, start, end, ',')) && !isWritten(source.slice(start, end), '.') && !isWritten(source.slice(start, end), ','));
  }
  return false;
}

// ---- Decimal mark and header --------------------------------------------------------------------------------------------

/** The usable records, with their cells decoded and trimmed. */
function linesOf(scan: Scan, cut: boolean, most = SAMPLE_RECORDS): Line[] {
  return usableRecords(scan, cut, most).map((record) => {
    const isBehindBlank = record > 0 && isBlankRecord(scan, record - 1);
    const first = scan.recordFirstCell[record];
    const cells: string[] = [];
    for (let cell = first; cell < scan.recordFirstCell[record + 1]; cell++) {
      cells.push(decodeCell(scan.text, scan.cellStart[cell], cellEnd(scan, cell), scan.quoting).trim());
    }
    return { text: scan.text.slice(scan.cellStart[first], scan.recordEnd[record]), cells, isBehindBlank };
  });
}

function missingTest(missing: readonly string[]): IsMissing {
  const texts = missingSet(missing);
  return (cell) => texts.has(cell.toLowerCase());
}

/** So many cells tell the decimal mark. */
const MOST_DECIMAL_CELLS = 20_000;
/** Three digits behind a mark: they may be thousands, or decimals. */
const UNDECIDED = /^[-+]?[1-9]\d{0,2}[.,]\d{3}$/;

/**
 * A comma where more cells are numbers with a decimal comma than with a decimal point. Numbers that may have thousands marks instead speak
 * for a comma only where nothing else does, and the delimiter is that of countries that write it.
 */
function detectDecimal(records: readonly (readonly string[])[], delimiter: Delimiter, thousands?: string): '.' | ',' {
  let [balance, undecided, seen] = [0, 0, 0];
  for (const record of records) {
    for (const cell of record) {
      if (seen++ > MOST_DECIMAL_CELLS) break;
      if (!/[.,]/.test(cell) || !/\d/.test(cell)) continue;
      const [withComma, withPoint] = [isWritten(cell, ',', thousands), isWritten(cell, '.', thousands)];
      if (thousands === undefined && UNDECIDED.test(cell)) undecided += cell.includes(',') ? 1 : -1;
      else if (withComma !== withPoint) balance += withComma ? 1 : -1;
    }
  }
  if (balance !== 0) return balance > 0 ? ',' : '.';
  return undecided > 0 && delimiter === ';' ? ',' : '.';
}
