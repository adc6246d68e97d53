// Detects backslashes that escape outside quotes, as PostgreSQL's COPY, MariaDB, Miller and pandas write them. The
// table as a whole decides: each of these programs doubles every backslash of a text, so a table of Windows paths has
// backslashes that escape nothing.

import type { QuotedSample, Reading } from './detectQuoting';
import { ESCAPED, isUnquoted, NULL_MARK, type Quoting } from './quoting';
import { cellEnd, scan, type Delimiter } from '../table/scan';

/** Minimum number of escapes where no cell is the mark of a missing value. */
const LEAST_ESCAPES = 3;
/** Maximum share of backslashes that escape nothing. */
const MOST_INVALID_SHARE = 0.05;
/** Minimum share of records with the commonest number of cells. */
const ALIKE_SHARE = 0.9;
/** A folder of Windows, whose backslashes are not doubled. */
const WINDOWS_PATH = /^(?:[A-Za-z]:|\\\\[\w.$-]+)\\(?!\\)/;

/** Numbers of backslashes, by what they do. */
interface Escapes {
  /** Cells that are the mark of a missing value. */
  nulls: number;
  doubled: number;
  /** Backslashes before a letter, a quote or a delimiter. */
  others: number;
  /** Backslashes before a line end. */
  continued: number;
  invalid: number;
}

/** Returns the quoting under which backslashes escape outside quotes; undefined where they are text. */
export function bareEscapesIn(sample: QuotedSample, usual: Reading): Quoting | undefined {
  if (!sample.text.includes('\\')) return undefined;
  const isQuoted = usual.quoted > 0 && (usual.faults === 0 || sample.delimiter !== '\t');
  const quoting: Quoting = isQuoted ? { quote: '"', escape: '\\', isBare: true } : ESCAPED;
  const { escapes, alike } = readEscapes(sample, quoting) ?? {};
  if (escapes === undefined || alike === undefined) return undefined;
  const { nulls, doubled, others, continued, invalid } = escapes;
  const count = doubled + others + continued;
  if (invalid > MOST_INVALID_SHARE * count || alike < Math.max(ALIKE_SHARE, usual.alike)) return undefined;
  const isExplained =
    (nulls > 0 && count > 0) ||
    (doubled > 0 && others + continued > 0 && count >= LEAST_ESCAPES) ||
    (continued > 0 && alike === 1 && usual.alike < 1);
  return isExplained ? quoting : undefined;
}

/** Counts the escapes of a sample; undefined where quotes are wrong under this quoting. */
function readEscapes(
  { text, delimiter, usable }: QuotedSample,
  quoting: Quoting,
): { readonly escapes: Escapes; readonly alike: number } | undefined {
  const scanned = scan(text, delimiter, quoting);
  const records = usable(scanned);
  if (records.length === 0) return undefined;
  const end = scanned.recordEnd[records[records.length - 1]];
  if (scanned.problems.some(({ start }) => start < end)) return undefined;
  const escapes: Escapes = { nulls: 0, doubled: 0, others: 0, continued: 0, invalid: 0 };
  const widths = new Map<number, number>();
  for (const record of records) {
    const [first, next] = [scanned.recordFirstCell[record], scanned.recordFirstCell[record + 1]];
    widths.set(next - first, (widths.get(next - first) ?? 0) + 1);
    for (let cell = first; cell < next; cell++)
      count(text.slice(scanned.cellStart[cell], cellEnd(scanned, cell)), delimiter, quoting, escapes);
  }
  return { escapes, alike: Math.max(...widths.values()) / records.length };
}

/** Adds the escapes of a cell's source text. */
function count(source: string, delimiter: Delimiter, quoting: Quoting, escapes: Escapes): void {
  if (!source.includes('\\')) return;
  if (source === NULL_MARK) {
    escapes.nulls++;
    return;
  }
  const isQuoted = !isUnquoted(quoting) && source.startsWith(quoting.quote);
  if (!isQuoted && WINDOWS_PATH.test(source)) {
    escapes.invalid++;
    return;
  }
  for (const [, next] of source.matchAll(/\\([^]|$)/g)) {
    if (next === '\\') escapes.doubled++;
    else if (next === '\n' || next === '\r') escapes.continued++;
    else if (next === '"' ? !isUnquoted(quoting) : !isQuoted && (next === delimiter || /[bfnrtv0]/.test(next)))
      escapes.others++;
    else escapes.invalid++;
  }
}
