/**
 * Bands of consecutive numbers, such as ages from 18-25 to 56-65: a band that overlaps with others is a slip of one of
 * them.
 */
import { slipOf } from './texts/slipChannel';
import type { CodeLevel, CodeMatch } from './codes';
import { LEAST_COMMON, LEAST_RATIO } from './textGroups';

interface Range {
  readonly from: number;
  readonly to: number;
}

interface Band extends Range {
  readonly name: string;
  readonly count: number;
  readonly at: number;
}

const BAND = /^(\d+)\s*(?:-|‐|‑|–|to|bis)\s*(\d+)$/;
const LEAST_BANDS = 3;

/**
 * Returns a function from a text and its number of cells to the meant band; undefined where the column has no bands,
 * the text is a band, or none or several match.
 */
export function bandMatcher(levels: readonly CodeLevel[]): (text: string, count: number) => CodeMatch | undefined {
  const bands = levels.flatMap(({ name, count }, at): readonly Band[] => {
    const range = count >= LEAST_COMMON ? rangeIn(name) : undefined;
    return range === undefined ? [] : [{ ...range, name, count, at }];
  });
  bands.sort((a, b) => a.from - b.from);
  const areDisjoint = bands.every(({ from, to }, i) => from <= to && (i === 0 || from >= bands[i - 1].to));
  if (bands.length < LEAST_BANDS || !areDisjoint) return () => undefined;
  return (text, count) => {
    const range = rangeIn(text);
    const common = bands.filter((band) => band.name !== text && band.count >= LEAST_RATIO * count);
    if (range === undefined) return undefined;
    const equalBand = common.find(({ from, to }) => from === range.from && to === range.to);
    if (equalBand !== undefined) return { at: equalBand.at, sort: 'variant' };
    // Bands that only share an end are consecutive.
    const isDisjoint = range.from <= range.to && common.every(({ from, to }) => range.from >= to || range.to <= from);
    const meant = isDisjoint ? [] : common.filter(({ name }) => isSlip(text, name));
    return meant.length === 1 ? { at: meant[0].at, sort: 'misspelt' } : undefined;
  };
}

/** Whether a digit is exchanged, missing or surplus; a different digit makes another band. */
function isSlip(text: string, name: string): boolean {
  const [edit, second] = slipOf(text, name)?.edits ?? [];
  return edit !== undefined && second === undefined && edit.kind !== 'mistyped' && edit.kind !== 'beside';
}

/** Reads the ends of a band; undefined for other texts. */
function rangeIn(text: string): Range | undefined {
  const [, from, to] = BAND.exec(text) ?? [];
  return from === undefined || to === undefined ? undefined : { from: Number(from), to: Number(to) };
}
