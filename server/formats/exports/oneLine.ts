/**
 * Text of any cell as one line: breaks and runs of blanks become a blank, and what cannot be seen (control, direction
 * and private characters, halves of characters) goes.
 */
export function oneLine(text: string): string {
  return text
    .replace(/[\s\u0085\u2028\u2029]+/gu, ' ')
    .replace(/(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '')
    .trim();
}
