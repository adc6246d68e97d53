// Cells that a spreadsheet would read as formulas (OWASP, "CSV injection"): a file of other people's cells that is
// opened in a spreadsheet must not compute, link or call anything.

import { decodeCell, isQuoted, quoteCell, USUAL_QUOTING } from '../dialect/quoting';

/** Signs that begin a formula, including full-width forms. */
const FORMULA_SIGN = /^[=+\-@＝＋－＠]/u;
/** A sign, and digits as people write them: a number, a telephone number, or a bare dash. */
const NUMBER_LIKE = /^[+-]?[\d.,'\s]*(?:e[+-]?\d+)?\s?%?$/iu;

/**
 * Whether a spreadsheet may read a decoded cell as a formula. Numbers are not formulas, however they are written.
 * @example isFormula('=1+1'), isFormula('@sum(a1)'), !isFormula('-1.5'), !isFormula('-'), isFormula('-1-2')
 */
export function isFormula(cell: string): boolean {
  const text = cell.trim();
  if (NUMBER_LIKE.test(text)) return false;
  // Some programs drop a leading tab or line break and read on after it.
  return FORMULA_SIGN.test(text) || /^[\t\r\n]/.test(cell);
}

/**
 * Returns a cell's source text so that it is text to every spreadsheet: formulas get a leading apostrophe.
 * @param written source text of the cell, including quotes
 * @example withoutFormula('=1+1') === "'=1+1", withoutFormula('"=a"') === `"'=a"`, withoutFormula('-1.5') === '-1.5'
 */
export function withoutFormula(written: string, quoting = USUAL_QUOTING): string {
  if (!isFormula(decodeCell(written, 0, written.length, quoting))) return written;
  if (!isQuoted(written, quoting)) return quoting.quote === "'" ? quoteCell(`'${written}`, quoting) : `'${written}`;
  const { quote } = quoting;
  // If the apostrophe is also the quote, it is doubled.
  return `${quote}${quote === "'" && quoting.isLoose !== true ? "''" : "'"}${written.slice(written.indexOf(quote) + 1)}`;
}
