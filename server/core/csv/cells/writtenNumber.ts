/**
 * Numbers as people and programs write them beside plain notation: with thousands marks, typographic minus signs,
 * accountants' parentheses, currencies and units. All that is written around the digits is kept, so that another number
 * can be written in the same form.
 */
import { parseNumber, usable } from './number';

export interface WrittenNumber {
  readonly value: number;
  /** What is counted, as it is written: a currency, "%", "kg"; '' where nothing is said of it. */
  readonly unit: string;
  readonly form: NumberForm;
}

/** What is known of how the numbers of a file are written. */
export interface NumberMarks {
  readonly decimal: '.' | ',';
  /**
   * Between groups of three digits: one of `,` `.` `'` or a blank, each also in its typographic forms, '' for none. Any
   * where left out.
   */
  readonly thousands?: string;
}

/** How a number is written. */
export interface NumberForm {
  readonly decimal: '.' | ',';
  /** Between groups of three digits, '' where there is none. */
  readonly thousands: string;
  /** The digits behind the decimal mark. */
  readonly decimals: number;
  /** What stands before and behind the digits, the sign left out. */
  readonly before: string;
  readonly after: string;
  /** Where the sign stands: before everything, before the digits, behind them, or as parentheses around everything. */
  readonly sign: 'first' | 'inner' | 'trailing' | 'parentheses';
  /** The sign of a negative number. */
  readonly minus: string;
}

const MINUS_SIGNS = '\u2212\u2013\uFE63\uFF0D';
const MARKS = `,.'\u2019 \u00a0\u202f\u2009`;
const BLANK = '[ \\u00a0\\u202f\\u2009]?';
/** A currency before its number; ISO 4217 codes are those in wide use. */
const CODES =
  'USD|EUR|GBP|CHF|JPY|CNY|INR|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|RON|BGN|RUB|UAH|TRY|BRL|ZAR|KRW|MXN|SGD|HKD|TWD|THB|IDR|MYR|PHP|ILS|AED|SAR|EGP|NGN|KES';
const CURRENCY = `(?:(?:US|A|C|NZ|HK|S|R|Mex)?\\$|[\u20a0-\u20cf£¥¤]|kr\\.?|Rs\\.?|Fr\\.?|zł|Kč|(?:${CODES})(?![A-Za-z]))`;
/** A unit behind its number: a word of letters, such as "km/h", "m²" or "°C", or two short ones. */
const UNIT = `(?:[%‰]|${CURRENCY}|[\\p{L}°µμΩ](?:[\\p{L}°µμΩ²³·/^%]|[23](?!\\d)){0,9}\\.?(?: \\p{L}{1,5}\\.?)?)`;
const SIGN = `[-+${MINUS_SIGNS}]`;
const PATTERN = new RegExp(
  `^(?<first>${SIGN})?(?<before>${BLANK}${CURRENCY}${BLANK})?(?<inner>${SIGN})?(?<digits>[\\d${MARKS}]*\\d)(?:[eEdD](?<exponent>[-+${MINUS_SIGNS}]?\\d{1,3}))?` +
    `(?<trailing>[-${MINUS_SIGNS}])?\u2026?(?<after>${BLANK}${UNIT})?$`,
  'u',
);
/** Digits in groups of three, or as in India of two before the last three; one mark throughout. */
const GROUPED = new RegExp(`^(?:[1-9]\\d{0,2}([${MARKS}])\\d{3}(?:\\1\\d{3})*|[1-9]\\d?(?:,\\d{2})+,\\d{3})$`, 'u');
const LONGEST = 40;

/** Whether a text may begin a number in any form: most words do not, which is seen at their first character. */
export function mayBeNumber(code: number): boolean {
  const isLetter = (code >= 0x61 && code <= 0x7a && code !== 0x6b) || code === 0x5f;
  return !isLetter && code !== 0x23;
}

/**
 * The number that a text is, in any form; undefined where it is none. Numbers in plain notation are numbers without a
 * unit; of those whose last digits are cut off ("0.027…") the others count.
 * @example writtenNumber('(1,397.07)', '.')?.value === -1397.07, writtenNumber('12 kg', '.')?.unit === 'kg',
 * writtenNumber('1.5D+03', '.')?.value === 1500
 */
export function writtenNumber(text: string, decimal: '.' | ',', thousands?: string): WrittenNumber | undefined {
  let said = text.trim();
  if (said.length === 0 || said.length > LONGEST) return undefined;
  const isInParentheses = said.startsWith('(') && said.endsWith(')');
  if (isInParentheses) said = said.slice(1, -1).trim();
  const found = PATTERN.exec(said)?.groups;
  if (found === undefined) return undefined;
  const { first, inner, trailing } = found;
  const signs = [first, inner, trailing].filter((sign) => sign !== undefined);
  if (signs.length > (isInParentheses ? 0 : 1)) return undefined;
  const digits = plainDigits(found.digits, { decimal, thousands });
  if (digits === undefined || (found.exponent !== undefined && isOtherDecimal(digits))) return undefined;
  const exponent = found.exponent === undefined ? '' : `e${found.exponent.replace(/[^\d+-]/u, '-')}`;
  const size = usable(parseNumber(digits.plain + exponent, '.'));
  if (size !== size) return undefined;
  const isNegative = isInParentheses || (signs.length > 0 && signs[0] !== '+');
  const [before, after] = [found.before ?? '', found.after ?? ''];
  return {
    value: isNegative ? -size : size,
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
 * Whether what looks like a thousands mark before an exponent is the other decimal mark: 1.798E-06 is a small number
 * where decimals have commas, too.
 */
function isOtherDecimal({ thousands, decimals }: { readonly thousands: string; readonly decimals: number }): boolean {
  return decimals === 0 && (thousands === '.' || thousands === ',');
}

/** A mark, and an exponent behind its digits. */
const EXPONENT = /[.,]\d+[eEdD][-+]?\d/;

/**
 * The number that a cell is in a file with this decimal mark. Before an exponent either mark is a decimal one, since
 * some programs keep to the point there and write commas elsewhere.
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

/** Typographic forms of marks, themselves included. */
const FORMS: Readonly<Record<string, string>> = { "'": `'\u2019`, ' ': ' \u00a0\u202f\u2009' };

/** Digits without their marks, with a decimal point. */
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
  if (thousands !== undefined && !(FORMS[thousands] ?? thousands).includes(mark)) return undefined;
  return { plain: `${whole.replace(/\D/gu, '')}${point}${fraction}`, thousands: mark, decimals: fraction.length };
}

/**
 * A plain number in the form of another one: its marks, its sign, its unit.
 *
 * @param number as digits with a decimal point, and a minus where it is negative
 */
export function inFormOf(number: string, { decimal, thousands, before, after, sign, minus }: NumberForm): string {
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
export function isWritten(cell: string, decimal: '.' | ',', thousands?: string): boolean {
  return !Number.isNaN(parseNumber(cell, decimal)) || writtenNumber(cell, decimal, thousands) !== undefined;
}
