/**
 * The shape of a text at several levels of coarseness: "AB-12" is AA-99, A-9 with runs merged, or AB-9 with its letters
 * unchanged (after Raman & Hellerstein 2001, "Potter's Wheel"; Huang & He 2018, "Auto-Detect").
 */

/**
 * `exact`: each character by its class; `literal`: runs of digits by class, everything else unchanged; `letters`: as
 * `exact`, with runs of letters merged; `runs`: as `exact`, with all runs merged.
 */
export type Level = 'exact' | 'literal' | 'letters' | 'runs';

/** Levels from fine to coarse. */
export const LEVELS: readonly Level[] = ['exact', 'literal', 'letters', 'runs'];

/** Maximum length of a text with a shape; longer ones are prose. */
export const LONGEST_SHAPED = 64;

const UPPER = /\p{Lu}/u;
const LETTER = /\p{L}/u;
const DIGIT = /\p{N}/u;
const MARK = /\p{M}/u;

/** Returns the shape by the classes A, a and 9; blanks and marks stand for themselves. */
export function exactShape(text: string): string {
  let shape = '';
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x30 && code <= 0x39) shape += '9';
    else if (code >= 0x41 && code <= 0x5a) shape += 'A';
    else if (code >= 0x61 && code <= 0x7a) shape += 'a';
    else if (code < 0x80) shape += text[at];
    else shape += otherClass(text[at]);
  }
  return shape;
}

/** Returns the class of a character beyond ASCII; surrogate pairs are marks. */
function otherClass(character: string): string {
  if (UPPER.test(character)) return 'A';
  if (LETTER.test(character)) return 'a';
  if (MARK.test(character)) return '';
  return DIGIT.test(character) ? '9' : character;
}

/** Returns the shape of a text at a level. @param exact the exact shape of the text, if computed before */
export function shapeAt(level: Level, text: string, exact = exactShape(text)): string {
  switch (level) {
    case 'exact':
      return exact;
    case 'literal':
      return text.replace(/\d+/g, '9');
    case 'letters':
      return exact.replace(/A+/g, 'A').replace(/a+/g, 'a');
    case 'runs':
      return exact.replace(/(A|a|9)\1+/g, '$1');
  }
}
