/** Damage that programs do to texts, which is independent of a column's shape. */

/**
 * `encoding`: UTF-8 that was read as windows-1252; `replaced`: U+FFFD in the place of unreadable characters; `control`:
 * control characters; `entity`: HTML entities; `quote`: half of a pair of quotation marks; `error`: a spreadsheet
 * error; `hashes`: a number that did not fit its cell; `date`: a code that became a date; `exponent`: a long number
 * that lost its digits.
 */
export type DamageSort =
  'encoding' | 'replaced' | 'control' | 'entity' | 'quote' | 'error' | 'hashes' | 'date' | 'exponent';

export const DAMAGE_SORTS: readonly DamageSort[] = [
  'encoding',
  'replaced',
  'control',
  'entity',
  'quote',
  'error',
  'hashes',
  'date',
  'exponent',
];

export interface Damage {
  readonly sort: DamageSort;
  /** The original text, where it can be determined. */
  readonly meant?: string;
}

/** A text without any of these characters is undamaged: all except letters, digits, blanks and the commonest marks. */
const MAY_BE_DAMAGED = /[^\p{L}\p{N} .,:;/()_-]|\d[Ee]\+\d|^\d\d?-[A-Z]|^[A-Z][a-z]{2}-\d|[\u00c2\u00c3\u00e2]/u;
const BEYOND_ASCII = /[\u0080-\uffff]/;
const CONTROL = /(?![\t\n\r])\p{Cc}/u;
const ERROR = /^#(?:REF!|NAME\?|VALUE!|DIV\/0!|NUM!|NULL!|SPILL!|CALC!)$/;
const HASHES = /^#{3,}$/;
const ENTITY = /&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,6}|#[xX][\da-fA-F]{1,5}|[A-Za-z]{3,8});/;
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const DATE = new RegExp(`^(?:\\d{1,2}-${MONTH}|${MONTH}-\\d{2})$`);
const EXPONENT = /^\d(?:\.\d+)?[Ee]\+\d{2}$/;

/** Finds the first sign of damage in a text. */
export function damageIn(text: string): Damage | undefined {
  if (!MAY_BE_DAMAGED.test(text)) return undefined;
  const decoded = BEYOND_ASCII.test(text) ? decodeMojibake(text) : undefined;
  if (decoded !== undefined) return { sort: 'encoding', meant: decoded };
  if (text.includes('\ufffd')) return { sort: 'replaced' };
  if (CONTROL.test(text)) return controlDamage(text);
  if (ERROR.test(text)) return { sort: 'error' };
  if (HASHES.test(text)) return { sort: 'hashes' };
  if (ENTITY.test(text)) return entityDamage(text);
  if (DATE.test(text)) return { sort: 'date' };
  if (EXPONENT.test(text)) return { sort: 'exponent' };
  return quoteDamage(text);
}

/**
 * Describes control characters. From U+0080 on they are marks of windows-1252 that were read as Latin-1. The origin of
 * lower ones is unknown; at the ends of a text they are meaningless.
 */
function controlDamage(text: string): Damage {
  const meant = Array.from(text, (character) =>
    character >= '\u0080' && character <= '\u009f' ? WINDOWS_1252[character.charCodeAt(0) - 0x80] : character,
  ).join('');
  const bare = meant.replace(new RegExp(`^(?:${CONTROL.source})+|(?:${CONTROL.source})+$`, 'gu'), '');
  return CONTROL.test(bare) || bare === '' ? { sort: 'control' } : { sort: 'control', meant: bare };
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

function entityDamage(text: string): Damage | undefined {
  const meant = text.replace(new RegExp(ENTITY, 'g'), (reference) => {
    const name = reference.slice(1, -1);
    if (!name.startsWith('#')) return NAMED[name] ?? reference;
    const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code >= 0x20 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
      ? String.fromCodePoint(code)
      : reference;
  });
  return meant === text ? undefined : { sort: 'entity', meant };
}

/**
 * Finds a quotation mark at one end only; after a digit it means inches, and one within the text is a different case.
 */
function quoteDamage(text: string): Damage | undefined {
  const count = text.split('"').length - 1;
  if (count !== 1 || text.length < 2) return undefined;
  if (text.startsWith('"')) return { sort: 'quote', meant: text.slice(1) };
  return text.endsWith('"') && !/[\d.]\s?"$/.test(text) ? { sort: 'quote', meant: text.slice(0, -1) } : undefined;
}

/**
 * Characters of windows-1252 at the bytes 0x80 to 0x9f; U+0080 to U+009F stand for themselves where it has none
 * (WHATWG, Encoding Standard).
 */
const WINDOWS_1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

function byteOf(character: string): number {
  const code = character.charCodeAt(0);
  if (code >= 0xa0 && code <= 0xff) return code;
  const at = WINDOWS_1252.indexOf(character);
  return at >= 0 ? 0x80 + at : code >= 0x80 && code <= 0x9f ? code : -1;
}

/** Decodes each run of windows-1252 characters that is a UTF-8 sequence; undefined without one. */
function decodeMojibake(text: string): string | undefined {
  let meant = '';
  let isChanged = false;
  for (let at = 0; at < text.length;) {
    const sequence = sequenceAt(text, at);
    meant += sequence === undefined ? text[at] : String.fromCodePoint(sequence.code);
    isChanged ||= sequence !== undefined;
    at += sequence?.length ?? 1;
  }
  return isChanged ? meant : undefined;
}

/**
 * Finds a UTF-8 sequence of two or three bytes, each of which appears as a character; only if it begins like typical
 * mojibake.
 */
function sequenceAt(text: string, at: number): { readonly code: number; readonly length: number } | undefined {
  const first = byteOf(text[at]);
  if (first >= 0xc2 && first <= 0xdf && at + 1 < text.length) {
    const second = byteOf(text[at + 1]);
    // Letters beyond Latin rarely arise this way, and two adjacent Latin letters are words.
    if (second < 0x80 || second > 0xbf || first > 0xc5 || (text[at + 1] === '\u00a0' && first !== 0xc3))
      return undefined;
    return { code: ((first & 0x1f) << 6) | (second & 0x3f), length: 2 };
  }
  if (first !== 0xe2 || at + 2 >= text.length) return undefined;
  const [second, third] = [byteOf(text[at + 1]), byteOf(text[at + 2])];
  if (second < 0x80 || second > 0xbf || third < 0x80 || third > 0xbf) return undefined;
  return { code: ((first & 0x0f) << 12) | ((second & 0x3f) << 6) | (third & 0x3f), length: 3 };
}
