/**
 * Text out of a file for a line of output: control and direction characters must not reach a terminal, and one line
 * stays one line, of no more characters than `most`.
 */
export function printable(text: string, most = 40): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
  return clean.length > most ? `${clean.slice(0, most - 1)}…` : clean;
}
