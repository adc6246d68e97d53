/** Texts of a column's cells that are neither numbers nor levels: the only texts that are stored by row. */
import { BAD_CELL_LIMIT } from './limits';
import { decodeUtf8 } from '../cells/utf8';

/** Maximum length of a label, in bytes of UTF-8. */
const LONGEST_LABEL = 200;

export class OddTexts {
  private readonly texts = new Map<number, string>();
  /** Dates and bounds. */
  private readonly numbers = new Map<number, string>();

  /** Adds the bytes of a cell. @param isNumber whether it is a date or a bound */
  add(bytes: Uint8Array, start: number, end: number, row: number, isNumber = false): void {
    const target = isNumber ? this.numbers : this.texts;
    if (target.size < BAD_CELL_LIMIT && end - start <= LONGEST_LABEL) target.set(row, decodeUtf8(bytes, start, end));
  }

  /** Adds a text that was distinguished so far. */
  addText(text: string, row: number, isNumber: boolean): void {
    const target = isNumber ? this.numbers : this.texts;
    if (target.size < BAD_CELL_LIMIT && text.length <= LONGEST_LABEL) target.set(row, text);
  }

  /** Texts by row, as a field of the column; an empty object without texts. */
  get fields(): { readonly oddTexts?: ReadonlyMap<number, string> } {
    return this.texts.size + this.numbers.size === 0 ? {} : { oddTexts: new Map([...this.numbers, ...this.texts]) };
  }
}
