// How a text is written: its delimiter, its decimal mark, whether its first record names the columns. Guessed from the
// beginning of the text, so that opening a file of any size costs the same.

import { DELIMITERS, detectDelimiter } from './detectDelimiter';
import { detectHeader, type IsMissing } from './detectHeader';
import { detectQuoting, isTight, type QuotedSample } from './detectQuoting';
import { detectFrame, type Frame, type Line } from './tableFrame';
import { PassedOver } from './frame/passedOver';
import { USUAL, type Quoting } from './quoting';
import { linesOf, SAMPLE_RECORDS, usableRecords } from '../stream/records';
import { scan, type Delimiter } from '../table/scan';
import { withinTable } from './frame/severalTables';
import { isWritten, writtenNumber } from '../cells/writtenNumber';

export interface Dialect {
  readonly delimiter: Delimiter;
  /** Whether the first record that is not blank names the columns. */
  readonly hasHeader: boolean;
  readonly decimal: '.' | ',';
  /** Between groups of three digits, '' for nothing, as somebody said; left out where any mark may be. */
  readonly thousands?: string;
  /**
   * What stands for "no value", compared trimmed and case-insensitively. A blank cell is missing whether '' is listed
   * or not.
   */
  readonly missing: readonly string[];
  /** How cells are quoted; left out where they are in the usual way. */
  readonly quoting?: Quoting;
  /** Lines that are no rows; left out where there are none. */
  readonly frame?: Frame;
}

export const DEFAULT_MISSING: readonly string[] = [
  '',
  'NA',
  'N/A',
  'NaN',
  'null',
  'None',
  '?',
  '-',
  '--',
  'n.a.',
  '\\N',
  '(null)',
  '<NA>',
  '<undefined>',
  '#N/A',
  '#NV',
  '#NULL!',
];

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

const SAMPLE_LENGTH = 65_536; // UTF-16 units
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
  const quoting =
    overrides.quoting ??
    (isWhole(overrides)
      ? undefined
      : quotingOf({ text: sample, delimiter, usable: (own) => usableRecords(own, cut, Infinity) }));
  const scanned = scan(sample, delimiter, quoting);
  const lines = linesOf(scanned, cut);
  const isMissing = missingTest(missing);
  const frame =
    overrides.frame ??
    (isWhole(overrides) ? undefined : frameOf(lines, { ending, delimiter, quoting, cut }, overrides, isMissing));
  const passed = new PassedOver(frame);
  const records = withinTable(lines, frame)
    .filter(({ text: line }) => !passed.has(line))
    .map(({ cells }) => cells);
  const { thousands } = overrides;
  const decimal = overrides.decimal ?? detectDecimal(records, delimiter, thousands);
  const hasHeader =
    frame?.names !== undefined ||
    (overrides.hasHeader ?? (overrides.headerRows !== undefined || detectHeader(records, decimal, isMissing)));
  return {
    delimiter,
    missing,
    decimal,
    hasHeader,
    ...(thousands !== undefined && { thousands }),
    ...(quoting !== undefined && { quoting }),
    ...(frame !== undefined && { frame }),
  };
}

function quotingOf(sample: QuotedSample): Quoting | undefined {
  const found = detectQuoting(sample);
  return found === undefined && isTight(sample) ? { ...USUAL, isTight: true } : found;
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

function frameOf(
  lines: readonly Line[],
  { ending, delimiter, quoting, cut }: Sampled,
  { skip, comment, unitsRows, headerRows, decimal: known, thousands, hasHeader }: DialectOverrides,
  isMissing: IsMissing,
): Frame | undefined {
  const tail = linesOf(scan(ending, delimiter, quoting), false, Infinity);
  const decimal =
    known ??
    detectDecimal(
      lines.map(({ cells }) => cells),
      delimiter,
      thousands,
    );
  return detectFrame(lines, tail.slice(-MOST_TAIL), {
    skip,
    comment,
    unitsRows,
    headerRows,
    isMissing,
    isCut: cut || lines.length === SAMPLE_RECORDS,
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

function missingTest(missing: readonly string[]): IsMissing {
  const texts = missingSet(missing);
  return (cell) => texts.has(cell.toLowerCase());
}

/** So many cells tell the decimal mark. */
const MOST_DECIMAL_CELLS = 20_000;
/** Three digits behind a mark: they may be thousands, or decimals. */
const UNDECIDED = /^[-+]?[1-9]\d{0,2}[.,]\d{3}$/;

/**
 * A comma where more cells are numbers with a decimal comma than with a decimal point. Numbers that may have thousands
 * marks instead speak for a comma only where nothing else does, and the delimiter is that of countries that write it.
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
