// Text to number, as CSV files write numbers. The common short number is read digit by digit without a
// substring; only long ones (17 digits, large exponents) go through Number().

const PLUS = 0x2b, MINUS = 0x2d, COMMA = 0x2c, DOT = 0x2e, ZERO = 0x30, NINE = 0x39, SPACE = 0x20, DELETE = 0x7f;

/** 10^0 … 10^22: the powers of ten that a double holds exactly. */
const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));

/**
 * The finite number that `text` is, NaN when it is none: `''`, `'12abc'`, `'0x1F'`, `'Infinity'`, `'1e400'`, `'1 000'`.
 * Surrounding blanks (as of `trim`) are allowed, so are a sign, `5.`, `.5` and an exponent. The value is exactly that of
 * `Number()` (with `decimal` ',' read as '.'; a '.' is then no part of a number).
 */
export function parseNumber(text: string, decimal: '.' | ','): number {
  return parseNumberAt(text, 0, text.length, decimal);
}

/** `parseNumber(text.slice(start, end), decimal)` without making the slice, for loops over the cells of a large text. */
export function parseNumberAt(text: string, start: number, end: number, decimal: '.' | ','): number {
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  const point = decimal === ',' ? COMMA : DOT;
  let at = start;
  let code = at < end ? text.charCodeAt(at) : 0;
  const negative = code === MINUS;
  if (negative || code === PLUS) at++;

  let mantissa = 0; // the digits as one integer, exact for as long as it stays below 2^53
  let digits = 0; // digits seen, leading zeros included: none at all is no number
  let fraction = -1; // digits behind the decimal mark; -1: no mark so far
  for (; at < end; at++) {
    code = text.charCodeAt(at);
    if (code >= ZERO && code <= NINE) {
      mantissa = mantissa * 10 + (code - ZERO);
      digits++;
      if (fraction >= 0) fraction++;
    } else if (code === point && fraction < 0) fraction = 0;
    else break;
  }
  if (digits === 0) return NaN;
  const exponent = at < end ? parseExponent(text, at, end) : 0;
  if (Number.isNaN(exponent)) return NaN;

  const scale = exponent - Math.max(fraction, 0);
  // Both operands are exact doubles here, so the one rounding of * or / is the rounding Number() does.
  if (mantissa <= Number.MAX_SAFE_INTEGER && scale >= -22 && scale <= 22) {
    const value = scale < 0 ? mantissa / POWERS[-scale] : mantissa * POWERS[scale];
    return negative ? -value : value;
  }
  const source = text.slice(start, end);
  const value = Number(decimal === ',' ? source.replace(',', '.') : source);
  return Number.isFinite(value) ? value : NaN;
}

/** The exponent written at `at` up to `end` (`e-5`), NaN when that is not an exponent and nothing else. */
function parseExponent(text: string, at: number, end: number): number {
  if ((text.charCodeAt(at) | 0x20) !== 0x65 /* e or E */) return NaN;
  at++;
  const sign = at < end ? text.charCodeAt(at) : 0;
  if (sign === MINUS || sign === PLUS) at++;
  if (at === end) return NaN;
  let exponent = 0;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code < ZERO || code > NINE) return NaN;
    exponent = exponent * 10 + (code - ZERO);
  }
  return sign === MINUS ? -exponent : exponent;
}

/** Whether `trim` would remove this UTF-16 unit. */
function isBlank(code: number): boolean {
  if (code > SPACE && code < DELETE) return false; // nearly always
  return String.fromCharCode(code).trim() === '';
}
