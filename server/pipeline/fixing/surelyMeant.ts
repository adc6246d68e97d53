/**
 * Decides whether a meant value is certain enough to be written without review. Fixes in the editor offer more, since
 * the user sees each.
 */
import { slipOf } from '../../core/spelling/texts/slipChannel';
import { differencesOf, folded } from '../../core/spelling/texts/folding';
import type { Change } from './fixCells';

/** Minimum number of letters of a word for a single slip to be certain; shorter words may be other words. */
const LEAST_LETTERS = 4;
/** Maximum number of cells with one misspelling; a more frequent one may be a word of its own, such as a surname. */
const MOST_REPEATS = 2;
/** Differences that do not change a word. Accents and signs do in many languages: ano and año, resign and re-sign. */
const HARMLESS_DIFFERENCES: ReadonlySet<string> = new Set(['blanks', 'form', 'capitals', 'unseen', 'script']);

/**
 * Decides for each change whether it is certain; one that is not sure yet stays so.
 *
 * @param isEncodingKnown whether the file's encoding is certain
 */
export function withCertainty(changes: readonly Change[], isEncodingKnown: boolean): readonly Change[] {
  const cells = new Map<string, number>();
  const key = ({ column, before, code }: Change): string => JSON.stringify([code, column, before]);
  for (const change of changes) cells.set(key(change), (cells.get(key(change)) ?? 0) + 1);
  return changes.map((change) => ({
    ...change,
    isSure:
      change.isSure &&
      !/[\r\n\t]/.test(change.before) &&
      isCertain(change, cells.get(key(change)) ?? 0, isEncodingKnown),
  }));
}

function isCertain({ code, before, after }: Change, repeats: number, isEncodingKnown: boolean): boolean {
  switch (code) {
    case 'cell.misspelt':
    case 'cell.dependency':
      return repeats <= MOST_REPEATS && isSingleSlip(before, after);
    case 'cell.variant':
      return (
        after.length >= LEAST_LETTERS &&
        folded(before) === folded(after) &&
        differencesOf(before, after).every((difference) => HARMLESS_DIFFERENCES.has(difference))
      );
    case 'cell.pattern':
      return isEncodingKnown;
    case 'cell.blanks':
    case 'cell.slip':
    case 'cell.misplaced':
      return true;
    default:
      return false;
  }
}

function isSingleSlip(typed: string, meant: string): boolean {
  const letters = /\d/.test(typed + meant) ? 0 : Math.min(typed.length, meant.length);
  return letters >= LEAST_LETTERS && slipOf(folded(typed), folded(meant))?.edits.length === 1;
}
