/**
 * Puts the text of a cell on one line: a run of blanks and line breaks becomes one blank, and invisible characters
 * (control, direction, private use, unpaired surrogates) are removed.
 */
export function oneLine(text: string): string {
  return text
    .replace(/[\s\u0085\u2028\u2029]+/gu, ' ')
    .replace(/(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '')
    .trim();
}
