/**
 * Numbers as people and programs write them beyond plain notation: with thousands marks, typographic minus signs,
 * accountants' parentheses, currencies and units. Everything around the digits is kept, so that another number can be
 * written in the same form.
 */
import { parseNumber, usableNumber } from './number';

export interface WrittenNumber {
  readonly value: number;
  /** Unit as it is written: a currency, "%", "kg"; '' if none. */
  readonly unit: string;
  readonly form: NumberForm;
}

/** Marks in the numbers of a file. */
export interface NumberMarks {
  readonly decimal: '.' | ',';
  /**
   * Mark between groups of three digits: one of `,` `.` `'` or a blank, including its typographic forms; '' for none.
   * Any mark where left out.
   */
  readonly thousands?: string;
}

/** Form of a written number. */
export interface NumberForm {
  readonly decimal: '.' | ',';
  /** Mark between groups of three digits, '' if there is none. */
  readonly thousands: string;
  /** Number of digits after the decimal mark. */
  readonly decimals: number;
  /** Text before and after the digits, without the sign. */
  readonly before: string;
  readonly after: string;
  /**
   * Position of the sign: before everything, directly before the digits, after them, or parentheses around everything.
   */
  readonly sign: 'first' | 'inner' | 'trailing' | 'parentheses';
  /** Sign of a negative number. */
  readonly minus: string;
}

const MINUS_SIGNS = '\u2212\u2013\uFE63\uFF0D';
const GROUP_MARKS = `,.'\u2019 \u00a0\u202f\u2009`;
const BLANK = '[ \\u00a0\\u202f\\u2009]?';
/** A currency before its number; common ISO 4217 codes. */
const CODES =
  'USD|EUR|GBP|CHF|JPY|CNY|INR|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|RON|BGN|RUB|UAH|TRY|BRL|ZAR|KRW|MXN|SGD|HKD|TWD|THB|IDR|MYR|PHP|ILS|AED|SAR|EGP|NGN|KES';
const CURRENCY = `(?:(?:US|A|C|NZ|HK|S|R|Mex)?\\$|[\u20a0-\u20cf£¥¤]|kr\\.?|Rs\\.?|Fr\\.?|zł|Kč|(?:${CODES})(?![A-Za-z]))`;
/** A unit after its number: a word of letters, such as "km/h", "m²" or "°C", or two short ones. */
const UNIT = `(?:[%‰]|${CURRENCY}|[\\p{L}°µμΩ](?:[\\p{L}°µμΩ²³·/^%]|[23](?!\\d)){0,9}\\.?(?: \\p{L}{1,5}\\.?)?)`;
const SIGN = `[-+${MINUS_SIGNS}]`;
const PATTERN = new RegExp(
  `^(?<first>${SIGN})?(?<before>${BLANK}${CURRENCY}${BLANK})?(?<inner>${SIGN})?(?<digits>[\\d${GROUP_MARKS}]*\\d)(?:[eEdD](?<exponent>[-+${MINUS_SIGNS}]?\\d{1,3}))?` +
    `(?<trailing>[-${MINUS_SIGNS}])?\u2026?(?<after>${BLANK}${UNIT})?$`,
  'u',
);
/** Digits in groups of three, or in Indian style in groups of two before the last three; with a single mark. */
const GROUPED = new RegExp(
  `^(?:[1-9]\\d{0,2}([${GROUP_MARKS}])\\d{3}(?:\\1\\d{3})*|[1-9]\\d?(?:,\\d{2})+,\\d{3})$`,
  'u',
);
const LONGEST_NUMBER = 40;

/** Whether a text may begin a number in any form: the first character rules most words out. */
export function mayBeNumber(code: number): boolean {
  const isLetter = (code >= 0x61 && code <= 0x7a && code !== 0x6b) || code === 0x5f;
  return !isLetter && code !== 0x23;
}

/**
 * Reads a text as a number in any form; undefined for other texts. Numbers in plain notation have no unit; where the
 * last digits are cut off ("0.027…"), the remaining digits count.
 * @example writtenNumber('(1,397.07)', '.')?.value === -1397.07, writtenNumber('12 kg', '.')?.unit === 'kg',
 * writtenNumber('1.5D+03', '.')?.value === 1500
 */
