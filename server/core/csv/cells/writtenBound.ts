/**
 * Cells that give a bound of a number instead of its value: "<0.05", "≤ 3", ">=10 mg", and what laboratories write
 * below the limit of detection, "ND<0.05" and "ND (0.05)".
 */
import { parseNumber, usableNumber } from './number';
import { numberInFile } from './writtenNumber';

/** Signs of bounds: below or above, without the limit or with it. */
export const BOUND_SIGNS = ['<', '≤', '>', '≥'] as const;
export type BoundSign = (typeof BOUND_SIGNS)[number];

export interface WrittenBound {
  readonly sign: BoundSign;
  readonly limit: number;
  /** Unit as in WrittenNumber: '' if none is written. */
  readonly unit: string;
}

/** Maximum length in UTF-16 units: anything longer is a text. */
export const LONGEST_BOUND = 32;
const SIGN = /^(?:(?<plain>[<>])(?<equal>=)?|=(?<behind>[<>])|(?<typographic>[≤≥]))\s*/u;
/** "Not detected", with the limit of detection after a sign or in parentheses. */
const NOT_DETECTED = /^n\.?d\.?\s*(?:(?=<|≤|=<)|\(\s*(?<inside>[^()]+?)\s*\)$)/iu;

/** Whether a text may be a bound, by its first byte: a sign (the typographic ones begin with E2), or the N of "ND". */
export function mayBeBound(byte: number): boolean {
  return byte === 0x3c || byte === 0x3e || byte === 0x3d || byte === 0xe2 || byte === 0x4e || byte === 0x6e;
}

/**
 * Reads the bound that a trimmed text states, with numbers as written in its file; undefined if it states none.
 * @example writtenBound('<0.05', '.')?.limit === 0.05, writtenBound('ND (0.05)', '.')?.sign === '<'
 */
export function writtenBound(text: string, decimal: '.' | ',', thousands?: string): WrittenBound | undefined {
  if (text.length > LONGEST_BOUND) return undefined;
  const undetected = NOT_DETECTED.exec(text);
  const body = undetected === null ? text : (undetected.groups?.inside ?? text.slice(undetected[0].length));
  const match = SIGN.exec(body);
  if (match === null && undetected === null) return undefined;
  const sign = match === null ? '<' : signOf(match.groups ?? {});
  // A value that is not detected is not above the limit.
  if (undetected !== null && sign !== '<' && sign !== '≤') return undefined;
  const digits = body.slice(match?.[0].length ?? 0);
  const plain = usableNumber(parseNumber(digits, decimal));
  if (plain === plain) return { sign, limit: plain, unit: '' };
  const number = numberInFile(digits, decimal, thousands);
  return number && { sign, limit: number.value, unit: number.unit };
}

function signOf({ plain, equal, behind, typographic }: Readonly<Record<string, string | undefined>>): BoundSign {
  if (typographic !== undefined) return typographic as BoundSign;
  const isBelow = (plain ?? behind) === '<';
  return equal === undefined && behind === undefined ? (isBelow ? '<' : '>') : isBelow ? '≤' : '≥';
}
