/** Words about the slip in a misspelt word. */
import { slipOf, type SlipEdit } from '../../core/spelling/texts/slipChannel';
import { folded } from '../../core/spelling/texts/folding';
import type { Words } from './complaint';

/**
 * Describes the one or two edits that turn the meant text into the typed one; undefined where the texts are equal or
 * differ by more.
 */
export function slipWords(typed: string, meant: string): Words | undefined {
  const edits = slipOf(folded(typed), folded(meant))?.edits;
  if (edits === undefined) return undefined;
  const [first, second] = edits;
  if (edits.every(isLetterForDigit))
    return [edits.length === 1 ? 'a letter stands in the place of a digit' : 'letters stand in the place of digits'];
  if (edits.length === 2 && first.kind === second.kind && DOUBLE_SLIP_WORDS[first.kind] !== undefined)
    return [DOUBLE_SLIP_WORDS[first.kind] ?? ''];
  return edits.flatMap((edit, i) => [...(i === 0 ? [] : [', ']), ...editWords(edit)]);
}

const DOUBLE_SLIP_WORDS: Readonly<Partial<Record<SlipEdit['kind'], string>>> = {
  missing: 'two letters are missing',
  extra: 'there are two letters too many',
  doubled: 'two letters are doubled',
  exchanged: 'letters are exchanged',
};

const LETTER = /\p{L}/u;
const DIGIT = /\d/;

function isLetterForDigit({ kind, meant, typed }: SlipEdit): boolean {
  return (kind === 'mistyped' || kind === 'beside') && DIGIT.test(meant) && LETTER.test(typed);
}

function editWords({ kind, meant, typed }: SlipEdit): Words {
  switch (kind) {
    case 'missing':
      return DIGIT.test(meant)
        ? ['a digit is missing']
        : LETTER.test(meant)
          ? ['a letter is missing']
          : ['"', { data: meant }, '" is missing'];
    case 'extra':
      return LETTER.test(typed) ? ['there is a letter too many'] : ['"', { data: typed }, '" is too many'];
    case 'doubled':
      return ['a letter is doubled'];
    case 'exchanged':
      return ['two letters are exchanged'];
    case 'beside':
      return ['"', { data: typed }, '" lies beside "', { data: meant }, '" on the keyboard'];
    case 'mistyped':
      return ['"', { data: typed }, '" stands in the place of "', { data: meant }, '"'];
  }
}
