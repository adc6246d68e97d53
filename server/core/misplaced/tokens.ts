/** Tokens of texts that are compared between columns: the text itself where it is a label, else its form. */
import { writtenDate } from '../csv/cells/writtenDate';
import { exactShape, LONGEST_SHAPED, shapeAt } from '../patterns/shape';

/** Forms of every number in plain notation, of dates, of texts of letters, and of mail and web addresses. */
export const NUMBER = '#';
export const DATE = 'd';
export const LETTERS = 'a';
const MAIL = '@';
const PAGE = '/';
export const ADDRESSES: ReadonlySet<string> = new Set([MAIL, PAGE]);

const PLAIN_NUMBER = /^[-+]?(?:\d+(?:[.,]\d+)*|\.\d+)(?:e[-+]?\d+)?\s?%?$/i;

/** Form of a text: codes with runs merged, phone numbers digit by digit. */
export function formOf(text: string): string {
  if (PLAIN_NUMBER.test(text)) return NUMBER;
  if (text.includes('://')) return PAGE;
  if (/^[^\s@]+@[^\s@]+$/.test(text)) return MAIL;
  if (text.length > LONGEST_SHAPED) return LETTERS;
  const exact = exactShape(text);
  if (!exact.includes('9')) return LETTERS;
  if (writtenDate(text) !== undefined) return DATE;
  return /[Aa]/.test(exact) ? shapeAt('runs', text, exact).replace(/a/g, 'A').replace(/A+/g, 'A') : exact;
}
