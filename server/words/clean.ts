/** Cleans text from a file for display: one line, bounded length, no invisible characters. */

/** Maximum length of a displayed cell; longer ones are cut. */
export const LONGEST_CELL = 60;

const LINE_BREAKS = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g;
/** Joiners belong to the spelling of some languages and to emoji; every other format character can only mislead. */
const UNSEEN_CHARACTERS = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu;

/**
 * Turns line breaks into ⏎ and runs of blanks into one space; removes control, bidirectional and other invisible
 * characters.
 * @example clean('a\r\nb\u202e') === 'a⏎b'
 */
export function clean(text: string, longest = LONGEST_CELL): string {
  // A cell may hold megabytes; only its beginning is processed.
  const beginning = text.length > 8 * longest ? text.slice(0, 8 * longest) : text;
  const shown = beginning
    .replace(LINE_BREAKS, '⏎')
    .replace(/\t/g, ' ')
    .replace(UNSEEN_CHARACTERS, '')
    .replace(/\s+/gu, ' ')
    .trim();
  const characters = Array.from(shown);
  const cut = characters.length > longest || beginning.length < text.length;
  return cut ? `${characters.slice(0, longest - 1).join('')}…` : shown;
}
