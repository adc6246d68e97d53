/** Quotes names and values of a caller for messages. */
import { printable } from '../words/printable';

/** Maximum length of a quoted text in characters. */
const LONGEST = 60;

/** Returns a text in quotation marks, without control characters, and shortened. */
export function quoted(text: string): string {
  return `"${printable(text, LONGEST)}"`;
}
