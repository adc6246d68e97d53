/**
 * Prepares text from a file for agents. A cell may be written to mislead its reader: it stands in quotation marks or
 * between fences, on one line, without characters that only a program sees.
 */
import { clean } from '../../words/clean';

/** Maximum length of a cell or a name, in characters. */
const LONGEST_TEXT = 200;
/** Maximum length of a line that quotes cells, in characters. */
const LONGEST_LINE = 2000;

/** Variation selectors except the one of emoji: invisible, and able to carry a hidden text. */
const HIDDEN = /[\ufe00-\ufe0e\u{e0100}-\u{e01ef}]/gu;

/** Returns text from a file on one line, without invisible characters. */
export function shown(text: string, longest = LONGEST_TEXT): string {
  return clean(text, longest).replace(HIDDEN, '');
}

/** Returns text from a file in quotation marks, which it cannot end. @example quoted('a"b') === '"a\\"b"' */
export function quoted(text: string): string {
  return JSON.stringify(shown(text));
}

/** Returns lines that quote the file between fences, which no line can end; nothing if there are none. */
export function fenced(lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  const inside = lines.map((line) => `| ${shown(line, LONGEST_LINE).replace(/`{3,}/g, "'''")}`);
  return ['```text', ...inside, '```'];
}
