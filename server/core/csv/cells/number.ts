// Reads numbers as CSV files write them, from bytes and without a string. Numbers of up to nine digits are read as one
// integer; those of up to eighteen as two, whose quotient is rounded once and certified; the rare rest goes through
// Number().

export const MINUS = 0x2d,
  ZERO = 0x30;
const PLUS = 0x2b,
  COMMA = 0x2c,
  DOT = 0x2e,
  SPACE = 0x20,
  DELETE = 0x7f,
  LETTER_E = 0x65;

/** 10^0 … 10^22: the powers of ten that a double holds exactly. */
export const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));

/** Maximum number of digits of an integer that fits into 31 bits … */
export const INT_DIGITS = 9;
/** … and of an integer that is an exact double. */
const SAFE_DIGITS = 15;

/** Largest number that leaves room for differences and squares within a double. */
const LARGEST = 1e306;

/** Returns the number, or NaN when it is too large to compute with. */
export function usableNumber(number: number): number {
  return Math.abs(number) <= LARGEST ? number : NaN;
}

/** Bytes of a number that is read from a string, followed by a byte that ends every number. */
let scratch = new Uint8Array(64);

/**
 * Reads the finite number written in `text`; NaN for any other text: `''`, `'12abc'`, `'0x1F'`, `'Infinity'`,
 * `'1e400'`, `'1 000'`. Surrounding blanks (as of `trim`) are allowed, as are a sign, `5.`, `.5` and an exponent. The
 * value equals `Number()` exactly (with `decimal` ',' read as '.'; a '.' is then no part of a number).
 */
export function parseNumber(text: string, decimal: '.' | ','): number {
  return parseNumberAt(text, 0, text.length, decimal);
}

/**
 * Equals `parseNumber(text.slice(start, end), decimal)` without making the slice, for loops over the cells of a large
 * text.
 */
export function parseNumberAt(text: string, start: number, end: number, decimal: '.' | ','): number {
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  const length = end - start;
  if (length >= scratch.length) scratch = new Uint8Array(2 * length);
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(start + i);
    if (code >= DELETE) return NaN;
    scratch[i] = code;
  }
  scratch[length] = 0;
  const reader = decimal === ',' ? commaReader : pointReader;
  const value = reader.read(scratch, 0);
  return reader.end === length ? value : NaN;
}

/** Reads numbers from bytes, one after the other. */
export class NumberReader {
  /** Offset just after the number that was read last; meaningless if no number was read. */
  end = 0;
  private readonly mark: number;

  constructor(decimal: '.' | ',') {
    this.mark = decimal === ',' ? COMMA : DOT;
  }

  /**
   * Reads the number that begins at an offset; NaN without one, or when it is not finite. The value equals
   * `parseNumber`.
   *
   * @param bytes ASCII wherever numbers are; a byte that no number contains must follow the number
   */
  read(bytes: Uint8Array, from: number): number {
    let at = from;
    let digit = bytes[at] - ZERO;
    const isNegative = digit === MINUS - ZERO;
    if (isNegative || digit === PLUS - ZERO) digit = bytes[++at] - ZERO;
    const first = at;
    let whole = 0; // wraps around where there are more digits than it holds, and is then not used
    while (digit >>> 0 <= 9) {
      whole = (whole * 10 + digit) | 0;
      digit = bytes[++at] - ZERO;
    }
    let digits = at - first;
    if (digit !== this.mark - ZERO) {
      this.end = at;
      if (digits > INT_DIGITS || ((digit + ZERO) | 0x20) === LETTER_E)
        return digits > 0 ? this.readLong(bytes, from, first, at) : NaN;
      return digits === 0 ? NaN : isNegative ? -whole : whole;
    }
    // Read the fraction four digits at a time, which halves the chain of multiplications.
    const fractionStart = ++at;
    let fraction = fourDigits(bytes, at);
    if (fraction < 0) fraction = 0;
    else {
      const nextFour = fourDigits(bytes, (at += 4));
      if (nextFour >= 0) {
        fraction = fraction * 10000 + nextFour;
        at += 4;
        if ((bytes[at] - ZERO) >>> 0 <= 9) {
          this.end = at;
          return this.readFine(bytes, from, first, whole, fraction);
        }
      }
    }
    digit = bytes[at] - ZERO;
    while (digit >>> 0 <= 9) {
      fraction = (fraction * 10 + digit) | 0;
      digit = bytes[++at] - ZERO;
    }
    this.end = at;
    const decimals = at - fractionStart;
    digits += decimals;
    if (digits > SAFE_DIGITS || ((digit + ZERO) | 0x20) === LETTER_E)
      return digits > 0 ? this.readLong(bytes, from, first, at) : NaN;
    if (digits === 0) return NaN;
    // Both operands are exact doubles here, so the single rounding of the division is the rounding of Number().
    if (digits - decimals > INT_DIGITS) return this.readLong(bytes, from, first, at);
    const value = (whole * POWERS[decimals] + fraction) / POWERS[decimals];
    return isNegative ? -value : value;
  }

