/**
 * Marks that occur equally often in every text of a column, such as the @ of addresses, though its words have any form.
 */
import { isRepeated, weightOf, type TextCount } from './forms';
import { commonAmong, type ShapeCount } from './separate';

export interface RequiredMark {
  readonly mark: string;
  /** Numbers of occurrences per text, the commonest first. */
  readonly counts: readonly number[];
}

const LEAST_TEXTS = 20;
const LEAST_SHARE = 0.9;
/** Maximum share of texts without blanks that lack a mark of the others. */
const MOST_WITHOUT = 0.05;
const LEAST_TOKENS = 50;
/** Marks; those of sentences vary too much. */
const MARKS = /[^\p{L}\p{N}\p{M}\s.!?'"’“”]/gu;
const JOINING = '-_.';
/** Number of texts from which candidate marks are taken. */
const ASKED = 50;

export function countOf(mark: string, text: string): number {
  return text.split(mark).length - 1;
}

/** @param texts of a column without forms */
export function requiredMarks(texts: readonly TextCount[]): readonly RequiredMark[] {
  if (texts.length < LEAST_TEXTS) return [];
  const marks = new Set(texts.slice(0, ASKED).flatMap(({ text }) => text.match(MARKS) ?? []));
  const hasBlanks = texts.filter(({ text }) => /\s/.test(text)).length > (1 - LEAST_SHARE) * texts.length;
  return [...marks].sort().flatMap((mark) => {
    const found = new Map<number, ShapeCount>();
    const repeated = new Set<number>();
    for (const each of texts) {
      const { text, cells } = each;
      const times = countOf(mark, text);
      if (isRepeated(each)) repeated.add(times);
      const before = found.get(times) ?? { cells: 0, weight: 0 };
      found.set(times, { cells: before.cells + cells, weight: before.weight + weightOf(each) });
    }
    const sorted = [...found].sort(([, a], [, b]) => b.weight - a.weight);
    const common = hasBlanks ? commonAmong(sorted.map(([, own]) => own)) : commonInTokens(sorted.map(([, own]) => own));
    if (common === undefined) return [];
    const counts = sorted.map(([times]) => times).filter((times, i) => i < common || repeated.has(times));
    if (counts.includes(0)) return [];
    // In words a surplus mark is hardly ever an error, nor is one that joins them: a-street, w-a-street.
    const least = hasBlanks ? 1 : JOINING.includes(mark) ? Math.max(...counts) : Infinity;
    return [
      {
        mark,
        counts: [
          ...counts,
          ...sorted.map(([times]) => times).filter((times) => times >= least && !counts.includes(times)),
        ],
      },
    ];
  });
}

/** Addresses, paths and codes all have their marks if nearly all have. */
function commonInTokens(counts: readonly ShapeCount[]): 1 | undefined {
  const cells = counts.reduce((sum, own) => sum + own.cells, 0);
  return cells >= LEAST_TOKENS && cells - counts[0].cells <= MOST_WITHOUT * cells ? 1 : undefined;
}

/** The mark that a text lacks, or has too often. */
export function markFault(
  marks: readonly RequiredMark[],
  text: string,
): { readonly mark: string; readonly times: number } | undefined {
  for (const { mark, counts } of marks) {
    const times = countOf(mark, text);
    if (!counts.includes(times)) return { mark, times };
  }
  return undefined;
}
