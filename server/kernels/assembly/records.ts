/**
 * Reads records that consist of plain numbers (a sign, digits, a decimal mark, digits, at most fifteen digits in all)
 * from bytes to columns. Each number is a quotient of two exact doubles, rounded once (Clinger 1990, "How to read
 * floating point numbers accurately", PLDI), and so equals `Number()`.
 */

const MINUS: u32 = 0x2d, ZERO: u32 = 0x30, LF: u32 = 0x0a, CR: u32 = 0x0d;
/** Maximum number of digits of an integer that is an exact double; a power of ten with as many zeros is exact, too. */
const MOST_DIGITS: usize = 15;

const POWERS: usize = memory.data<f64>([1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15]);

/** 10ⁿ for n ≤ 8. */
const SCALES: usize = memory.data<u64>([1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000]);

/**
 * Number of digits before the first other character among eight, the first character lowest: adding 0x76 raises every
 * character above nine into its highest bit. A carry only spoils later characters.
 */
// @ts-ignore: decorators of AssemblyScript
@inline
function leadingDigits(values: u64): u64 {
  const others = ((values + 0x7676767676767676) | values) & 0x8080808080808080;
  return others == 0 ? 8 : ctz(others) >> 3;
}

/**
 * Converts eight digits, the first lowest, to an integer: merges neighbours into pairs, pairs into fours, fours into
 * one.
 */
// @ts-ignore: decorators of AssemblyScript
@inline
function joined(digits: u64): u64 {
  const pairs = (digits * 2561) >> 8 & 0x00ff00ff00ff00ff;
  const fours = (pairs * 6553601) >> 16 & 0x0000ffff0000ffff;
  return (fours * 42949672960001) >> 32;
}

/**
 * Reads records from `at` on, until one is not plain or is incomplete. May look at eight bytes after the text; the
 * first of them must not occur in numbers or records. One loop in one function, since calls would slow it down.
 *
 * @param point the decimal mark
 * @param columns pointers to row 0 of each column
 * @param most maximum number of rows
 * @param end receives the start of the first record that was not read
 * @returns number of rows read
 */
export function readRecords(at: usize, separator: u32, point: u32, columns: usize, width: i32, row: i32, most: i32, end: usize): i32 {
  const lastColumn = columns + (<usize>(width - 1) << 2);
  const place = <usize>row << 3;
  let rows: i32 = 0;
  let usual: u64 = 0;
  for (; rows < most; rows++) {
    const record = at;
    for (let column = columns; column <= lastColumn; column += 4) {
      // Signs are unpredictable, and a branch would often be mispredicted.
      const minus = <u64>(load<u8>(at) == MINUS);
      at += <usize>minus;
      let first = at;
      let mantissa: u64 = 0;
      let digit: u32 = load<u8>(at) - ZERO;
      while (digit <= 9) {
        mantissa = mantissa * 10 + digit;
        digit = load<u8>(++at) - ZERO;
      }
      let decimals: usize = 0;
      if (digit + ZERO == point) {
        const behind = ++at;
        first++; // the mark is no digit
        for (;;) {
          const values = load<u64>(at) ^ 0x3030303030303030;
          const count = leadingDigits(values);
          if (count == 0) break;
          mantissa = mantissa * load<u64>(SCALES + (<usize>count << 3)) + joined(values << ((8 - count) << 3));
          // Columns mostly have equal decimals: with a correct prediction the next cell need not wait for this one's
          // count.
          if (count == usual) at += <usize>usual;
          else {
            at += <usize>count;
            usual = count;
          }
          if (count < 8) break;
        }
        decimals = at - behind;
      }
      // A mantissa with more digits may have wrapped around; it is not used.
      const digits = at - first;
      if (digits == 0 || digits > MOST_DIGITS) return leave(end, record, rows);
      let mark: u32 = load<u8>(at++);
      if (column < lastColumn) {
        if (mark != separator) return leave(end, record, rows);
      } else {
        if (mark == CR) mark = load<u8>(at++);
        if (mark != LF) return leave(end, record, rows);
      }
      const value = <f64>mantissa / load<f64>(POWERS + (decimals << 3));
      store<u64>(load<u32>(column) + place + (<usize>rows << 3), reinterpret<u64>(value) ^ (minus << 63));
    }
  }
  return leave(end, at, rows);
}

/**
 * Reads one of the stretches of an order: words for the separator, the decimal mark, the columns and their number, then
 * five for each stretch: its start, the row of its first record, its maximum number of records, the number of records
 * read, and the start of the first record that was not read.
 */
export function readStretch(order: usize, stretch: i32): void {
  const own = order + 16 + <usize>stretch * 20;
  const rows = readRecords(load<u32>(own), load<u32>(order), load<u32>(order, 4), load<u32>(order, 8), load<i32>(order, 12), load<i32>(own, 4), load<i32>(own, 8), own + 16);
  store<i32>(own, rows, 12);
}

/** Counts line feeds from `at` to before `end`. */
export function countLines(at: usize, end: usize): i32 {
  const feed = i8x16.splat(<i8>LF);
  let lines: i32 = 0;
  for (; at + 16 <= end; at += 16) lines += popcnt(i8x16.bitmask(i8x16.eq(v128.load(at), feed)));
  for (; at < end; at++) lines += <i32>(load<u8>(at) == LF);
  return lines;
}

function leave(end: usize, at: usize, rows: i32): i32 {
  store<u32>(end, <u32>at);
  return rows;
}
