/**
 * Columns in which nearly all cells are equal. A text that occurs several times in a group of rows is right there,
 * unless it is a slip of the common text that no group has as its own: `UK` among `US` is correct in rows with London;
 * `xl` among `al` is correct in no rows.
 */
import { slipOf } from '../spelling/texts/slipChannel';
import { folded } from '../spelling/texts/folding';
import type { CodedColumn } from './coded';
import type { Implication } from './dependency';

/** Minimum share of cells with the same text. */
const NEAR_CONSTANT_SHARE = 0.8;
/** Number of letters up to which two slips turn any word into another. */
const SHORT_LENGTH = 3;
const DIGIT = /\d/;

/**
 * Returns the groups without texts that are slips of the common text.
 *
 * @param places by code: 1 + the index among the retained texts
 * @param counts number of rows by code
 */
export function withoutSlipsOfConstant(
  { texts, areNumbers }: CodedColumn,
  places: Uint16Array,
  counts: Uint32Array,
  groups: readonly Implication[],
): readonly Implication[] {
  const cells = counts.subarray(1).reduce((sum, count) => sum + count, 0);
  const common = counts.findIndex((count, code) => code > 0 && count >= NEAR_CONSTANT_SHARE * cells);
  if (areNumbers || common < 0 || !groups.some(({ also }) => also !== undefined)) return groups;
  const usual = places[common] - 1;
  const homes = new Set(groups.map((group) => group.usual));
  const slips = new Set(
    texts.flatMap((text, i) => {
      const place = places[i + 1] - 1;
      return place >= 0 && !homes.has(place) && isSlip(folded(text), folded(texts[common - 1])) ? [place] : [];
    }),
  );
  if (slips.size === 0) return groups;
  return groups.map((group) => {
    if (group.also === undefined || group.usual !== usual) return group;
    const { also, ...implication } = group;
    const remaining = also.filter((text) => !slips.has(text));
    return remaining.length === 0 ? implication : { ...implication, also: remaining };
  });
}

function isSlip(text: string, common: string): boolean {
  if (DIGIT.test(text + common)) return false;
  const edits = slipOf(text, common)?.edits.length ?? Infinity;
  return edits <= (Math.min(text.length, common.length) > SHORT_LENGTH ? 2 : 1);
}
