/**
 * Marks that occur equally often in every text of a column, such as the @ of addresses, though its words have any form.
 */
import { isRepeated, weightOf, type TextCount } from './forms';
import { countCommon, type ShapeCount } from './separate';

export interface RequiredMark {
  readonly mark: string;
  /** Numbers of occurrences per text, the commonest first. */
  readonly counts: readonly number[];
}

const LEAST_TEXTS = 20;
const LEAST_SHARE = 0.9;
/** Maximum share of texts without blanks that lack a mark which the rest have. */
const MOST_LACKING_SHARE = 0.05;
const LEAST_TOKENS = 50;
/** Marks; those of sentences vary too much. */
const MARKS = /[^\p{L}\p{N}\p{M}\s.!?'"’“”]/gu;
const JOINING_MARKS = '-_.';
/** Number of texts from which candidate marks are taken. */
const CANDIDATE_TEXTS = 50;

function countMark(mark: string, text: string): number {
  return text.split(mark).length - 1;
}

/** Finds the marks that texts require. @param texts of a column without forms */
export function requiredMarks(texts: readonly TextCount[]): readonly RequiredMark[] {
  if (texts.length < LEAST_TEXTS) return [];
  const marks = new Set(texts.slice(0, CANDIDATE_TEXTS).flatMap(({ text }) => text.match(MARKS) ?? []));
  const hasBlanks = texts.filter(({ text }) => /\s/.test(text)).length > (1 - LEAST_SHARE) * texts.length;
  return [...marks].sort().flatMap((mark) => {
    const countsByTimes = new Map<number, ShapeCount>();
    const repeated = new Set<number>();
    for (const entry of texts) {
      const { text, cells } = entry;
      const times = countMark(mark, text);
      if (isRepeated(entry)) repeated.add(times);
      const count = countsByTimes.get(times) ?? { cells: 0, weight: 0 };
      countsByTimes.set(times, { cells: count.cells + cells, weight: count.weight + weightOf(entry) });
    }
    const sorted = [...countsByTimes].sort(([, a], [, b]) => b.weight - a.weight);
    const counted = sorted.map(([, count]) => count);
    const common = hasBlanks ? countCommon(counted) : commonInTokens(counted);
    if (common === undefined) return [];
    const counts = sorted.map(([times]) => times).filter((times, i) => i < common || repeated.has(times));
    if (counts.includes(0)) return [];
    // In words a surplus mark is hardly ever an error, nor is one that joins them: a-street, w-a-street.
    const leastSurplus = hasBlanks ? 1 : JOINING_MARKS.includes(mark) ? Math.max(...counts) : Infinity;
    return [
      {
        mark,
        counts: [
          ...counts,
          ...sorted.map(([times]) => times).filter((times) => times >= leastSurplus && !counts.includes(times)),
        ],
      },
    ];
  });
}

const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/u;
const LEAST_ADDRESSES = 3;
const MOST_OTHER_CELLS = 3;

/**
 * Finds the @ of addresses among few texts that repeat, such as those of the persons in charge: all texts are addresses
 * but for a cell or two.
 */
export function addressMarks(texts: readonly TextCount[]): readonly RequiredMark[] {
  const addresses = texts.filter(({ text }) => ADDRESS.test(text));
  const cells = texts.reduce((sum, entry) => sum + entry.cells, 0);
  const others = cells - addresses.reduce((sum, entry) => sum + entry.cells, 0);
  return addresses.length >= LEAST_ADDRESSES &&
    cells >= LEAST_TEXTS &&
    others <= Math.max(1, Math.min(MOST_OTHER_CELLS, MOST_LACKING_SHARE * cells))
    ? [{ mark: '@', counts: [1] }]
    : [];
}

/** Returns 1 where nearly all texts have the commonest count: addresses, paths and codes all have their marks. */
function commonInTokens(counts: readonly ShapeCount[]): 1 | undefined {
  const cells = counts.reduce((sum, count) => sum + count.cells, 0);
  return cells >= LEAST_TOKENS && cells - counts[0].cells <= MOST_LACKING_SHARE * cells ? 1 : undefined;
}

/** Finds the mark that a text lacks, or has too often. */
export function markFault(
  marks: readonly RequiredMark[],
  text: string,
): { readonly mark: string; readonly times: number } | undefined {
  for (const { mark, counts } of marks) {
    const times = countMark(mark, text);
    if (!counts.includes(times)) return { mark, times };
  }
  return undefined;
}