  /** Reads a number with more than eight decimals, which continue at `end`: programs write doubles like this. */
  private readFine(bytes: Uint8Array, from: number, first: number, whole: number, firstEight: number): number {
    const tailStart = this.end;
    let at = tailStart;
    let fine = fourDigits(bytes, at);
    if (fine < 0) fine = 0;
    else {
      const nextFour = fourDigits(bytes, (at += 4));
      if (nextFour >= 0) {
        fine = fine * 10000 + nextFour;
        at += 4;
      }
    }
    let digit = bytes[at] - ZERO;
    while (digit >>> 0 <= 9) {
      fine = (fine * 10 + digit) | 0;
      digit = bytes[++at] - ZERO;
    }
    this.end = at;
    const decimals = at - tailStart; // after the first eight
    const wholeDigits = tailStart - first - 9;
    if (decimals <= INT_DIGITS && wholeDigits + 8 <= SAFE_DIGITS && ((digit + ZERO) | 0x20) !== LETTER_E) {
      const value = scaledExactly(whole * 1e8 + firstEight, fine, decimals, -8 - decimals);
      if (value === value) return bytes[from] === MINUS ? -value : value;
    }
    return this.readLong(bytes, from, first, at);
  }

  /** Reads a number with many digits or an exponent; its digits lie between two offsets. */
  private readLong(bytes: Uint8Array, from: number, first: number, digitsEnd: number): number {
    let high = 0;
    let low = 0;
    let digits = 0; // from the first nonzero digit
    let fraction = -1;
    for (let at = first; at < digitsEnd; at++) {
      const digit = bytes[at] - ZERO;
      if (digit >>> 0 > 9) {
        fraction = digitsEnd - at - 1;
        continue;
      }
      if (digits === 0 && digit === 0) continue;
      if (digits < INT_DIGITS) high = (high * 10 + digit) | 0;
      else low = (low * 10 + digit) | 0;
      digits++;
    }
    const exponent = (bytes[digitsEnd] | 0x20) === LETTER_E ? this.readExponent(bytes, digitsEnd) : 0;
    if (exponent !== exponent) return NaN;
    const scale = exponent - Math.max(fraction, 0);
    const value = digits <= 2 * INT_DIGITS ? scaledExactly(high, low, Math.max(0, digits - INT_DIGITS), scale) : NaN;
    if (value !== value) return parseAscii(bytes, from, this.end);
    return bytes[from] === MINUS ? -value : value;
  }

  /** Reads the exponent written at `at` (`e-5`); NaN without one. */
  private readExponent(bytes: Uint8Array, at: number): number {
    const sign = bytes[++at];
    if (sign === MINUS || sign === PLUS) at++;
    const first = at;
    let exponent = 0;
    for (; (bytes[at] - ZERO) >>> 0 <= 9; at++) exponent = exponent * 10 + (bytes[at] - ZERO);
    this.end = at;
    if (at === first) return NaN;
    return sign === MINUS ? -exponent : exponent;
  }
}

const pointReader = new NumberReader('.');
const commaReader = new NumberReader(',');

/**
 * Returns (high × 10^lowDigits + low) × 10^scale, rounded once; NaN where the rounding is uncertain.
 *
 * The integer is held as the unevaluated sum h + l of two doubles. Its quotient by 10^-scale is q + (r + l)/10^-scale,
 * with q the rounded h/10^-scale and r its remainder, which is a double (Dekker 1971, "A floating-point technique for
 * extending the available precision", Numer. Math. 18; Muller et al. 2018, "Handbook of Floating-Point Arithmetic",
 * section 4.7). This correction contains two roundings, less than its 2^-51st part. Rounding is monotone: where q plus
 * a little less and q plus a little more are the same double, so is the truth. They differ only near the middle between
 * two doubles.
 */
function scaledExactly(high: number, low: number, lowDigits: number, scale: number): number {
  if (scale < -22 || scale > 22) return high === 0 ? 0 : NaN;
  const product = high * POWERS[lowDigits];
  const h = product + low;
  const l = errorOfProduct(high, POWERS[lowDigits], product) + (low - (h - product));
  if (l === 0 && scale <= 0) return h / POWERS[-scale];
  if (scale > 0) return l === 0 && h <= Number.MAX_SAFE_INTEGER ? h * POWERS[scale] : NaN;
  const power = POWERS[-scale];
  const quotient = h / power;
  const back = quotient * power;
  const remainder = h - back - errorOfProduct(quotient, power, back);
  const correction = (remainder + l) / power;
  const slack = Math.abs(correction) * 2 ** -50;
  const lower = quotient + (correction - slack);
  return lower === quotient + (correction + slack) ? lower : NaN;
}

/** Returns a × b − product, exactly, where `product` is the rounded a × b (Dekker 1971). */
function errorOfProduct(a: number, b: number, product: number): number {
  const aHigh = upperHalf(a);
  const bHigh = upperHalf(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/** Returns the upper 26 bits of a mantissa (Veltkamp's splitting). */
function upperHalf(x: number): number {
  const scaled = x * 134217729; // 2^27 + 1
  return scaled - (scaled - x);
}

/** Reads a number of four digit bytes; -1 when one of them is not a digit. */
function fourDigits(bytes: Uint8Array, at: number): number {
  const a = bytes[at] - ZERO;
  if (a >>> 0 > 9) return -1;
  const b = bytes[at + 1] - ZERO;
  if (b >>> 0 > 9) return -1;
  const c = bytes[at + 2] - ZERO;
  if (c >>> 0 > 9) return -1;
  const d = bytes[at + 3] - ZERO;
  if (d >>> 0 > 9) return -1;
  return (a * 10 + b) * 100 + (c * 10 + d);
}

/** Applies Number() to ASCII bytes; NaN when the result is not finite. */
function parseAscii(bytes: Uint8Array, start: number, end: number): number {
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at] === COMMA ? DOT : bytes[at]);
  const value = Number(text);
  return Number.isFinite(value) ? value : NaN;
}

/** Whether `trim` would remove this UTF-16 unit. */
export function isBlank(code: number): boolean {
  if (code > SPACE && code < DELETE) return false; // nearly always
  return String.fromCharCode(code).trim() === '';
}
