/**
 * Bands of consecutive numbers, such as ages from 18-25 to 56-65: one that overlaps with several is a slip of one of
 * them.
 */
import { slipOf } from './texts/slipChannel';
import type { CodeLevel, CodeMeant } from './codes';
import { LEAST_COMMON, LEAST_RATIO } from './textGroups';

interface Band {
  readonly from: number;
  readonly to: number;
  readonly name: string;
  readonly count: number;
  readonly at: number;
}

const BAND = /^(\d+)\s*(?:-|‐|‑|–|to|bis)\s*(\d+)$/;
const LEAST_BANDS = 3;

/**
 * Returns a function from a text and its number of cells to the band that it means; undefined where the column has no
 * bands, or the text is one, or matches none or several.
 */
export function bandMeant(levels: readonly CodeLevel[]): (text: string, count: number) => CodeMeant | undefined {
  const bands = levels.flatMap(({ name, count }, at) =>
    count >= LEAST_COMMON ? bandIn(name).map((ends): Band => ({ ...ends, name, count, at })) : [],
  );
  bands.sort((a, b) => a.from - b.from);
  const areApart = bands.every(({ from, to }, i) => from <= to && (i === 0 || from >= bands[i - 1].to));
  if (bands.length < LEAST_BANDS || !areApart) return () => undefined;
  return (text, count) => {
    const [own] = bandIn(text);
    const common = bands.filter((band) => band.name !== text && band.count >= LEAST_RATIO * count);
    if (own === undefined) return undefined;
    const same = common.find(({ from, to }) => from === own.from && to === own.to);
    if (same !== undefined) return { at: same.at, sort: 'variant' };
    // Bands that only share an end are consecutive.
    const isAmongThem = own.from <= own.to && common.every(({ from, to }) => own.from >= to || own.to <= from);
    const near = isAmongThem ? [] : common.filter(({ name }) => isSlip(text, name));
    return near.length === 1 ? { at: near[0].at, sort: 'misspelt' } : undefined;
  };
}

/** Whether a digit is exchanged, missing or surplus; a different digit makes another band. */
function isSlip(text: string, name: string): boolean {
  const [edit, second] = slipOf(text, name)?.edits ?? [];
  return edit !== undefined && second === undefined && edit.kind !== 'mistyped' && edit.kind !== 'beside';
}

/** Ends of a band; empty for other texts. */
function bandIn(text: string): readonly { readonly from: number; readonly to: number }[] {
  const [, from, to] = BAND.exec(text) ?? [];
  return from === undefined || to === undefined ? [] : [{ from: Number(from), to: Number(to) }];
}
