/**
 * Random texts and random edits of them, made of what matters to the scanner, so that strange neighbours meet often.
 */
import fc from 'fast-check';
import { ESCAPED, UNQUOTED, type Quoting } from '../../../server/core/csv/dialect/quoting';
import type { DialectOverrides } from '../../../server/core/csv/dialect/dialect';
import type { OffsetEdit } from '../../../server/core/csv/table/rescan';

/** Parts that matter to the scanner, so that rare combinations are frequent in texts. */
export const SCANNER_PARTS = [
  '"',
  '""',
  ',',
  ';',
  '\t',
  '|',
  '\n',
  '\r',
  '\r\n',
  '\ufeff',
  '😀',
  'é',
  'a',
  ' ',
  '1',
  '1,5',
  '-2.5e3',
  'NA',
];

const marks = [
  '"',
  '""',
  ',',
  ',',
  ';',
  '\n',
  '\n',
  '\r',
  '\r\n',
  '\ufeff',
  '😀',
  'a',
  ' ',
  "'",
  '\\',
  ', "',
  '1',
  '1',
  '2.5',
  'NA',
  '1,2\n',
  '"x\ny"',
  '"N',
  '\\\n',
  '\\\r\n',
  '\n\n',
  ', ',
];

/** Ways to quote; the usual one more often than any other. */
export const quotings: fc.Arbitrary<Quoting | undefined> = fc.constantFrom<Quoting | undefined>(
  undefined,
  undefined,
  undefined,
  { quote: "'" },
  { quote: "'", escape: '\\' },
  { quote: '"', escape: '\\' },
  { quote: '"', isLoose: true },
  { quote: '"', isSpaced: true },
  { quote: "'", isLoose: true, isSpaced: true },
  UNQUOTED,
  { quote: '"', isTight: true },
  ESCAPED,
  { quote: '"', escape: '\\', isBare: true },
  { quote: '"', hasQuotedNull: true },
  { ...UNQUOTED, starts: [0, 3, 5] },
);

/** Adds quoting to what is known of a dialect; columns at fixed places are divided by blanks. */
export function withQuoting<T extends object>(known: T, quoting: Quoting | undefined): T & DialectOverrides {
  if (quoting === undefined) return known;
  return { ...known, quoting, ...(quoting.starts !== undefined && { delimiter: '  ' as const }) };
}

/** A text of up to `maxLength` such parts. */
export const text = (maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...marks), { maxLength }).map((parts) => parts.join(''));

/** Place and length of an edit in a text of any length; offsets are taken modulo the length. */
const cut = fc.record({
  start: fc.nat(),
  length: fc.oneof({ weight: 4, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.nat(40) }),
  put: text(4),
});

/** Edits of a text: sorted, and apart. */
export const cuts = (maxLength: number): fc.Arbitrary<(text: string) => OffsetEdit[]> =>
  fc.array(cut, { maxLength }).map((chosen) => (before) => {
    const edits: OffsetEdit[] = [];
    for (const { start, length, put } of chosen
      .map((one) => ({ ...one, start: one.start % (before.length + 1) }))
      .sort((a, b) => a.start - b.start)) {
      if (start < (edits.at(-1)?.end ?? 0)) continue;
      edits.push({ start, end: Math.min(before.length, start + length), text: put });
    }
    return edits;
  });

/** The text after the edits, by the plain way. */
export function edited(before: string, edits: readonly OffsetEdit[]): string {
  return [...edits]
    .reverse()
    .reduce((all, { start, end, text: put }) => all.slice(0, start) + put + all.slice(end), before);
}
