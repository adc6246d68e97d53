/**
 * The noisy channel of a word: the probability that a person who means one text types another (Kernighan, Church & Gale
 * 1990, "A spelling correction program based on a noisy channel model"; Brill & Moore 2000). Texts are folded, so
 * capitals, accents and blanks do not count.
 */

/** One slip: the typed letters in the place of the meant ones. */
export interface SlipEdit {
  /** `doubled`: a surplus letter beside an equal one; `beside`: the key beside the right one. */
  readonly kind: 'missing' | 'extra' | 'doubled' | 'beside' | 'mistyped' | 'exchanged';
  /** Position in the meant text. */
  readonly at: number;
  /** The meant letter, '' for none; both letters if two are exchanged. */
  readonly meant: string;
  readonly typed: string;
}

/** The way from one text to another, and its probability. */
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
/** Share of surplus letters that double another, and of wrong letters that are beside the right one on the keyboard. */
const DOUBLED = 0.5;
const BESIDE = 0.6;
const LETTERS = 26;
/** Log probability of a digit in the place of another, which makes another code and is hardly ever a slip. */
const OF_DIGIT = -8;
/** Frequency of slips at the beginning of a word, relative to elsewhere (Yannakoudakis & Fawthrop 1983). */
const AT_BEGINNING = 0.4;
/** Share of slips that are followed by another one within the same text. */
const AGAIN = 0.1;

const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
/** Neighbours of each letter on an English keyboard; rows are offset by half a key. */
const NEIGHBOURS: ReadonlyMap<string, string> = new Map(
  ROWS.flatMap((row, y) =>
    Array.from(row, (letter, x): [string, string] => {
      const keys = [
        [y, x - 1],
        [y, x + 1],
        [y - 1, x],
        [y - 1, x + 1],
        [y + 1, x - 1],
        [y + 1, x],
      ];
      return [letter, keys.map(([v, u]) => ROWS[v]?.[u] ?? '').join('')];
    }),
  ),
);

export function areBeside(a: string, b: string): boolean {
  return NEIGHBOURS.get(a)?.includes(b) === true;
}

/** The likeliest way to type one text for the other; undefined where it takes more than two edits, or none. */
export function slipOf(typed: string, meant: string): Slip | undefined {
  if (typed === meant || Math.abs(typed.length - meant.length) > MOST_EDITS) return undefined;
  return likeliest(typed, 0, meant, 0, []);
}

function likeliest(typed: string, i: number, meant: string, j: number, edits: readonly SlipEdit[]): Slip | undefined {
  while (i < typed.length && j < meant.length && typed[i] === meant[j]) {
    i++;
    j++;
  }
  if (i === typed.length && j === meant.length) return { edits, logProbability: logProbability(edits, meant) };
  const left = MOST_EDITS - edits.length;
  if (Math.abs(typed.length - i - (meant.length - j)) > left || left === 0) return undefined;
  let best: Slip | undefined;
  for (const { edit, typedLetters, meantLetters } of possible(typed, i, meant, j)) {
    const found = likeliest(typed, i + typedLetters, meant, j + meantLetters, [...edits, edit]);
    if (found !== undefined && (best === undefined || found.logProbability > best.logProbability)) best = found;
  }
  return best;
}

interface Possible {
  readonly edit: SlipEdit;
  readonly typedLetters: number;
  readonly meantLetters: number;
}

/** Possible edits where two texts begin to differ. */
function possible(typed: string, i: number, meant: string, j: number): readonly Possible[] {
  const [x, y] = [typed.at(i) ?? '', meant.at(j) ?? ''];
  const found: Possible[] = [];
  if (x !== '' && y !== '')
    found.push({
      edit: { kind: areBeside(x, y) ? 'beside' : 'mistyped', at: j, meant: y, typed: x },
      typedLetters: 1,
      meantLetters: 1,
    });
  if (y !== '') found.push({ edit: { kind: 'missing', at: j, meant: y, typed: '' }, typedLetters: 0, meantLetters: 1 });
  if (x !== '')
    found.push({
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
    found.push({ edit: { kind: 'exchanged', at: j, meant: y + x, typed: x + y }, typedLetters: 2, meantLetters: 2 });
  return found;
}

function logProbability(edits: readonly SlipEdit[], { length }: string): number {
  return edits.reduce((sum, edit) => sum + logOfEdit(edit, length), (edits.length - 1) * Math.log(AGAIN));
}

/** log P of one edit: all positions of the text except the first are equally likely. */
function logOfEdit({ kind, at, meant, typed }: SlipEdit, length: number): number {
  const places = Math.max(1, length);
  const rarely = (/\d/.test(meant + typed) ? OF_DIGIT : 0) + (at === 0 ? Math.log(AT_BEGINNING) : 0);
  switch (kind) {
    case 'missing':
      return rarely + Math.log(SHARES.missing / places);
    case 'doubled':
      return rarely + Math.log((SHARES.extra * DOUBLED) / places);
    case 'extra':
      return rarely + Math.log((SHARES.extra * (1 - DOUBLED)) / (length + 1) / LETTERS);
    case 'beside':
      return rarely + Math.log((SHARES.mistyped * BESIDE) / places / Math.max(1, NEIGHBOURS.get(meant)?.length ?? 1));
    case 'mistyped':
      return rarely + Math.log((SHARES.mistyped * (1 - BESIDE)) / places / LETTERS);
    case 'exchanged':
      return rarely + Math.log(SHARES.exchanged / Math.max(1, places - 1));
  }
}
