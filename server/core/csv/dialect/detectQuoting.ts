// Detects unusual quoting. Another quoting is taken only if it reads all quotes of the sample without a fault:
// apostrophes, backslashes and inches in plain text stay as they are.

import { decodeCell, UNQUOTED, USUAL, type Quoting } from './quoting';
import { cellEnd, scan, type Delimiter, type Scan } from '../table/scan';

/** Minimum number of cells with the other quoting. */
const LEAST_QUOTED = 3;
/** Minimum share of the records of the usual reading that another one keeps. */
const KEPT = 0.95;
/** Minimum share of records with the commonest number of cells, where inner quotes look like closing ones. */
const ALIKE = 0.9;

/** Minimum share of quoted cells with inner quotes: fewer are slips. */
const LOOSE = 0.02;

/** The sample to examine. */
export interface QuotedSample {
  readonly text: string;
  readonly delimiter: Delimiter;
  /** Indices of the records of a scan that count. */
  readonly usable: (scan: Scan) => readonly number[];
}

/** Detects the quoting; undefined where cells are quoted in the usual way, or not at all. */
export function detectQuoting(sample: QuotedSample): Quoting | undefined {
  const { text, delimiter } = sample;
  if (delimiter.startsWith(' ') || !/["']/.test(text)) return undefined;
  const usual = readAs(sample, undefined);
  if (delimiter === '\t' && (usual.faults > 0 || usual.long > 0) && hasNone(sample)) return UNQUOTED;
  const isSpaced = hasSpaced(sample, '"');
  const spaced = isSpaced ? { isSpaced } : {};
  const candidates: Quoting[] = isSpaced ? [{ quote: '"', isSpaced }] : [];
  if (usual.faults > 0 && text.includes('\\"')) candidates.push({ quote: '"', escape: '\\', ...spaced });
  if (usual.faults > 0) candidates.push({ quote: '"', isLoose: true, ...spaced });
  if (!isSpaced && usual.quoted === 0 && usual.faults === 0 && text.includes("'")) {
    const apostrophe: Quoting = { quote: "'", ...(hasSpaced(sample, "'") && { isSpaced: true }) };
    candidates.push(apostrophe, { ...apostrophe, escape: '\\' }, { ...apostrophe, isLoose: true });
  }
  return candidates.find((quoting) => explains(readAs(sample, quoting), usual, quoting));
}

/**
 * Whether a delimiter before a blank is text: then rows with more cells than the first record get as many, and no row
 * that had as many loses one. No number stands before such a delimiter, since it would be a cell of its own.
 */
export function isTight({ text, delimiter, usable }: QuotedSample): boolean {
  if (delimiter.startsWith(' ') || !text.includes(`${delimiter} `)) return false;
  const [usual, tight] = [scan(text, delimiter), scan(text, delimiter, { ...USUAL, isTight: true })];
  const records = usable(usual);
  const tightRecords = usable(tight);
  if (records.length !== tightRecords.length || records.length < LEAST_QUOTED) return false;
  const width = (of: Scan, record: number): number => of.recordFirstCell[record + 1] - of.recordFirstCell[record];
  const header = width(usual, records[0]);
  const mended = records.filter(
    (record, i) => width(usual, record) > header && width(tight, tightRecords[i]) === header,
  );
  const isBroken = records.some(
    (record, i) => width(usual, record) === header && width(tight, tightRecords[i]) !== header,
  );
  const alike = tightRecords.filter((record) => width(tight, record) === header).length;
  if (
    header < 2 ||
    width(tight, tightRecords[0]) !== header ||
    isBroken ||
    mended.length < LEAST_QUOTED ||
    alike < ALIKE * records.length
  )
    return false;
  return !tightRecords.some((record) => hasNumberBefore(tight, record));
}

/** Whether a cell with inner delimiters, in a record, has a number before one. */
function hasNumberBefore(scanned: Scan, record: number): boolean {
  const { text, delimiter } = scanned;
  for (let cell = scanned.recordFirstCell[record]; cell < scanned.recordFirstCell[record + 1]; cell++) {
    const said = text.slice(scanned.cellStart[cell], cellEnd(scanned, cell));
    const before = said.startsWith('"') ? [] : said.split(delimiter).slice(0, -1);
    if (before.some((part) => part.trim() !== '' && !Number.isNaN(Number(part)))) return true;
  }
  return false;
}

/**
 * Whether quotes are text, as in database dumps: then all lines have equally many cells, hardly any cell that begins
 * with a quote ends with one, and there are escapes, or several such cells.
 */
function hasNone({ text, delimiter, usable }: QuotedSample): boolean {
  const scanned = scan(text, delimiter, UNQUOTED);
  const records = usable(scanned);
  const widths = new Set(
    records.map((record) => scanned.recordFirstCell[record + 1] - scanned.recordFirstCell[record]),
  );
  if (records.length < LEAST_QUOTED || widths.size !== 1) return false;
  let [open, closed] = [0, 0];
  for (let cell = 0; cell < scanned.recordFirstCell[records[records.length - 1] + 1]; cell++) {
    const [start, end] = [scanned.cellStart[cell], cellEnd(scanned, cell)];
    if (text[start] !== '"') continue;
    if (end > start + 1 && text[end - 1] === '"') closed++;
    else open++;
  }
  return open > 0 && ((closed === 0 && open >= LEAST_QUOTED) || (closed <= open && /\\[Nnt\\]/.test(text)));
}

/** Whether some cells begin with blanks and a quote. */
function hasSpaced(sample: QuotedSample, quote: Quoting['quote']): true | undefined {
  return sample.text.includes(` ${quote}`) && readAs(sample, { quote, isSpaced: true }).spaced >= LEAST_QUOTED
    ? true
    : undefined;
}

/** Statistics of one reading of a sample. */
interface Read {
  readonly records: number;
  /** Number of wrong quotes. */
  readonly faults: number;
  /** Number of cells that begin with a quote, and number of those that span several lines. */
  readonly quoted: number;
  readonly long: number;
  /** Number of quoted cells that contain two adjacent quotes. */
  readonly doubled: number;
  /** Number of cells with blanks before the quote. */
  readonly spaced: number;
  /** Share of records with the commonest number of cells. */
  readonly alike: number;
}

function readAs({ text, delimiter, usable }: QuotedSample, quoting: Quoting | undefined): Read {
  const scanned = scan(text, delimiter, quoting);
  const records = usable(scanned);
  const end = records.length === 0 ? 0 : scanned.recordEnd[records[records.length - 1]];
  const widths = new Map<number, number>();
  const twice = (quoting?.quote ?? '"').repeat(2);
  let [quoted, long, doubled, spaced] = [0, 0, 0, 0];
  for (const record of records) {
    const [first, behind] = [scanned.recordFirstCell[record], scanned.recordFirstCell[record + 1]];
    widths.set(behind - first, (widths.get(behind - first) ?? 0) + 1);
    for (let cell = first; cell < behind; cell++) {
      const [start, stop] = [scanned.cellStart[cell], cellEnd(scanned, cell)];
      const said = decodeCell(text, start, stop, quoting);
      if (said.length === stop - start) continue; // neither quotes nor blanks were removed
      quoted++;
      if (said.includes(twice)) doubled++;
      if (text[start] === ' ') spaced++;
      if (/[\r\n]/.test(text.slice(start, stop))) long++;
    }
  }
  const faults = scanned.problems.filter(({ start }) => start < end).length;
  return {
    records: records.length,
    faults,
    quoted,
    long,
    doubled,
    spaced,
    alike: Math.max(0, ...widths.values()) / Math.max(1, records.length),
  };
}

function explains(read: Read, usual: Read, { quote, isLoose }: Quoting): boolean {
  if (read.faults > 0 || read.quoted < (usual.faults > 0 ? 1 : LEAST_QUOTED) || read.records < KEPT * usual.records)
    return false;
  if (isLoose === true && quote === '"' && usual.faults < Math.max(LEAST_QUOTED, LOOSE * read.quoted)) return false;
  return (
    isLoose !== true ||
    (read.doubled === 0 &&
      read.alike >= Math.max(ALIKE, usual.alike) &&
      (quote === '"' ? read.long <= usual.long : read.long === 0))
  );
}
