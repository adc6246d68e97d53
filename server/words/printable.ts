/**
 * Prepares text from a file for a line of output: removes control and direction characters, which must not reach a
 * terminal, and keeps one line of at most `most` characters.
 */
export function printable(text: string, most = 40): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
  return clean.length > most ? `${clean.slice(0, most - 1)}…` : clean;
}
