/** Columns with their cells as codes, numbers from 1: names, labels and codes. */
import type { TypedColumn } from '../csv/columns/typedColumn';
import { folded } from '../spelling/texts/folding';

export interface CodedColumn {
  readonly name: string;
  readonly index: number;
  /** Whether its cells are compared as numbers, which are codes. */
  readonly areNumbers: boolean;
  /** Whether all of its texts are numbers, few enough to be labels. */
  readonly areFewNumbers: boolean;
  /** By row: 1 + the index of its text; 0 where it is missing. */
  readonly codes: Uint16Array;
  /** Texts in their commonest spelling. */
  readonly texts: readonly string[];
}

/**
 * Codes a column of texts, with variants in capitals, blanks and accents merged; undefined for too many texts.
 */
export function codedTexts(
  { name, index }: Pick<CodedColumn, 'name' | 'index'>,
  { places, values, rows }: TypedColumn,
): CodedColumn | undefined {
  if (places === undefined) return undefined;
  const cellPlaces = places.subarray(0, rows);
  const counts = new Float64Array(values.length + 1);
  for (const place of cellPlaces) counts[place]++;
  const byKey = new Map<string, number>();
  const texts: string[] = [];
  const codeOf = new Uint16Array(values.length + 1);
  for (const i of Array.from(values.keys()).sort((a, b) => counts[b + 1] - counts[a + 1] || a - b)) {
    const key = folded(values[i]);
    const code = byKey.get(key) ?? texts.push(values[i]);
    byKey.set(key, code);
    codeOf[i + 1] = code;
  }
  const areFewNumbers = values.every((text) => !Number.isNaN(Number(text)));
  return { name, index, areNumbers: false, areFewNumbers, codes: cellPlaces.map((place) => codeOf[place]), texts };
}

/** Codes a column of numbers such as telephone numbers; undefined for too many distinct numbers. */
export function codedNumbers(
  { name, index }: Pick<CodedColumn, 'name' | 'index'>,
  { places, numbers, rows }: TypedColumn,
): CodedColumn | undefined {
  if (places === undefined) return undefined;
  const byNumber = new Map<number, number>();
  const codes = new Uint16Array(rows);
  for (let row = 0; row < rows; row++) {
    const number = numbers[row];
    if (number !== number) continue;
    const code = byNumber.get(number) ?? byNumber.size + 1;
    byNumber.set(number, code);
    codes[row] = code;
  }
  return { name, index, areNumbers: true, areFewNumbers: false, codes, texts: Array.from(byNumber.keys(), String) };
}

/** Minimum number of digits of numbers that are codes: years have fewer. */
const LEAST_DIGITS = 5;
const LEAST_SHARE_OF_LENGTH = 0.9;

/** Whether whole numbers are codes: nearly all of them have the same number of digits. */
export function areCodes(texts: readonly string[]): boolean {
  const lengths = new Map<number, number>();
  for (const text of texts) if (/^\d+$/.test(text)) lengths.set(text.length, (lengths.get(text.length) ?? 0) + 1);
  return [...lengths].some(
    ([length, count]) => length >= LEAST_DIGITS && count >= LEAST_SHARE_OF_LENGTH * texts.length,
  );
}
