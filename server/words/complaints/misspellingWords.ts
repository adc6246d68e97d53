/** Words about the slip in a misspelt word. */
import { enumeratedParts } from '../../../language/joins';
import { say, sayParts } from '../../../language/language';
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
    return [
      edits.length === 1 ? say('a letter stands in the place of a digit') : say('letters stand in the place of digits'),
    ];
  const double = edits.length === 2 && first.kind === second.kind ? doubleSlipWords(first.kind) : undefined;
  return double === undefined ? enumeratedParts(edits.map(editWords)) : [double];
}

/** Describes two edits of one kind; undefined for kinds that are described one by one. */
function doubleSlipWords(kind: SlipEdit['kind']): string | undefined {
  switch (kind) {
    case 'missing':
      return say('two letters are missing');
    case 'extra':
      return say('there are two letters too many');
    case 'doubled':
      return say('two letters are doubled');
    case 'exchanged':
      return say('letters are exchanged');
    default:
      return undefined;
  }
}

const LETTER = /\p{L}/u;
const DIGIT = /\d/;

function isLetterForDigit({ kind, meant, typed }: SlipEdit): boolean {
  return (kind === 'mistyped' || kind === 'beside') && DIGIT.test(meant) && LETTER.test(typed);
}

function editWords({ kind, meant, typed }: SlipEdit): Words {
  switch (kind) {
    case 'missing':
      return DIGIT.test(meant)
        ? [say('a digit is missing')]
        : LETTER.test(meant)
          ? [say('a letter is missing')]
          : sayParts('"{meant}" is missing', { meant: { data: meant } });
    case 'extra':
      return LETTER.test(typed)
        ? [say('there is a letter too many')]
        : sayParts('"{typed}" is too many', { typed: { data: typed } });
    case 'doubled':
      return [say('a letter is doubled')];
    case 'exchanged':
      return [say('two letters are exchanged')];
    case 'beside':
      return sayParts('"{typed}" lies beside "{meant}" on the keyboard', {
        typed: { data: typed },
        meant: { data: meant },
      });
    case 'mistyped':
      return sayParts('"{typed}" stands in the place of "{meant}"', { typed: { data: typed }, meant: { data: meant } });
  }
}
