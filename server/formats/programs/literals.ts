/** Literals of texts and lists in the common syntax of Python and R. */

/** A character that needs no escape: a letter, mark, digit, punctuation, symbol, or U+0020. */
const PLAIN_CHARACTER = /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;
const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** Returns a string literal. Invisible characters are escaped: they could make the source look different. */
export function quoted(text: string): string {
  return `"${Array.from(text, (character) => SHORT_ESCAPES[character] ?? (PLAIN_CHARACTER.test(character) ? character : escapeCharacter(character.codePointAt(0) ?? 0))).join('')}"`;
}

/** Returns a string literal for R, whose strings can hold neither NUL nor unpaired surrogates. */
export function quotedForR(text: string): string {
  return quoted(text.replace(/[\0\p{Cs}]/gu, '\ufffd'));
}

function escapeCharacter(code: number): string {
  const digits = code.toString(16);
  return code > 0xffff ? `\\U${digits.padStart(8, '0')}` : `\\u${digits.padStart(4, '0')}`;
}

/** Maximum number of characters in a line; some consoles cut off longer ones. */
const MOST_LINE_CHARACTERS = 110;

/** Joins `open`, the items and `close`; on several indented lines if one would be too long. */
export function wrappedList(open: string, items: readonly string[], close: string, indent = ''): string {
  const singleLine = `${open}${items.join(', ')}${close}`;
  if (indent.length + singleLine.length <= MOST_LINE_CHARACTERS) return singleLine;
  const lines: string[] = [];
  let line = '';
  for (const item of items) {
    if (line !== '' && indent.length + line.length + item.length + 4 > MOST_LINE_CHARACTERS) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? item : `, ${item}`;
  }
  lines.push(line);
  return `${open}\n${lines.map((text) => `${indent}  ${text}`).join(',\n')}\n${indent}${close}`;
}
