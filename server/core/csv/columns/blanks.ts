// Blanks around the text of a cell, and the texts that mean "no value", recognised by their bytes.

import { isBlank, parseNumber } from '../cells/number';
import { decodeUtf8, hasNonAscii } from '../cells/utf8';

const SPACE = 0x20,
  TAB = 0x09,
  CR = 0x0d,
  UPPER_A = 0x41,
  UPPER_Z = 0x5a;

/** Returns the offset of the first byte that is not a blank, as `trim` defines it; at most `end`. */
export function skipBlanks(bytes: Uint8Array, start: number, end: number): number {
  for (;;) {
    const code = bytes[start];
    if (start < end && (code === SPACE || (code >= TAB && code <= CR))) start++;
    else if (start < end && code >= 0xc2 && code <= 0xef && isBlankUnit(bytes, start, end))
      start += code < 0xe0 ? 2 : 3;
    else return start;
  }
}

/** Returns the offset after the last byte that is not a blank; at least `start`. */
export function trimmedEnd(bytes: Uint8Array, start: number, end: number): number {
  for (;;) {
    const code = bytes[end - 1];
    if (end > start && (code === SPACE || (code >= TAB && code <= CR))) end--;
    else if (end > start && code >= 0x80) {
      const length = bytes[end - 2] >= 0xc2 ? 2 : 3;
      if (end - length < start || !isBlankUnit(bytes, end - length, end)) return end;
      end -= length;
    } else return end;
  }
}

/** Whether a record of one cell is a line of blanks: equals `isBlankRecord` of a scan. */
export function isBlankLine(bytes: Uint8Array, start: number, end: number): boolean {
  return start === end || (bytes[start] <= SPACE && skipBlanks(bytes, start, end) === end);
}

/** Whether the character of two or three bytes at `start` is a blank. */
function isBlankUnit(bytes: Uint8Array, start: number, end: number): boolean {
  const lead = bytes[start];
  if (lead >= 0xe0) {
    return (
      lead < 0xf0 &&
      start + 3 <= end &&
      isBlank(((lead & 0x0f) << 12) | ((bytes[start + 1] & 0x3f) << 6) | (bytes[start + 2] & 0x3f))
    );
  }
  return lead >= 0xc2 && start + 2 <= end && isBlank(((lead & 0x1f) << 6) | (bytes[start + 1] & 0x3f));
}

/** The texts that mean "no value". */
export class MissingTexts {
  /** Whether one of them may be a number, such as -99. */
  readonly hasNumber: boolean;
  /** ASCII texts as bytes, by length. */
  private readonly tokens: readonly (readonly Uint8Array[])[];

  private static readonly instances = new WeakMap<ReadonlySet<string>, MissingTexts>();

  /** Shares one instance per set of texts among all columns of a table. */
  static of(texts: ReadonlySet<string>): MissingTexts {
    const instance = MissingTexts.instances.get(texts) ?? new MissingTexts(texts);
    MissingTexts.instances.set(texts, instance);
    return instance;
  }

  /** @param texts trimmed and in lower case, as returned by `missingSet` */
  constructor(private readonly texts: ReadonlySet<string>) {
    this.hasNumber = [...texts].some(
      (text) => !Number.isNaN(parseNumber(text, '.')) || !Number.isNaN(parseNumber(text, ',')),
    );
    const tokens: Uint8Array[][] = [];
    for (const text of texts)
      if ([...text].every((unit) => unit < '\u0080'))
        (tokens[text.length] ??= []).push(Uint8Array.from(text, (unit) => unit.charCodeAt(0)));
    this.tokens = Array.from(tokens, (group) => group ?? []);
  }

  /** Whether a trimmed text is one of them. */
  has(bytes: Uint8Array, start: number, end: number): boolean {
    // Letters outside ASCII may become ASCII letters in lower case: the Kelvin sign becomes k.
    if (hasNonAscii(bytes, start, end)) return this.texts.has(decodeUtf8(bytes, start, end).toLowerCase());
    const length = end - start;
    if (length >= this.tokens.length) return false;
    const tokens = this.tokens[length];
    for (const token of tokens) if (isToken(token, bytes, start)) return true;
    return false;
  }
}

function isToken(token: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < token.length; i++) {
    const code = bytes[start + i];
    if ((code >= UPPER_A && code <= UPPER_Z ? code | 0x20 : code) !== token[i]) return false;
  }
  return true;
}
