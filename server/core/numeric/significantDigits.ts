/** Writes numbers as ASCII with a fixed number of significant digits, without a string for each number. */

/** Number of significant digits from which the shortest text that reads back as the same double is written. */
const ALL_DIGITS = 17;
/** Maximum number of digits that are computed from an integer of 32 bits; more are computed by `toPrecision`. */
const MOST_FAST_DIGITS = 9;
/** Maximum number of bytes of a number: sign, 17 digits, point, zeros after it or exponent. */
export const MOST_NUMBER_BYTES = 32;
/**
 * Distance from half a unit of the last digit below which rounding is left to `toPrecision`. A scaled number is below
 * 10⁹ and is rounded at most twice, so its error is below 10⁹ × 2⁻⁵² = 2.3 × 10⁻⁷ units.
 */
const DOUBTFUL_DISTANCE = 1e-6;
/** Decimal exponents for which a number and the power of ten that scales it are normal doubles. */
const LEAST_FAST_EXPONENT = -290;
const MOST_FAST_EXPONENT = 290;
/** Decimal exponents that JavaScript writes without an exponent. */
const LEAST_PLAIN_EXPONENT = -6;
const MOST_PLAIN_EXPONENT = 20;

const LOG10_OF_2 = Math.log10(2);
const MOST_POWER = 308;
/** 10^e at e + MOST_POWER, each the double nearest to it. */
const POWERS = Float64Array.from({ length: 2 * MOST_POWER + 1 }, (_, i) => Number(`1e${i - MOST_POWER}`));

const ZERO = 48;
const MINUS = 45;

/**
 * A number of significant digits, 1 to 17, and a decimal mark. The text is that of the double nearest to x among those
 * of so many digits, `String(Number(x.toPrecision(digits)))`: without trailing zeros, and with an exponent below 10⁻⁶
 * and from 10²¹ on. Read back, it differs from x by at most half a unit of the last digit.
 */
export class DigitWriter {
  private readonly least: number;
  private readonly view = new DataView(new ArrayBuffer(8));
  private readonly scratch = new Uint8Array(MOST_FAST_DIGITS);

  /** @param mark the decimal mark, an ASCII character */
  constructor(
    private readonly digits: number,
    private readonly mark = '.',
  ) {
    this.least = POWERS[MOST_POWER + Math.min(digits, MOST_FAST_DIGITS) - 1];
  }

  /** Writes a number from `at` on, where there is room for MOST_NUMBER_BYTES. @returns the end of what was written */
  write(x: number, into: Uint8Array, at: number): number {
    if (x === 0) {
      into[at] = ZERO;
      return at + 1;
    }
    const size = Math.abs(x);
    const exponent = this.digits > MOST_FAST_DIGITS ? Infinity : this.exponentOf(size);
    if (!(exponent >= LEAST_FAST_EXPONENT && exponent <= MOST_FAST_EXPONENT)) return this.writeSlowly(x, into, at);
    const scaled = size * POWERS[MOST_POWER + this.digits - 1 - exponent];
    const below = Math.floor(scaled);
    const rest = scaled - below;
    if (Math.abs(rest - 0.5) < DOUBTFUL_DISTANCE) return this.writeSlowly(x, into, at);
    if (x < 0) into[at++] = MINUS;
    const rounded = rest > 0.5 ? below + 1 : below;
    return rounded < 10 * this.least
      ? this.writeDigits(rounded, exponent, into, at)
      : this.writeDigits(this.least, exponent + 1, into, at);
  }

  /** Returns the decimal exponent of a positive number; outside the fast range for one that is not finite. */
  private exponentOf(size: number): number {
    this.view.setFloat64(0, size);
    // The exponent of the next power of two: at most one too large.
    const estimate = Math.floor(((this.view.getUint32(0) >>> 20) - 1022) * LOG10_OF_2);
    if (estimate > MOST_FAST_EXPONENT || estimate < LEAST_FAST_EXPONENT) return Infinity;
    return size < POWERS[MOST_POWER + estimate] ? estimate - 1 : estimate;
  }

  /** Writes digits × 10^(exponent − number of digits + 1). */
  private writeDigits(digits: number, exponent: number, into: Uint8Array, at: number): number {
    const { scratch } = this;
    let rest = digits | 0;
    let count = this.digits;
    for (let i = count - 1; i >= 0; i--) {
      const tenth = (rest / 10) | 0;
      scratch[i] = ZERO + rest - 10 * tenth;
      rest = tenth;
    }
    while (count > 1 && scratch[count - 1] === ZERO) count--;
    const mark = this.mark.charCodeAt(0);
    if (exponent < 0 && exponent >= LEAST_PLAIN_EXPONENT) {
      into[at++] = ZERO;
      into[at++] = mark;
      for (let i = -1; i > exponent; i--) into[at++] = ZERO;
      for (let i = 0; i < count; i++) into[at++] = scratch[i];
      return at;
    }
    const isPlain = exponent >= 0 && exponent <= MOST_PLAIN_EXPONENT;
    const whole = isPlain ? exponent + 1 : 1;
    for (let i = 0; i < whole; i++) into[at++] = i < count ? scratch[i] : ZERO;
    if (count > whole) into[at++] = mark;
    for (let i = whole; i < count; i++) into[at++] = scratch[i];
    return isPlain ? at : writeAscii(`e${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`, into, at);
  }

  private writeSlowly(x: number, into: Uint8Array, at: number): number {
    const text = String(this.digits >= ALL_DIGITS ? x : Number(x.toPrecision(this.digits)));
    return writeAscii(text.replace('.', this.mark), into, at);
  }
}

/** Writes a text of ASCII characters. @returns the end of what was written */
function writeAscii(text: string, into: Uint8Array, at: number): number {
  for (let i = 0; i < text.length; i++) into[at + i] = text.charCodeAt(i);
  return at + text.length;
}
