// How cells are quoted, and what a quoted cell says.

/** The usual way is RFC 4180's: quotation marks, doubled where they are text. */
export interface Quoting {
  readonly quote: '"' | "'" | typeof NO_QUOTE;
  /** Whether a backslash before a quote, or before another, makes text of it. */
  readonly escape?: '\\';
  /** Whether quotes within are written as they are: only one before a delimiter or a line end closes a cell. */
  readonly isLoose?: true;
  /** Whether blanks may stand between the delimiter and an opening quote. */
  readonly isSpaced?: true;
  /** Whether a delimiter before a blank is text, as the comma of an unquoted "Nov 14, 2023" is. */
  readonly isTight?: true;
}

/** No text has it: where it is the quote, nothing is quoted. */
const NO_QUOTE = '\0';

export const USUAL: Quoting = { quote: '"' };
export const UNQUOTED: Quoting = { quote: NO_QUOTE };

export function isUnquoted(quoting: Quoting | undefined): boolean {
  return quoting?.quote === NO_QUOTE;
}

/**
 * What the source text of a cell, `text` from `start` to `end`, says: without its quotes, `""` as one quote. Text
 * behind a closing quote is kept as it is (`"a"b` says `ab`). A quote that is closed nowhere is text, and so is the
 * second of two that begin a cell of text.
 */
export function decodeCell(text: string, start: number, end: number, quoting = USUAL): string {
  const { quote } = quoting;
  if (quoting.isSpaced === true) start = behindBlanks(text, start, end, quote);
  const mark = quote.charCodeAt(0);
  if (start === end || text.charCodeAt(start) !== mark) return text.slice(start, end);
  const source = text.slice(start + 1, end);
  if (quoting.isLoose === true) return decodedLoosely(source, quote);
  if (quoting.escape !== undefined && source.includes(quoting.escape))
    return decodedEscaped(source, quote, quoting.escape);
  let at = source.indexOf(quote);
  if (at < 0) return quote + source;
  if (at === source.length - 1) return source.slice(0, at); // the usual case: "…" and no quote inside
  if (at === 0 && isDoubled(source, quote)) return source.slice(0, -1);
  let from = 0;
  let said = '';
  while (at >= 0 && source.charCodeAt(at + 1) === mark) {
    said += source.slice(from, at + 1);
    from = at + 2;
    at = source.indexOf(quote, from);
  }
  return at < 0 ? quote + source : said + source.slice(from, at) + source.slice(at + 1);
}

/** Whether what stands behind an opening quote is another, text without quotes, and the closing one. */
function isDoubled(source: string, quote: string): boolean {
  const text = source.slice(1, -1);
  return source.endsWith(quote) && text !== '' && !text.includes(quote) && !/^[ \t]|[\r\n]/.test(text);
}

/** Where the quote of a cell stands that may have blanks before it; the cell's start where it has none. */
function behindBlanks(text: string, start: number, end: number, quote: string): number {
  let at = start;
  while (at < end && text[at] === ' ') at++;
  return at < end && text[at] === quote ? at : start;
}

/** Up to the last quote, behind which are blanks alone. */
function decodedLoosely(source: string, quote: string): string {
  const trimmed = source.replace(/[ \t]+$/, '');
  return trimmed.endsWith(quote) ? trimmed.slice(0, -1) : quote + source;
}

function decodedEscaped(source: string, quote: string, escape: string): string {
  let said = '';
  for (let at = 0; at < source.length; at++) {
    const [unit, next] = [source[at], source[at + 1]];
    if (unit === quote && next !== quote) return said + source.slice(at + 1);
    if (unit === quote || (unit === escape && (next === quote || next === escape))) at++;
    said += source[at];
  }
  return quote + source;
}

/** A text as a quoted cell; where none is, without what would end it. */
export function quotedCell(text: string, { quote, escape, isLoose } = USUAL): string {
  if (quote === NO_QUOTE) return text.replace(/[\t\r\n]+/g, ' ');
  if (isLoose === true) return quote + text + quote;
  const escaped = escape === undefined ? text : text.replaceAll(escape, escape + escape);
  return quote + escaped.replaceAll(quote, quote + quote) + quote;
}

/** Whether a cell as it is written has quotes. */
export function isQuoted(written: string, { quote, isSpaced } = USUAL): boolean {
  return (isSpaced === true ? written.trimStart() : written).startsWith(quote);
}
