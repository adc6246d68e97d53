// Detects unusual quoting. Another quoting is taken only if it reads all quotes of the sample without a fault:
// apostrophes, backslashes and inches in plain text stay as they are.

import { bareEscapesIn } from './escapes';
import { decodeCell, UNQUOTED, USUAL_QUOTING, type Quoting } from './quoting';
import { cellEnd, scan, type Delimiter, type Scan } from '../table/scan';

/** Minimum number of cells with the other quoting. */
const LEAST_QUOTED_CELLS = 3;
/** Minimum number of records with the other quoting, as a share of those with the usual one. */
const LEAST_RECORD_SHARE = 0.95;
/** Minimum share of records with the commonest number of cells, where inner quotes look like closing ones. */
const ALIKE_RECORD_SHARE = 0.9;

/** Minimum share of quoted cells with inner quotes: fewer are slips. */
const LEAST_LOOSE_SHARE = 0.02;

/** A missing value where the quote is also the escape. */
const QUOTED_NULL = /(?:^|[,;|\t\n\r])"N(?=[,;|\t\n\r]|$)/;

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
  if (delimiter.startsWith(' ') || !/["'\\]/.test(text)) return undefined;
  const usual = readAs(sample, undefined);
  const escaped = bareEscapesIn(sample, usual);
  if (escaped !== undefined) return escaped;
  if (delimiter === '\t' && (usual.faults > 0 || usual.long > 0) && areQuotesText(sample)) return UNQUOTED;
  const isSpaced = hasSpaced(sample, '"');
  const spaced = isSpaced ? { isSpaced } : {};
  const candidates: Quoting[] = isSpaced ? [{ quote: '"', isSpaced }] : [];
  if (usual.faults > 0 && text.includes('\\"')) candidates.push({ quote: '"', escape: '\\', ...spaced });
  if (usual.faults > 0 && QUOTED_NULL.test(text)) candidates.push({ quote: '"', hasQuotedNull: true });
  if (usual.faults > 0) candidates.push({ quote: '"', isLoose: true, ...spaced });
  if (!isSpaced && usual.quoted === 0 && usual.faults === 0 && text.includes("'")) {
    const apostrophe: Quoting = { quote: "'", ...(hasSpaced(sample, "'") && { isSpaced: true }) };
    candidates.push(apostrophe, { ...apostrophe, escape: '\\' }, { ...apostrophe, isLoose: true });
  }
  return candidates.find((quoting) => explains(readAs(sample, quoting), usual, quoting));
}

/**
 * Whether a delimiter before a blank is text: then rows with more cells than the first record get its number of cells,
 * and no row with that number loses a cell. A number before such a delimiter would be a separate cell.
 */
export function isTight({ text, delimiter, usable }: QuotedSample): boolean {
  if (delimiter.startsWith(' ') || !text.includes(`${delimiter} `)) return false;
  const [usual, tight] = [scan(text, delimiter), scan(text, delimiter, { ...USUAL_QUOTING, isTight: true })];
  const records = usable(usual);
  const tightRecords = usable(tight);
  if (records.length !== tightRecords.length || records.length < LEAST_QUOTED_CELLS) return false;
  const width = (scanned: Scan, record: number): number =>
    scanned.recordFirstCell[record + 1] - scanned.recordFirstCell[record];
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
    mended.length < LEAST_QUOTED_CELLS ||
    alike < ALIKE_RECORD_SHARE * records.length
  )
    return false;
  return !tightRecords.some((record) => hasNumberBefore(tight, record));
}

/** Whether a cell with inner delimiters, in a record, has a number before one. */
function hasNumberBefore(scanned: Scan, record: number): boolean {
  const { text, delimiter } = scanned;
  for (let cell = scanned.recordFirstCell[record]; cell < scanned.recordFirstCell[record + 1]; cell++) {
    const source = text.slice(scanned.cellStart[cell], cellEnd(scanned, cell));
    const partsBefore = source.startsWith('"') ? [] : source.split(delimiter).slice(0, -1);
    if (partsBefore.some((part) => part.trim() !== '' && !Number.isNaN(Number(part)))) return true;
  }
  return false;
}

/**
 * Whether quotes are text, as in database dumps: then all lines have equally many cells, hardly any cell that begins
 * with a quote ends with one, and there are escapes, or several such cells.
 */
function areQuotesText({ text, delimiter, usable }: QuotedSample): boolean {
  const scanned = scan(text, delimiter, UNQUOTED);
  const records = usable(scanned);
  const widths = new Set(
    records.map((record) => scanned.recordFirstCell[record + 1] - scanned.recordFirstCell[record]),
  );
  if (records.length < LEAST_QUOTED_CELLS || widths.size !== 1) return false;
  let [open, closed] = [0, 0];
  for (let cell = 0; cell < scanned.recordFirstCell[records[records.length - 1] + 1]; cell++) {
    const [start, end] = [scanned.cellStart[cell], cellEnd(scanned, cell)];
    if (text[start] !== '"') continue;
    if (end > start + 1 && text[end - 1] === '"') closed++;
    else open++;
  }
  return open > 0 && ((closed === 0 && open >= LEAST_QUOTED_CELLS) || (closed <= open && /\\[Nnt\\]/.test(text)));
}

/** Whether some cells begin with blanks and a quote. */
function hasSpaced(sample: QuotedSample, quote: Quoting['quote']): true | undefined {
  return sample.text.includes(` ${quote}`) && readAs(sample, { quote, isSpaced: true }).spaced >= LEAST_QUOTED_CELLS
    ? true
    : undefined;
}

/** Statistics of one reading of a sample. */
export interface Reading {
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

function readAs({ text, delimiter, usable }: QuotedSample, quoting: Quoting | undefined): Reading {
  const scanned = scan(text, delimiter, quoting);
  const records = usable(scanned);
  const end = records.length === 0 ? 0 : scanned.recordEnd[records[records.length - 1]];
  const widths = new Map<number, number>();
  const doubledQuote = (quoting?.quote ?? '"').repeat(2);
  let [quoted, long, doubled, spaced] = [0, 0, 0, 0];
  for (const record of records) {
    const [first, nextFirst] = [scanned.recordFirstCell[record], scanned.recordFirstCell[record + 1]];
    widths.set(nextFirst - first, (widths.get(nextFirst - first) ?? 0) + 1);
    for (let cell = first; cell < nextFirst; cell++) {
      const [start, stop] = [scanned.cellStart[cell], cellEnd(scanned, cell)];
      const decoded = decodeCell(text, start, stop, quoting);
      if (decoded.length === stop - start) continue; // neither quotes nor blanks were removed
      quoted++;
      if (decoded.includes(doubledQuote)) doubled++;
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

function explains(reading: Reading, usual: Reading, { quote, isLoose }: Quoting): boolean {
  if (
    reading.faults > 0 ||
    reading.quoted < (usual.faults > 0 ? 1 : LEAST_QUOTED_CELLS) ||
    reading.records < LEAST_RECORD_SHARE * usual.records
  )
    return false;
  if (
    isLoose === true &&
    quote === '"' &&
    usual.faults < Math.max(LEAST_QUOTED_CELLS, LEAST_LOOSE_SHARE * reading.quoted)
  )
    return false;
  return (
    isLoose !== true ||
    (reading.doubled === 0 &&
      reading.alike >= Math.max(ALIKE_RECORD_SHARE, usual.alike) &&
      (quote === '"' ? reading.long <= usual.long : reading.long === 0))
  );
}