export function writtenNumber(text: string, decimal: '.' | ',', thousands?: string): WrittenNumber | undefined {
  let body = text.trim();
  if (body.length === 0 || body.length > LONGEST_NUMBER) return undefined;
  const isInParentheses = body.startsWith('(') && body.endsWith(')');
  if (isInParentheses) body = body.slice(1, -1).trim();
  const groups = PATTERN.exec(body)?.groups;
  if (groups === undefined) return undefined;
  const { first, inner, trailing } = groups;
  const signs = [first, inner, trailing].filter((sign) => sign !== undefined);
  if (signs.length > (isInParentheses ? 0 : 1)) return undefined;
  const digits = plainDigits(groups.digits, { decimal, thousands });
  if (digits === undefined || (groups.exponent !== undefined && isOtherDecimal(digits))) return undefined;
  const exponent = groups.exponent === undefined ? '' : `e${groups.exponent.replace(/[^\d+-]/u, '-')}`;
  const magnitude = usableNumber(parseNumber(digits.plain + exponent, '.'));
  if (magnitude !== magnitude) return undefined;
  const isNegative = isInParentheses || (signs.length > 0 && signs[0] !== '+');
  const [before, after] = [groups.before ?? '', groups.after ?? ''];
  return {
    value: isNegative ? -magnitude : magnitude,
    unit: before.trim() || after.trim(),
    form: {
      decimal,
      thousands: digits.thousands,
      decimals: digits.decimals,
      before,
      after,
      sign: isInParentheses
        ? 'parentheses'
        : trailing !== undefined
          ? 'trailing'
          : inner !== undefined
            ? 'inner'
            : 'first',
      minus: isNegative && signs.length > 0 ? signs[0] : '-',
    },
  };
}

/**
 * Whether an apparent thousands mark before an exponent is really the other decimal mark: 1.798E-06 is a small number
 * even in files with decimal commas.
 */
function isOtherDecimal({ thousands, decimals }: { readonly thousands: string; readonly decimals: number }): boolean {
  return decimals === 0 && (thousands === '.' || thousands === ',');
}

/** A mark, and an exponent after its digits. */
const EXPONENT = /[.,]\d+[eEdD][-+]?\d/;

/**
 * Reads the number of a cell in a file with this decimal mark. Before an exponent either mark is a decimal one, since
 * some programs keep the point there and write commas elsewhere.
 */
export function numberInFile(text: string, decimal: '.' | ',', thousands?: string): WrittenNumber | undefined {
  return (
    writtenNumber(text, decimal, thousands) ??
    (EXPONENT.test(text) ? writtenNumber(text, decimal === '.' ? ',' : '.') : undefined)
  );
}

interface Marks {
  readonly decimal: '.' | ',';
  readonly thousands: string | undefined;
}

/** Typographic forms of marks, including the marks themselves. */
const MARK_FORMS: Readonly<Record<string, string>> = { "'": `'\u2019`, ' ': ' \u00a0\u202f\u2009' };

/** Removes the marks from digits, and writes a decimal point. */
function plainDigits(
  digits: string,
  { decimal, thousands }: Marks,
): { readonly plain: string; readonly thousands: string; readonly decimals: number } | undefined {
  const at = digits.lastIndexOf(decimal);
  const [whole, fraction] = at < 0 ? [digits, ''] : [digits.slice(0, at), digits.slice(at + 1)];
  if (/\D/u.test(fraction)) return undefined;
  const point = at < 0 ? '' : '.';
  if (!/\D/u.test(whole)) return { plain: `${whole}${point}${fraction}`, thousands: '', decimals: fraction.length };
  const groups = GROUPED.exec(whole);
  if (groups === null || whole.includes(decimal)) return undefined;
  const mark = groups[1] ?? ',';
  if (thousands !== undefined && !(MARK_FORMS[thousands] ?? thousands).includes(mark)) return undefined;
  return { plain: `${whole.replace(/\D/gu, '')}${point}${fraction}`, thousands: mark, decimals: fraction.length };
}

/**
 * Writes a plain number in the form of another one: its marks, its sign, its unit.
 *
 * @param number digits with a decimal point, and a minus if negative
 */
export function writeInForm(number: string, { decimal, thousands, before, after, sign, minus }: NumberForm): string {
  const isNegative = number.startsWith('-');
  const [whole, fraction] = (isNegative ? number.slice(1) : number).split('.');
  const grouped = thousands === '' ? whole : whole.replace(/\B(?=(?:\d{3})+$)/gu, thousands);
  const digits = fraction === undefined ? grouped : `${grouped}${decimal}${fraction}`;
  if (!isNegative) return `${before}${digits}${after}`;
  if (sign === 'parentheses') return `(${before}${digits}${after})`;
  if (sign === 'trailing') return `${before}${digits}${minus}${after}`;
  return sign === 'inner' ? `${before}${minus}${digits}${after}` : `${minus}${before}${digits}${after}`;
}

/** Whether a text is a number in any form. */
export function isWrittenNumber(cell: string, decimal: '.' | ',', thousands?: string): boolean {
  return !Number.isNaN(parseNumber(cell, decimal)) || writtenNumber(cell, decimal, thousands) !== undefined;
}
