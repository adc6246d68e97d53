/**
 * Cells of a column that are neither numbers nor levels, of which the text is kept while the texts of all others are
 * not.
 */
import { BAD_CELL_LIMIT } from './limits';
import { decodeUtf8 } from '../cells/utf8';

/** Longer texts are those of no label; in UTF-8. */
const LONGEST = 200;

export class OddTexts {
  private readonly texts = new Map<number, string>();
  /** Dates and bounds. */
  private readonly numbers = new Map<number, string>();

  /** Takes the bytes of a cell. @param isNumber whether it is a date or a bound */
  add(bytes: Uint8Array, start: number, end: number, row: number, isNumber = false): void {
    const own = isNumber ? this.numbers : this.texts;
    if (own.size < BAD_CELL_LIMIT && end - start <= LONGEST) own.set(row, decodeUtf8(bytes, start, end));
  }

  /** Takes a text that was told apart so far. */
  addText(text: string, row: number, isNumber: boolean): void {
    const own = isNumber ? this.numbers : this.texts;
    if (own.size < BAD_CELL_LIMIT && text.length <= LONGEST) own.set(row, text);
  }

  /** By row; nothing where there are none. */
  get found(): { readonly oddTexts?: ReadonlyMap<number, string> } {
    return this.texts.size + this.numbers.size === 0 ? {} : { oddTexts: new Map([...this.numbers, ...this.texts]) };
  }
}
