/**
 * The noisy channel of a word: the probability that a person who means one text types another (Kernighan, Church & Gale
 * 1990, "A spelling correction program based on a noisy channel model"; Brill & Moore 2000). Texts are folded, so
 * capitals, accents and blanks do not count.
 */
import { ADJACENT_KEY_SHARE, ADJACENT_LETTERS } from './adjacentKeys';

/** One slip: the typed letters in the place of the meant ones. */
export interface SlipEdit {
  /** `doubled`: a surplus letter next to an equal one; `beside`: the key next to the right one. */
  readonly kind: 'missing' | 'extra' | 'doubled' | 'beside' | 'mistyped' | 'exchanged';
  /** Position in the meant text. */
  readonly at: number;
  /** The meant letter, '' for none; both letters if two are exchanged. */
  readonly meant: string;
  readonly typed: string;
}

/** Edits that turn the meant text into the typed one, and their probability. */
export interface Slip {
  /** The edits in order; one or two. */
  readonly edits: readonly SlipEdit[];
  /** log P(typed | meant, there is a slip), natural logarithm. */
  readonly logProbability: number;
}

/** Maximum number of edits of a slip. */
export const MOST_EDITS = 2;

/** Shares of the kinds of slips (after the shares of Kernighan et al. 1990 and of Peterson 1986). */
const SHARES = { missing: 0.32, extra: 0.24, mistyped: 0.3, exchanged: 0.14 };
/** Share of surplus letters that double another. */
const DOUBLED_SHARE = 0.5;
const LETTERS = 26;
/** Log probability of a digit in the place of another, which makes another code and is hardly ever a slip. */
const LOG_DIGIT_PENALTY = -8;
/** Frequency of slips at the beginning of a word, relative to elsewhere (Yannakoudakis & Fawthrop 1983). */
const FIRST_LETTER_FACTOR = 0.4;
/** Share of slips that are followed by another one within the same text. */
const SECOND_SLIP_SHARE = 0.1;

function areAdjacentKeys(a: string, b: string): boolean {
  return ADJACENT_LETTERS.get(a)?.includes(b) === true;
}

/** Finds the likeliest edits from the meant text to the typed one; undefined for more than two edits, or none. */
export function slipOf(typed: string, meant: string): Slip | undefined {
  if (typed === meant || Math.abs(typed.length - meant.length) > MOST_EDITS) return undefined;
  return likeliestSlip(typed, 0, meant, 0, []);
}

function likeliestSlip(
  typed: string,
  i: number,
  meant: string,
  j: number,
  edits: readonly SlipEdit[],
): Slip | undefined {
  while (i < typed.length && j < meant.length && typed[i] === meant[j]) {
    i++;
    j++;
  }
  if (i === typed.length && j === meant.length) return { edits, logProbability: logProbability(edits, meant) };
  const editsLeft = MOST_EDITS - edits.length;
  if (Math.abs(typed.length - i - (meant.length - j)) > editsLeft || editsLeft === 0) return undefined;
  let best: Slip | undefined;
  for (const { edit, typedLetters, meantLetters } of possibleEdits(typed, i, meant, j)) {
    const slip = likeliestSlip(typed, i + typedLetters, meant, j + meantLetters, [...edits, edit]);
    if (slip !== undefined && (best === undefined || slip.logProbability > best.logProbability)) best = slip;
  }
  return best;
}

interface PossibleEdit {
  readonly edit: SlipEdit;
  readonly typedLetters: number;
  readonly meantLetters: number;
}

/** Returns the possible edits where two texts begin to differ. */
function possibleEdits(typed: string, i: number, meant: string, j: number): readonly PossibleEdit[] {
  const [x, y] = [typed.at(i) ?? '', meant.at(j) ?? ''];
  const edits: PossibleEdit[] = [];
  if (x !== '' && y !== '')
    edits.push({
      edit: { kind: areAdjacentKeys(x, y) ? 'beside' : 'mistyped', at: j, meant: y, typed: x },
      typedLetters: 1,
      meantLetters: 1,
    });
  if (y !== '') edits.push({ edit: { kind: 'missing', at: j, meant: y, typed: '' }, typedLetters: 0, meantLetters: 1 });
  if (x !== '')
    edits.push({
      edit: {
        kind: (x === typed.at(i - 1) && i > 0) || x === typed.at(i + 1) ? 'doubled' : 'extra',
        at: j,
        meant: '',
        typed: x,
      },
      typedLetters: 1,
      meantLetters: 0,
    });
  if (x !== '' && y !== '' && typed.at(i + 1) === y && meant.at(j + 1) === x)
    edits.push({ edit: { kind: 'exchanged', at: j, meant: y + x, typed: x + y }, typedLetters: 2, meantLetters: 2 });
  return edits;
}

function logProbability(edits: readonly SlipEdit[], { length }: string): number {
  return edits.reduce(
    (sum, edit) => sum + logEditProbability(edit, length),
    (edits.length - 1) * Math.log(SECOND_SLIP_SHARE),
  );
}

/** Computes log P of one edit: all positions of the text except the first are equally likely. */
function logEditProbability({ kind, at, meant, typed }: SlipEdit, length: number): number {
  const positions = Math.max(1, length);
  const penalty = (/\d/.test(meant + typed) ? LOG_DIGIT_PENALTY : 0) + (at === 0 ? Math.log(FIRST_LETTER_FACTOR) : 0);
  switch (kind) {
    case 'missing':
      return penalty + Math.log(SHARES.missing / positions);
    case 'doubled':
      return penalty + Math.log((SHARES.extra * DOUBLED_SHARE) / positions);
    case 'extra':
      return penalty + Math.log((SHARES.extra * (1 - DOUBLED_SHARE)) / (length + 1) / LETTERS);
    case 'beside':
      return (
        penalty +
        Math.log(
          (SHARES.mistyped * ADJACENT_KEY_SHARE) / positions / Math.max(1, ADJACENT_LETTERS.get(meant)?.length ?? 1),
        )
      );
    case 'mistyped':
      return penalty + Math.log((SHARES.mistyped * (1 - ADJACENT_KEY_SHARE)) / positions / LETTERS);
    case 'exchanged':
      return penalty + Math.log(SHARES.exchanged / Math.max(1, positions - 1));
  }
}
