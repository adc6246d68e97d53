// Cells that a spreadsheet would take for formulas (OWASP, "CSV injection"): a file of other people's cells that is
// opened in one must not compute, link or call anything.

import { decodeCell, isQuoted, quotedCell, USUAL } from '../dialect/quoting';

/** The signs that begin a formula, those of full width too. */
const BEGINNING = /^[=+\-@＝＋－＠]/u;
/** A sign, and digits as people write them: a number, a telephone number, or a mere dash. */
const DIGITS = /^[+-]?[\d.,'\s]*(?:e[+-]?\d+)?\s?%?$/iu;

/**
 * Whether a spreadsheet may take what a cell says for a formula. Numbers are none, however they are written.
 * @example isFormula('=1+1'), isFormula('@sum(a1)'), !isFormula('-1.5'), !isFormula('-'), isFormula('-1-2')
 */
export function isFormula(says: string): boolean {
  const text = says.trim();
  if (DIGITS.test(text)) return false;
  // Some programs drop a tab or a line break at the beginning and read on behind it.
  return BEGINNING.test(text) || /^[\t\r\n]/.test(says);
}

/**
 * A cell as it is to be written so that it is text to every spreadsheet: with an apostrophe before what would be a
 * formula.
 * @param written as it stands in the file, quotes included
 * @example withoutFormula('=1+1') === "'=1+1", withoutFormula('"=a"') === `"'=a"`, withoutFormula('-1.5') === '-1.5'
 */
export function withoutFormula(written: string, quoting = USUAL): string {
  if (!isFormula(decodeCell(written, 0, written.length, quoting))) return written;
  if (!isQuoted(written, quoting)) return quoting.quote === "'" ? quotedCell(`'${written}`, quoting) : `'${written}`;
  const { quote } = quoting;
  // An apostrophe that is the quote, too, is doubled.
  return `${quote}${quote === "'" && quoting.isLoose !== true ? "''" : "'"}${written.slice(written.indexOf(quote) + 1)}`;
}
