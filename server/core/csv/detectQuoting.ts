// How the cells of a text are quoted, where that is not the usual way. Any other is taken only where it reads all quotes of
// the sample without a fault: apostrophes, backslashes and inches in plain text stay what they are.

import { decodeCell, UNQUOTED, type Quoting } from './quoting';
import { cellEnd, scan, type Delimiter, type Scan } from './scan';

/** So many cells must be quoted in another way. */
const LEAST_QUOTED = 3;
/** Share of the records of the usual reading that another one must keep. */
const KEPT = 0.95;
/** Share of records with the commonest number of cells, where quotes within cells are not told from their ends. */
const ALIKE = 0.9;

/** Share of the quoted cells that must have quotes within: fewer are slips of the pen. */
const LOOSE = 0.02;

/** What is looked at. */
export interface QuotedSample {
  readonly text: string;
  readonly delimiter: Delimiter;
  /** The records of a scan of it that are to be looked at. */
  readonly usable: (scan: Scan) => readonly number[];
}

/** Undefined where cells are quoted in the usual way, or not at all. */
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
 * Whether quotes are text, as in what databases copy: then all lines have as many cells, of those that begin with a quote hardly any ends with one, and there
 * are escapes, or several such cells.
 */
function hasNone({ text, delimiter, usable }: QuotedSample): boolean {
  const scanned = scan(text, delimiter, UNQUOTED);
  const records = usable(scanned);
  const widths = new Set(records.map((record) => scanned.recordFirstCell[record + 1] - scanned.recordFirstCell[record]));
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

/** Whether cells begin with blanks and a quote, some at the least. */
function hasSpaced(sample: QuotedSample, quote: Quoting['quote']): true | undefined {
  return sample.text.includes(` ${quote}`) && readAs(sample, { quote, isSpaced: true }).spaced >= LEAST_QUOTED ? true : undefined;
}

/** What a reading makes of a sample. */
interface Read {
  readonly records: number;
  /** Of wrong quotes. */
  readonly faults: number;
  /** Cells that begin with a quote, and those of them that go over several lines. */
  readonly quoted: number;
  readonly long: number;
  /** Those that say two quotes, one upon the other. */
  readonly doubled: number;
  /** Those with blanks before the quote. */
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
      if (said.length === stop - start) continue; // neither quotes nor blanks were taken off
      quoted++;
      if (said.includes(twice)) doubled++;
      if (text[start] === ' ') spaced++;
      if (/[\r\n]/.test(text.slice(start, stop))) long++;
    }
  }
  const faults = scanned.problems.filter(({ start }) => start < end).length;
  return { records: records.length, faults, quoted, long, doubled, spaced, alike: Math.max(0, ...widths.values()) / Math.max(1, records.length) };
}

function explains(read: Read, usual: Read, { quote, isLoose }: Quoting): boolean {
  if (read.faults > 0 || read.quoted < (usual.faults > 0 ? 1 : LEAST_QUOTED) || read.records < KEPT * usual.records) return false;
  if (isLoose === true && quote === '"' && usual.faults < Math.max(LEAST_QUOTED, LOOSE * read.quoted)) return false;
  return isLoose !== true || (read.doubled === 0 && read.alike >= Math.max(ALIKE, usual.alike) && (quote === '"' ? read.long <= usual.long : read.long === 0));
}
