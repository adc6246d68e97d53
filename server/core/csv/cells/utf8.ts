// Conversion between strings and UTF-8. Unlike platform encoders it keeps unpaired surrogates, in three bytes each
// (WTF-8), so that every string survives the round trip.

/** Maximum number of bytes per UTF-16 unit. */
export const MOST_BYTES_PER_UNIT = 3;

const REPLACEMENT = 0xfffd;

/**
 * Writes the units of `text` from `start` to `end` as UTF-8.
 *
 * @param into has room for MOST_BYTES_PER_UNIT × (end − start) bytes from `at`
 * @returns offset after the last byte written
 */
export function encodeUtf8(text: string, start: number, end: number, into: Uint8Array, at: number): number {
  for (let i = start; i < end; i++) {
    let code = text.charCodeAt(i);
    if (code < 0x80) {
      into[at++] = code;
      continue;
    }
    if ((code & 0xfc00) === 0xd800 && i + 1 < end && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      code = 0x10000 + ((code & 0x3ff) << 10) + (text.charCodeAt(++i) & 0x3ff);
      into[at++] = 0xf0 | (code >> 18);
      into[at++] = 0x80 | ((code >> 12) & 0x3f);
    } else if (code >= 0x800) into[at++] = 0xe0 | (code >> 12);
    if (code < 0x800) into[at++] = 0xc0 | (code >> 6);
    else into[at++] = 0x80 | ((code >> 6) & 0x3f);
    into[at++] = 0x80 | (code & 0x3f);
  }
  return at;
}

/** Whether some byte from `start` to `end` belongs to a character outside ASCII. */
export function hasNonAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] >= 0x80) return true;
  return false;
}

/** Decodes UTF-8 bytes from `start` to `end`; a character that is cut off becomes U+FFFD. */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string {
  const parts: string[] = [];
  let units: number[] = [];
  for (let at = start; at < end;) {
    const lead = bytes[at];
    const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    let code = length === 1 ? lead : lead & (0x7f >> length);
    for (let i = 1; i < length; i++) code = (code << 6) | (bytes[at + i] & 0x3f);
    if (at + length > end) code = REPLACEMENT;
    if (code >= 0x10000) units.push(0xd800 + ((code - 0x10000) >> 10), 0xdc00 + (code & 0x3ff));
    else units.push(code);
    at += length;
    if (units.length < 4096) continue;
    parts.push(String.fromCharCode(...units));
    units = [];
  }
  const rest = String.fromCharCode(...units);
  return parts.length === 0 ? rest : parts.join('') + rest;
}
