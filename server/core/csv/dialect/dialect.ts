// The dialect of a text: its delimiter, its decimal mark, whether its first record names the columns. It is guessed
// from the beginning of the text, so that opening a file takes equally long for any size.

import { DELIMITERS, detectDelimiter } from './detectDelimiter';
import { detectHeader, type IsMissing } from './detectHeader';
import { detectQuoting, isTight, type QuotedSample } from './detectQuoting';
import { fixedColumnsIn } from './fixedColumns';
import { detectFrame, type Frame, type FrameLine } from './tableFrame';
import { PassedOver } from './frame/passedOver';
import { UNQUOTED, USUAL_QUOTING, type Quoting } from './quoting';
import { linesOf, SAMPLE_RECORDS, usableRecords } from '../stream/records';
import { scan, type Delimiter } from '../table/scan';
import { linesOfTable } from './frame/severalTables';
import { isWrittenNumber, writtenNumber } from '../cells/writtenNumber';

export interface Dialect {
  readonly delimiter: Delimiter;
  /** Whether the first record that is not blank names the columns. */
  readonly hasHeader: boolean;
  readonly decimal: '.' | ',';
  /** Mark between groups of three digits, '' for none, as the user chose; left out where any mark is allowed. */
  readonly thousands?: string;
  /**
   * Texts that mean "no value", compared trimmed and case-insensitively. A blank cell is missing whether '' is listed
   * or not.
   */
  readonly missing: readonly string[];
  /** Quoting of cells; left out for the usual one. */
  readonly quoting?: Quoting;
  /** Lines that are not rows; left out without such lines. */
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

/** Properties that are given and therefore not guessed; `undefined` means not given. */
export interface DialectOverrides extends Partial<Dialect> {
  /** Number of lines at the beginning, without blank ones, that are not part of the table. */
  readonly skip?: number;
  /** Prefix of comments. */
  readonly comment?: string;
  /** Number of rows of units or types below the header. */
  readonly unitsRows?: number;
  /** Number of rows that name the columns. */
  readonly headerRows?: number;
}

const SAMPLE_LENGTH = 65_536; // UTF-16 units
/** Maximum number of lines at the end that are examined. */
const MOST_TAIL_LINES = 60;
/** Minimum number of lines in the sample; a wide table gets a longer sample … */
const SAMPLE_LEAST_LINES = 5;
/** … up to this length, in UTF-16 units. */
export const SAMPLE_LONGEST = 4 << 20;

/** Returns the texts that mean "no value", always including the blank, in the form in which cells are compared. */
export function missingSet(missing: readonly string[]): ReadonlySet<string> {
  return new Set(['', ...missing.map((token) => token.trim().toLowerCase())]);
}

/**
 * Guesses the dialect of `text`, except what `overrides` gives. Reads only the beginning and the end; never throws.
 *
 * @param ending the end of the text, where `text` is only its beginning
 */
export function detectDialect(text: string, overrides: DialectOverrides = {}, ending = endOf(text)): Dialect {
  const sample = takeSample(text);
  const cut = sample.length < text.length;
  const isGiven = overrides.delimiter !== undefined || overrides.quoting !== undefined;
  const divided = overrides.delimiter ?? detectDelimiter(sample, cut);
  const starts = isGiven ? undefined : fixedColumnsIn(sample, divided, cut);
  const delimiter = starts === undefined ? divided : '  ';
  const missing = overrides.missing ?? DEFAULT_MISSING;
  const quoting =
    overrides.quoting ??
    (starts && { ...UNQUOTED, starts }) ??
    (isComplete(overrides)
      ? undefined
      : quotingOf({ text: sample, delimiter, usable: (sampleScan) => usableRecords(sampleScan, cut, Infinity) }));
  const scanned = scan(sample, delimiter, quoting);
  const lines = linesOf(scanned, cut);
  const isMissing = missingTest(missing);
  const frame =
    overrides.frame ??
    (isComplete(overrides) ? undefined : frameOf(lines, { ending, delimiter, quoting, cut }, overrides, isMissing));
  const passed = new PassedOver(frame);
  const records = linesOfTable(lines, frame)
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
  const quoting = detectQuoting(sample);
  return quoting === undefined && isTight(sample) ? { ...USUAL_QUOTING, isTight: true } : quoting;
}

/** Whether every property is given: then absent parts, such as a frame, do not exist. */
function isComplete({ delimiter, decimal, hasHeader, missing }: DialectOverrides): boolean {
  return delimiter !== undefined && decimal !== undefined && hasHeader !== undefined && missing !== undefined;
}

/** Length of the end of a text that is examined, in UTF-16 units. */
export const ENDING_LENGTH = 8192;

/** Returns the last whole lines of a text. */
export function endOf(text: string): string {
  if (text.length <= ENDING_LENGTH) return text;
  const ending = text.slice(-ENDING_LENGTH);
  return ending.slice(ending.search(/[\r\n]/) + 1);
}

interface Sampled {
  readonly ending: string;
  readonly delimiter: Delimiter;
  readonly quoting: Quoting | undefined;
  readonly cut: boolean;
}

function frameOf(
  lines: readonly FrameLine[],
  { ending, delimiter, quoting, cut }: Sampled,
  { skip, comment, unitsRows, headerRows, decimal: givenDecimal, thousands, hasHeader }: DialectOverrides,
  isMissing: IsMissing,
): Frame | undefined {
  const tail = linesOf(scan(ending, delimiter, quoting), false, Infinity);
  const decimal =
    givenDecimal ??
    detectDecimal(
      lines.map(({ cells }) => cells),
      delimiter,
      thousands,
    );
  return detectFrame(lines, tail.slice(-MOST_TAIL_LINES), {
    skip,
    comment,
    unitsRows,
    headerRows,
    isMissing,
    isCut: cut || lines.length === SAMPLE_RECORDS,
    isNumber: (cell) => isWrittenNumber(cell, decimal),
    numberOf: (cell) => writtenNumber(cell, decimal, thousands)?.value ?? NaN,
    cellsOf: (text, other = delimiter) => linesOf(scan(text, other, quoting), false)[0]?.cells ?? [],
    otherDelimiters: [...DELIMITERS, ' ' as const].filter((other) => other !== delimiter),
    hasHeader: (records) => hasHeader ?? detectHeader(records, decimal, isMissing),
  });
}

/** Returns the beginning of the text, from which the dialect is guessed. */
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

/** Maximum number of cells that decide the decimal mark. */
const MOST_DECIMAL_CELLS = 20_000;
/** Three digits after a mark: they may be thousands, or decimals. */
const UNDECIDED = /^[-+]?[1-9]\d{0,2}[.,]\d{3}$/;

/**
 * Detects a decimal comma: more cells are numbers with a decimal comma than with a decimal point. Numbers that may have
 * thousands marks instead count for a comma only where nothing else decides, and the delimiter is the one of countries
 * that write it.
 */
function detectDecimal(records: readonly (readonly string[])[], delimiter: Delimiter, thousands?: string): '.' | ',' {
  let [balance, undecided, examined] = [0, 0, 0];
  for (const record of records) {
    for (const cell of record) {
      if (examined++ > MOST_DECIMAL_CELLS) break;
      if (!/[.,]/.test(cell) || !/\d/.test(cell)) continue;
      const [withComma, withPoint] = [isWrittenNumber(cell, ',', thousands), isWrittenNumber(cell, '.', thousands)];
      if (thousands === undefined && UNDECIDED.test(cell)) undecided += cell.includes(',') ? 1 : -1;
      else if (withComma !== withPoint) balance += withComma ? 1 : -1;
    }
  }
  if (balance !== 0) return balance > 0 ? ',' : '.';
  return undecided > 0 && delimiter === ';' ? ',' : '.';
}
