/**
 * Columns in which nearly all cells are equal. A text that occurs several times in a group of rows is right there,
 * unless it is a slip of the common text that no group has as its own: `UK` among `US` is at home beside London, `xl`
 * among `al` is nowhere.
 */
import { slipOf } from '../spelling/texts/slipChannel';
import { folded } from '../spelling/texts/folding';
import type { Coded } from './coded';
import type { Said } from './dependency';

/** Minimum share of the cells with one text. */
const NEAR_CONSTANT = 0.8;
/** Number of letters up to which more than one slip turns any word into another. */
const SHORT = 3;
const DIGIT = /\d/;

/**
 * The groups without texts that are slips of the common one.
 *
 * @param places by code: 1 + the index among the kept texts
 * @param counts number of rows by code
 */
export function slipsOfConstant(
  { texts, areNumbers }: Coded,
  places: Uint16Array,
  counts: Uint32Array,
  groups: readonly Said[],
): readonly Said[] {
  const cells = counts.subarray(1).reduce((sum, count) => sum + count, 0);
  const common = counts.findIndex((count, code) => code > 0 && count >= NEAR_CONSTANT * cells);
  if (areNumbers || common < 0 || !groups.some(({ also }) => also !== undefined)) return groups;
  const usual = places[common] - 1;
  const homes = new Set(groups.map((own) => own.usual));
  const slips = new Set(
    texts.flatMap((text, i) => {
      const place = places[i + 1] - 1;
      return place >= 0 && !homes.has(place) && isSlip(folded(text), folded(texts[common - 1])) ? [place] : [];
    }),
  );
  if (slips.size === 0) return groups;
  return groups.map((own) => {
    if (own.also === undefined || own.usual !== usual) return own;
    const { also, ...said } = own;
    const left = also.filter((text) => !slips.has(text));
    return left.length === 0 ? said : { ...said, also: left };
  });
}

function isSlip(text: string, common: string): boolean {
  if (DIGIT.test(text + common)) return false;
  const edits = slipOf(text, common)?.edits.length ?? Infinity;
  return edits <= (Math.min(text.length, common.length) > SHORT ? 2 : 1);
}
