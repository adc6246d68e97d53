/**
 * Whether what was meant by a cell is so sure that it may be written without anybody looking. Fixes in the editor offer
 * more: a person sees each.
 */
import { slipOf } from '../../core/spelling/texts/slipChannel';
import { differencesOf, folded } from '../../core/spelling/texts/folding';
import type { Change } from './fixCells';

/** One slip of a word is sure, where words have so many letters; a word of fewer is another word. */
const LEAST_LETTERS = 4;
/** The same misspelling in more cells may be a word of its own, such as a surname. */
const MOST_ALIKE = 2;
/** Accents and signs make other words in many languages: ano and año, resign and re-sign. */
const SURE_DIFFERENCES: ReadonlySet<string> = new Set(['blanks', 'form', 'capitals', 'unseen', 'script']);

/** @param isEncodingKnown whether the file's encoding is no guess */
export function sureAmong(changes: readonly Change[], isEncodingKnown: boolean): readonly Change[] {
  const cells = new Map<string, number>();
  const key = ({ column, before, code }: Change): string => JSON.stringify([code, column, before]);
  for (const change of changes) cells.set(key(change), (cells.get(key(change)) ?? 0) + 1);
  return changes.filter(
    (change) => !/[\r\n\t]/.test(change.before) && isSure(change, cells.get(key(change)) ?? 0, isEncodingKnown),
  );
}

function isSure({ code, before, after }: Change, alike: number, isEncodingKnown: boolean): boolean {
  switch (code) {
    case 'cell.misspelt':
    case 'cell.dependency':
      return alike <= MOST_ALIKE && isOneSlip(before, after);
    case 'cell.variant':
      return (
        after.length >= LEAST_LETTERS &&
        folded(before) === folded(after) &&
        differencesOf(before, after).every((own) => SURE_DIFFERENCES.has(own))
      );
    case 'cell.pattern':
      return isEncodingKnown;
    case 'cell.slip':
    case 'cell.misplaced':
      return true;
    default:
      return false;
  }
}

function isOneSlip(typed: string, meant: string): boolean {
  const letters = /\d/.test(typed + meant) ? 0 : Math.min(typed.length, meant.length);
  return letters >= LEAST_LETTERS && slipOf(folded(typed), folded(meant))?.edits.length === 1;
}
