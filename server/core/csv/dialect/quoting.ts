// Quoting of cells, and decoding of quoted cells.

/** Quoting of cells. The usual one is RFC 4180's: quotation marks, doubled inside cells. */
export interface Quoting {
  readonly quote: '"' | "'" | typeof NO_QUOTE;
  /** Whether a backslash escapes a quote or another backslash. */
  readonly escape?: '\\';
  /** Whether inner quotes are written unescaped: only a quote before a delimiter or a line end closes a cell. */
  readonly isLoose?: true;
  /** Whether blanks may stand between the delimiter and an opening quote. */
  readonly isSpaced?: true;
  /** Whether a delimiter before a blank is text, such as the comma of an unquoted "Nov 14, 2023". */
  readonly isTight?: true;
  /**
   * Whether the escape character escapes outside quotes, too: `\t` is a tab, and a delimiter or line end behind it is
   * text. PostgreSQL's `COPY` and MariaDB's `INTO OUTFILE` write such cells.
   */
  readonly isBare?: true;
  /**
   * Offsets in characters at which the cells of a record begin, where columns stand at fixed places: the blank before
   * each divides cells, or the next blank if a text is too long for its column. A bar is such a blank, too.
   */
  readonly starts?: readonly number[];
  /** Whether a quote and `N` between two delimiters stand for a missing value, as where the quote is the escape. */
  readonly hasQuotedNull?: true;
}

/** A character that no text contains: with it as the quote, nothing is quoted. */
const NO_QUOTE = '\0';

export const USUAL_QUOTING: Quoting = { quote: '"' };
export const UNQUOTED: Quoting = { quote: NO_QUOTE };
/** Nothing is quoted, and backslashes escape. */
export const ESCAPED: Quoting = { quote: NO_QUOTE, escape: '\\', isBare: true };
/** Missing value between escaped cells. */
export const NULL_MARK = '\\N';

export function isUnquoted(quoting: Quoting | undefined): boolean {
  return quoting?.quote === NO_QUOTE;
}

/**
 * Decodes the source text of a cell, `text` from `start` to `end`: removes its quotes and replaces `""` by one quote.
 * Text after a closing quote stays in the cell (`"a"b` becomes `ab`). A quote that is never closed is text, and so is
 * the second of two that begin a cell of text.
 */
export function decodeCell(text: string, start: number, end: number, quoting = USUAL_QUOTING): string {
  const { quote } = quoting;
  if (quoting.isSpaced === true) start = quoteOffset(text, start, end, quote);
  const mark = quote.charCodeAt(0);
  if (start === end || text.charCodeAt(start) !== mark)
    return quoting.isBare === true ? unescaped(text.slice(start, end)) : text.slice(start, end);
  const source = text.slice(start + 1, end);
  if (quoting.hasQuotedNull === true && source === 'N') return '';
  if (quoting.isLoose === true) return decodeLoosely(source, quote);
  if (quoting.escape !== undefined && source.includes(quoting.escape))
    return decodeEscaped(source, quote, quoting.escape);
  let at = source.indexOf(quote);
  if (at < 0) return quote + source;
  if (at === source.length - 1) return source.slice(0, at); // the usual case: "…" and no quote inside
  if (at === 0 && isDoubled(source, quote)) return source.slice(0, -1);
  let from = 0;
  let decoded = '';
  while (at >= 0 && source.charCodeAt(at + 1) === mark) {
    decoded += source.slice(from, at + 1);
    from = at + 2;
    at = source.indexOf(quote, from);
  }
  return at < 0 ? quote + source : decoded + source.slice(from, at) + source.slice(at + 1);
}

/** Whether an opening quote is followed by another, text without quotes, and the closing one. */
function isDoubled(source: string, quote: string): boolean {
  const text = source.slice(1, -1);
  return source.endsWith(quote) && text !== '' && !text.includes(quote) && !/^[ \t]|[\r\n]/.test(text);
}

/** Returns the offset of a cell's opening quote, which blanks may precede; the cell's start without a quote. */
function quoteOffset(text: string, start: number, end: number, quote: string): number {
  let at = start;
  while (at < end && text[at] === ' ') at++;
  return at < end && text[at] === quote ? at : start;
}

/** Decodes up to the last quote, which only blanks follow. */
function decodeLoosely(source: string, quote: string): string {
  const trimmed = source.replace(/[ \t]+$/, '');
  return trimmed.endsWith(quote) ? trimmed.slice(0, -1) : quote + source;
}

/** Control characters by the letters that stand for them behind a backslash. */
const CONTROLS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', 0: '\0' };
const LETTERS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(CONTROLS).map(([letter, control]) => [control, letter]),
);

/** Replaces the escapes of a cell without quotes; the mark of a missing value stays. */
function unescaped(source: string): string {
  if (source === NULL_MARK || !source.includes('\\')) return source;
  return source.replace(/\\(\r\n|[^])/g, (_, next: string) => CONTROLS[next] ?? next);
}

/** Writes a text as a cell without quotes: escapes what would end it, and backslashes. */
function withEscapes(text: string, delimiter: string): string {
  if (text === NULL_MARK) return text;
  const isLetter = (unit: string): boolean => Object.hasOwn(LETTERS, unit);
  const write = (unit: string): string => {
    if (isLetter(unit)) return `\\${LETTERS[unit]}`;
    return unit === '\\' || unit === delimiter ? `\\${unit}` : unit;
  };
  return Array.from(text, write).join('');
}

function decodeEscaped(source: string, quote: string, escape: string): string {
  let decoded = '';
  for (let at = 0; at < source.length; at++) {
    const [unit, next] = [source[at], source[at + 1]];
    if (unit === quote && next !== quote) return decoded + source.slice(at + 1);
    if (unit === quote || (unit === escape && (next === quote || next === escape || next === '\n' || next === '\r')))
      at++;
    decoded += source[at];
  }
  return quote + source;
}

/** Writes a text as a quoted cell; without quoting, removes or escapes what would end the cell. */
export function quoteCell(text: string, { quote, escape, isLoose, isBare } = USUAL_QUOTING, delimiter = '\t'): string {
  if (quote === NO_QUOTE) return isBare === true ? withEscapes(text, delimiter) : text.replace(/[\t\r\n]+/g, ' ');
  if (isLoose === true) return quote + text + quote;
  const escaped = escape === undefined ? text : text.replaceAll(escape, escape + escape);
  return quote + escaped.replaceAll(quote, quote + quote) + quote;
}

/** Whether a cell's source text has quotes. */
export function isQuoted(written: string, { quote, isSpaced } = USUAL_QUOTING): boolean {
  return (isSpaced === true ? written.trimStart() : written).startsWith(quote);
}
