/** Texts and numbers as Python and R write them; the two agree on these. */

/** Letters, marks, digits, punctuation and signs stand as they are, of blanks only the usual one. */
const PLAIN = /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;
const SHORT: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A literal of a text; nothing unseen is in it, which could make source text look like another one. */
export function quoted(text: string): string {
  return `"${Array.from(text, (character) => SHORT[character] ?? (PLAIN.test(character) ? character : escape(character.codePointAt(0) ?? 0))).join('')}"`;
}

/** The same for R, whose texts have neither NUL nor halves of characters. */
export function quotedForR(text: string): string {
  return quoted(text.replace(/[\0\p{Cs}]/gu, '\ufffd'));
}

function escape(code: number): string {
  const digits = code.toString(16);
  return code > 0xffff ? `\\U${digits.padStart(8, '0')}` : `\\u${digits.padStart(4, '0')}`;
}

/** Longer lines are cut off by some consoles. */
const WIDTH = 110;

/** `open`, the items and `close`, on several lines of which the later ones are indented where one is too long. */
export function list(open: string, items: readonly string[], close: string, indent = ''): string {
  const whole = `${open}${items.join(', ')}${close}`;
  if (indent.length + whole.length <= WIDTH) return whole;
  const lines: string[] = [];
  let line = '';
  for (const item of items) {
    if (line !== '' && indent.length + line.length + item.length + 4 > WIDTH) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? item : `, ${item}`;
  }
  lines.push(line);
  return `${open}\n${lines.map((each) => `${indent}  ${each}`).join(',\n')}\n${indent}${close}`;
}
